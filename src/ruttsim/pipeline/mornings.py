"""The plan of each day that a study lives through: made anew, or repaired from a template."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from ruttsim.domain.arrays import Ints
from ruttsim.domain.planning import Plan, Team
from ruttsim.domain.split import Assignment
from ruttsim.pipeline.fortnights import fortnight, repaired_day
from ruttsim.pipeline.ground import Ground
from ruttsim.pipeline.plans import planned
from ruttsim.pipeline.setting import Setting
from ruttsim.units import DAYS_PER_WEEK


@dataclass(frozen=True)
class Mornings:
    """The planned days of a study under one area split.

    `plan` gives the plan of a planned day (0 to `days` - 1) as it is in the morning of a day
    number, and the rows of the visits that it is of. `carers` is the number of named carers, None
    where each day is planned by itself. `follows` tells whether a planned day is the day after the
    one before it, with the same carers.
    """

    days: int
    plan: Callable[[int, int], tuple[Plan, Ints]]
    carers: int | None
    follows: Callable[[int], bool]


def mornings(
    setting: Setting, base: Ground, assignment: Assignment, formed: tuple[Team, ...]
) -> Mornings:
    """The study's planned days: each from nothing, or from the template of its fortnight."""
    dates = setting.study.planned_dates
    if setting.study.planning.horizon == "day":

        @functools.lru_cache(maxsize=1)
        def anew(place: int) -> tuple[Plan, Ints]:
            due = base.population.visits.on(*dates[place])
            return planned(setting, base, due, assignment, formed), due

        return Mornings(len(dates), lambda place, _: anew(place), None, lambda _: False)
    templates = fortnight(setting, base, assignment, formed)
    first_week = setting.study.time.week

    days = [(week - first_week) * DAYS_PER_WEEK + weekday for weekday, week in dates]

    def repaired(place: int, number: int) -> tuple[Plan, Ints]:
        found = repaired_day(setting, base, assignment, templates, days[place], number)
        return found.plan, found.due

    def follows(place: int) -> bool:
        return place > 0 and days[place] == days[place - 1] + 1

    return Mornings(len(dates), repaired, templates.carers, follows)
