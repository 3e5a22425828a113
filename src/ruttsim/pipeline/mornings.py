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
    where each day is planned by itself.
    """

    days: int
    plan: Callable[[int, int], tuple[Plan, Ints]]
    carers: int | None


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

        return Mornings(len(dates), lambda place, _: anew(place), None)
    templates = fortnight(setting, base, assignment, formed)
    first_week = setting.study.time.week

    def repaired(place: int, number: int) -> tuple[Plan, Ints]:
        weekday, week = dates[place]
        day = (week - first_week) * DAYS_PER_WEEK + weekday
        found = repaired_day(setting, base, assignment, templates, day, number)
        return found.plan, found.due

    return Mornings(len(dates), repaired, templates.carers)
