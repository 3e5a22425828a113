"""The plan of each day that a study lives through: made anew, or repaired from a template."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ruttsim.domain.arrays import Ints
from ruttsim.domain.demand import Population
from ruttsim.domain.planning import Plan, Team
from ruttsim.domain.split import Assignment
from ruttsim.pipeline.fortnights import carried_over, fortnight, known_today, repaired_day
from ruttsim.pipeline.ground import Ground
from ruttsim.pipeline.nights import night_teams, with_night_rounds
from ruttsim.pipeline.plans import planned
from ruttsim.pipeline.setting import Setting
from ruttsim.pipeline.steps import Formed
from ruttsim.study.model import Study
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


def day_of_fortnight(study: Study, place: int) -> int:
    """Which day of its fortnight a planned day is (0: the first Monday)."""
    weekday, week = study.planned_dates[place]
    return (week - study.time.week) * DAYS_PER_WEEK + weekday


def is_next_day(study: Study, place: int) -> bool:
    """Whether a planned day is the day after the planned day before it."""
    return place > 0 and day_of_fortnight(study, place) == day_of_fortnight(study, place - 1) + 1


def follows(study: Study, place: int) -> bool:
    """Whether a planned day is the day after the one before it, with the same carers."""
    return study.planning.horizon == "fortnight" and is_next_day(study, place)


def days_in_a_row(study: Study, place: int, replication: int) -> list[int]:
    """Numbers of a lived day and of those before it without a day between."""
    first = place
    while is_next_day(study, first):
        first -= 1
    each = study.time.disturbed_days
    return [day * each + replication for day in range(first, place + 1)]


def due_in_the_morning(setting: Setting, people: Population, place: int, number: int) -> Ints:
    """Rows of the visits that the plan of a planned day is of, in the morning of a day number."""
    study = setting.study
    if study.planning.horizon == "day":
        return people.visits.on(*study.planned_dates[place])
    return known_today(setting, people, day_of_fortnight(study, place), number)[1]


def mornings(setting: Setting, base: Ground, assignment: Assignment, formed: Formed) -> Mornings:
    """The study's planned days: each from nothing, or from the template of its fortnight.

    That of the step before, where the split is repaired from it.
    """
    dates = setting.study.planned_dates
    if setting.study.planning.horizon == "day":

        @functools.lru_cache(maxsize=1)
        def anew(place: int) -> tuple[Plan, Ints]:
            due = base.population.visits.on(*dates[place])
            plan = planned(setting, base, due, assignment, formed.teams)
            return with_night_rounds(setting, base, assignment, plan, due), due

        return Mornings(len(dates), lambda place, _: anew(place), None)
    before, nights = formed.before, night_teams(setting, base, assignment)
    if before is None:
        templates = fortnight(setting, base, assignment, (*formed.teams, *nights))
    else:
        had = night_teams(before.setting, base, before.assignment)
        whole = fortnight(before.setting, base, before.assignment, (*before.teams, *had))
        nights = _at_the_same_premise(nights, had)
        templates = carried_over(setting, base, assignment, (*formed.teams, *nights), whole)

    def repaired(place: int, number: int) -> tuple[Plan, Ints]:
        day = day_of_fortnight(setting.study, place)
        found = repaired_day(setting, base, assignment, templates, day, number)
        return found.plan, found.due

    return Mornings(len(dates), repaired, templates.carers)


def _at_the_same_premise(nights: Sequence[Team], had: Sequence[Team]) -> tuple[Team, ...]:
    """Teams of the night with the bases that they had at the step before, where they were then."""
    premise = {it.organisation: it.premise for it in had}
    return tuple(replace(it, premise=premise.get(it.organisation, it.premise)) for it in nights)
