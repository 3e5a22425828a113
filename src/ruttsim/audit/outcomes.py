"""Whether every visit ended as the draws and the times at its door make it end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.audit.given import NOBODY, seconds
from ruttsim.domain.arrays import Bools, Ints
from ruttsim.domain.day import CANCELLED_REASONS, MISSED_REASONS, OUTCOMES
from ruttsim.domain.demand import KINDS
from ruttsim.units import LATER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruttsim.audit.given import Contradiction, Given
    from ruttsim.audit.record import Record
    from ruttsim.audit.timing import Timing
    from ruttsim.audit.whose import Whose

_SERVICE = KINDS.index("service")
_OUTCOME = {it: number for number, it in enumerate(OUTCOMES)}
_REASON = {it: number for number, it in enumerate(("", *CANCELLED_REASONS, *MISSED_REASONS))}


@dataclass(frozen=True, eq=False)
class _Doors:
    """What should have become of each row of the visits that somebody came to.

    Exactly one of the truths holds. `start_s` is when care begins where it is delivered; `leave_s`
    when a carer who stays alone goes on.
    """

    is_cancelled: Bools
    is_too_late: Bools
    is_alone: Bools
    is_delivered: Bools
    start_s: Ints
    leave_s: Ints


def care_plan(record: Record, given: Given) -> Iterator[Contradiction]:
    """Each record repeats the care plan, so that planned time adds up to what is due."""
    visits, clients = given.population.visits, given.population.clients
    row = record.visits["visit"]
    client = visits.client[row]
    for name, expected in {
        "client": client,
        "kind": visits.kind[row],
        "basic_area": clients.basic_area[client],
        "earliest_s": visits.earliest_s[row],
        "latest_s": visits.latest_s[row],
        "planned_s": visits.duration_s[row],
    }.items():
        yield f"{name} is not that of the care plan", "visits", record.visits[name] != expected

    rounds = record.visits["round"]
    is_moved = (rounds >= 0) & (rounds != record.visits["planned_round"])
    is_of_moved = np.zeros(len(visits.visit), dtype=np.bool_)
    is_of_moved[row[is_moved]] = True
    some = np.flatnonzero(is_of_moved[row])
    key = row[some] * LATER + rounds[some]
    keys = np.append(np.sort(key), -1)
    is_moved[some] &= keys[np.searchsorted(keys[:-1], key) + 1] == key
    yield "a carer was given the other half of a visit of two", "visits", is_moved


def belonging(record: Record, given: Given, whose: Whose) -> Iterator[Contradiction]:
    """Each visit is with whom plan and decisions left it.

    When a visit of short notice begins by its carer's gap is not recomputed: within its window.
    """
    recorded, visits = record.visits, given.population.visits
    for name, expected in {
        "round": whose.round,
        "planned_round": whose.planned_round,
        "organisation": whose.organisation,
        "team": whose.team,
    }.items():
        yield f"{name} is not that of plan and decisions", "visits", recorded[name] != expected
    row = recorded["visit"]
    is_otherwise = recorded["planned_start_s"] != whose.planned_s
    had_a_gap = whose.is_asked_for & ((whose.round >= 0) | whose.is_dropped)
    is_otherwise[whose.is_asked_for] = (recorded["planned_start_s"] != visits.earliest_s[row])[
        whose.is_asked_for
    ]
    is_within = recorded["planned_start_s"] >= visits.earliest_s[row]
    is_within &= recorded["planned_start_s"] <= visits.latest_s[row]
    is_otherwise[had_a_gap] = ~is_within[had_a_gap]
    yield "planned start is not that of the plan", "visits", is_otherwise


def outcomes(record: Record, given: Given, whose: Whose, timing: Timing) -> Iterator[Contradiction]:
    """Every visit has the outcome, the reason and the times that its door gives it."""
    recorded, held = record.visits, record.held
    doors = _doors(record, given, whose)
    count = len(recorded["visit"])
    outcome, reason = np.full(count, _OUTCOME["missed"]), np.full(count, _REASON[""])
    ready_s, start_s, end_s = np.full((3, count), -1)
    care_s, shortened_s = np.zeros((2, count), dtype=np.int64)
    outcome[:held][doors.is_delivered] = _OUTCOME["delivered"]
    outcome[:held][doors.is_cancelled] = _OUTCOME["cancelled"]
    reason[:held][doors.is_cancelled] = _REASON["at_the_door"]
    reason[:held][doors.is_too_late] = _REASON["too_late"]
    reason[:held][doors.is_alone] = _REASON["partner_absent"]
    ready_s[:held] = timing.ready_s[record.leg_of_visit]
    care_s[:held], shortened_s[:held] = _care(record, given, timing, doors)
    start_s[:held] = np.where(doors.is_delivered, doors.start_s, -1)
    end_s[:held] = np.where(doors.is_delivered, start_s[:held] + care_s[:held], ready_s[:held])
    end_s[:held][doors.is_cancelled] += seconds(given.staffing.cancelled_stay_min)
    end_s[:held][doors.is_alone] = doors.leave_s[doors.is_alone]
    _undone(record, given, whose, outcome, reason)
    problem = "visit has another {} than its draw and door give"
    yield (
        problem.format("outcome"),
        "visits",
        recorded["outcome"] != np.array(list(_OUTCOME))[outcome],
    )
    yield problem.format("reason"), "visits", recorded["reason"] != np.array(list(_REASON))[reason]
    yield "carer is not ready on arrival", "visits", recorded["ready_s"] != ready_s
    yield "care starts at a wrong time", "visits", recorded["start_s"] != start_s
    yield "care has a wrong length", "visits", recorded["care_s"] != care_s
    yield "visit is shortened by another time", "visits", recorded["shortened_s"] != shortened_s
    yield "carer goes on at a wrong time", "visits", recorded["end_s"] != end_s


def _undone(
    record: Record,
    given: Given,
    whose: Whose,
    outcome: Ints,
    reason: Ints,
) -> None:
    """Write outcome and reason of visits that nobody came to."""
    row, drawn = record.visits["visit"], given.disturbance
    undone = slice(record.held, None)
    for its, why in (
        (whose.is_asked_for, "nobody_free"),
        (whose.is_absent, "carer_absent"),
        (whose.is_dropped, "dropped"),
        (whose.is_unserved, "unserved"),
        (drawn.is_cancelled[row], "nobody_came"),
        (drawn.is_in_hospital[row], "in_hospital"),
    ):
        reason[undone][its[undone]] = _REASON[why]
    is_cancelled = (drawn.is_cancelled | drawn.is_in_hospital)[row[undone]]
    outcome[undone][is_cancelled] = _OUTCOME["cancelled"]


def _care(record: Record, given: Given, timing: Timing, doors: _Doors) -> tuple[Ints, Ints]:
    """Time of care, and what of the planned time is left out, of each visit that somebody came to.

    A late visit is short by rule; a service visit ends when its carer is called to an alarm, and
    what would have been given is left out in proportion.
    """
    row = record.visits["visit"][: record.held]
    visits, leg = given.population.visits, record.leg_of_visit
    planned_s = visits.duration_s[row].astype(np.int64)
    care_s = np.rint(planned_s * given.disturbance.duration_factor[row])
    shortened_s = np.zeros(len(row), dtype=np.int64)
    if given.rules.late_visits == "shorten":
        is_short = timing.is_late[leg] & (visits.carers[row] == 1)
        share = given.parameters.shortest_visit_share
        care_s[is_short] = np.rint(care_s * share)[is_short]
        shortened_s[is_short] = (planned_s - np.rint(planned_s * share))[is_short]
    if given.rules.alarms == "interrupting":
        decisions = record.decisions
        is_call = (decisions["action"] == "carer") & (record.to_row >= 0)
        calls = np.sort((record.to_row * LATER + decisions["time_s"])[is_call])
        begins = record.round_of_leg[leg] * LATER + doors.start_s
        at = np.searchsorted(calls, begins)
        called = np.append(calls, np.iinfo(np.int64).max)[at]
        is_cut = doors.is_delivered & (visits.carers[row] == 1) & (visits.kind[row] == _SERVICE)
        is_cut &= (called < begins + care_s) & (care_s > 0)
        cut_s = (called - begins)[is_cut]
        whole_s = (planned_s - shortened_s)[is_cut]
        shortened_s[is_cut] = planned_s[is_cut] - np.rint(whole_s * cut_s / care_s[is_cut])
        care_s[is_cut] = cut_s
    care_s[~doors.is_delivered] = shortened_s[~doors.is_delivered] = 0
    return care_s.astype(np.int64), shortened_s


def _doors(record: Record, given: Given, whose: Whose) -> _Doors:
    """Who is at each door, and who of two meets the other."""
    visits, held = given.population.visits, record.held
    row, ready_s = record.visits["visit"][:held], record.visits["ready_s"][:held]
    earliest_s, latest_s = visits.earliest_s[row], visits.latest_s[row]
    is_cancelled = given.disturbance.is_cancelled[row]
    late_s = seconds(given.staffing.given_up_when_late_min)
    is_too_late = ~is_cancelled & (ready_s > latest_s + late_s)
    start_s, leave_s = np.maximum(ready_s, earliest_s), ready_s.copy()
    is_alone = np.zeros(held, dtype=np.bool_)

    pairs = np.flatnonzero(visits.carers[row] == 2)
    partner = _partner(row[pairs], record.visits["carer"][:held][pairs])
    has_partner = partner >= 0
    partner = np.where(has_partner, pairs[partner], pairs)
    own_s, other_s = ready_s[pairs], ready_s[partner]
    is_told = has_partner & is_too_late[partner]
    agreed_s = whose.agreed_s[row[pairs]]
    agreed_s = np.maximum(agreed_s, earliest_s[pairs])
    patience_s = seconds(given.staffing.two_carer_patience_min)
    first_s, second_s = np.minimum(own_s, other_s), np.maximum(own_s, other_s)
    meets = has_partner & ~is_told & (second_s < np.maximum(first_s, agreed_s) + patience_s)
    is_alone[pairs] = ~is_cancelled[pairs] & ~is_too_late[pairs] & ~meets
    start_s[pairs] = np.maximum(second_s, earliest_s[pairs])
    waits = has_partner & (own_s <= other_s)
    gives_up_s = np.where(waits, np.maximum(own_s, agreed_s) + patience_s, own_s)
    leave_s[pairs] = np.where(waits & is_told, np.minimum(gives_up_s, other_s), gives_up_s)
    return _Doors(
        is_cancelled=is_cancelled,
        is_too_late=is_too_late,
        is_alone=is_alone,
        is_delivered=~is_cancelled & ~is_too_late & ~is_alone,
        start_s=start_s,
        leave_s=leave_s,
    )


def _partner(visit: Ints, carer: Ints) -> Ints:
    """Place of the other carer of each visit among the same, -1 where it is not there."""
    key, other = visit * 2 + carer, visit * 2 + 1 - carer
    order = np.argsort(key, kind="stable")
    if not len(key):
        return key
    at = np.minimum(np.searchsorted(key[order], other), len(key) - 1)
    return np.where(key[order][at] == other, order[at], NOBODY)
