"""Numbers moved together: Morris' measures and Sobol's indices of those that may be."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from ruttsim.sensitivity.effects import Moved, Own
from ruttsim.sensitivity.points import NOTHING, Point, measured
from ruttsim.sensitivity.screening import LEVELS, Indices, Screened, indices, screened

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Floats
    from ruttsim.pipeline.setting import Setting
    from ruttsim.runner import Progress
    from ruttsim.sensitivity.numbers import Ranged

    ByName: TypeAlias = Mapping[tuple[str, str], tuple[float, ...]]

SEARCHES = 3
TRAJECTORIES = 8
SAMPLES = 64
FEW = 6
"""Numbers that Sobol's indices are reckoned for, unless told."""


@dataclass(frozen=True)
class Effort:
    """How much is computed: see `analysis.sensitivity`."""

    searches: int = SEARCHES
    trajectories: int = TRAJECTORIES
    samples: int = SAMPLES
    few: int = FEW
    both_ends: bool = False
    screens_all: bool = False


class Measures(NamedTuple):
    """Measures by name and key figure, and how many trajectories or samples were dropped."""

    found: ByName
    dropped: int


def morris(
    setting: Setting,
    found: Sequence[Moved],
    kpis: Sequence[str],
    effort: Effort,
    workers: int,
    progress: Progress,
) -> tuple[Measures, tuple[str, ...]]:
    """Morris' measures, and the names of whole numbers that its grid misses: they are left out.

    Moved to the nearest whole value such a number would make another step than the effect is
    divided by.
    """
    movable = [it for it in found if _is_movable(it, effort)] if effort.trajectories else []
    off_grid = tuple(it.number.name for it in movable if not is_on_grid(it.number))
    movable = [it for it in movable if is_on_grid(it.number)]
    if not movable:
        return Measures({}, 0), off_grid
    model = _Model(setting, movable, kpis, workers, progress, "Morris")
    bounds = [(it.number.low, it.number.high) for it in movable]
    made = screened(bounds, model, effort.trajectories, setting.study.seed)
    return Measures(_by_name(movable, kpis, made), made.dropped), off_grid


def is_on_grid(number: Ranged) -> bool:
    """Whether all of Morris' levels are values that the number can have."""
    step = (number.high - number.low) / (LEVELS - 1)
    return not number.is_whole or (step % 1 == 0 and number.low % 1 == 0)


def sobol(
    setting: Setting,
    found: Sequence[Moved],
    own: Own,
    kpis: Sequence[str],
    effort: Effort,
    measures: ByName,
    workers: int,
    progress: Progress,
) -> Measures:
    """Sobol's indices of the few numbers that matter most.

    Whole numbers are sampled from half below the range to half above and rounded, so that each of
    their values is as likely as another.
    """
    movable = [it for it in found if _is_movable(it, effort)]
    if not effort.samples or not movable:
        return Measures({}, 0)
    size = {
        (it.number.name, kpi): measures.get((it.number.name, kpi), it.swing(kpi, own))[0]
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
        return Measures({}, 0)
    model = _Model(setting, few, kpis, workers, progress, "Sobol")
    halves = [0.5 if it.number.is_whole else 0.0 for it in few]
    bounds = [
        (it.number.low - half, it.number.high + half) for it, half in zip(few, halves, strict=True)
    ]
    made = indices(bounds, model, effort.samples, setting.study.seed)
    return Measures(_by_name(few, kpis, made), made.dropped)


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
        return tuple(sorted((it.name, rounded(it, value)) for it, value in pairs))


def rounded(number: Ranged, value: float) -> float:
    """A sampled value to nine digits, or the nearest whole one of the range where it is whole."""
    if not number.is_whole:
        return float(f"{value:.9g}")
    return float(min(max(math.floor(value + 0.5), number.low), number.high))
