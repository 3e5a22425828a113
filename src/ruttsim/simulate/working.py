"""What carers do: their rounds, stop by stop, as processes of the clock."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any, TypeAlias

import simpy

from ruttsim.domain.day import AlarmRecord, RoundRecord
from ruttsim.domain.demand import SERVICE
from ruttsim.simulate.clock import Nap
from ruttsim.simulate.facts import Due
from ruttsim.simulate.journal import (
    AT_THE_DOOR,
    DELIVERED,
    NO_VISIT,
    PARTNER_ABSENT,
    TO_BASE,
    TOO_LATE,
)
from ruttsim.simulate.late_visits import AHEAD, GO, LATE_VISITS, SHORTEN, is_handed_on
from ruttsim.simulate.world import NEVER_S, NO_VEHICLE, Break, Call, Carer, Process, World

_Ending: TypeAlias = tuple[int, int, int, int, int]
"""How a visit ended, as a journal has it: start, end, care and what was left out [s], reason."""


def working_day(world: World, parts: Sequence[Carer]) -> Process:
    """A carer's working day: the rounds one after the other, each not before its time."""
    clock = world.clock
    for carer in parts:
        if carer.leave_s > clock.now:
            yield Nap(clock).until(carer.leave_s)
        yield from _round(world, carer)


def _round(world: World, carer: Carer) -> Process:
    """One round from the base to the base, until the shift is over or nobody calls any more.

    The carer's own clock runs ahead: the process waits for the day's clock only where somebody
    else can interfere, so that most stops are one event.
    """
    clock, leg = world.clock, carer.way.leg
    planned, tasks, journal = carer.planned, carer.tasks, carer.journal
    tolerance_s, given_up_when_late_s = world.tolerance_s, world.given_up_when_late_s
    base, here = carer.base, carer.place
    now_s, nap = clock.now, Nap(clock)
    leave_s = break_start_s = break_end_s = return_s = -1
    carer.is_out, is_break_due = True, False
    looks_ahead = world.rules.late_visits in AHEAD
    while True:
        task = tasks.popleft() if tasks else None
        if type(task) is Break:
            is_break_due = True
            continue
        if task is None and here == base and journal and not is_break_due:
            if carer.vehicle != NO_VEHICLE and carer.pool is not None:
                carer.pool.give_back(carer)
            yield from _standing_by(world, carer)
            now_s = clock.now
            if tasks:
                continue
            break
        if carer.vehicle == NO_VEHICLE and carer.pool is not None:
            carer.vehicle = yield from carer.pool.taken(carer)
            now_s = clock.now
        depart_s = now_s
        if leave_s < 0:
            leave_s = depart_s
        there, goal, factor = base, TO_BASE, 1.0
        if type(task) is Due:
            (
                goal,
                planned_start_s,
                there,
                carers,
                kind,
                earliest_s,
                latest_s,
                planned_s,
                care_s,
                is_cancelled,
                _,
                factor,
            ) = task
        elif type(task) is Call:
            goal = TO_BASE - 1 - task.callout.alarm
            there = world.alarms.place[task.callout.alarm]
        drive_s, stop_s, distance_dm = leg(here, there, factor, depart_s)
        ready_s = depart_s + drive_s + stop_s
        action = GO
        if type(task) is Due and ready_s > latest_s + tolerance_s:
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
                drive_s, stop_s, distance_dm = leg(here, there, factor, depart_s)
                ready_s = depart_s + drive_s + stop_s
        journal += (goal, carer.vehicle, depart_s, drive_s, stop_s, distance_dm)
        carer.place = here = there
        carer.current, carer.ready_s = task, ready_s
        carer.start_s, carer.end_s, carer.may_be_cut = NEVER_S, NEVER_S, False
        if type(task) is Due:
            start_s = earliest_s if ready_s < earliest_s else ready_s  # noqa: FURB136 half the time of max
            if looks_ahead and tasks and type(tasks[0]) is Due:
                done_s = start_s + planned_s
                if done_s > tasks[0].latest_s and is_handed_on(world, carer, done_s):
                    tasks.popleft()
            if carers > 1:
                ending = yield from _together(world, nap, task, ready_s)
                now_s = clock.now
            else:
                if is_cancelled or action == SHORTEN or ready_s > latest_s + given_up_when_late_s:
                    ending = _unusual_ending(world, task, ready_s)
                else:
                    ending = start_s, start_s + care_s, care_s, 0, DELIVERED
                start_s, end_s, care_s, _, _ = ending
                carer.start_s = start_s if care_s else ready_s
                carer.end_s = end_s
                carer.may_be_cut = care_s > 0 and kind == SERVICE
                try:
                    yield nap.until(end_s)
                    now_s = end_s
                except simpy.Interrupt:
                    nap = Nap(clock)
                    cut = yield from _called_away(world, task, ready_s, ending)
                    now_s = clock.now
                    if cut is None:
                        tasks.insert(1, task)
                        journal += NO_VISIT
                        continue
                    ending = cut
            journal += (planned_start_s, ready_s, *ending)
        elif type(task) is Call:
            journal += NO_VISIT
            yield from _call(world, carer, task, ready_s)
            now_s = clock.now
        else:
            journal += NO_VISIT
            return_s = carer.end_s = ready_s
            yield nap.until(ready_s)
            now_s = ready_s
            if carer.pool is not None:
                carer.pool.give_back(carer)
    carer.is_over = True
    carer.ended = RoundRecord(
        planned.round,
        carer.carer,
        carer.is_substitute,
        planned.organisation,
        planned.team,
        planned.premise,
        planned.shift,
        planned.part,
        planned.vehicle_type,
        planned.mode,
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
    now_s, until_s = clock.now, carer.hours.end_s
    if until_s <= now_s:
        return
    carer.current, carer.ready_s, carer.start_s, carer.end_s = None, now_s, until_s, until_s
    try:
        yield Nap(clock).until(until_s)
    except simpy.Interrupt:
        return


def _unusual_ending(world: World, stop: Due, ready_s: int) -> _Ending:
    """How a visit of one carer ends that is cancelled, come to much too late, or shortened."""
    if stop.is_cancelled:
        return NEVER_S, ready_s + world.cancelled_stay_s, 0, 0, AT_THE_DOOR
    if ready_s > stop.latest_s + world.given_up_when_late_s:
        return NEVER_S, ready_s, 0, 0, TOO_LATE
    share, planned_s = world.parameters.shortest_visit_share, stop.planned_s
    start_s, care_s = max(stop.earliest_s, ready_s), round(stop.care_s * share)
    shortened_s = planned_s - round(planned_s * share)
    return start_s, start_s + care_s, care_s, shortened_s, DELIVERED


def _called_away(
    world: World, stop: Due, ready_s: int, whole: _Ending
) -> Generator[simpy.Event, Any, _Ending | None]:
    """What becomes of a visit whose carer is called away now; None: it has not begun.

    Who is on the way comes to the door first. A visit that has begun ends: what was planned is left
    out in proportion to the care that is.
    """
    called_s = world.clock.now
    start_s, _, whole_s, shortened_s, reason = whole
    if called_s < max(ready_s, start_s):
        yield world.clock.timeout(max(ready_s - called_s, 0))
        return None
    planned_s, care_s = stop.planned_s, called_s - start_s
    given_s = planned_s - shortened_s
    shortened_s = planned_s - round(given_s * care_s / whole_s)
    return start_s, called_s, care_s, shortened_s, reason


def _together(
    world: World, nap: Nap, stop: Due, ready_s: int
) -> Generator[simpy.Event, Any, _Ending]:
    """One carer's part of a visit of two, from the way there to its end."""
    clock, meeting = world.clock, world.meetings[stop.visit]
    yield nap.until(ready_s)
    start_s, care_s, reason = NEVER_S, 0, DELIVERED
    if stop.is_cancelled:
        reason = AT_THE_DOOR
        yield clock.timeout(world.cancelled_stay_s)
    elif ready_s > stop.latest_s + world.given_up_when_late_s:
        reason = TOO_LATE
        meeting.call_off()
    elif not (yield from meeting.met()):
        reason = PARTNER_ABSENT
    else:
        start_s, care_s = max(clock.now, stop.earliest_s), stop.care_s
        yield nap.until(start_s + care_s)
    return start_s, clock.now, care_s, 0, reason


def _call(world: World, carer: Carer, call: Call, ready_s: int) -> Process:
    """The way to an alarm, and help when all who are needed are there."""
    clock, alarms, alarm = world.clock, world.alarms, call.callout.alarm
    yield clock.timeout(ready_s - clock.now)
    yield from call.callout.begun()
    start_s = clock.now
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
