"""Teams and the rounds that are planned for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Codes, Ints, Ints32, freeze, require_equal_lengths


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


@dataclass(frozen=True)
class Duty:
    """A way to work one round: a part of a shift with one type of vehicle.

    `reserve_s` is kept free of visits for reporting and meetings. Nobody should
    work longer than `longest_work_s` without the break of `hours`. `cost_ore` is what the round
    costs whatever it holds: paid time and the vehicle's day.
    """

    shift: str
    part: int
    hours: ShiftPart
    reserve_s: int
    longest_work_s: int
    vehicle_type: str
    mode: str
    cost_ore: int


@dataclass(frozen=True, eq=False)
class TeamProblem:
    """What a planner needs to know of one team's day; places: 0 is the base, k + 1 is task k.

    Task k is the part of carer `carer[k]` in visit `visit[k]`; it may start between `earliest_s`
    and `latest_s`. `travel_s[mode]` [s, whole] runs from row to column door to door, and
    `travel_cost_ore[vehicle_type]` is what that movement costs; diagonals are 0.
    `round_time_ore_per_s` prices the time that a round lasts.
    """

    visit: Ints
    carer: Codes
    earliest_s: Ints32
    latest_s: Ints32
    duration_s: Ints32
    duties: tuple[Duty, ...]
    travel_s: Mapping[str, NDArray[np.int64]]
    travel_cost_ore: Mapping[str, NDArray[np.int64]]
    round_time_ore_per_s: int

    def __post_init__(self) -> None:
        require_equal_lengths(self, "visit", "carer", "earliest_s", "latest_s", "duration_s")
        freeze(self)

    @property
    def tasks(self) -> int:
        """Number of tasks."""
        return len(self.visit)


@dataclass(frozen=True)
class Sequence:
    """An ordered choice of tasks for one duty (index into the problem's duties)."""

    duty: int
    tasks: tuple[int, ...]


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
    taken after `break_after` stops (at least 1; -1: no break). `shift` names a line of the menu,
    `part` its part; `carer` is the same number for the two parts of one split shift and otherwise
    unique in the plan.
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
