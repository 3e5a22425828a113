"""Who answers an alarm: rules by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np

from ruttsim.simulate.callout import Callout
from ruttsim.simulate.columns import NOTHING, ROUND
from ruttsim.simulate.dispatch import send
from ruttsim.simulate.looking import arrivals
from ruttsim.simulate.patrol import Patrol
from ruttsim.simulate.world import NO_VEHICLE, NOBODY, Carer, World


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
    chosen: list[Carer] = []
    vehicles: Counter[int] = Counter()
    for carer in _by_arrival(world, organisation, alarms.place[alarm], may_cut=may_cut):
        if len(chosen) == alarms.carers[alarm]:
            break
        pool = carer.pool
        if carer.current == NOTHING and pool is not None and carer.vehicle == NO_VEHICLE:
            vehicles[pool.number] += 1
            if vehicles[pool.number] > pool.there:
                continue
        chosen.append(carer)
    if len(chosen) < alarms.carers[alarm]:
        patrol(world, municipal, alarm)
        return
    world.callouts[alarm] = Callout(world.clock, chosen)
    for carer in chosen:
        number = carer.planned.round
        world.decide("alarms", "carer", alarm=alarm, from_round=number, to_round=number)
        send(world, carer, world.stops.first_alarm + alarm, may_cut=may_cut)


def _by_arrival(world: World, organisation: int, place: int, *, may_cut: bool) -> list[Carer]:
    """Carers of an organisation who could come to a place, the first to arrive first."""
    if organisation == NOBODY:
        return []
    arrives_s = np.empty(len(world.carers), dtype=np.int64)
    arrivals(world.seen, organisation, place, world.moment, may_cut, arrives_s)
    free = np.flatnonzero(arrives_s >= 0)
    in_order = free[np.lexsort((world.states[free, ROUND], arrives_s[free]))]
    return [world.carers[rank] for rank in in_order.tolist()]


ALARMS: dict[str, Callable[[World, Patrol, int], None]] = {
    "patrol": patrol,
    "nearest": nearest,
    "interrupting": interrupting,
}
"""Who answers an alarm."""
