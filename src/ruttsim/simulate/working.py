"""What carers do: their rounds, stretch by stretch, as processes of the clock."""

from __future__ import annotations

from collections.abc import Sequence

import simpy

from ruttsim.domain.day import AlarmRecord
from ruttsim.simulate import columns as at
from ruttsim.simulate.batteries import leaves
from ruttsim.simulate.clock import Nap
from ruttsim.simulate.late_visits import GONE, LATE_VISITS
from ruttsim.simulate.stretch import replan, walk
from ruttsim.simulate.walking import (
    ASK,
    DOOR,
    HOME,
    MORE,
    UNASKED,
    stands_by,
    woken,
)
from ruttsim.simulate.world import NO_VEHICLE, Carer, Process, World


def working_day(world: World, parts: Sequence[Carer]) -> Process:
    """A carer's working day: the rounds one after the other, each not before its time."""
    for carer in parts:
        if carer.leave_s > world.clock.now:
            yield carer.nap.until(carer.leave_s)
        yield from _round(world, carer, is_last=carer is parts[-1])


def _round(world: World, carer: Carer, *, is_last: bool) -> Process:
    """One round from the base to the base, until the shift is over or nobody calls any more.

    What concerns nobody else is walked ahead of the day's clock (see `walking`); the process wakes
    at the end of such a stretch, or is interrupted in it. `may_stay`: this time it may be at home,
    and stand by there until somebody calls, or the shift is over; in the last round for ever.
    """
    clock, pool = world.clock, carer.pool
    carer.is_out, may_stay = 1, False
    while True:
        until_s = stands_by(carer.state, clock.now) if may_stay else at.NOT_YET
        if until_s >= 0:
            if carer.vehicle != NO_VEHICLE and pool is not None:
                pool.give_back(carer)
            if until_s == clock.now:
                break
            try:
                yield carer.nap if is_last else carer.nap.until(until_s)
            except simpy.Interrupt:
                carer.nap, carer.over_s = Nap(clock, carer.rank), at.FOR_EVER_S
            else:
                break
        may_stay = True
        if carer.vehicle == NO_VEHICLE and pool is not None:
            carer.vehicle = pool.reserved(carer) if pool.there else (yield pool.turn(carer))
        if carer.left_s < 0:
            if pool is not None and carer.vehicle in pool.promised:
                yield from leaves(pool, carer)
            carer.left_s = clock.now
        ready_s = walk(world, carer, UNASKED)
        if carer.why == ASK:
            answer = _asked(world, carer, ready_s)
            if answer == GONE:
                continue
            ready_s = walk(world, carer, answer)
        if ready_s >= 0:
            _asked(world, carer, ready_s)
        try:
            yield carer.nap.until(carer.until_s)
        except simpy.Interrupt:
            carer.nap = Nap(clock, carer.rank)
            yield from _called_away(world, carer)
            continue
        if carer.why == MORE:
            may_stay = False
            continue
        woken(carer.log.rows, carer.state)
        if carer.why == DOOR:
            is_visit = carer.current < world.stops.first_alarm
            yield from (_together if is_visit else _call)(world, carer)
            may_stay = False
        elif carer.why == HOME:
            carer.return_s = clock.now
            if pool is not None:
                pool.give_back(carer)


def _asked(world: World, carer: Carer, ready_s: int) -> int:
    """What becomes of the next visit in a carer's queue, by the rule for late visits."""
    tasks = carer.tasks
    stop = world.stops.due(next(it for it in tasks if it != at.BREAK))
    answer = LATE_VISITS[world.rules.late_visits](world, carer, stop, ready_s)
    if answer == GONE:
        tasks.remove(stop.row)
        replan(carer, tasks)
    return answer


def _called_away(world: World, carer: Carer) -> Process:
    """What becomes of the visit of a carer who is called away now.

    Who is on the way comes to the door first, and comes back later. A visit that has begun ends:
    what was planned is left out in proportion to the care that is.
    """
    called_s, log = world.clock.now, carer.log
    planned_start_s, _, start_s, _, whole_s, shortened_s, reason = log.rows[
        carer.row, at.VISIT : at.STATE
    ].tolist()
    if called_s < max(carer.ready_s, start_s):
        yield carer.nap.until(max(carer.ready_s, called_s))
        log.rows[carer.row, at.VISIT : at.STATE] = at.NOT_YET
        first, *others = carer.tasks
        replan(carer, [first, carer.current, *others])
        return
    planned_s, care_s = world.stops.due(carer.current).planned_s, called_s - start_s
    given_s = planned_s - shortened_s
    shortened_s = planned_s - round(given_s * care_s / whole_s)
    ending = (planned_start_s, carer.ready_s, start_s, called_s, care_s, shortened_s, reason)
    _write(carer, ending)


def _write(carer: Carer, visit: tuple[int, ...]) -> None:
    """Write down how the visit of a carer ended."""
    carer.log.rows[carer.row, at.VISIT : at.STATE] = visit


def _together(world: World, carer: Carer) -> Process:
    """One carer's part of a visit of two, from the door to its end."""
    clock, stop, ready_s = world.clock, world.stops.due(carer.current), carer.ready_s
    meeting = world.meetings[stop.visit]
    start_s, care_s, reason = at.NOT_YET, 0, at.DELIVERED
    if stop.is_cancelled:
        reason = at.AT_THE_DOOR
        yield carer.nap.until(clock.now + world.cancelled_stay_s)
    elif clock.now > stop.latest_s + world.given_up_when_late_s:
        reason = at.TOO_LATE
        meeting.call_off(clock.now)
    else:
        until_s = meeting.waits_until(carer, clock.now)
        if until_s > clock.now:
            yield carer.nap.until(until_s)
        if meeting.is_held():
            start_s, care_s = max(clock.now, stop.earliest_s), stop.care_s
            yield carer.nap.until(start_s + care_s)
        else:
            reason = at.PARTNER_ABSENT
    _write(carer, (stop.start_s, ready_s, start_s, clock.now, care_s, 0, reason))


def _call(world: World, carer: Carer) -> Process:
    """Help at an alarm, from the door, when all who are needed are there."""
    clock, alarms, alarm = world.clock, world.alarms, carer.current - world.stops.first_alarm
    callout = world.callouts[alarm]
    yield from callout.begun()
    start_s = clock.now
    carer.done_s = start_s + alarms.care_s[alarm]
    yield carer.nap.until(carer.done_s)
    world.answered.append(
        AlarmRecord(
            alarm,
            callout.carers.index(carer),
            alarms.client[alarm],
            alarms.basic_area[alarm],
            carer.planned.organisation,
            carer.planned.round,
            alarms.rung_s[alarm],
            carer.ready_s,
            start_s,
            carer.done_s,
        )
    )
