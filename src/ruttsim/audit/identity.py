"""Whether a record has the rows that plan and draws ask for, and the plan those of its demand."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from ruttsim.audit.given import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ruttsim.audit.given import Given
    from ruttsim.audit.morning import Morning
    from ruttsim.domain.day import Day

SHOWN = 5
"""So many offenders of one contradiction are named; the rest are counted."""

_PLANNED = (
    *("organisation", "team", "premise", "shift", "part", "vehicle_type", "mode"),
    *("leave_s", "return_s"),
)
_ROUND = (
    *("round", "carer", "is_substitute"),
    *_PLANNED[:7],
    *("planned_leave_s", "planned_return_s"),
)


def named(offenders: Sequence[str]) -> str:
    """The first offenders, and how many more there are."""
    rest = len(offenders) - SHOWN
    return ", ".join(offenders[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def plan_against_demand(given: Given) -> Iterator[str]:
    """Each carer of each due visit is in one round, or left out with a reason, exactly once."""
    expected = _parts(given, given.due.tolist())
    planned = [(stop.visit, stop.carer) for each in given.plan.rounds for stop in each.stops]
    planned += [(left_out.visit, left_out.carer) for left_out in given.plan.unserved]
    if sorted(planned) != expected:
        yield from _differences("plan, (visit, carer)", planned, expected)


def rounds_against_plan(day: Day, given: Given, morning: Morning) -> Iterator[str]:
    """Each round of the plan that somebody works is recorded once, as planned, in its order."""
    of_plan, of_record = attrgetter(*_PLANNED), attrgetter(*_ROUND)
    expected = [
        (each.round, morning.carer[each.round], each.round in morning.substitutes, *of_plan(each))
        for each in given.plan.rounds
        if each.round in morning.carer
    ]
    recorded = [of_record(each) for each in day.rounds]
    if recorded != expected:
        yield from _differences(f"recorded rounds, ({', '.join(_ROUND)})", recorded, expected)


def visits_against_demand(day: Day, given: Given) -> Iterator[str]:
    """Each carer of each visit that was due or asked for is recorded once.

    Those that somebody came to stand by round in the order of the plan; the others by visit.
    """
    extra = np.flatnonzero(given.disturbance.is_extra).tolist()
    expected = sorted([*_parts(given, given.due.tolist()), *((visit, 0) for visit in extra)])
    recorded = [(it.visit, it.carer) for it in day.visits]
    what = "recorded visits, (visit, carer)"
    if sorted(recorded) != expected:
        yield from _differences(what, recorded, expected)
        return
    held = sum(it.round != NOBODY for it in day.visits)
    if any(it.round == NOBODY for it in day.visits[:held]) or (
        recorded[held:] != sorted(recorded[held:])
    ):
        yield f"{what}: not in the order of the record"


def _parts(given: Given, rows: list[int]) -> list[tuple[int, int]]:
    """Visit and carer of each carer's part of some visits."""
    carers = given.population.visits.carers.tolist()
    return [(visit, carer) for visit in rows for carer in range(carers[visit])]


def _differences(
    what: str, found: Sequence[tuple[Any, ...]], expected: Sequence[tuple[Any, ...]]
) -> Iterator[str]:
    """Rows that are missing, there too often, or, where neither is so, in another order."""
    missing = list((Counter(expected) - Counter(found)).elements())
    surplus = list((Counter(found) - Counter(expected)).elements())
    if missing:
        yield f"{what}: missing {named([str(row) for row in missing])}"
    if surplus:
        yield f"{what}: not expected {named([str(row) for row in surplus])}"
    if not missing and not surplus:
        yield f"{what}: not in the order of the plan"
