"""One number at a time: what moving it through its range does to the difference of two splits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.sensitivity.points import (
    LIGHT,
    NOTHING,
    STAGES,
    Point,
    Values,
    changed_first,
    measured,
)
from ruttsim.statistics.intervals import moments, quantile

if TYPE_CHECKING:
    from ruttsim.pipeline.setting import Setting
    from ruttsim.runner import Progress
    from ruttsim.sensitivity.numbers import Ranged

FALSE_ALARMS = 0.05
"""Of numbers without any effect on a key figure, so many at most are said to be beyond the luck of
searching plans anew, on average: a design choice, as usual. All are judged by the same searches of
the study's own plans, so false alarms come together."""
ROUNDING = 1e-9
"""A swing below this is the rounding of sums."""
UNKNOWN = "unknown"
"""What a number changes that can be moved to neither end."""


@dataclass(frozen=True)
class Own:
    """The study with its own numbers: differences of each population, and of each search of it.

    `luck` is the standard deviation of a difference between searches of the same plans; NaN where
    they were searched once.
    """

    values: tuple[Values, ...]
    searches: tuple[tuple[Values, ...], ...]

    def differences(self, kpi: str, *, planned_again: bool) -> tuple[float, ...]:
        """Of each population: the mean over searches, or that of the study's own plans.

        What plans are searched anew for is compared with the first, since the luck of the study's
        own plans would else be in every effect.
        """
        if planned_again:
            return tuple(
                math.fsum(it.difference(kpi) for it in found) / len(found)
                for found in self.searches
            )
        return tuple(it.difference(kpi) for it in self.values)

    def luck(self, kpi: str) -> float:
        """Standard deviation of a population's difference between searches, pooled."""
        groups = [[it.difference(kpi) for it in found] for found in self.searches]
        degrees = sum(len(it) - 1 for it in groups)
        if not degrees:
            return math.nan
        squares = [(one - math.fsum(it) / len(it)) ** 2 for it in groups for one in it]
        return math.sqrt(math.fsum(squares) / degrees)

    def luck_of_effect(self, kpi: str) -> float:
        """The same of a mean effect: one search at the end less the mean of those before it."""
        count = len(self.searches[0])
        return self.luck(kpi) * math.sqrt((1 + 1 / count) / len(self.searches))

    def luck_between_ends(self, kpi: str) -> float:
        """The same of the mean difference of two ends, each searched once."""
        return self.luck(kpi) * math.sqrt(2 / len(self.searches))

    def threshold(self, comparisons: int) -> float:
        """Standard deviations of luck that one of several comparisons must be beyond.

        Student's quantile, since luck is known from few searches, at FALSE_ALARMS shared among the
        comparisons (Bonferroni); NaN where plans were searched once.
        """
        degrees = sum(len(it) - 1 for it in self.searches)
        if not degrees:
            return math.nan
        return quantile(degrees, 1 - FALSE_ALARMS / comparisons / 2)


@dataclass(frozen=True)
class Moved:
    """A number with what its ends give by population; no values where an end was not tried.

    Where it `is_searched_anew`, rounds of organisations are others, and the luck of a search is in
    its effects. What moves the patrol's night alone changes plans and leaves these as they are.
    """

    number: Ranged
    changes_first: str
    low: tuple[Values, ...]
    high: tuple[Values, ...]
    is_searched_anew: bool

    @property
    def is_light(self) -> bool:
        """Whether the plans stay as they are."""
        return self.changes_first in LIGHT

    @property
    def fault(self) -> str:
        """Why an end has no figures; empty if both have."""
        return next((it.fault for it in (*self.low, *self.high) if it.fault), "")

    def differences(self, end: str, kpi: str, own: Own) -> tuple[float, ...]:
        """Differences at `low`, `value` or `high`, of each population; NaN where not known."""
        before = own.differences(kpi, planned_again=self.is_searched_anew)
        is_own = getattr(self.number, end) == self.number.value
        if is_own or self.changes_first == NOTHING:
            return before
        found: tuple[Values, ...] = getattr(self, end)
        return tuple(it.difference(kpi) for it in found) or (math.nan,) * len(before)

    def effects(self, end: str, kpi: str, own: Own) -> tuple[float, ...]:
        """How far the difference moves when the number goes to an end, of each population."""
        before = self.differences("value", kpi, own)
        pairs = zip(self.differences(end, kpi, own), before, strict=True)
        return tuple(after - base for after, base in pairs)

    def swing(self, kpi: str, own: Own) -> tuple[float, float]:
        """The farthest that the mean difference moves within the range, and its standard error.

        The error is that of the mean over populations; NaN where there is one.
        """
        low, high = (np.array(self.effects(end, kpi, own)) for end in ("low", "high"))
        candidates = [it for it in (high, low, high - low) if np.isfinite(it).all()]
        if not candidates:
            return math.nan, math.nan
        farthest = max(candidates, key=lambda it: abs(it.mean()))
        found = moments(farthest.tolist())
        return abs(found.mean), found.error

    def is_beyond_luck(self, kpi: str, own: Own) -> bool:
        """Whether any of its effects is more than the luck of searching plans anew.

        A number with two ends has three effects that could be: of each end and between them. So
        many share FALSE_ALARMS whether or not the second end was tried, since that hangs on what
        the first gave.
        """
        if not self.is_searched_anew:
            return self.swing(kpi, own)[0] > ROUNDING
        low, high = (
            math.fsum(it) / len(it)
            for it in (self.effects(end, kpi, own) for end in ("low", "high"))
        )
        has_two_ends = self.number.low < self.number.value < self.number.high
        beyond = own.threshold(3 if has_two_ends else 1)
        of_end, between = own.luck_of_effect(kpi), own.luck_between_ends(kpi)
        return any(
            abs(effect) > beyond * luck
            for effect, luck in ((low, of_end), (high, of_end), (high - low, between))
        )


def own_values(setting: Setting, searches: int, workers: int, progress: Progress) -> Own:
    """The study's own numbers, planned as the study does and searched again from other seeds."""
    populations = range(setting.study.time.populations)
    points = [Point(it, search=search) for it in populations for search in range(searches)]
    found = measured(setting, points, workers, "own numbers", progress)
    by_population = [
        tuple(found[Point(it, search=k)] for k in range(searches)) for it in populations
    ]
    return Own(tuple(it[0] for it in by_population), tuple(by_population))


def moved(
    setting: Setting,
    numbers: Sequence[Ranged],
    own: Own,
    kpis: Sequence[str],
    workers: int,
    progress: Progress,
    *,
    both_ends: bool,
) -> tuple[Moved, ...]:
    """Every number moved to the end that is farther from its value, and then to the other.

    Where plans are searched anew and nothing moves by more than the luck of that, the other end is
    not tried, unless `both_ends` are asked for.
    """
    far = {it.name: "high" if it.high - it.value >= it.value - it.low else "low" for it in numbers}
    near = {name: "low" if end == "high" else "high" for name, end in far.items()}
    first = _ends(setting, numbers, far, workers, "numbers", progress)
    tried = {it.name: _moved(it, own, {far[it.name]: first[it.name]}) for it in numbers}
    again = [
        it
        for it in numbers
        if getattr(it, near[it.name]) != it.value
        and (both_ends or _is_worth(tried[it.name], own, kpis))
    ]
    second = _ends(setting, again, near, workers, "other ends", progress)
    return tuple(
        _moved(it, own, {far[it.name]: first[it.name], near[it.name]: second[it.name]})
        if it.name in second
        else tried[it.name]
        for it in numbers
    )


def _is_worth(it: Moved, own: Own, kpis: Sequence[str]) -> bool:
    """Whether the other end may tell more."""
    return (
        not it.is_searched_anew
        or bool(it.fault)
        or any(it.is_beyond_luck(kpi, own) for kpi in kpis)
    )


def _ends(
    setting: Setting,
    numbers: Sequence[Ranged],
    ends: Mapping[str, str],
    workers: int,
    stage: str,
    progress: Progress,
) -> dict[str, tuple[Values, ...]]:
    """What numbers give at one end each, by name, for each population."""
    populations = range(setting.study.time.populations)
    points = {
        it.name: [Point(k, ((it.name, getattr(it, ends[it.name])),)) for k in populations]
        for it in numbers
    }
    due = [point for them in points.values() for point in them]
    found = measured(setting, due, workers, stage, progress)
    return {name: tuple(found[it] for it in them) for name, them in points.items()}


def _moved(number: Ranged, own: Own, ends: Mapping[str, tuple[Values, ...]]) -> Moved:
    """A number with what its ends give, and the first stage that any of them changes."""
    stages = [
        changed_first(before, after)
        for values in ends.values()
        for before, after in zip(own.values, values, strict=True)
        if not after.fault
    ]
    first = min(stages, key=(*STAGES, NOTHING).index, default=UNKNOWN)
    is_anew = any(
        before.rounds != after.rounds
        for values in ends.values()
        for before, after in zip(own.values, values, strict=True)
    )
    return Moved(number, first, ends.get("low", ()), ends.get("high", ()), is_anew)
