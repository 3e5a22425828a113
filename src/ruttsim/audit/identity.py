"""Whether a record holds its plan, and the plan its demand, row by row."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ruttsim.domain.arrays import Ints
    from ruttsim.domain.day import Day
    from ruttsim.domain.demand import Population
    from ruttsim.domain.planning import Plan

SHOWN = 5
"""So many offenders of one contradiction are named; the rest are counted."""

_ROUND = ("round", "organisation", "team", "vehicle_type", "mode")
_WHOLE_ROUND = (*_ROUND, "carer", "premise", "shift", "part")
_PLANNED_ROUNDS = (*_WHOLE_ROUND, "leave_s", "return_s")
_ROUNDS = (*_WHOLE_ROUND, "planned_leave_s", "planned_return_s")
_LEGS = (*_ROUND, "sequence", "visit")
_VISITS = ("visit", "carer", "round", "organisation", "team", "planned_start_s")


def named(offenders: Sequence[str]) -> str:
    """The first offenders, and how many more there are."""
    rest = len(offenders) - SHOWN
    return ", ".join(offenders[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def plan_against_demand(plan: Plan, due: Ints, population: Population) -> Iterator[str]:
    """Each carer of each due visit is in one round, or left out with a reason, exactly once."""
    carers = population.visits.carers[due].tolist()
    expected = [
        (visit, carer)
        for visit, count in zip(due.tolist(), carers, strict=True)
        for carer in range(count)
    ]
    planned = [(stop.visit, stop.carer) for each in plan.rounds for stop in each.stops]
    planned += [(left_out.visit, left_out.carer) for left_out in plan.unserved]
    if sorted(planned) != expected:
        yield from _differences("plan, (visit, carer)", planned, expected)


def record_against_plan(day: Day, plan: Plan) -> Iterator[str]:
    """Each round, leg and visit of the plan is recorded exactly once, in the plan's order."""
    rounds, legs, visits = [], [], []
    of_round, of_whole_round = attrgetter(*_ROUND), attrgetter(*_PLANNED_ROUNDS)
    for each in plan.rounds:
        rounds.append(of_whole_round(each))
        labels = of_round(each)
        stops = each.stops
        legs += [(*labels, place, stop.visit) for place, stop in enumerate(stops)]
        legs.append((*labels, len(stops), -1))
        visits += [(stop.visit, stop.carer, *labels[:3], stop.start_s) for stop in stops]
    visits += [
        (left_out.visit, left_out.carer, -1, left_out.organisation, left_out.team, -1)
        for left_out in plan.unserved
    ]
    for name, fields, records, expected in (
        ("rounds", _ROUNDS, day.rounds, rounds),
        ("legs", _LEGS, day.legs, legs),
        ("visits", _VISITS, day.visits, visits),
    ):
        recorded = list(map(attrgetter(*fields), records))
        if recorded != expected:
            yield from _differences(f"recorded {name}, ({', '.join(fields)})", recorded, expected)


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
