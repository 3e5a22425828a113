"""Figures of a fortnight from its recorded days by plain counting: who met whom, and who rested.

The accounts reckon the same from columns (`accounts.continuity`, `accounts.rest`); an audit is by
other code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ALL, PATROL_NAME, TOTAL, Figure
from ruttsim.domain.day import NIGHT_PATROL
from ruttsim.domain.demand import CARE, NIGHT
from ruttsim.units import SECONDS_PER_HOUR

if TYPE_CHECKING:
    from ruttsim.accounts.books import Books
    from ruttsim.domain.day import Day, RoundRecord
    from ruttsim.domain.demand import Population
    from ruttsim.parameters import Parameters

DAYS, WEEK = 14, 7
DAY_S = 24 * SECONDS_PER_HOUR
LEAST_BY_DAY, LEAST_AT_NIGHT = 2, 1
"""Visits that care plans give a client in every day or night of those whom continuity is of."""

_Person: TypeAlias = tuple[int, int]
"""Number of a carer, and the day for whom it is a substitute's; -1: the same person every day."""
_Shift: TypeAlias = tuple[int, int]
_Sums: TypeAlias = dict[tuple[str, str], float]
"""Value by key figure and whose it is."""


def fortnight_again(
    days: Sequence[Day],
    books: Books,
    first_week: int,
    organisations: Sequence[str],
    taking_part: Sequence[str],
) -> Iterator[Figure]:
    """The figures that stand beside each of fourteen days in order; `books` are of one of them."""
    crew = books.parameters.day.night_crew
    sums: _Sums = defaultdict(float)
    for at_night in (False, True):
        prefix = "night_" if at_night else ""
        kind, least = (NIGHT, LEAST_AT_NIGHT) if at_night else (CARE, LEAST_BY_DAY)
        count = "night_clients_every_night" if at_night else "clients_with_daily_visits"
        met = _met(days, at_night=at_night)
        for client in _with_visits(books.population, first_week, least, at_night=at_night):
            provider = int(books.assignment.organisation[client, kind])
            persons = crew if provider == NIGHT_PATROL else 1
            name = _name(provider, organisations)
            sums[count, name] += 1
            sums[f"{prefix}carers_met", name] += persons * len(met[client])
        staff = "night_carers" if at_night else "named_carers"
        for (provider, _), work in _work(days, books.parameters, at_night=at_night).items():
            persons = crew if provider == NIGHT_PATROL else 1
            name = _name(provider, organisations)
            rest_s = round(books.parameters.fortnight.weekly_rest_h * SECONDS_PER_HOUR)
            lost = sum(not _has_rest(work, week, rest_s) for week in range(DAYS // WEEK))
            sums[staff, name] += persons
            sums[f"{prefix}carers_without_weekly_rest", name] += persons * (lost > 0)
            sums[f"{prefix}weeks_without_weekly_rest", name] += persons * lost
    yield from _figures(sums, taking_part)


def _with_visits(
    people: Population, first_week: int, least: int, *, at_night: bool
) -> Iterator[int]:
    """Clients whom care plans give so many visits on every day, or in every night."""
    visits = people.visits
    columns = (visits.client, visits.kind, visits.weekdays, visits.every_weeks, visits.week)
    counts: dict[int, list[int]] = defaultdict(lambda: [0] * DAYS)
    for client, kind, weekdays, every_weeks, week in zip(
        *(it.tolist() for it in columns), strict=True
    ):
        if (kind == NIGHT) == at_night:
            for day in range(DAYS):
                is_weekday = weekdays // 2 ** (day % WEEK) % 2 == 1
                if is_weekday and (first_week + day // WEEK - week) % every_weeks == 0:
                    counts[client][day] += 1
    return (client for client, own in counts.items() if min(own) >= least)


def _met(days: Sequence[Day], *, at_night: bool) -> dict[int, set[_Person]]:
    """The different carers, or crews, whom each client met."""
    found: dict[int, set[_Person]] = defaultdict(set)
    for number, day in enumerate(days):
        rounds = {it.round: it for it in day.rounds}
        for visit in day.visits:
            if visit.outcome == "delivered" and (visit.kind == NIGHT) == at_night:
                found[visit.client].add(_person(rounds[visit.round], number))
    return found


def _person(it: RoundRecord, day: int) -> _Person:
    """Who worked a round of a day."""
    return it.carer, day if it.is_substitute else -1


def _work(
    days: Sequence[Day], parameters: Parameters, *, at_night: bool
) -> dict[tuple[int, int], list[_Shift]]:
    """Beginnings and ends of work [s after the first midnight] of named carers, by whose they are.

    Work lasts until the part of the shift has ended and the round is back.
    """
    shifts = {it.name: it for it in parameters.staffing.shifts}
    found: dict[tuple[int, int], list[_Shift]] = defaultdict(list)
    for number, day in enumerate(days):
        for it in day.rounds:
            if it.is_substitute or it.carer < 0 or shifts[it.shift].is_night != at_night:
                continue
            hours = shifts[it.shift].parts[it.part]
            last_s = max(hours.end_s, it.return_s)
            begin_s = number * DAY_S
            found[it.organisation, it.carer].append((begin_s + hours.start_s, begin_s + last_s))
    return found


def _has_rest(work: Sequence[_Shift], week: int, rest_s: int) -> bool:
    """Whether a rest that begins with the week, or as work ends in it, is undisturbed and in it."""
    begins_s, ends_s = week * WEEK * DAY_S, (week + 1) * WEEK * DAY_S
    for rest_begins_s in (begins_s, *(end_s for _, end_s in work)):
        rest_ends_s = rest_begins_s + rest_s
        is_within = begins_s <= rest_begins_s and rest_ends_s <= ends_s
        if is_within and not any(
            start_s < rest_ends_s and end_s > rest_begins_s for start_s, end_s in work
        ):
            return True
    return False


def _name(provider: int, organisations: Sequence[str]) -> str:
    """An organisation, or the patrol."""
    return PATROL_NAME if provider == NIGHT_PATROL else organisations[provider]


def _figures(sums: _Sums, taking_part: Sequence[str]) -> Iterator[Figure]:
    """Figures of everybody who takes part, of the night the patrol too, and of all."""
    for kpi in KPIS.values():
        if kpi.is_of_fortnight and kpi.ratio is None:
            patrol = [PATROL_NAME] if kpi.name.startswith("night_") else []
            values = [(it, sums[kpi.name, it]) for it in (*taking_part, *patrol)]
            total = sum(value for _, value in values)
            for name, value in (*values, (TOTAL, total)):
                yield Figure(name, kpi.name, ALL, kpi.unit, value)
