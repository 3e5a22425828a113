"""Whether a record has the rows that plan and draws ask for, and the plan those of its demand."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.audit.given import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ruttsim.audit.columns import Columns
    from ruttsim.audit.given import Given
    from ruttsim.audit.morning import Morning
    from ruttsim.audit.stops import Stops
    from ruttsim.domain.arrays import Ints
    from ruttsim.domain.day import Day

SHOWN = 5
"""So many offenders of one contradiction are named; the rest are counted."""

_PLANNED = ("organisation", "team", "premise", "shift", "part", "vehicle_type", "mode")
_ROUND = (
    *("round", "carer", "is_substitute"),
    *_PLANNED,
    *("planned_leave_s", "planned_return_s"),
)


def named(offenders: Sequence[str]) -> str:
    """The first offenders, and how many more there are."""
    rest = len(offenders) - SHOWN
    return ", ".join(offenders[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def plan_against_demand(given: Given, stops: Stops) -> Iterator[str]:
    """Each carer of each due visit is in one round, or left out with a reason, exactly once."""
    left_out = [2 * it.visit + it.carer for it in given.plan.unserved]
    planned = np.concatenate([stops.part, np.array(left_out, dtype=np.int64)])
    yield from _differences("plan", planned, _parts(given, given.due))


def rounds_against_plan(
    day: Day, recorded: Columns, given: Given, morning: Morning
) -> Iterator[str]:
    """Each round of the plan that somebody works is recorded once, as planned, in its order."""
    plan = given.plan.columns
    values = (
        *(plan["round"], morning.carer, morning.is_substitute),
        *(plan[name] for name in (*_PLANNED, "leave_s", "return_s")),
    )
    expected = {
        name: column[morning.is_worked] for name, column in zip(_ROUND, values, strict=True)
    }
    if all(np.array_equal(recorded[name], column) for name, column in expected.items()):
        return
    due = Counter(zip(*(it.tolist() for it in expected.values()), strict=True))
    found = Counter(map(attrgetter(*_ROUND), day.rounds))
    what = f"recorded rounds, ({', '.join(_ROUND)})"
    for problem, rows in (("missing", due - found), ("not expected", found - due)):
        if rows:
            yield f"{what}: {problem} {named([str(row) for row in rows.elements()])}"
    if due == found:
        yield f"{what}: not in the order of the plan"


def visits_against_demand(visits: Columns, given: Given) -> Iterator[str]:
    """Each carer of each visit that was due or asked for is recorded once.

    Those that somebody came to stand by round in the order of the plan; the others by visit.
    """
    extra = np.flatnonzero(given.disturbance.is_extra)
    expected = np.concatenate([_parts(given, given.due), 2 * extra])
    recorded = 2 * visits["visit"] + visits["carer"]
    problems = list(_differences("recorded visits", recorded, expected))
    yield from problems
    is_third = (visits["carer"] != 0) & (visits["carer"] != 1)
    is_undone = visits["round"] == NOBODY
    undone = recorded[is_undone]
    if not problems and (
        is_third.any() or (np.diff(is_undone) & is_undone[:-1]).any() or (np.diff(undone) < 0).any()
    ):
        yield "recorded visits: not in the order of the record"


def _parts(given: Given, rows: Ints) -> Ints:
    """Twice the visit plus the carer, of each carer's part of some visits."""
    second = rows[given.population.visits.carers[rows] == 2]
    return np.concatenate([2 * rows, 2 * second + 1])


def _differences(what: str, found: Ints, expected: Ints) -> Iterator[str]:
    """Parts of visits that are missing, or there too often."""
    size = 1 + int(expected.max(initial=-1))
    is_known = (found >= 0) & (found < size)
    if is_known.all() and np.array_equal(
        np.bincount(found, minlength=size), np.bincount(expected, minlength=size)
    ):
        return
    missing = Counter(expected.tolist()) - Counter(found.tolist())
    surplus = Counter(found.tolist()) - Counter(expected.tolist())
    for problem, parts in (("missing", missing), ("not expected", surplus)):
        if parts:
            rows = [str(divmod(part, 2)) for part in parts.elements()]
            yield f"{what}, (visit, carer): {problem} {named(rows)}"
