"""The sensitivity of a study: how the difference of two splits depends on each cited number."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ruttsim.cache import damage_told
from ruttsim.errors import Fault, Faults, StudyError, choices_hint
from ruttsim.pipeline.checking import checked
from ruttsim.planning.warm import warm_up
from ruttsim.runner import Progress, silent, usable_workers
from ruttsim.sensitivity.effects import Moved, Own, moved, own_values
from ruttsim.sensitivity.numbers import power_of_two_faults, ranged
from ruttsim.sensitivity.points import KPI_NAMES, NOTHING, Point, measured
from ruttsim.sensitivity.screening import Indices, Screened, indices, require_salib, screened
from ruttsim.sensitivity.turning import Turning, turning
from ruttsim.statistics.intervals import moments
from ruttsim.store import manifest
from ruttsim.study.model import quick as quick_study

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Floats
    from ruttsim.pipeline.setting import Setting
    from ruttsim.study.model import Study

KPIS_SHOWN = ("travel_h", "cost_sek", "co2e_kg")
SEARCHES = 3
TRAJECTORIES = 8
SAMPLES = 64
FEW = 6
"""Numbers that Sobol's indices are reckoned for, unless told."""


@dataclass(frozen=True)
class Effort:
    """How much is computed: see `sensitivity`."""

    searches: int = SEARCHES
    trajectories: int = TRAJECTORIES
    samples: int = SAMPLES
    few: int = FEW
    both_ends: bool = False
    screens_all: bool = False


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """What a sensitivity analysis found.

    Attributes
    ----------
    setting
        Of the study with its two splits, the reference first.
    own
        The study's own numbers, with the luck of searching its plans again.
    moved
        Each number moved to its ends, one at a time.
    screened, indices
        Morris' measures and Sobol's indices by name and key figure: their tuples without `dropped`.
    turnings
        Where unverified numbers change the sign of a difference, by name and key figure.
    dropped
        Trajectories and samples that could not be computed.
    manifest
        What made it.
    """

    setting: Setting
    kpis: tuple[str, ...]
    own: Own
    moved: tuple[Moved, ...]
    screened: Mapping[tuple[str, str], tuple[float, ...]]
    indices: Mapping[tuple[str, str], tuple[float, ...]]
    turnings: Mapping[tuple[str, str], Turning]
    dropped: tuple[int, int]
    manifest: dict[str, Any]


def sensitivity(
    study: Study,
    *,
    reference: str | None = None,
    split: str | None = None,
    kpis: Sequence[str] = KPIS_SHOWN,
    numbers: Sequence[str] = (),
    quick: bool = False,
    populations: int | None = None,
    moves: int | None = None,
    effort: Effort | None = None,
    workers: int | None = None,
    progress: Progress = silent,
) -> Sensitivity:
    """How the difference between two area splits depends on the cited numbers.

    Parameters
    ----------
    reference, split
        The two splits; the study's first and second if left out. The difference is that of `split`
        from `reference`.
    kpis
        Key figures of all organisations together.
    numbers
        Beginnings of the names of the numbers to move (`economy`, `travel.peak_factor`); all with
        a range if there are none.
    quick
        Use the study's table `quick`.
    populations, moves
        In place of the study's.
    effort
        `searches`: how often the study's own plans are searched, from which the luck of that is
        known. `trajectories` of Morris and `samples` of Sobol (0: none), over numbers that leave
        the plans as they are, or over all (`screens_all`); Sobol over the `few` that matter most.
        `both_ends`: also where the first end tells nothing.
    workers
        Processes; the result is the same.

    Raises
    ------
    StudyError, DataError
        Every fault of the call, or those of the study and its files.
    """
    effort = effort or Effort()
    workers = workers or usable_workers()
    if effort.trajectories or effort.samples:
        require_salib()
    setting = _pair(study, reference, split, kpis, effort, quick, populations, moves)
    chosen = ranged(setting, numbers)
    with damage_told():
        progress("compiling the planner", 0, 1)
        warm_up()
        progress("compiling the planner", 1, 1)
        own = own_values(setting, effort.searches, workers, progress)
        faults = [fault for it in own.searches for found in it if (fault := found.fault)]
        if faults:
            remedy = "Give more moves, or compare other splits."
            raise StudyError([Fault(str(study.file), "splits", faults[0], remedy)])
        found = moved(setting, chosen, own, kpis, workers, progress, both_ends=effort.both_ends)
        measures = _screened(setting, found, kpis, effort, workers, progress)
        variance = _indices(setting, found, own, kpis, effort, measures, workers, progress)
        turnings = {
            (it.number.name, kpi): turned
            for it in found
            if it.number.is_unverified
            for kpi in kpis
            if (turned := turning(setting, it, kpi, own, workers, progress)) is not None
        }
    return Sensitivity(
        setting,
        tuple(kpis),
        own,
        found,
        measures[0],
        variance[0],
        turnings,
        (measures[1], variance[1]),
        _manifest(setting, kpis, numbers, effort, quick=quick),
    )


def _pair(
    study: Study,
    reference: str | None,
    split: str | None,
    kpis: Sequence[str],
    effort: Effort,
    quick: bool,
    populations: int | None,
    moves: int | None,
) -> Setting:
    """The setting of the study with two of its splits, the call's own faults told first."""
    names = [it.name for it in study.splits]
    faults = Faults(StudyError)
    for option, name in (("--reference", reference), ("--split", split)):
        if name is not None and name not in names:
            problem = f"There is no area split '{name}'."
            faults.add(str(study.file), option, problem, choices_hint(name, names))
    first = reference or names[0]
    others = [name for name in names if name != first]
    second = split or (others[0] if others else "")
    if not second:
        remedy = "Add another area split to compare it with."
        faults.add(str(study.file), "splits", "There is one area split alone.", remedy)
    elif first == second:
        faults.add(str(study.file), "--split", f"'{first}' is compared with itself.", "Name two.")
    for kpi in kpis:
        if kpi not in KPI_NAMES:
            problem = f"There is no such key figure of a day of all organisations: '{kpi}'."
            faults.add("sensitivity", "--kpi", problem, choices_hint(kpi, KPI_NAMES))
    follows = {it.name: it.after for it in study.splits if it.after is not None}
    for option, name in (("--reference", first), ("--split", second)):
        if name in follows:
            problem = f"'{name}' is a step that follows '{follows[name]}'."
            faults.add(str(study.file), option, problem, "Name splits that follow no other.")
    faults.extend(power_of_two_faults(effort.samples))
    faults.raise_if_any()
    if quick:
        study = quick_study(study)
    time, planning = study.time, study.planning
    if populations is not None:
        time = time.model_copy(update={"populations": populations})
    if moves is not None:
        planning = planning.model_copy(update={"moves": moves})
    sections = {it.name: it for it in study.splits}
    both = {
        "splits": (sections[first], sections[second]),
        "time": time,
        "planning": planning,
    }
    return checked(study.model_copy(update=both).at(study.file))


def _screened(
    setting: Setting,
    found: Sequence[Moved],
    kpis: Sequence[str],
    effort: Effort,
    workers: int,
    progress: Progress,
) -> tuple[dict[tuple[str, str], tuple[float, ...]], int]:
    """Morris' measures by number and key figure, and how many trajectories were dropped."""
    movable = [it for it in found if _is_movable(it, effort)]
    if not effort.trajectories or not movable:
        return {}, 0
    model = _Model(setting, movable, kpis, workers, progress, "Morris")
    made = screened(model.bounds, model, effort.trajectories, setting.study.seed)
    return _by_name(movable, kpis, made), made.dropped


def _indices(
    setting: Setting,
    found: Sequence[Moved],
    own: Own,
    kpis: Sequence[str],
    effort: Effort,
    measures: tuple[Mapping[tuple[str, str], tuple[float, ...]], int],
    workers: int,
    progress: Progress,
) -> tuple[dict[tuple[str, str], tuple[float, ...]], int]:
    """Sobol's indices of the few numbers that matter most, and how many samples were dropped."""
    movable = [it for it in found if _is_movable(it, effort)]
    if not effort.samples or not movable:
        return {}, 0
    size = {
        (it.number.name, kpi): measures[0].get((it.number.name, kpi), it.swing(kpi, own))[0]
        for it in movable
        for kpi in kpis
    }
    most = {kpi: max(size[it.number.name, kpi] for it in movable) for kpi in kpis}

    def weight(it: Moved) -> float:
        return max(
            (size[it.number.name, kpi] / most[kpi] for kpi in kpis if most[kpi] > 0), default=0.0
        )

    few = sorted(movable, key=lambda it: (-weight(it), it.number.name))[: effort.few]
    few = [it for it in few if weight(it) > 0]
    if not few:
        return {}, 0
    model = _Model(setting, few, kpis, workers, progress, "Sobol")
    made = indices(model.bounds, model, effort.samples, setting.study.seed)
    return _by_name(few, kpis, made), made.dropped


def _is_movable(it: Moved, effort: Effort) -> bool:
    """Whether a number is screened together with others."""
    is_whole_range = not it.fault and it.changes_first != NOTHING
    return is_whole_range and (it.is_light or effort.screens_all)


def _by_name(
    numbers: Sequence[Moved], kpis: Sequence[str], made: Screened | Indices
) -> dict[tuple[str, str], tuple[float, ...]]:
    """Measures by number and key figure."""
    return {
        (it.number.name, kpi): tuple(float(table[row, column]) for table in made[:-1])
        for row, it in enumerate(numbers)
        for column, kpi in enumerate(kpis)
    }


class _Model:
    """The mean differences over populations as a function of some numbers, for SALib."""

    def __init__(
        self,
        setting: Setting,
        numbers: Sequence[Moved],
        kpis: Sequence[str],
        workers: int,
        progress: Progress,
        stage: str,
    ) -> None:
        self._setting, self._numbers, self._kpis = setting, [it.number for it in numbers], kpis
        self._run = (workers, stage, progress)
        self._is_light = all(it.is_light for it in numbers)

    @property
    def bounds(self) -> list[tuple[float, float]]:
        """Ends of each number."""
        return [(it.low, it.high) for it in self._numbers]

    def __call__(self, x: Floats) -> Floats:
        """A row of differences for each row of numbers; NaN where these contradict each other."""
        populations = range(self._setting.study.time.populations)
        rows = [
            [Point(k, self._numbers_of(row), is_light=self._is_light) for k in populations]
            for row in x
        ]
        found = measured(self._setting, [it for row in rows for it in row], *self._run)
        return np.array(
            [
                [
                    math.fsum(found[it].difference(kpi) for it in row) / len(row)
                    for kpi in self._kpis
                ]
                for row in rows
            ]
        )

    def _numbers_of(self, row: Floats) -> tuple[tuple[str, float], ...]:
        """Numbers by name, rounded as a person would write them."""
        pairs = zip(self._numbers, row.tolist(), strict=True)
        return tuple(sorted((it.name, _rounded(it.unit, value)) for it, value in pairs))


def _rounded(unit: str, value: float) -> float:
    """A sampled value to nine digits, whole where its unit is."""
    from ruttsim.parameters.units import WHOLE_UNITS

    return float(round(value)) if unit in WHOLE_UNITS else float(f"{value:.9g}")


def _manifest(
    setting: Setting,
    kpis: Sequence[str],
    numbers: Sequence[str],
    effort: Effort,
    *,
    quick: bool,
) -> dict[str, Any]:
    """What made an analysis, enough to make it again."""
    made = manifest(setting, quick=quick)
    study = setting.study
    words = [
        made["command"].replace("ruttsim compare", "ruttsim sensitivity"),
        f"--reference {study.splits[0].name} --split {study.splits[1].name}",
        f"--populations {study.time.populations} --moves {study.planning.moves}",
        *(f"--kpi {kpi}" for kpi in kpis),
        *(f"--numbers {it}" for it in numbers),
        f"--searches {effort.searches} --trajectories {effort.trajectories}",
        f"--sobol {effort.samples} --few {effort.few}",
        *(["--both-ends"] if effort.both_ends else []),
        *(["--screen-all"] if effort.screens_all else []),
    ]
    made["command"] = " ".join(words)
    return made


def mean_difference(own: Own, kpi: str) -> float:
    """The study's own difference, over populations and searches."""
    return moments(own.differences(kpi, planned_again=True)).mean
