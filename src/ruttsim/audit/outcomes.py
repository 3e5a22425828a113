"""Whether every visit ended as the draws and the times at its door make it end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.arrays import Bools, Ints
from ruttsim.domain.day import OUTCOMES
from ruttsim.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruttsim.audit.case import Case, Contradiction

_DELIVERED, _CANCELLED, _MISSED = range(len(OUTCOMES))
_NO_REASON, _UNSERVED, _PARTNER_ABSENT, _TOO_LATE = range(4)


@dataclass(frozen=True, eq=False)
class _Doors:
    """What should have become of each row of the visits; exactly one of the truths holds.

    `start_s` is when care begins where it is delivered; `leave_s` when a carer who stays alone
    goes on.
    """

    is_unserved: Bools
    is_cancelled: Bools
    is_too_late: Bools
    is_alone: Bools
    is_delivered: Bools
    start_s: Ints
    leave_s: Ints


def care_plan(case: Case) -> Iterator[Contradiction]:
    """Each record repeats the care plan, so that planned time adds up to what is due."""
    visits, clients = case.population.visits, case.population.clients
    row = case.visits["visit"]
    client = visits.client[row]
    for name, expected in {
        "client": client,
        "kind": visits.kind[row],
        "basic_area": clients.basic_area[client],
        "earliest_s": visits.earliest_s[row],
        "latest_s": visits.latest_s[row],
        "planned_s": visits.duration_s[row],
    }.items():
        yield f"{name} is not that of the care plan", "visits", case.visits[name] != expected


def outcomes(case: Case) -> Iterator[Contradiction]:
    """Every visit has the outcome, the reason and the times that its door gives it."""
    visits, doors = case.visits, _doors(case)
    row, ready_s = visits["visit"], visits["ready_s"]
    outcome = np.full(len(row), _MISSED)
    outcome[doors.is_delivered] = _DELIVERED
    outcome[doors.is_cancelled] = _CANCELLED
    reason = np.full(len(row), _NO_REASON)
    reason[doors.is_unserved] = _UNSERVED
    reason[doors.is_too_late] = _TOO_LATE
    reason[doors.is_alone] = _PARTNER_ABSENT
    drawn_s = case.population.visits.duration_s[row] * case.disturbance.duration_factor[row]
    care_s = np.where(doors.is_delivered, np.rint(drawn_s), 0).astype(np.int64)
    start_s = np.where(doors.is_delivered, doors.start_s, -1)
    end_s = np.where(doors.is_delivered, start_s + care_s, ready_s)
    stays = np.flatnonzero(doors.is_cancelled[: case.stops])
    end_s[stays] += round(case.staffing.cancelled_stay_min * SECONDS_PER_MINUTE)
    end_s[doors.is_alone] = doors.leave_s[doors.is_alone]
    yield "visit has another outcome than its draw and door give", "visits", case.outcome != outcome
    yield "visit has another reason than its draw and door give", "visits", case.reason != reason
    yield "care starts at a wrong time", "visits", visits["start_s"] != start_s
    yield "care has a wrong length", "visits", visits["care_s"] != care_s
    yield "carer goes on at a wrong time", "visits", visits["end_s"] != end_s


def _doors(case: Case) -> _Doors:
    visits = case.population.visits
    row, ready_s = case.visits["visit"], case.visits["ready_s"]
    earliest_s, latest_s = visits.earliest_s[row], visits.latest_s[row]
    is_held = np.arange(len(row)) < case.stops
    is_cancelled = case.disturbance.is_cancelled[row]
    late_s = round(case.staffing.given_up_when_late_min * SECONDS_PER_MINUTE)
    is_too_late = is_held & ~is_cancelled & (ready_s > latest_s + late_s)

    partner = _partner(case)
    has_partner = (partner >= 0) & is_held[partner]
    partner_ready_s = np.where(has_partner, ready_s[partner], ready_s)
    has_partner_too_late = has_partner & is_too_late[partner]
    planned_s = case.visits["planned_start_s"]
    agreed_s = np.maximum(earliest_s, planned_s)
    agreed_s = np.where(has_partner, np.maximum(agreed_s, planned_s[partner]), agreed_s)
    patience_s = round(case.staffing.two_carer_patience_min * SECONDS_PER_MINUTE)
    first_s = np.minimum(ready_s, partner_ready_s)
    second_s = np.maximum(ready_s, partner_ready_s)
    meets = has_partner & ~has_partner_too_late
    meets &= second_s < np.maximum(first_s, agreed_s) + patience_s
    is_open = is_held & ~is_cancelled & ~is_too_late
    is_alone = is_open & (visits.carers[row] == 2) & ~meets

    waits = has_partner & (ready_s <= partner_ready_s)
    leave_s = np.where(waits, np.maximum(ready_s, agreed_s) + patience_s, ready_s)
    is_told = waits & has_partner_too_late
    leave_s[is_told] = np.minimum(leave_s, partner_ready_s)[is_told]
    return _Doors(
        is_unserved=~is_held & ~is_cancelled,
        is_cancelled=is_cancelled,
        is_too_late=is_too_late,
        is_alone=is_alone,
        is_delivered=is_open & ~is_alone,
        start_s=np.maximum(second_s, earliest_s),
        leave_s=leave_s,
    )


def _partner(case: Case) -> Ints:
    """Row of the other carer of each visit, -1 where there is none."""
    other = case.visits["visit"] * 2 + 1 - case.visits["carer"]
    key = case.visits["visit"] * 2 + case.visits["carer"]
    order = np.argsort(key, kind="stable")
    at = np.minimum(np.searchsorted(key[order], other), len(key) - 1)
    return np.where(key[order][at] == other, order[at], -1)
