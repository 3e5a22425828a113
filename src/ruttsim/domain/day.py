"""The record of a simulated day: one row a leg, a visit of a carer, and a round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeVar, overload

from numpy.typing import NDArray

from ruttsim.domain.household import HouseholdVisit

RowT = TypeVar("RowT", bound=tuple[Any, ...])

OUTCOMES = ("delivered", "cancelled", "missed")
CANCELLED_REASONS = ("at_the_door", "in_hospital", "nobody_came")
MISSED_REASONS = (
    "unserved",
    "partner_absent",
    "too_late",
    "carer_absent",
    "nobody_free",
    "dropped",
)
PATROL, NIGHT_PATROL = -1, -2
"""Stand as the organisation of alarms that the municipal patrol answers, and of the night's visits
that it makes."""


class Rows(Sequence[RowT]):
    """Records that are kept as an array for each field; one is made where it is asked for."""

    def __init__(self, kind: type[RowT], /, **columns: NDArray[Any]) -> None:
        self.columns: Mapping[str, NDArray[Any]] = columns
        self._kind: Any = kind
        for column in columns.values():
            column.flags.writeable = False

    @cached_property
    def _rows(self) -> tuple[RowT, ...]:
        values = zip(*(it.tolist() for it in self.columns.values()), strict=True)
        return tuple(map(self._kind._make, values))

    def __iter__(self) -> Iterator[RowT]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._rows == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    @overload
    def __getitem__(self, index: int) -> RowT: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[RowT]: ...

    def __getitem__(self, index: int | slice) -> RowT | Sequence[RowT]:
        return self._rows[index]


class Leg(NamedTuple):
    """One movement between two stops; times in seconds after midnight.

    `visit` is the row of Visits arrived at, `alarm` the row of Alarms; both are -1 on the way back
    to the base. `stop_s` (parking, entrance, stairs) follows the arrival; a leg within a building
    has `distance_m` 0 and its walk next door as `stop_s`. Places index the run's Places. A carer
    who is called away before a visit began comes back to it by another leg. `vehicle` numbers the
    vehicles of all organisations, bases and types (-1: on foot).
    """

    round: int
    organisation: int
    team: int
    vehicle_type: str
    mode: str
    vehicle: int
    sequence: int
    from_place: int
    to_place: int
    visit: int
    alarm: int
    depart_s: int
    arrive_s: int
    stop_s: int
    distance_m: float


class VisitRecord(NamedTuple):
    """What became of one carer's part of one planned visit; -1 where a time does not exist.

    `ready_s` is when the carer stands at the door; waiting lasts from then to `start_s`.
    `planned_s` is the planned duration, `care_s` the time of care in fact, and `shortened_s` what
    of the planned duration was left out. `round` is who came, -1 if nobody did; `planned_round` who
    should have come by the plan, -1 if no round held the visit. `reason` says why a visit was
    cancelled or missed. A cancelled visit is so in every area split, whether anybody came or not.
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
    planned_round: int
    earliest_s: int
    latest_s: int
    planned_s: int
    planned_start_s: int
    ready_s: int
    start_s: int
    end_s: int
    care_s: int
    shortened_s: int
    outcome: str
    reason: str


class RoundRecord(NamedTuple):
    """When one round left and came back, and the break that it took (-1: none).

    `planned_leave_s` and `planned_return_s` are when the plan had it out, by which the fleet is
    sized. A round whose carer is sick and who has no substitute is not recorded.
    """

    round: int
    carer: int
    is_substitute: bool
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


class AlarmRecord(NamedTuple):
    """What one responder to an alarm did; a call-out of two carers of a round each has two rows.

    `organisation` and `round` are who answered: PATROL and a unit of the patrol (whose crew is
    two), or an organisation and one of its rounds. It rang at `rung_s`; the responder was at the
    door at `ready_s`, helped from `start_s` (when all who are needed were there) to `end_s`.
    """

    alarm: int
    responder: int
    client: int
    basic_area: int
    organisation: int
    round: int
    rung_s: int
    ready_s: int
    start_s: int
    end_s: int


class Decision(NamedTuple):
    """What was decided in the day: by which rule, about what, and to what end.

    `visit` and `alarm` are -1 where it is about neither. `from_round` is whose task it was, and
    `to_round` whose it became; -1: nobody's, or the patrol's.
    """

    time_s: int
    rule: str
    action: str
    visit: int
    carer: int
    alarm: int
    from_round: int
    to_round: int


class ChargingRecord(NamedTuple):
    """One vehicle refilled, or waiting at its base for a charging post.

    `way` is one of domain.energy.WAYS. The vehicle was there from `arrive_s` until `end_s`, when it
    was full or taken, and charged from `start_s` (-1: never; at the pump and on the way, from when
    it came). What it held then and at the end is whole joules as kWh.
    """

    organisation: int
    premise: int
    vehicle_type: str
    vehicle: int
    way: str
    arrive_s: int
    start_s: int
    end_s: int
    start_kwh: float
    end_kwh: float


@dataclass(frozen=True, eq=False)
class Day:
    """The record of one day of one area split.

    Legs and visits are in the order of rounds and of what happened in them; visits of no round
    stand last. The patrol's rounds of the night are among all rounds, the last of them. `patrol`
    are the legs of its cars that answer alarms, with these as rounds. Alarms and
    decisions are in the order of time, `charging` in the order in which vehicles came, `household`
    in the order of rounds.
    """

    day: int
    legs: Sequence[Leg]
    visits: Sequence[VisitRecord]
    rounds: Sequence[RoundRecord]
    patrol: tuple[Leg, ...] = ()
    alarms: tuple[AlarmRecord, ...] = ()
    decisions: tuple[Decision, ...] = ()
    charging: tuple[ChargingRecord, ...] = ()
    household: tuple[HouseholdVisit, ...] = ()
