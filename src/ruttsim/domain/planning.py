"""Teams and the rounds that are planned for them."""

from __future__ import annotations

from dataclasses import dataclass

from ruttsim.domain.arrays import Ints, freeze

UNSERVED_REASONS = ("no_shift_covers_the_window", "not_worth_a_shift")


@dataclass(frozen=True)
class ShiftPart:
    """A stretch of work, seconds after midnight, with an unpaid break inside it (0: none)."""

    start_s: int
    end_s: int
    break_s: int

    @property
    def paid_s(self) -> int:
        """Paid seconds."""
        return self.end_s - self.start_s - self.break_s


@dataclass(frozen=True)
class Shift:
    """One line of the menu of shifts; a split shift has two parts worked by the same carer."""

    name: str
    parts: tuple[ShiftPart, ...]


@dataclass(frozen=True, eq=False)
class Team:
    """A part of an organisation with its own base and clients.

    `organisation` and `premise` index the study's organisations and the map's premises;
    `team` counts within the organisation; `clients` are rows of Clients, ascending.
    """

    organisation: int
    team: int
    premise: int
    clients: Ints

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True)
class Stop:
    """One planned visit of a round: row of Visits, which of its carers (0, 1), planned start."""

    visit: int
    carer: int
    start_s: int


@dataclass(frozen=True)
class Round:
    """One carer's ordered visits in one shift part, by one type of vehicle.

    The carer leaves the base at `leave_s` and is planned to be back at `return_s`. The break is
    taken after `break_after` stops (-1: no break). `shift` names a line of the menu, `part` its
    part; `carer` is the same number for the two parts of one split shift and otherwise unique in
    the plan.
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
    break_after: int
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class Unserved:
    """A planned visit, or one of its two carers, that no round holds, and why."""

    visit: int
    carer: int
    organisation: int
    team: int
    reason: str


@dataclass(frozen=True, eq=False)
class Plan:
    """All teams and rounds of one area split on one planned day, organisations in study order."""

    teams: tuple[Team, ...]
    rounds: tuple[Round, ...]
    unserved: tuple[Unserved, ...]
