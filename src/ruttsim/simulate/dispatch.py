"""What the office's dispatcher knows of carers, and how somebody is sent or a visit fitted in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ruttsim.simulate.facts import Due
from ruttsim.simulate.world import NO_VEHICLE, Break, Call, Carer, Task, World

A_WHILE_S = 3600
"""Gaps that end so long before a visit may begin are not looked at."""


class Gap(NamedTuple):
    """Where in a carer's queue a visit fits, what it adds to travel, and when it would begin."""

    extra_s: int
    round: int
    place: int
    start_s: int


def free_s(carer: Carer, now_s: int, *, may_cut: bool = False) -> int | None:
    """When a carer could leave for somewhere else: waiting now, in a visit at its end.

    None for who is not out, is called already, or is busy until a time that nobody knows. With
    `may_cut` a visit that may be cut short is left at once.
    """
    if not carer.is_out or carer.is_over or (carer.tasks and type(carer.tasks[0]) is Call):
        return None
    if now_s < carer.start_s:
        is_at_base = carer.current is None
        if is_at_base and carer.pool is not None and not carer.pool.there:
            return None
        return max(now_s, carer.ready_s)
    end_s = carer.end_s
    if may_cut and carer.may_be_cut and now_s < end_s and carer.current is not None:
        return now_s
    return max(now_s, end_s) if end_s >= 0 else None


def send(world: World, carer: Carer, task: Task, *, may_cut: bool = False) -> None:
    """Put a task before all others of a carer who is free or will be.

    Who stands by has a vehicle from now on: nobody else can be called who would need the same.
    """
    carer.tasks.appendleft(task)
    now_s = world.clock.now
    is_cut = may_cut and carer.may_be_cut and carer.start_s <= now_s < carer.end_s
    if now_s < carer.start_s or is_cut:
        carer.start_s = carer.end_s = -1
        carer.may_be_cut = False
        if carer.current is None and carer.pool is not None and carer.vehicle == NO_VEHICLE:
            carer.vehicle = carer.pool.reserved(carer)
        assert carer.process is not None
        carer.process.interrupt()


def next_stop(carer: Carer, now_s: int) -> Due | None:
    """The visit that a carer comes to after what could be put first now."""
    if now_s < carer.start_s and type(carer.current) is Due:
        return carer.current
    return next((it for it in carer.tasks if type(it) is Due), None)


def fits_after(world: World, carer: Carer, place: int, done_s: int) -> bool:
    """Whether a carer who is done somewhere else is in time at the next visit, or the base."""
    following = next_stop(carer, world.clock.now)
    expected_s = carer.way.expected_s
    if following is None:
        return done_s + expected_s(place, carer.base, done_s) <= carer.hours.end_s
    onward_s = expected_s(place, following.place, done_s)
    return done_s + onward_s <= following.latest_s + world.tolerance_s


def best_gap(world: World, carers: Iterable[Carer], stop: Due) -> tuple[Carer, Gap] | None:
    """The gap with the least extra travel that leaves the next visit in time; None if none does."""
    found: tuple[Carer, Gap] | None = None
    for carer in carers:
        for gap in _gaps(world, carer, stop):
            if found is None or gap < found[1]:
                found = (carer, gap)
    return found


def fit_in(world: World, carer: Carer, gap: Gap, stop: Due) -> None:
    """Put a visit where it fits, and wake a carer who stands by."""
    if carer.is_out and not carer.tasks and carer.current is None:
        send(world, carer, stop)
    else:
        carer.tasks.insert(gap.place, stop)


def _gaps(world: World, carer: Carer, stop: Due) -> Iterable[Gap]:
    """Where a visit fits into the queue of a carer, by planned times and durations."""
    expected_s = carer.way.expected_s
    if carer.is_over:
        return
    time_s: int | None = carer.leave_s
    if carer.is_out:
        now_s = world.clock.now
        time_s = free_s(carer, now_s)
        if time_s is None:
            return
        if type(carer.current) is Due and now_s < carer.start_s:
            time_s = carer.end_s
    there, earliest_s, latest_s = stop.place, stop.earliest_s, stop.latest_s
    here = carer.place
    assert time_s is not None
    for place, task in enumerate((*carer.tasks, None)):
        if isinstance(task, Break):
            time_s += carer.hours.break_s
            continue
        if isinstance(task, Call) or time_s > latest_s:
            return
        is_early = task is not None and task.start_s + A_WHILE_S < earliest_s
        if not is_early and (carer.is_out or place > 0):
            arrive_s = time_s + expected_s(here, there, time_s)
            if arrive_s <= latest_s:
                start_s = max(arrive_s, earliest_s)
                done_s = start_s + stop.planned_s
                to = carer.base if task is None else task.place
                onward_s = expected_s(there, to, done_s)
                end_s = carer.hours.end_s if task is None else task.latest_s
                if done_s + onward_s <= end_s:
                    direct_s = expected_s(here, to, time_s)
                    extra_s = arrive_s - time_s + onward_s - direct_s
                    yield Gap(extra_s, carer.planned.round, place, start_s)
        if task is not None:
            time_s = max(time_s, task.start_s) + task.planned_s
            here = task.place
