"""What carers do: their rounds, stop by stop, as processes of the clock."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any, NamedTuple

import simpy
from simpy.events import Timeout

from ruttsim.domain.day import AlarmRecord, Leg, RoundRecord, VisitRecord
from ruttsim.domain.demand import SERVICE
from ruttsim.domain.planning import Stop
from ruttsim.simulate.late_visits import AHEAD, GO, LATE_VISITS, SHORTEN, is_handed_on
from ruttsim.simulate.world import NEVER_S, NO_VEHICLE, Break, Call, Carer, Process, World


class _Ending(NamedTuple):
    """How a visit ended."""

    start_s: int
    end_s: int
    care_s: int
    shortened_s: int
    outcome: str
    reason: str


def working_day(world: World, parts: Sequence[Carer]) -> Process:
    """A carer's working day: the rounds one after the other, each not before its time."""
    clock = world.clock
    for carer in parts:
        if carer.leave_s > clock.now:
            yield clock.timeout(carer.leave_s - clock.now)
        yield from _round(world, carer)


def _round(world: World, carer: Carer) -> Process:
    """One round from the base to the base, until the shift is over or nobody calls any more.

    The carer's own clock runs ahead: the process waits for the day's clock only where somebody
    else can interfere, so that most stops are one event.
    """
    clock, movement, visits = world.clock, world.travel.movement, world.visits
    planned, tasks, legs = carer.planned, carer.tasks, carer.legs
    number, mode, tolerance_s = planned.round, planned.mode, world.tolerance_s
    whose = (number, planned.organisation, planned.team, planned.vehicle_type, mode)
    base, here, moved_from = carer.base, carer.place, world.moved_from
    now_s = int(clock.now)
    leave_s = break_start_s = break_end_s = return_s = -1
    carer.is_out, is_break_due = True, False
    looks_ahead = world.rules.late_visits in AHEAD
    while True:
        task = tasks.popleft() if tasks else None
        if type(task) is Break:
            is_break_due = True
            continue
        if task is None and here == base and legs and not is_break_due:
            if carer.vehicle != NO_VEHICLE and carer.pool is not None:
                carer.pool.give_back(carer)
            yield from _standing_by(world, carer)
            now_s = int(clock.now)
            if tasks:
                continue
            break
        if carer.vehicle == NO_VEHICLE and carer.pool is not None:
            carer.vehicle = yield from carer.pool.taken(carer)
            now_s = int(clock.now)
        depart_s = now_s
        if leave_s < 0:
            leave_s = depart_s
        there, row, alarm, factor = base, -1, -1, 1.0
        if type(task) is Stop:
            row = task.visit
            visit = visits[row]
            there, factor = visit.place, visit.leg_factor[task.carer]
        elif type(task) is Call:
            alarm = task.callout.alarm
            there = world.alarms.place[alarm]
        drive_s, stop_s, distance_m = movement(mode, here, there, factor, depart_s)
        ready_s = depart_s + drive_s + stop_s
        action = GO
        if type(task) is Stop and ready_s > visit.latest_s + tolerance_s:
            action = LATE_VISITS[world.rules.late_visits](world, carer, task, ready_s)
            if action not in (GO, SHORTEN):
                continue
        if is_break_due:
            is_break_due = False
            if ready_s <= planned.break_latest_s:
                break_start_s = max(ready_s, planned.break_earliest_s)
                ready_s = break_end_s = break_start_s + carer.hours.break_s
            else:
                break_start_s = max(depart_s, planned.break_earliest_s)
                depart_s = break_end_s = break_start_s + carer.hours.break_s
                drive_s, stop_s, distance_m = movement(mode, here, there, factor, depart_s)
                ready_s = depart_s + drive_s + stop_s
        legs.append(
            Leg(
                *whose,
                carer.vehicle,
                len(legs),
                here,
                there,
                row,
                alarm,
                depart_s,
                depart_s + drive_s,
                stop_s,
                distance_m,
            )
        )
        carer.place = here = there
        carer.current, carer.ready_s = task, ready_s
        carer.start_s, carer.end_s, carer.may_be_cut = NEVER_S, NEVER_S, False
        if looks_ahead and type(task) is Stop and tasks and type(tasks[0]) is Stop:
            done_s = max(ready_s, visit.earliest_s) + visit.planned_s
            if done_s > visits[tasks[0].visit].latest_s and is_handed_on(world, carer, done_s):
                tasks.popleft()
        if type(task) is Stop:
            if visit.carers > 1:
                ending = yield from _together(world, task, ready_s)
                now_s = int(clock.now)
            else:
                ending = _ending(world, task, ready_s, action)
                carer.start_s = ending.start_s if ending.care_s else ready_s
                carer.end_s = ending.end_s
                carer.may_be_cut = ending.care_s > 0 and visit.kind == SERVICE
                try:
                    yield Timeout(clock, ending.end_s - now_s)
                    now_s = ending.end_s
                except simpy.Interrupt:
                    cut = yield from _called_away(world, task, ready_s, ending)
                    now_s = int(clock.now)
                    if cut is None:
                        tasks.insert(1, task)
                        continue
                    ending = cut
            planned_round = number
            if moved_from:
                planned_round = moved_from.get((row, task.carer), number)
            carer.visits.append(
                VisitRecord(
                    row,
                    task.carer,
                    visit.client,
                    visit.kind,
                    visit.basic_area,
                    whose[1],
                    whose[2],
                    number,
                    planned_round,
                    visit.earliest_s,
                    visit.latest_s,
                    visit.planned_s,
                    task.start_s,
                    ready_s,
                    *ending,
                )
            )
        elif type(task) is Call:
            yield from _call(world, carer, task, ready_s)
            now_s = int(clock.now)
        else:
            return_s = carer.end_s = ready_s
            yield Timeout(clock, ready_s - now_s)
            now_s = ready_s
            if carer.pool is not None:
                carer.pool.give_back(carer)
    carer.is_over = True
    carer.ended = RoundRecord(
        number,
        carer.carer,
        carer.is_substitute,
        planned.organisation,
        planned.team,
        planned.premise,
        planned.shift,
        planned.part,
        planned.vehicle_type,
        mode,
        leave_s,
        return_s,
        planned.leave_s,
        planned.return_s,
        break_start_s,
        break_end_s,
    )


def _standing_by(world: World, carer: Carer) -> Process:
    """Wait at the base until somebody calls, or the shift is over."""
    clock = world.clock
    now_s, until_s = int(clock.now), carer.hours.end_s
    if until_s <= now_s:
        return
    carer.current, carer.ready_s, carer.start_s, carer.end_s = None, now_s, until_s, until_s
    try:
        yield clock.timeout(until_s - now_s)
    except simpy.Interrupt:
        return


def _ending(world: World, stop: Stop, ready_s: int, action: str) -> _Ending:
    """How a visit of one carer ends who is at the door then and is not called away."""
    visit = world.visits[stop.visit]
    if visit.is_cancelled:
        end_s = ready_s + world.cancelled_stay_s
        return _Ending(NEVER_S, end_s, 0, 0, "cancelled", "at_the_door")
    if ready_s > visit.latest_s + world.given_up_when_late_s:
        return _Ending(NEVER_S, ready_s, 0, 0, "missed", "too_late")
    start_s = max(ready_s, visit.earliest_s)
    care_s, shortened_s = visit.care_s, 0
    if action == SHORTEN:
        share = world.parameters.shortest_visit_share
        care_s = round(care_s * share)
        shortened_s = visit.planned_s - round(visit.planned_s * share)
    return _Ending(start_s, start_s + care_s, care_s, shortened_s, "delivered", "")


def _called_away(
    world: World, stop: Stop, ready_s: int, whole: _Ending
) -> Generator[simpy.Event, Any, _Ending | None]:
    """What becomes of a visit whose carer is called away now; None: it has not begun.

    Who is on the way comes to the door first. A visit that has begun ends: what was planned is left
    out in proportion to the care that is.
    """
    called_s = int(world.clock.now)
    if called_s < max(ready_s, whole.start_s):
        yield world.clock.timeout(max(ready_s - called_s, 0))
        return None
    planned_s, care_s = world.visits[stop.visit].planned_s, called_s - whole.start_s
    given_s = planned_s - whole.shortened_s
    shortened_s = planned_s - round(given_s * care_s / whole.care_s)
    return whole._replace(end_s=called_s, care_s=care_s, shortened_s=shortened_s)


def _together(world: World, stop: Stop, ready_s: int) -> Generator[simpy.Event, Any, _Ending]:
    """One carer's part of a visit of two, from the way there to its end."""
    clock, visit, meeting = world.clock, world.visits[stop.visit], world.meetings[stop.visit]
    yield clock.timeout(ready_s - clock.now)
    start_s, care_s, outcome, reason = NEVER_S, 0, "missed", ""
    if visit.is_cancelled:
        outcome, reason = "cancelled", "at_the_door"
        yield clock.timeout(world.cancelled_stay_s)
    elif ready_s > visit.latest_s + world.given_up_when_late_s:
        reason = "too_late"
        meeting.call_off()
    elif not (yield from meeting.met()):
        reason = "partner_absent"
    else:
        start_s, care_s, outcome = max(int(clock.now), visit.earliest_s), visit.care_s, "delivered"
        yield clock.timeout(start_s + care_s - clock.now)
    return _Ending(start_s, int(clock.now), care_s, 0, outcome, reason)


def _call(world: World, carer: Carer, call: Call, ready_s: int) -> Process:
    """The way to an alarm, and help when all who are needed are there."""
    clock, alarms, alarm = world.clock, world.alarms, call.callout.alarm
    yield clock.timeout(ready_s - clock.now)
    yield from call.callout.begun()
    start_s = int(clock.now)
    carer.end_s = start_s + alarms.care_s[alarm]
    yield clock.timeout(alarms.care_s[alarm])
    world.answered.append(
        AlarmRecord(
            alarm,
            call.responder,
            alarms.client[alarm],
            alarms.basic_area[alarm],
            carer.planned.organisation,
            carer.planned.round,
            alarms.rung_s[alarm],
            ready_s,
            start_s,
            carer.end_s,
        )
    )
