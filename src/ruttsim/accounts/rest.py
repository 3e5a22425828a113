"""Named carers of a fortnight, those who work a week of it without weekly rest, and such weeks.

Weeks are those of the calendar, from midnight before Monday. A carer is at work from the beginning
of each part of a shift until it has ended and the round is over.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ruttsim.accounts.books import Books
from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ALL, PATROL_NAME, TOTAL, Figure
from ruttsim.domain.arrays import Bools, Ints
from ruttsim.domain.day import NIGHT_PATROL
from ruttsim.units import DAYS_PER_WEEK, SECONDS_PER_DAY

CARERS, NIGHT_CARERS = "named_carers", "night_carers"
WITHOUT, WEEKS = "carers_without_weekly_rest", "weeks_without_weekly_rest"
NIGHT_WITHOUT = "night_carers_without_weekly_rest"
NIGHT_WEEKS = "night_weeks_without_weekly_rest"
_WEEK_S = DAYS_PER_WEEK * SECONDS_PER_DAY
_Span = tuple[int, int]
_Whose = tuple[str, str]
"""Key figure, and whose it is."""


@dataclass(frozen=True, eq=False)
class Worked:
    """When named carers were at work on a day, one row a part of a shift; arrays of one length."""

    organisation: Ints
    carer: Ints
    is_night: Bools
    start_s: Ints
    end_s: Ints


def worked(books: Books) -> Worked:
    """The work of a day, by organisations and by the patrol's crews of the night."""
    shifts = books.parameters.staffing.shifts
    parts = {(it.name, k): part for it in shifts for k, part in enumerate(it.parts)}
    nights = {it.name for it in shifts if it.is_night}
    columns = ("organisation", "carer", "is_substitute", "shift", "part", "return_s")
    rows = [
        (organisation, carer, shift in nights, its.start_s, max(its.end_s, return_s))
        for rounds in (books.rounds, books.night.rounds)
        for organisation, carer, is_substitute, shift, part, return_s in zip(
            *(rounds[name].tolist() for name in columns), strict=True
        )
        for its in [parts[shift, part]]
        if carer >= 0 and not is_substitute
    ]
    whose, carer, is_night, start_s, end_s = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    return Worked(whose, carer, is_night > 0, start_s, end_s)


def weekly_rest(
    fortnight: Sequence[Worked],
    rest_s: int,
    crew: float,
    organisations: Sequence[str],
    taking_part: Sequence[str],
) -> list[Figure]:
    """Named carers who work by day and at night, those without weekly rest, and weeks without.

    A week has its rest if somewhere within it are `rest_s` seconds without work. Of the patrol
    everybody in a crew of so many counts; days on which a carer is sick are free. `fortnight` are
    days in order.
    """
    spans: dict[tuple[int, int, bool], list[_Span]] = defaultdict(list)
    for day, it in enumerate(fortnight):
        first_s = day * SECONDS_PER_DAY
        columns = (it.organisation, it.carer, it.is_night, it.start_s, it.end_s)
        for whose, carer, is_night, start_s, end_s in zip(
            *(column.tolist() for column in columns), strict=True
        ):
            spans[whose, carer, is_night].append((first_s + start_s, first_s + end_s))
    found: Counter[_Whose] = Counter()
    weeks = len(fortnight) // DAYS_PER_WEEK
    for (whose, _, is_night), own in spans.items():
        name = PATROL_NAME if whose == NIGHT_PATROL else organisations[whose]
        lost = sum(_longest_free_s(sorted(own), week) < rest_s for week in range(weeks))
        found[NIGHT_CARERS if is_night else CARERS, name] += 1
        found[NIGHT_WITHOUT if is_night else WITHOUT, name] += lost > 0
        found[NIGHT_WEEKS if is_night else WEEKS, name] += lost
    persons = {PATROL_NAME: crew}
    return [
        Figure(name, kpi, ALL, KPIS[kpi].unit, value)
        for kpi in (CARERS, WITHOUT, WEEKS, NIGHT_CARERS, NIGHT_WITHOUT, NIGHT_WEEKS)
        for name, value in _with_total(
            (name, found[kpi, name] * persons.get(name, 1.0))
            for name in (*taking_part, *([PATROL_NAME] if kpi.startswith("night_") else []))
        )
    ]


def _with_total(values: Iterator[tuple[str, float]]) -> Iterator[tuple[str, float]]:
    """Some values by name, and their sum."""
    total = 0.0
    for name, value in values:
        total += value
        yield name, value
    yield TOTAL, total


def _longest_free_s(spans: Sequence[_Span], week: int) -> int:
    """The longest time without work within a week, of spans in order of their beginnings."""
    free_s, ends_s = week * _WEEK_S, (week + 1) * _WEEK_S
    longest_s = 0
    for start_s, end_s in spans:
        longest_s = max(longest_s, min(start_s, ends_s) - free_s)
        free_s = max(free_s, end_s)
    return max(longest_s, ends_s - free_s)
