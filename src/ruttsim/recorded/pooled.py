"""Percentiles and counts of all days of a population, from its records by plain counting.

The accounts reckon the same from columns (`accounts.pooled`); an audit is by other code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ruttsim.accounts.kpi import DISTRICT
from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ALL, PATROL_NAME, TOTAL, Figure
from ruttsim.domain.day import NIGHT_PATROL, PATROL
from ruttsim.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from ruttsim.domain.day import AlarmRecord, Day

_Cell = tuple[str, str]
MEDIAN, MOST = 50, 95


def pooled_again(
    days: Sequence[Day],
    organisations: Sequence[str],
    taking_part: Sequence[str],
    districts: Sequence[str],
) -> Iterator[Figure]:
    """The figures that stand beside each of some days; `districts` are those of basic areas."""
    late_s: dict[_Cell, list[int]] = defaultdict(list)
    response_s: dict[_Cell, list[int]] = defaultdict(list)
    persons: dict[_Cell, set[int]] = defaultdict(set)
    for day in days:
        for visit in day.visits:
            is_one = visit.outcome == "delivered" and visit.carer == 0
            if is_one and visit.organisation != NIGHT_PATROL:
                for whose in (organisations[visit.organisation], TOTAL):
                    late_s[whose, ALL].append(max(0, visit.start_s - visit.latest_s))
        for it in _first_there(day):
            who = PATROL_NAME if it.organisation == PATROL else organisations[it.organisation]
            where = f"{DISTRICT}{districts[it.basic_area]}"
            for cell in ((who, ALL), (TOTAL, ALL), (TOTAL, where)):
                response_s[cell].append(it.ready_s - it.rung_s)
                persons[cell].add(it.client)
    for cell, seconds in late_s.items():
        yield _figure("late_min_p95", cell, _minutes(seconds, MOST))
    for cell, seconds in response_s.items():
        yield _figure("alarm_response_min", cell, _minutes(seconds, MEDIAN))
        yield _figure("alarm_response_min_p95", cell, _minutes(seconds, MOST))
    places = [(TOTAL, f"{DISTRICT}{it}") for it in dict.fromkeys(districts)]
    for cell in [*((it, ALL) for it in (*taking_part, PATROL_NAME, TOTAL)), *places]:
        yield _figure("alarm_persons", cell, float(len(persons[cell])))


def _first_there(day: Day) -> list[AlarmRecord]:
    """Who was first at the door of each alarm; of two at once, the first responder."""
    found: dict[int, AlarmRecord] = {}
    for it in sorted(day.alarms, key=lambda it: (it.ready_s, it.responder)):
        found.setdefault(it.alarm, it)
    return list(found.values())


def _minutes(seconds: Sequence[int], percent: int) -> float:
    """The smallest value that so many per cent do not exceed."""
    place = -(-len(seconds) * percent // 100)
    return sorted(seconds)[place - 1] / SECONDS_PER_MINUTE


def _figure(kpi: str, cell: _Cell, value: float) -> Figure:
    """A figure with its unit."""
    return Figure(cell[0], kpi, cell[1], KPIS[kpi].unit, value)
