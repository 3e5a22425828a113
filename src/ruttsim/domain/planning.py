"""Teams and the rounds that are planned for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Codes, Ints, freeze, require_equal_lengths
from ruttsim.domain.rounds import RoundsProblem
from ruttsim.units import HOURS_PER_DAY, SECONDS_PER_HOUR

NIGHT_TEAM = -1
"""Number of the team that has the nights of all clients of an organisation, or of the patrol."""


@dataclass(frozen=True)
class ShiftPart:
    """A stretch of work, seconds after midnight, with an unpaid break inside it (0: none).

    A night's hours go on after 24.
    """

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

    @property
    def is_night(self) -> bool:
        """Whether it ends after midnight: what those work who have the night's visits."""
        return self.parts[-1].end_s > HOURS_PER_DAY * SECONDS_PER_HOUR


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
    """One team's day as the planner sees it, and what its tasks and duties are.

    Task k of `rounds` is the part of carer `carer[k]` in row `visit[k]` of Visits, for row
    `client[k]` of Clients; duty d of `rounds` is `duties[d]`. Times are seconds after midnight,
    costs are öre.
    """

    visit: Ints
    carer: Codes
    client: Ints
    duties: tuple[Duty, ...]
    rounds: RoundsProblem

    def __post_init__(self) -> None:
        require_equal_lengths(self, "visit", "carer", "client")
        freeze(self)

    @property
    def tasks(self) -> int:
        """Number of tasks."""
        return len(self.visit)


@dataclass(frozen=True, eq=False)
class Team:
    """A part of an organisation with its own base and clients.

    `organisation` (NIGHT_PATROL: the patrol, for the night's visits) and `premise` index the
    study's organisations and the map's premises;
    `team` counts within the organisation, and is NIGHT_TEAM where it has the night's visits alone;
    `clients` are rows of Clients, ascending.
    """

    organisation: int
    team: int
    premise: int
    clients: Ints

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def is_of_night(self) -> bool:
        """Whether it has visits at night and none by day."""
        return self.team == NIGHT_TEAM


@dataclass(frozen=True)
class Stop:
    """One planned visit of a round: row of Visits, which of its carers (0, 1), planned start."""

    visit: int
    carer: int
    start_s: int


@dataclass(frozen=True)
class Round:
    """One carer's ordered visits in one shift part, by one type of vehicle.

    The carer leaves the base at `leave_s` and is planned to be back at `return_s`. The break lies
    before stop number `break_before` (as many as there are stops: before the base; -1: none): at
    the next stop if it can begin there by `break_latest_s`, else at the one before, and not before
    `break_earliest_s`. `shift` names a line of the menu, `part` its part; `carer` is the same
    number for the two parts of one split shift and otherwise unique in the plan.
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
    break_before: int
    break_earliest_s: int
    break_latest_s: int
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
class PlannedStops:
    """The stops of a plan as columns, in the order of rounds.

    `row` is that of the plan's rounds. Of each round, `count` is how many stops it has, and `first`
    the place of the first of them.
    """

    visit: Ints
    carer: Ints
    start_s: Ints
    row: Ints
    first: Ints
    count: Ints

    def __post_init__(self) -> None:
        require_equal_lengths(self, "visit", "carer", "start_s", "row")
        require_equal_lengths(self, "first", "count")
        freeze(self)


@dataclass(frozen=True, eq=False)
class Plan:
    """All teams and rounds of one area split on one planned day, organisations in study order.

    Carers below `named` are the same persons on all days of a fortnight, the others substitutes of
    this day; None where each day is planned by itself.
    """

    teams: tuple[Team, ...]
    rounds: tuple[Round, ...]
    unserved: tuple[Unserved, ...]
    named: int | None = None

    @cached_property
    def stops(self) -> PlannedStops:
        """All stops, once for all days that the plan is lived through on."""
        stops = [stop for each in self.rounds for stop in each.stops]
        count = np.array([len(each.stops) for each in self.rounds], dtype=np.int64)
        return PlannedStops(
            visit=np.array([it.visit for it in stops], dtype=np.int64),
            carer=np.array([it.carer for it in stops], dtype=np.int64),
            start_s=np.array([it.start_s for it in stops], dtype=np.int64),
            row=np.repeat(np.arange(len(count)), count),
            first=np.cumsum(count) - count,
            count=count,
        )

    @cached_property
    def columns(self) -> Mapping[str, NDArray[Any]]:
        """The rounds field by field but for their stops; once, as these."""
        kinds = {it.name: np.str_ if it.type == "str" else np.int64 for it in fields(Round)}
        del kinds["stops"]
        rows = list(map(attrgetter(*kinds), self.rounds))
        values = zip(*rows, strict=True) if rows else [()] * len(kinds)
        return {
            name: np.array(column, dtype=kind)
            for (name, kind), column in zip(kinds.items(), values, strict=True)
        }
