"""The record of a simulated day: one row a leg, a visit of a carer, and a round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

OUTCOMES = ("delivered", "cancelled", "missed")
MISSED_REASONS = ("unserved", "partner_absent", "too_late")


class Leg(NamedTuple):
    """One movement between two stops; times in seconds after midnight.

    `visit` is the row of Visits arrived at, -1 on the way back to the base. `stop_s` (parking,
    entrance, stairs) follows the arrival; a leg within a building has `distance_m` 0 and its walk
    next door as `stop_s`. Places index the run's Places.
    """

    round: int
    organisation: int
    team: int
    vehicle_type: str
    mode: str
    sequence: int
    from_place: int
    to_place: int
    visit: int
    depart_s: int
    arrive_s: int
    stop_s: int
    distance_m: float


class VisitRecord(NamedTuple):
    """What became of one carer's part of one planned visit; -1 where a time does not exist.

    `ready_s` is when the carer stands at the door; waiting lasts from then to `start_s`.
    `planned_s` is the planned duration, `care_s` the time of care in fact. `reason` is empty
    unless `outcome` is missed. `round` is -1 for a visit that no round held: cancelled if the
    day cancels it, so that every area split has the same cancelled visits, and otherwise missed.
    Only a delivered visit has a `start_s`; from any other the carer goes on at `end_s` with
    `care_s` 0, so that `end_s - care_s - ready_s` is the waiting at every door that was reached
    (the short stay at a cancelled visit and the wait for a partner in vain are in it).
    """

    visit: int
    carer: int
    client: int
    kind: int
    basic_area: int
    organisation: int
    team: int
    round: int
    earliest_s: int
    latest_s: int
    planned_s: int
    planned_start_s: int
    ready_s: int
    start_s: int
    end_s: int
    care_s: int
    outcome: str
    reason: str


class RoundRecord(NamedTuple):
    """When one round left and came back, and the break that it took (-1: none).

    `planned_leave_s` and `planned_return_s` are when the plan had it out, by which the fleet is
    sized.
    """

    round: int
    carer: int
    organisation: int
    team: int
    premise: int
    shift: str
    part: int
    vehicle_type: str
    mode: str
    leave_s: int
    return_s: int
    planned_leave_s: int
    planned_return_s: int
    break_start_s: int
    break_end_s: int


@dataclass(frozen=True, eq=False)
class Day:
    """The record of one day of one area split, in the order of rounds and stops."""

    day: int
    legs: tuple[Leg, ...]
    visits: tuple[VisitRecord, ...]
    rounds: tuple[RoundRecord, ...]
