"""What the office sees of carers as of now, compiled: who is free and soonest, and gaps."""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from typing import Any, TypeAlias

from ruttsim.compiled import entry, part
from ruttsim.domain.arrays import Ints
from ruttsim.simulate import columns as at
from ruttsim.simulate.movement import expected_s
from ruttsim.simulate.walking import see

A_WHILE_S = 3600
"""Gaps that end so long before a visit may begin are not looked at."""

NOBODY = BUSY_S = -1

Seen: TypeAlias = tuple[Any, ...]
"""What carers are looked at by: travel, stops, the log with its queue, the states of all carers,
and how many vehicles each pool has to give."""

Moment: TypeAlias = tuple[int, int]
"""The second, and the rank that carers have come to in it."""


@part
def _catch_up(log: Ints, state: Ints, before_s: int) -> None:
    """Let a carer who walks ahead be where it is at a time: rows that wake it before are behind."""
    row, last = state[at.ROW], state[at.LAST]
    if row == last or state[at.WAKES_S] >= before_s:
        return
    while row < last and log[row, at.STATE + at.WAKES_S] < before_s:
        row += 1
    see(log, state, row)


@part
def _free_s(seen: Seen, rank: int, moment: Moment, may_cut: bool) -> int:
    """When a carer could leave for somewhere else: waiting now, in a visit at its end.

    BUSY_S for who is not out, is called already, or is busy until a time that nobody knows. With
    `may_cut` a visit that may be cut short is left at once. Of who goes on in this very second
    those have who come before the last that did.
    """
    _, number, log, queue, states, vehicles = seen
    now_s, reached = moment
    state = states[rank]
    if not state[at.IS_OUT] or now_s >= state[at.OVER_S]:
        return BUSY_S
    _catch_up(log, state, now_s + 1 if rank < reached else now_s)
    head = state[at.HEAD]
    if (
        head < state[at.QUEUE_END]
        and queue[head] != at.BREAK
        and number[queue[head], at.CARERS] == 0
    ):
        return BUSY_S
    if now_s < state[at.BEGINS_S]:
        is_at_base = state[at.CURRENT] == at.NOTHING
        if is_at_base and state[at.POOL] >= 0 and vehicles[state[at.POOL]] == 0:
            return BUSY_S
        return max(now_s, state[at.READY_S])
    end_s = state[at.DONE_S]
    if may_cut and state[at.MAY_BE_CUT] and now_s < end_s and state[at.CURRENT] != at.NOTHING:
        return now_s
    return max(now_s, end_s) if end_s >= 0 else BUSY_S


@part
def _is_on_the_way(number: Ints, state: Ints, now_s: int) -> bool:
    """Whether a visit is still to begin."""
    task = state[at.CURRENT]
    return now_s < state[at.BEGINS_S] and task != at.NOTHING and number[task, at.CARERS] > 0


@part
def _fits_after(
    seen: Seen, state: Ints, place: int, done_s: int, now_s: int, tolerance_s: int
) -> bool:
    """Whether a carer who is done somewhere else is in time at the next visit, or the base."""
    facts, number, _, queue, _, _ = seen
    following = state[at.CURRENT] if _is_on_the_way(number, state, now_s) else at.NOTHING
    spot = state[at.HEAD]
    while following == at.NOTHING and spot < state[at.QUEUE_END]:
        task = queue[spot]
        if task != at.BREAK and number[task, at.CARERS] > 0:
            following = task
        spot += 1
    if following == at.NOTHING:
        back_s = done_s + expected_s(facts, state[at.MODE], place, state[at.BASE], done_s)
        return back_s <= state[at.SHIFT_END_S]
    to = number[following, at.TO_PLACE]
    there_s = done_s + expected_s(facts, state[at.MODE], place, to, done_s)
    return there_s <= number[following, at.LATEST_S] + tolerance_s


@entry
def arrivals(
    seen: Seen, organisation: int, place: int, moment: Moment, may_cut: bool, found: Ints
) -> None:
    """Fill in when each carer of an organisation could be at a place, BUSY_S where it cannot."""
    facts, states = seen[0], seen[4]
    for rank in range(len(states)):
        found[rank] = BUSY_S
        state = states[rank]
        if state[at.ORGANISATION] == organisation:
            leaves_s = _free_s(seen, rank, moment, may_cut)
            if leaves_s >= 0:
                way_s = expected_s(facts, state[at.MODE], state[at.PLACE], place, leaves_s)
                found[rank] = leaves_s + way_s


@entry
def soonest(
    seen: Seen,
    ranks: Ints,
    wanted: int,
    but: int,
    by_s: int,
    tolerance_s: int,
    moment: Moment,
) -> int:
    """Who of some carers, but one, is first at a visit by a time, and in time after it, or NOBODY.

    Of equals the first round.
    """
    facts, number, _, _, states, _ = seen
    best, best_s = NOBODY, 0
    place, earliest_s = number[wanted, at.TO_PLACE], number[wanted, at.EARLIEST_S]
    for rank in ranks:
        if rank == but:
            continue
        leaves_s = _free_s(seen, rank, moment, False)
        if leaves_s < 0 or leaves_s > by_s:
            continue
        state = states[rank]
        arrives_s = leaves_s + expected_s(facts, state[at.MODE], state[at.PLACE], place, leaves_s)
        if arrives_s > by_s:
            continue
        if best != NOBODY and (
            arrives_s > best_s or (arrives_s == best_s and state[at.ROUND] > states[best, at.ROUND])
        ):
            continue
        done_s = max(arrives_s, earliest_s) + number[wanted, at.PLANNED_S]
        if _fits_after(seen, state, place, done_s, moment[0], tolerance_s):
            best, best_s = rank, arrives_s
    return best


@entry
def least_gap(seen: Seen, ranks: Ints, wanted: int, moment: Moment) -> tuple[int, int, int]:
    """The gap with the least extra travel that leaves the next visit in time.

    Whose (NOBODY: there is none), before which task, and when the visit would begin. Of equals it
    is that of the first round, and the first there.
    """
    number, states, now_s = seen[1], seen[4], moment[0]
    best, best_place, best_start_s, best_extra_s = NOBODY, 0, 0, 0
    for rank in ranks:
        state = states[rank]
        if now_s >= state[at.OVER_S]:
            continue
        time_s = state[at.LEAVE_S]
        if state[at.IS_OUT]:
            time_s = _free_s(seen, rank, moment, False)
            if time_s < 0:
                continue
            if _is_on_the_way(number, state, now_s):
                time_s = state[at.DONE_S]
        place, start_s, extra_s = _gap_of_queue(seen, state, wanted, time_s)
        if place >= 0 and (
            best == NOBODY
            or extra_s < best_extra_s
            or (extra_s == best_extra_s and state[at.ROUND] < states[best, at.ROUND])
        ):
            best, best_place, best_start_s, best_extra_s = rank, place, start_s, extra_s
    return best, best_place, best_start_s


@part
def _gap_of_queue(seen: Seen, state: Ints, wanted: int, time_s: int) -> tuple[int, int, int]:
    """Where a visit fits best into a carer's queue, by planned times and durations.

    Before which task (-1: nowhere), when it would begin, and what it adds to travel [s].
    """
    facts, number, _, queue, _, _ = seen
    there, earliest_s = number[wanted, at.TO_PLACE], number[wanted, at.EARLIEST_S]
    latest_s, planned_s = number[wanted, at.LATEST_S], number[wanted, at.PLANNED_S]
    head, ends, mode, here = state[at.HEAD], state[at.QUEUE_END], state[at.MODE], state[at.PLACE]
    best, best_start_s, best_extra_s = -1, 0, 0
    for spot in range(head, ends + 1):
        is_end = spot == ends
        if not is_end and queue[spot] == at.BREAK:
            time_s += state[at.BREAK_S]
            continue
        task = wanted if is_end else queue[spot]
        if time_s > latest_s or number[task, at.CARERS] == 0:
            break
        planned_start_s = number[task, at.PLANNED_START_S]
        is_early = not is_end and planned_start_s + A_WHILE_S < earliest_s
        if not is_early and (state[at.IS_OUT] or spot > head):
            arrive_s = time_s + expected_s(facts, mode, here, there, time_s)
            if arrive_s <= latest_s:
                start_s = max(arrive_s, earliest_s)
                done_s = start_s + planned_s
                to = state[at.BASE] if is_end else number[task, at.TO_PLACE]
                by_s = state[at.SHIFT_END_S] if is_end else number[task, at.LATEST_S]
                onward_s = expected_s(facts, mode, there, to, done_s)
                if done_s + onward_s <= by_s:
                    direct_s = expected_s(facts, mode, here, to, time_s)
                    extra_s = arrive_s - time_s + onward_s - direct_s
                    if best < 0 or extra_s < best_extra_s:
                        best, best_start_s, best_extra_s = spot - head, start_s, extra_s
        time_s = max(time_s, planned_start_s) + number[task, at.PLANNED_S]
        here = number[task, at.TO_PLACE]
    return best, best_start_s, best_extra_s
