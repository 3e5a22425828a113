"""What is done in the morning about rounds whose carer is sick: rules by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ruttsim.simulate.columns import BREAK, PART
from ruttsim.simulate.dispatch import best_gap, fit_in
from ruttsim.simulate.facts import Due
from ruttsim.simulate.undone import given_up
from ruttsim.simulate.world import NOBODY, Carer, World
from ruttsim.units import SECONDS_PER_MINUTE


def substitute(world: World, sick: Sequence[Carer]) -> None:
    """For each somebody is called in, who comes a while after the shift began."""
    delay_s = round(world.parameters.substitute_delay_min * SECONDS_PER_MINUTE)
    first = 1 + max([NOBODY, *(carer.carer for carer in world.carers)])
    stand_in = {it: first + k for k, it in enumerate(dict.fromkeys(each.carer for each in sick))}
    for carer in sick:
        carer.carer, carer.is_substitute = stand_in[carer.carer], True
        if carer.planned.part == 0:
            carer.leave_s = max(carer.leave_s, carer.hours.start_s + delay_s)
        number = carer.planned.round
        world.decide("absences", "substitute", from_round=number, to_round=number)


def share_out(world: World, sick: Sequence[Carer]) -> None:
    """Colleagues of the team take what fits between their visits; the rest is missed."""
    for carer in sick:
        carer.over_s = 0
    for carer in sick:
        planned = carer.planned
        colleagues = world.teams[carer.team]
        for stop in world.stops.visits(carer.tasks):
            others = colleagues
            if stop.carers > 1:
                is_half = [_has_half(world, world.carers[it], stop) for it in colleagues]
                others = colleagues[np.logical_not(is_half)]
            gap = best_gap(world, others, stop)
            if gap is None:
                _give_up(world, carer, stop)
                continue
            rounds = {"from_round": planned.round, "to_round": gap.carer.planned.round}
            world.decide("absences", "share_out", stop=stop, **rounds)
            world.moved_from[stop.visit, stop.carer] = planned.round
            fit_in(world, gap, stop.row)


def nobody(world: World, sick: Sequence[Carer]) -> None:
    """Nobody comes: their visits are missed."""
    for carer in sick:
        carer.over_s = 0
        for stop in world.stops.visits(carer.tasks):
            _give_up(world, carer, stop)


def _has_half(world: World, carer: Carer, stop: Due) -> bool:
    """Whether a carer has a part of the same visit: two carers are two persons."""
    rows = np.array([it for it in carer.tasks if it != BREAK], dtype=np.int64)
    return bool((world.stops.number[rows, PART] // 2 == stop.visit).any())


def _give_up(world: World, carer: Carer, stop: Due) -> None:
    """A visit of a sick carer that nobody takes; its other carer is told."""
    world.decide("absences", "drop", stop=stop, from_round=carer.planned.round)
    given_up(world, carer, stop, "carer_absent")
    if stop.visit in world.meetings:
        world.meetings[stop.visit].call_off(world.clock.now)


ABSENCES: dict[str, Callable[[World, Sequence[Carer]], None]] = {
    "substitute": substitute,
    "share_out": share_out,
    "nobody": nobody,
}
"""What becomes of the rounds of sick carers."""
