"""All that a process of the simulated day can see: the clock, fixed facts, carers, and journals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from ruttsim.domain.day import AlarmRecord, Decision
from ruttsim.simulate import columns as at
from ruttsim.simulate.clock import Nap
from ruttsim.simulate.walking import plain_j

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from ruttsim.domain.arrays import Ints
    from ruttsim.domain.parameters import DayParameters
    from ruttsim.domain.planning import Round, ShiftPart
    from ruttsim.domain.rules import DayRules
    from ruttsim.simulate.callout import Callout
    from ruttsim.simulate.clock import Clock, Sleeper
    from ruttsim.simulate.facts import AlarmFacts, Due, Stops
    from ruttsim.simulate.journal import Log, Undone
    from ruttsim.simulate.looking import Moment, Seen
    from ruttsim.simulate.meeting import Meeting
    from ruttsim.simulate.movement import Travel
    from ruttsim.simulate.vehicles import Pool
    from ruttsim.simulate.walking import Rules

Process: TypeAlias = "Generator[simpy.Event, Any, None]"

NO_VEHICLE = NOBODY = -1


class _Column:
    """A number of a carer's state, as an attribute."""

    def __init__(self, column: int) -> None:
        self._column = column

    def __get__(self, carer: Carer, _: type[Carer]) -> int:
        number: int = carer.state.item(self._column)
        return number

    def __set__(self, carer: Carer, number: int) -> None:
        carer.state[self._column] = number


@dataclass(eq=False, slots=True)
class Carer:
    """A carer in one round, as the dispatcher sees it: where, busy until when, and what is left.

    With the `current` row of Stops (NOTHING: the way back, or standing by) at `place` (arrived
    at, or on the way to) the carer is ready at `ready_s`, begins at `begins_s` and is done at
    `done_s`; NOT_YET: not known yet, or not to be interrupted before. Standing by at the base is
    waiting from `ready_s` to the end of the shift. `is_out` from when the round begins; from
    `over_s` on nobody is sent who stands by. In a second, carers come in the order of their `rank`.

    All this is `state`, a row of the day's table of carers (see `columns`), which compiled
    functions read and write. Rows of the log from FIRST to ROW are what the carer has done and
    does; to LAST, what it will do if nobody calls, which takes until `until_s`, and `why` that is
    all (see `walking`). What is left to do, from HEAD to QUEUE_END of the log's queue, are rows of
    Stops, and BREAK.
    """

    planned: Round
    carer: int
    is_substitute: bool
    hours: ShiftPart
    pool: Pool | None
    rank: int
    state: Ints
    log: Log
    nap: Nap
    vehicle: int = NO_VEHICLE
    why: int = 0
    until_s: int = at.NOT_YET
    process: Sleeper | None = None
    left_s: int = at.NOT_YET
    return_s: int = at.NOT_YET

    current, ready_s = _Column(at.CURRENT), _Column(at.READY_S)
    begins_s, done_s, may_be_cut = _Column(at.BEGINS_S), _Column(at.DONE_S), _Column(at.MAY_BE_CUT)
    leave_s, is_out, over_s = _Column(at.LEAVE_S), _Column(at.IS_OUT), _Column(at.OVER_S)
    row = _Column(at.ROW)

    def wake_at(self, time_s: int) -> None:
        """Asleep, wake at another time."""
        assert self.process is not None
        self.nap = Nap(self.nap.clock, self.rank)
        self.process.wakes(self.nap, time_s)

    def rest(self) -> None:
        """Not wait for anything any more: who does is held by what it waits for, and holds that."""
        self.process = None
        self.nap.callbacks.clear()

    @property
    def tasks(self) -> list[int]:
        """What is left to do."""
        state = self.state
        tasks: list[int] = self.log.queue[state[at.HEAD] : state[at.QUEUE_END]].tolist()
        return tasks

    @property
    def written(self) -> int:
        """How many legs are written down."""
        written: int = self.state.item(at.ROW) + 1 - self.state.item(at.FIRST)
        return written

    def legs(self, written: int, column: int) -> list[int]:
        """A column of the log, without the legs that were written before."""
        state = self.state
        values: list[int] = self.log.rows[
            state[at.FIRST] + written : state[at.ROW] + 1, column
        ].tolist()
        return values

    def plain_j(self, written: int, joules_per_dm: float) -> int:
        """What these legs take where distance alone counts."""
        used_j: int = plain_j(self.log.rows, self.state, written, joules_per_dm)
        return used_j

    @property
    def team(self) -> tuple[int, int]:
        """Organisation, and team within it."""
        return self.planned.organisation, self.planned.team


@dataclass(frozen=True, eq=False)
class World:
    """The day's clock and facts, who works in it, and what nobody's journal holds.

    `carers` are by round in the plan's order; those whose `over_s` is 0 never come.
    `states` and `log` are of all of them (see Carer). `vehicles` are how many each pool has to
    give. `teams` are the ranks of the carers of each (organisation, team); `team_of` is by row of
    Clients, of those who ask for something.
    `alarm_organisation` is, by alarm, which organisation's carers may answer it, NOBODY: none.
    `moved_from` is whose a carer's part of a visit was by the plan, where it is another's now;
    `handed_over` are the visits that had been late with one carer and went to another.
    """

    clock: Clock
    travel: Travel
    stops: Stops
    alarms: AlarmFacts
    carers: Sequence[Carer]
    states: Ints
    log: Log
    vehicles: Ints
    teams: Mapping[tuple[int, int], Ints]
    team_of: Mapping[int, tuple[int, int]]
    meetings: Mapping[int, Meeting]
    alarm_organisation: Sequence[int]
    rules: DayRules
    parameters: DayParameters
    tolerance_s: int
    given_up_when_late_s: int
    cancelled_stay_s: int
    walking: Rules
    callouts: dict[int, Callout] = field(default_factory=dict)
    moved_from: dict[tuple[int, int], int] = field(default_factory=dict)
    handed_over: set[int] = field(default_factory=set)
    undone: list[Undone] = field(default_factory=list)
    answered: list[AlarmRecord] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def seen(self) -> Seen:
        """What carers are looked at by."""
        log, number = self.log, self.stops.number
        return self.travel.facts, number, log.rows, log.queue, self.states, self.vehicles

    @property
    def moment(self) -> Moment:
        """Now, and how far carers have come in this second."""
        return self.clock.now, self.clock.reached

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
