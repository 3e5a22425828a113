"""What carers do that concerns nobody else, compiled: stop after stop, ahead of the day's clock."""

from __future__ import annotations

from typing import Any, TypeAlias

from ruttsim.compiled import entry, part
from ruttsim.domain.arrays import Floats, Ints
from ruttsim.domain.demand import SERVICE
from ruttsim.simulate import columns as at
from ruttsim.simulate.movement import Facts, expected_s, leg

Rules: TypeAlias = tuple[Any, ...]
"""Of the day: the lateness that somebody is asked about, whether that is asked a visit ahead, the
lateness with which a visit is given up, the stay at a cancelled one [s], the share of one that is
shortened, and how many stops are walked ahead at most."""

MORE, ASK, DOOR, HOME, FULL = range(5)
"""Why a stretch ends: the carer goes on by another one; somebody is asked before the next stop;
others are at the door; it is back at the base; its log has no room."""

UNASKED, GO, SHORTEN = range(3)
"""Of the first stop of a stretch, should it be late: nobody was asked, or what the answer was."""


@part
def see(log: Ints, state: Ints, row: int) -> None:
    """Let a carer have to do with a row of its log."""
    state[at.ROW] = row
    for column in range(at.SEEN):
        state[column] = log[row, at.STATE + column]


@entry
def woken(log: Ints, state: Ints) -> None:
    """Let a carer be at the end of its stretch."""
    if state[at.ROW] < state[at.LAST]:
        see(log, state, state[at.LAST])


@entry
def stands_by(state: Ints, now_s: int) -> int:
    """Until when a carer stands by who is home, else NOT_YET: it is out, or has more to do."""
    is_at_base = state[at.PLACE] == state[at.BASE] and state[at.ROW] >= state[at.FIRST]
    if not is_at_base or state[at.HEAD] < state[at.QUEUE_END]:
        return at.NOT_YET
    until_s: int = max(state[at.SHIFT_END_S], now_s)
    state[at.OVER_S] = until_s
    if until_s > now_s:
        state[at.CURRENT], state[at.READY_S] = at.NOTHING, now_s
        state[at.BEGINS_S] = state[at.DONE_S] = until_s
    return until_s


@entry
def plain_j(log: Ints, state: Ints, written: int, joules_per_dm: float) -> int:
    """What a carer's legs take [J], each in whole joules, without those written before."""
    used_j = 0
    for row in range(state[at.FIRST] + written, state[at.ROW] + 1):
        used_j += round(log[row, at.DISTANCE_DM] * joules_per_dm)
    return used_j


@entry
def walked(
    facts: Facts,
    number: Ints,
    leg_factor: Floats,
    rules: Rules,
    log: Ints,
    queue: Ints,
    state: Ints,
    vehicle: int,
    now_s: int,
    answer: int,
) -> tuple[int, int, int]:
    """Walk a carer on from the end of its last stretch, and write down its next stops.

    Why it goes no further, until when it need not wake, and if somebody is asked at once, when it
    would be ready at the visit in question, else NOT_YET. A stretch ends where others have to do
    with it (see MORE ... FULL), and before a stop of which somebody is asked: it is asked when the
    carer comes to it. It goes on only after a stop that takes time, so that nobody goes on twice in
    a second.
    """
    tolerance_s, looks_ahead, given_up_s, cancelled_s, share, most = rules
    base, mode, ends = state[at.BASE], state[at.MODE], state[at.QUEUE_END]
    if state[at.ROW] < state[at.LAST]:
        see(log, state, state[at.LAST])
    first = state[at.LAST] + 1
    here, head = state[at.PLACE], state[at.HEAD]
    if first + ends - head >= state[at.ROOM_END]:
        return FULL, now_s, at.NOT_YET
    row, why, ready_next_s = first, MORE, at.NOT_YET
    while True:
        depart_s, spot, is_break_due = now_s, head, False
        break_start_s, break_end_s = at.NOT_YET, at.NOT_YET
        while spot < ends and queue[spot] == at.BREAK:
            is_break_due = True
            spot += 1
        task, goal, there, factor, carers, latest_s = at.NOTHING, at.TO_BASE, base, 1.0, 0, 0
        if spot < ends:
            task = queue[spot]
            spot += 1
            goal, there, factor = number[task, at.PART], number[task, at.TO_PLACE], leg_factor[task]
            carers, latest_s = number[task, at.CARERS], number[task, at.LATEST_S]
        drive_s, stop_s, distance_dm = leg(facts, mode, here, there, factor, depart_s)
        ready_s = depart_s + drive_s + stop_s
        if carers > 0 and answer == UNASKED and ready_s > latest_s + tolerance_s:
            if row == first:
                return ASK, now_s, ready_s
            break
        if is_break_due:
            if ready_s <= state[at.BREAK_LATEST_S]:
                break_start_s = max(ready_s, state[at.BREAK_EARLIEST_S])
                ready_s = break_end_s = break_start_s + state[at.BREAK_S]
            else:
                break_start_s = max(depart_s, state[at.BREAK_EARLIEST_S])
                depart_s = break_end_s = break_start_s + state[at.BREAK_S]
                drive_s, stop_s, distance_dm = leg(facts, mode, here, there, factor, depart_s)
                ready_s = depart_s + drive_s + stop_s
        start_s = max(ready_s, number[task, at.EARLIEST_S]) if carers > 0 else ready_s
        if looks_ahead and carers > 0 and spot < ends and queue[spot] != at.BREAK:
            following = queue[spot]
            done_s, by_s = start_s + number[task, at.PLANNED_S], number[following, at.LATEST_S]
            if number[following, at.CARERS] > 0 and done_s > by_s:
                done_s += expected_s(facts, mode, there, number[following, at.TO_PLACE], done_s)
                if done_s > by_s + tolerance_s:
                    if row > first:
                        break
                    ready_next_s = done_s
        line = log[row]
        line[: at.VISIT] = (goal, vehicle, depart_s, drive_s, stop_s, distance_dm)
        line[at.VISIT : at.STATE] = at.NOT_YET
        begins_s, done_s, may_be_cut, wakes_s = at.NOT_YET, at.NOT_YET, 0, ready_s
        if task == at.NOTHING:
            why, done_s = HOME, ready_s
        elif carers != 1:
            why = DOOR
        else:
            care_s, shortened_s, reason = number[task, at.CARE_S], 0, at.DELIVERED
            if number[task, at.IS_CANCELLED]:
                start_s, care_s, reason = at.NOT_YET, 0, at.AT_THE_DOOR
                wakes_s = ready_s + cancelled_s
            elif ready_s > latest_s + given_up_s:
                start_s, care_s, reason = at.NOT_YET, 0, at.TOO_LATE
            else:
                if answer == SHORTEN:
                    planned_s = number[task, at.PLANNED_S]
                    care_s = round(care_s * share)
                    shortened_s = planned_s - round(planned_s * share)
                wakes_s = start_s + care_s
            begins_s, done_s = start_s if care_s > 0 else ready_s, wakes_s
            may_be_cut = 1 if care_s > 0 and number[task, at.KIND] == SERVICE else 0
            planned_start_s = number[task, at.PLANNED_START_S]
            ending = (planned_start_s, ready_s, start_s, wakes_s, care_s, shortened_s, reason)
            line[at.VISIT : at.STATE] = ending
        seen = (there, task, ready_s, begins_s, done_s, may_be_cut, spot, wakes_s)
        line[at.STATE : at.STATE + at.SEEN] = seen
        line[at.BREAK_START_S] = break_start_s
        line[at.BREAK_END_S] = break_end_s
        row += 1
        takes_time = wakes_s > now_s
        here, head, now_s, answer = there, spot, wakes_s, UNASKED
        if why != MORE or ready_next_s >= 0 or row - first == most or not takes_time:
            break
    state[at.LAST] = row - 1
    see(log, state, first)
    return why, now_s, ready_next_s
