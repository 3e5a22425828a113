"""All that a process of the simulated day can see: the clock, fixed facts, carers, and journals."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ruttsim.domain.day import AlarmRecord, Decision, RoundRecord
from ruttsim.simulate.facts import Due

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from ruttsim.domain.parameters import DayParameters
    from ruttsim.domain.planning import Round, ShiftPart
    from ruttsim.domain.rules import DayRules
    from ruttsim.simulate.callout import Callout
    from ruttsim.simulate.clock import Clock
    from ruttsim.simulate.facts import AlarmFacts
    from ruttsim.simulate.journal import Undone
    from ruttsim.simulate.meeting import Meeting
    from ruttsim.simulate.movement import Travel, Way
    from ruttsim.simulate.vehicles import Pool

Process: TypeAlias = "Generator[simpy.Event, Any, None]"

NEVER_S = NO_VEHICLE = NOBODY = -1


class Break:
    """Stands in a queue before the stop that the break lies before."""


class Call(NamedTuple):
    """An alarm in a queue: which, and which of its responders this is."""

    callout: Callout
    responder: int


Task: TypeAlias = Due | Break | Call
BREAK = Break()


@dataclass(eq=False, slots=True)
class Carer:
    """A carer in one round, as the dispatcher sees it: where, busy until when, and what is left.

    With the `current` task at `place` (arrived at, or on the way to) the carer is ready at
    `ready_s`, begins at `start_s` and is done at `end_s`; NEVER_S: not known yet, or not to be
    interrupted before. Standing by at the base is waiting from `ready_s` to the end of the shift.
    `is_out` from when the round begins, `is_over` from its end. `journal` is what the
    carer writes down (see `journal`).
    """

    planned: Round
    carer: int
    is_substitute: bool
    hours: ShiftPart
    way: Way
    base: int
    leave_s: int
    pool: Pool | None
    tasks: deque[Task]
    place: int
    current: Task | None = None
    vehicle: int = NO_VEHICLE
    is_out: bool = False
    is_over: bool = False
    ready_s: int = NEVER_S
    start_s: int = NEVER_S
    end_s: int = NEVER_S
    may_be_cut: bool = False
    process: simpy.Process | None = None
    journal: list[int] = field(default_factory=list)
    ended: RoundRecord | None = None

    @property
    def team(self) -> tuple[int, int]:
        """Organisation, and team within it."""
        return self.planned.organisation, self.planned.team


@dataclass(frozen=True, eq=False)
class World:
    """The day's clock and facts, who works in it, and what nobody's journal holds.

    `carers` are by round in the plan's order; those with `is_over` from the start never come.
    `teams` are the carers of each (organisation, team); `team_of` is by row of Clients, night
    apart.
    `alarm_organisation` is, by alarm, which organisation's carers may answer it, NOBODY: none.
    `moved_from` is whose a carer's part of a visit was by the plan, where it is another's now;
    `handed_over` are the visits that had been late with one carer and went to another.
    """

    clock: Clock
    travel: Travel
    alarms: AlarmFacts
    carers: Sequence[Carer]
    teams: Mapping[tuple[int, int], list[Carer]]
    team_of: Mapping[int, tuple[int, int]]
    meetings: Mapping[int, Meeting]
    alarm_organisation: Sequence[int]
    rules: DayRules
    parameters: DayParameters
    tolerance_s: int
    given_up_when_late_s: int
    cancelled_stay_s: int
    moved_from: dict[tuple[int, int], int] = field(default_factory=dict)
    handed_over: set[int] = field(default_factory=set)
    undone: list[Undone] = field(default_factory=list)
    answered: list[AlarmRecord] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    def decide(
        self,
        rule: str,
        action: str,
        *,
        stop: Due | None = None,
        alarm: int = -1,
        from_round: int = -1,
        to_round: int = -1,
    ) -> None:
        """Write down a decision of this moment."""
        visit, carer = (stop.visit, stop.carer) if stop is not None else (-1, -1)
        now_s = self.clock.now
        self.decisions.append(
            Decision(now_s, rule, action, visit, carer, alarm, from_round, to_round)
        )
