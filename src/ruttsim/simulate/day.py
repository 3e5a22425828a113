"""One planned day, lived through with its disturbance; computes nothing but the record of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import simpy

from ruttsim.domain.day import Day, Leg, RoundRecord, VisitRecord
from ruttsim.simulate.facts import VisitFacts, break_lengths_s, visit_facts
from ruttsim.simulate.meeting import Meeting
from ruttsim.units import DM_PER_METRE, MS_PER_SECOND, SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from ruttsim.domain.demand import Disturbance, Population
    from ruttsim.domain.parameters import StaffingParameters
    from ruttsim.domain.planning import Plan, Round, Stop, Unserved
    from ruttsim.simulate.tables import TravelTables


@dataclass(frozen=True, eq=False)
class _Journal:
    """What one carer's process has written down of one round."""

    legs: list[Leg] = field(default_factory=list)
    visits: list[VisitRecord] = field(default_factory=list)
    ended: list[RoundRecord] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class _World:
    """All that a process can see: the clock, fixed facts, the doors where two meet, journals."""

    clock: simpy.Environment
    travel: TravelTables
    first_premise: int
    visits: VisitFacts
    break_s: Mapping[tuple[str, int], int]
    meetings: Mapping[int, Meeting]
    journals: Mapping[int, _Journal]
    given_up_when_late_s: int
    cancelled_stay_s: int


_Process = Generator[simpy.Event, Any, None]


def simulate(
    plan: Plan,
    population: Population,
    disturbance: Disturbance,
    travel: TravelTables,
    staffing: StaffingParameters,
) -> Day:
    """The record of the plan on the disturbed day: rounds in the plan's order, stops in theirs.

    Each leg takes the matrix of its departure's period times the factor of the visit that it leads
    to (the way back to the base: 1), each stay its planned duration times the factor of the visit,
    both in whole seconds. Nobody arrives later than who leaves when a later period begins: towards
    the end of a queue a leg is shorter by that. At a door, in this order: a cancelled visit ends
    after a short stay; a carer who is later than the latest start by more than
    `given_up_when_late_min` gives it up (`too_late`); a carer of two meets the other (see Meeting)
    or leaves the visit missed (`partner_absent`); then the earliest start is awaited. The break
    lies before stop number `break_before`: on arrival at that door (or at the base), if it can
    begin there by `break_latest_s`, else before the way there, at once. It does not begin before
    `break_earliest_s`. The second part of a split shift starts when its time has come and the first
    part is over. Visits that no round holds stand last: cancelled if the day cancels them, else
    missed (`unserved`).

    Raises
    ------
    RuntimeError
        A round did not come to its end.
    """
    clock = simpy.Environment()
    world = _World(
        clock=clock,
        travel=travel,
        first_premise=len(population.buildings.x_m),
        visits=visit_facts(population, disturbance),
        break_s=break_lengths_s(staffing),
        meetings=_meetings(clock, plan, population, staffing),
        journals={planned.round: _Journal() for planned in plan.rounds},
        given_up_when_late_s=_seconds(staffing.given_up_when_late_min),
        cancelled_stay_s=_seconds(staffing.cancelled_stay_min),
    )
    for rounds in _rounds_by_carer(plan.rounds):
        clock.process(_carer(world, rounds))
    clock.run()
    return _record(disturbance.day, plan, world)


def _carer(world: _World, rounds: Iterable[Round]) -> _Process:
    """A carer's working day: the rounds one after the other, each not before its time."""
    clock = world.clock
    for planned in rounds:
        if planned.leave_s > clock.now:
            yield clock.timeout(planned.leave_s - clock.now)
        yield from _round(world, planned)


def _round(world: _World, planned: Round) -> _Process:
    """One round from the base to the base."""
    clock, visits, journal = world.clock, world.visits, world.journals[planned.round]
    whose = (planned.round, planned.organisation, planned.team, planned.vehicle_type, planned.mode)
    leave_s = int(clock.now)
    break_start_s = break_end_s = -1
    base = here = world.first_premise + planned.premise
    for sequence, stop in enumerate((*planned.stops, None)):
        there, visit, factor = base, -1, 1.0
        if stop is not None:
            visit = stop.visit
            there, factor = visits.place[visit], visits.leg_factor[visit][stop.carer]
        way = (world.travel, planned.mode, here, there, factor)
        depart_s = int(clock.now)
        drive_s, stop_s, distance_m = _movement(*way, depart_s)
        has_break = sequence == planned.break_before
        is_break_here = has_break and depart_s + drive_s + stop_s > planned.break_latest_s
        if is_break_here:
            break_start_s, depart_s = yield from _break(world, planned)
            break_end_s = depart_s
            drive_s, stop_s, distance_m = _movement(*way, depart_s)
        arrive_s = depart_s + drive_s
        journal.legs.append(
            Leg(*whose, sequence, here, there, visit, depart_s, arrive_s, stop_s, distance_m)
        )
        yield clock.timeout(drive_s + stop_s)
        if has_break and not is_break_here:
            break_start_s, break_end_s = yield from _break(world, planned)
        if stop is not None:
            yield from _visit(world, planned, stop)
        here = there
    journal.ended.append(
        RoundRecord(
            planned.round,
            planned.carer,
            planned.organisation,
            planned.team,
            planned.premise,
            planned.shift,
            planned.part,
            planned.vehicle_type,
            planned.mode,
            leave_s,
            int(clock.now),
            planned.leave_s,
            planned.return_s,
            break_start_s,
            break_end_s,
        )
    )


def _break(world: _World, planned: Round) -> Generator[simpy.Event, Any, tuple[int, int]]:
    """Wait until the break may begin, and take it; its start and end."""
    clock = world.clock
    if clock.now < planned.break_earliest_s:
        yield clock.timeout(planned.break_earliest_s - clock.now)
    start_s = int(clock.now)
    yield clock.timeout(world.break_s[planned.shift, planned.part])
    return start_s, int(clock.now)


def _movement(
    travel: TravelTables, mode: str, here: int, there: int, factor: float, depart_s: int
) -> tuple[int, int, float]:
    """Driving and stop [s] and distance [m] from place to place; next door is a short walk."""
    if here == there:
        return 0, travel.next_door_s[there], 0.0
    table = travel.modes[mode]
    span = bisect_right(travel.bounds_s, depart_s)
    drive_s = round(table.time_ms[span][here, there] * factor / MS_PER_SECOND)
    for later in range(span + 1, len(table.time_ms)):
        waited_s = travel.bounds_s[later - 1] - depart_s
        if waited_s >= drive_s:
            break
        then_s = waited_s + round(table.time_ms[later][here, there] * factor / MS_PER_SECOND)
        if then_s < drive_s:
            drive_s, span = then_s, later
    return drive_s, table.arrival_s[there], table.distance_dm[span][here, there] / DM_PER_METRE


def _visit(world: _World, planned: Round, stop: Stop) -> _Process:
    """What happens from the moment when the carer stands at the door."""
    clock, visits, visit = world.clock, world.visits, stop.visit
    earliest_s, latest_s, planned_s = visits.when[visit]
    meeting = world.meetings.get(visit)
    ready_s, start_s, care_s = int(clock.now), -1, 0
    outcome, reason = "missed", ""
    if visits.is_cancelled[visit]:
        outcome = "cancelled"
        yield clock.timeout(world.cancelled_stay_s)
    elif ready_s > latest_s + world.given_up_when_late_s:
        reason = "too_late"
        if meeting is not None:
            meeting.call_off()
    elif meeting is not None and not (yield from meeting.met()):
        reason = "partner_absent"
    else:
        outcome = "delivered"
        if earliest_s > clock.now:
            yield clock.timeout(earliest_s - clock.now)
        start_s, care_s = int(clock.now), visits.care_s[visit]
        yield clock.timeout(care_s)
    world.journals[planned.round].visits.append(
        VisitRecord(
            visit,
            stop.carer,
            *visits.who[visit],
            planned.organisation,
            planned.team,
            planned.round,
            earliest_s,
            latest_s,
            planned_s,
            stop.start_s,
            ready_s,
            start_s,
            int(clock.now),
            care_s,
            outcome,
            reason,
        )
    )


def _in_no_round(visits: VisitFacts, left_out: Unserved) -> VisitRecord:
    """The record of a visit that no round holds."""
    nowhere, never_s = -1, -1
    is_cancelled = visits.is_cancelled[left_out.visit]
    return VisitRecord(
        left_out.visit,
        left_out.carer,
        *visits.who[left_out.visit],
        left_out.organisation,
        left_out.team,
        nowhere,
        *visits.when[left_out.visit],
        never_s,
        never_s,
        never_s,
        never_s,
        0,
        "cancelled" if is_cancelled else "missed",
        "" if is_cancelled else "unserved",
    )


def _record(day: int, plan: Plan, world: _World) -> Day:
    """The journals in the plan's order."""
    journals = [world.journals[planned.round] for planned in plan.rounds]
    unfinished = [
        str(planned.round)
        for planned, journal in zip(plan.rounds, journals, strict=True)
        if not journal.ended
    ]
    if unfinished:
        raise RuntimeError(f"day {day}: rounds that never came to their end: {unfinished}")
    return Day(
        day=day,
        legs=tuple(leg for journal in journals for leg in journal.legs),
        visits=(
            *(visit for journal in journals for visit in journal.visits),
            *(_in_no_round(world.visits, left_out) for left_out in plan.unserved),
        ),
        rounds=tuple(ended for journal in journals for ended in journal.ended),
    )


def _meetings(
    clock: simpy.Environment, plan: Plan, population: Population, staffing: StaffingParameters
) -> dict[int, Meeting]:
    """A meeting for each visit of two carers; it is off where no round holds one of the two.

    It is agreed for the later of the starts that are planned for the two.
    """
    visits = population.visits
    carers, earliest_s = visits.carers.tolist(), visits.earliest_s.tolist()
    starts_s: dict[int, list[int]] = {}
    for planned in plan.rounds:
        for stop in planned.stops:
            if carers[stop.visit] == 2:
                starts_s.setdefault(stop.visit, [earliest_s[stop.visit]]).append(stop.start_s)
    patience_s = _seconds(staffing.two_carer_patience_min)
    meetings = {}
    for visit, planned_s in starts_s.items():
        meetings[visit] = Meeting(clock, max(planned_s), patience_s)
        if len(planned_s) <= carers[visit]:
            meetings[visit].call_off()
    return meetings


def _rounds_by_carer(rounds: Iterable[Round]) -> list[list[Round]]:
    """The rounds of each carer in the order of their shift's parts."""
    by_carer: dict[int, list[Round]] = {}
    for planned in rounds:
        by_carer.setdefault(planned.carer, []).append(planned)
    return [sorted(own, key=lambda planned: planned.part) for own in by_carer.values()]


def _seconds(minutes: float) -> int:
    """Minutes as whole seconds."""
    return round(minutes * SECONDS_PER_MINUTE)
