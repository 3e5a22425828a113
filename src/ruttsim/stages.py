"""Populations simulated until there are as many as the study says, or differences known so well."""

from __future__ import annotations

import functools
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruttsim.comparable import too_many_unserved
from ruttsim.elsewhere import keep_all
from ruttsim.journal.record import Record
from ruttsim.keeping import Kept
from ruttsim.pipeline.checking import require_sound
from ruttsim.pipeline.ground import population_of
from ruttsim.pipeline.setting import Setting
from ruttsim.pipeline.task import Task
from ruttsim.pipeline.travel import Piece, compute, missing, pieces, places_of
from ruttsim.pipeline.warm import warm_up
from ruttsim.runner import Progress, Workers, run_all
from ruttsim.sorted_figures import totals_of
from ruttsim.statistics.sequential import Precision, next_stage
from ruttsim.summaries import precision_table, precisions
from ruttsim.tabulating import hidden_cells

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.journal.folder import Journal
    from ruttsim.study.model import Study


@dataclass(frozen=True, eq=False)
class Simulated:
    """All populations of a comparison; `study` is of as many as there are.

    `precision` has the columns of summaries.PRECISION_COLUMNS, and no row where none is wanted.
    """

    study: Study
    tasks: tuple[Task, ...]
    kept: tuple[Kept, ...]
    precision: pd.DataFrame
    travel_cpu_s: float
    wall_s: Mapping[str, float]


def simulated(
    setting: Setting, journal: Journal, workers: Workers, progress: Progress
) -> Simulated:
    """Populations by number from 0, all splits of each; finished tasks are taken from the journal.

    Where the study wants a precision, populations are added until it is reached in every split that
    can be compared, or there are as many as the study allows.
    """
    study = setting.study
    tasks: list[Task] = []
    kept: list[Kept] = []
    found: dict[tuple[str, str], Precision] = {}
    wall_s = {"travel": 0.0, "area splits": 0.0}
    travel_cpu_s = 0.0
    count, wanted = 0, study.time.populations
    while count < wanted:
        populations = range(count, wanted)
        begin = time.monotonic()
        travel_cpu_s += travelled(setting, populations, workers, progress)
        wall_s["travel"] += time.monotonic() - begin
        begin = time.monotonic()
        if not count:
            # In this process alone: the others read from disk what it has compiled.
            warm_up(progress)
        more = [
            Task(index, split, study.planning.bases)
            for index in populations
            for split in range(len(study.splits))
        ]
        kept += keep_all(setting, journal, more, workers, "area splits", progress)
        tasks += more
        wall_s["area splits"] += time.monotonic() - begin
        count = wanted
        found = _known(setting, journal, tasks, kept)
        if found:
            wanted = next_stage(list(found.values()), study.precision.most_populations)
    as_many = study.time.model_copy(update={"populations": count})
    return Simulated(
        study.model_copy(update={"time": as_many}).at(study.file),
        tuple(tasks),
        tuple(kept),
        precision_table(found),
        travel_cpu_s,
        wall_s,
    )


def travelled(
    setting: Setting, populations: Sequence[int], workers: Workers, progress: Progress
) -> float:
    """Travel of some populations computed where it is not known; CPU seconds.

    Raises
    ------
    StudyError, DataError
        What is at fault with a population that is not the study's first one.
    """
    if populations[0]:
        require_sound(setting, populations)
    unknown = missing(piece for index in populations for piece in _travel(setting, index))
    compute_one = functools.partial(compute, setting)
    return math.fsum(run_all(compute_one, unknown, workers, "travel", progress))


def _travel(setting: Setting, population: int) -> tuple[Piece, ...]:
    """The travel that all area splits of a population stand on."""
    return pieces(setting, places_of(population_of(setting, population), setting))


def _known(
    setting: Setting, journal: Journal, tasks: Sequence[Task], kept: Sequence[Kept]
) -> dict[tuple[str, str], Precision]:
    """How well differences are known that the study wants to know so; splits not compared aside."""
    study = setting.study
    if not study.precision.options:
        return {}
    names = [it.name for it in study.splits]
    record = Record(journal.folder, journal.identity, tasks, names)
    if not all(it.is_synthetic for it in kept):
        record = hidden_cells(record)
    wanted = study.precision
    left_out = too_many_unserved(setting, kept)
    found: dict[tuple[str, str], Precision] = {}
    for place, name in enumerate(names):
        if place and name not in left_out and names[0] not in left_out:
            table = totals_of(record, {0, place}, [*wanted.percent, *wanted.value])
            found |= precisions(table, names[0], study.precision)
    return found
