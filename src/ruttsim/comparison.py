"""Comparing area splits: the same people and days in every split, paired over populations."""

from __future__ import annotations

import functools
import math
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ruttsim.accounts.statement import ALL, TOTAL
from ruttsim.cache import damage_told
from ruttsim.domain.demand import SMALLEST_CELL
from ruttsim.errors import AuditError, Fault, StudyError
from ruttsim.pipeline.checking import LARGEST_UNSERVED_SHARE, checked
from ruttsim.pipeline.ground import population_of
from ruttsim.pipeline.setting import Setting
from ruttsim.pipeline.tables import TABLES
from ruttsim.pipeline.task import Outcome, Task, run_task
from ruttsim.pipeline.travel import Piece, compute, missing, pieces, places_of
from ruttsim.planning.warm import warm_up
from ruttsim.privacy import without_small_cells
from ruttsim.runner import Progress, run_all, silent, usable_workers
from ruttsim.store import manifest
from ruttsim.study.model import quick as quick_study
from ruttsim.summaries import (
    RESULT_COLUMNS,
    SUMMARY_COLUMNS,
    by_population,
    differences,
    summary,
    with_ratios,
)

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.domain.roads import MapBundle
    from ruttsim.parameters import Parameters
    from ruttsim.study.model import Study

ONE_BASE = "one"


@dataclass(frozen=True, eq=False)
class Result:
    """Everything a report needs, small cells already suppressed.

    Attributes
    ----------
    results
        population, day, split, organisation, kpi, group, unit, value: one row a figure.
    summary
        split, organisation, kpi, group, unit, mean, low, high, n: over populations; low and high
        are empty (NaN) where n = 1.
    differences
        The columns of summary and `reference`: paired against the first split.
    one_base, own_bases
        The columns of summary for organisation total and group all of the first population:
        with one base an organisation, and with the study's own rule; empty if not asked for.
    area_coverage
        split, basic_area, organisation, coverage (0 not, 1 may, 2 must serve): the first
        population.
    street_use
        split, edge (the lower edge number of a street), organisations (how many organisations'
        vehicles use it, e-bikes among them), passages (how many times), clients (how many
        different clients the passages lead to): the first population's first day.
    legs, visits, rounds, alarms, decisions, charging
        population, split, day and the fields of Leg, VisitRecord, RoundRecord, AlarmRecord,
        Decision and ChargingRecord. The municipal patrol's legs are of organisation "patrol".
    plan
        population, split, day and the fields of PlanRow: what was planned for each day.
    not_compared
        Splits that leave too many visits without a round, with the share; they have no rows in
        summary and differences.
    manifest
        What manifest.json says.
    timing
        Seconds and CPU seconds by stage; the only part that differs between two runs.
    """

    study: Study
    map: MapBundle
    parameters: Parameters
    results: pd.DataFrame
    summary: pd.DataFrame
    differences: pd.DataFrame
    one_base: pd.DataFrame
    own_bases: pd.DataFrame
    area_coverage: pd.DataFrame
    street_use: pd.DataFrame
    legs: pd.DataFrame
    visits: pd.DataFrame
    rounds: pd.DataFrame
    alarms: pd.DataFrame
    decisions: pd.DataFrame
    charging: pd.DataFrame
    plan: pd.DataFrame
    not_compared: Mapping[str, float]
    manifest: dict[str, Any]
    timing: dict[str, Any]


@damage_told()
def compare(
    study: Study,
    *,
    quick: bool = False,
    workers: int | None = None,
    progress: Progress = silent,
) -> Result:
    """The area splits of a study compared on the same populations and days.

    Parameters
    ----------
    quick
        Use the study's table `quick`: fewer populations, days and moves.
    workers
        Processes; the processors of the machine if left out. The result is the same.
    progress
        Called as stages proceed.

    Raises
    ------
    StudyError, DataError
        Faults of the study or its files.
    AuditError
        A record that contradicts itself.
    """
    watch = [time.monotonic()]
    setting = checked(quick_study(study) if quick else study)
    study = setting.study
    workers = workers or usable_workers()
    populations = range(study.time.populations)
    splits = range(len(study.splits))
    watch.append(time.monotonic())
    unknown = missing(piece for index in populations for piece in _travel(setting, index))
    travel_cpu_s = math.fsum(
        run_all(functools.partial(compute, setting), unknown, workers, "travel", progress)
    )
    watch.append(time.monotonic())
    # In this process alone: the others read from disk what it has compiled.
    progress("compiling the planner", 0, 1)
    warm_up()
    progress("compiling the planner", 1, 1)
    work = functools.partial(run_task, setting)
    tasks = [Task(p, s, study.planning.bases) for p in populations for s in splits]
    outcomes = run_all(work, tasks, workers, "area splits", progress)
    watch.append(time.monotonic())
    is_one_shown = study.planning.show_one_base and study.planning.bases != ONE_BASE
    extra = [Task(0, s, ONE_BASE) for s in splits] if is_one_shown else []
    one_base = run_all(work, extra, workers, "one base each", progress)
    watch.append(time.monotonic())
    _require_consistent(setting, [*outcomes, *one_base])
    left_out = _not_compared(setting, outcomes)
    figures = _results(setting, outcomes)
    compared = by_population(figures[~figures["split"].isin(list(left_out))])
    watch.append(time.monotonic())
    stages = ("setting", "travel", "area splits", "one base each", "tables")
    return Result(
        study=study,
        map=setting.bundle,
        parameters=setting.parameters,
        results=figures,
        summary=summary(compared),
        differences=differences(compared, study.splits[0].name),
        one_base=_totals(setting, one_base),
        own_bases=_totals(setting, [it for it in outcomes if it.task.population == 0 and extra]),
        area_coverage=_of_first_population(outcomes),
        street_use=_street_use(setting, outcomes),
        **{name: _records(setting, outcomes, name) for name in TABLES},
        not_compared=left_out,
        manifest=manifest(setting, quick=quick),
        timing={
            "workers": workers,
            "wall_s": {
                name: round(end - start, 3)
                for name, start, end in zip(stages, watch, watch[1:], strict=False)
            },
            "cpu_s": {"travel": round(travel_cpu_s, 3), **_cpu_s([*outcomes, *one_base])},
        },
    )


def _travel(setting: Setting, population: int) -> tuple[Piece, ...]:
    """The travel that all area splits of a population stand on."""
    return pieces(setting, places_of(population_of(setting, population), setting))


def _require_consistent(setting: Setting, outcomes: Sequence[Outcome]) -> None:
    """Raise what the audit found in any record."""
    faults = [
        Fault(
            f"population {outcome.task.population}",
            setting.study.splits[outcome.task.split].name,
            f"The record of the run contradicts itself: {contradiction}.",
            "This is a defect of ruttsim, not of the study: please report it with the study.",
        )
        for outcome in outcomes
        for contradiction in outcome.contradictions
    ]
    if faults:
        raise AuditError(faults)


def _not_compared(setting: Setting, outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Splits that leave too many visits without a round in any population, with the share.

    Raises
    ------
    StudyError
        The reference is one of them: then there is nothing to compare with.
    """
    splits = setting.study.splits
    worst: dict[str, float] = defaultdict(float)
    for outcome in outcomes:
        name = splits[outcome.task.split].name
        worst[name] = max(worst[name], outcome.unserved_share)
    found = {name: share for name, share in worst.items() if share > LARGEST_UNSERVED_SHARE}
    if splits[0].name in found:
        problem = f"{found[splits[0].name]:.1%} of its planned visits are in no round."
        remedy = (
            "Give shifts that cover the windows of the visits, more vehicles where a fleet limits "
            "them, or move the visits."
        )
        raise StudyError([Fault(str(setting.study.file), "splits[0]", problem, remedy)])
    return found


def _results(setting: Setting, outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Key figures day by day, with ratios, and without small cells of real clients."""
    import pandas as pd

    figures = pd.concat(
        [
            outcome.figures.assign(
                population=outcome.task.population,
                split=setting.study.splits[outcome.task.split].name,
            )
            for outcome in outcomes
        ],
        ignore_index=True,
    )
    table = with_ratios(figures, ["population", "day", "split"])[RESULT_COLUMNS]
    is_synthetic = all(outcome.is_synthetic for outcome in outcomes)
    return table if is_synthetic else without_small_cells(table)


def _totals(setting: Setting, outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Summary of some tasks: all organisations together."""
    import pandas as pd

    if not outcomes:
        return pd.DataFrame(columns=SUMMARY_COLUMNS)
    table = summary(by_population(_results(setting, outcomes)))
    is_whole = (table["organisation"] == TOTAL) & (table["group"] == ALL)
    return table[is_whole].reset_index(drop=True)


def _of_first_population(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Who serves each basic area in the first population."""
    import pandas as pd

    return pd.concat([it.areas for it in outcomes if it.areas is not None], ignore_index=True)


def _street_use(setting: Setting, outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Streets in use in the first population; none that leads to too few real clients."""
    import pandas as pd

    parts = []
    for outcome in outcomes:
        if outcome.streets is not None:
            smallest = 0 if outcome.is_synthetic else SMALLEST_CELL
            part = outcome.streets[outcome.streets["clients"] >= smallest].copy()
            part.insert(0, "split", setting.study.splits[outcome.task.split].name)
            parts.append(part)
    table: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return table


def _records(setting: Setting, outcomes: Sequence[Outcome], name: str) -> pd.DataFrame:
    """The records of all days of all tasks."""
    import pandas as pd

    parts: list[pd.DataFrame] = []
    names = [split.name for split in setting.study.splits]
    for outcome in outcomes:
        part = getattr(outcome.tables, name).copy(deep=False)
        which = np.full(len(part), outcome.task.split, dtype=np.int8)
        part.insert(0, "split", pd.Categorical.from_codes(which, categories=pd.Index(names)))
        part.insert(0, "population", np.int32(outcome.task.population))
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    texts = [name for name, values in table.items() if values.dtype.kind == "O"]
    return table.astype(dict.fromkeys(texts, "category"))


def _cpu_s(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """CPU seconds by stage over all tasks."""
    total: dict[str, float] = defaultdict(float)
    for outcome in outcomes:
        for stage, seconds in outcome.cpu_s.items():
            total[stage] += seconds
    return {stage: round(seconds, 3) for stage, seconds in total.items()}
