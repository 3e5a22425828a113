"""Who answers an alarm: rules by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from operator import itemgetter

from ruttsim.simulate.callout import Callout
from ruttsim.simulate.dispatch import free_s, send
from ruttsim.simulate.patrol import Patrol
from ruttsim.simulate.world import NO_VEHICLE, NOBODY, Call, Carer, World


def patrol(world: World, municipal: Patrol, alarm: int) -> None:
    """The municipal patrol, wherever the client lives and whoever gives the care."""
    world.decide("alarms", "patrol", alarm=alarm)
    municipal.answer(alarm)


def nearest(world: World, municipal: Patrol, alarm: int) -> None:
    """The chosen organisation's carer who can be there first, without leaving a client.

    Who waits or is on the way somewhere goes there before the visit; who is with a client goes
    after it. Where not enough carers are on duty, the patrol goes.
    """
    _carers(world, municipal, alarm, may_cut=False)


def interrupting(world: World, municipal: Patrol, alarm: int) -> None:
    """As `nearest`; a service visit is left at once, and is shorter by what is left of it."""
    _carers(world, municipal, alarm, may_cut=True)


def _carers(world: World, municipal: Patrol, alarm: int, *, may_cut: bool) -> None:
    """Send as many carers as are needed of the client's own organisation, or the patrol."""
    alarms = world.alarms
    organisation = world.alarm_organisation[alarm]
    there, now_s = alarms.place[alarm], world.clock.now
    needed = alarms.carers[alarm]
    free: list[tuple[int, int, Carer]] = []
    for carer in world.carers if organisation != NOBODY else ():
        if carer.planned.organisation == organisation:
            leaves_s = free_s(carer, now_s, may_cut=may_cut)
            if leaves_s is not None:
                free.append((leaves_s, carer.planned.round, carer))
    chosen: list[tuple[int, int, Carer]] = []
    vehicles: Counter[int] = Counter()
    for each in by_arrival(free, there):
        if len(chosen) == needed:
            break
        carer = each[2]
        if carer.current is None and carer.pool is not None and carer.vehicle == NO_VEHICLE:
            vehicles[id(carer.pool)] += 1
            if vehicles[id(carer.pool)] > carer.pool.there:
                continue
        chosen.append(each)
    if len(chosen) < needed:
        patrol(world, municipal, alarm)
        return
    callout = Callout(world.clock, alarm, len(chosen))
    for responder, (_, number, carer) in enumerate(chosen):
        world.decide("alarms", "carer", alarm=alarm, from_round=number, to_round=number)
        send(world, carer, Call(callout, responder), may_cut=may_cut)


def by_arrival(free: list[tuple[int, int, Carer]], there: int) -> Iterator[tuple[int, int, Carer]]:
    """Carers with when they arrive somewhere, the first first; `free` has when they leave.

    Nobody arrives before leaving: the way of who leaves late is seldom looked up.
    """
    arriving: list[tuple[int, int, Carer]] = []
    for leaves_s, number, carer in sorted(free, key=itemgetter(0)):
        while arriving and arriving[0][0] < leaves_s:
            yield heappop(arriving)
        arrives_s = leaves_s + carer.way.expected_s(carer.place, there, leaves_s)
        heappush(arriving, (arrives_s, number, carer))
    while arriving:
        yield heappop(arriving)


ALARMS: dict[str, Callable[[World, Patrol, int], None]] = {
    "patrol": patrol,
    "nearest": nearest,
    "interrupting": interrupting,
}
"""Who answers an alarm."""
