"""A carer's walk ahead of the clock: begun, come to its end, and cut by who calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruttsim.simulate.columns import FIRST, HEAD, LAST, QUEUE_END, ROW, WAKES_S
from ruttsim.simulate.walking import FULL, MORE, walked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ruttsim.simulate.world import Carer, World


def walk(world: World, carer: Carer, answer: int) -> int:
    """Walk ahead from now; when the carer would be ready where somebody is asked, else NOT_YET."""
    log, stops = carer.log, world.stops
    while True:
        carer.why, carer.until_s, ready_s = walked(
            world.travel.facts,
            stops.number,
            stops.leg_factor,
            world.walking,
            log.rows,
            log.queue,
            carer.state,
            carer.vehicle,
            world.clock.now,
            answer,
        )
        if carer.why != FULL:
            found: int = ready_s
            return found
        log.make_room(carer.state, carer.state[QUEUE_END] - carer.state[HEAD])


def replan(carer: Carer, tasks: Sequence[int]) -> None:
    """Give a carer, as it is seen, another queue for after what it does now."""
    state, log = carer.state, carer.log
    if state[ROW] < state[LAST]:
        state[LAST], carer.why = state[ROW], MORE
        carer.wake_at(int(state[WAKES_S]))
    log.make_room(state, len(tasks))
    begin = state[HEAD] = state[FIRST]
    state[QUEUE_END] = begin + len(tasks)
    log.queue[begin : begin + len(tasks)] = tasks
