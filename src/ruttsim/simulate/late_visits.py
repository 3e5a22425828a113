"""What is done about a visit that its carer would come to late: rules by name."""

from __future__ import annotations

from collections.abc import Callable

from ruttsim.domain.demand import SERVICE
from ruttsim.simulate.dispatch import send
from ruttsim.simulate.facts import Due
from ruttsim.simulate.looking import NOBODY, soonest
from ruttsim.simulate.undone import given_up
from ruttsim.simulate.walking import GO, SHORTEN
from ruttsim.simulate.world import Carer, World
from ruttsim.units import SECONDS_PER_MINUTE

GONE = -1
"""The answer where a visit is not its carer's any more, who otherwise goes there (GO), or goes
there and stays shorter (SHORTEN)."""


def keep(_world: World, _carer: Carer, _stop: Due, _ready_s: int) -> int:
    """Visits keep their carer and their length."""
    return GO


def hand_over(world: World, carer: Carer, stop: Due, ready_s: int) -> int:
    """Somebody else of the team goes who can be there clearly earlier and is in time afterwards.

    Visits of two carers keep theirs, and so does one that was handed over already.
    """
    if stop.carers > 1 or stop.visit in world.handed_over:
        return GO
    by_s = ready_s - round(world.parameters.hand_over_gain_min * SECONDS_PER_MINUTE)
    ranks, tolerance_s = world.teams[carer.team], world.tolerance_s
    rank = soonest(world.seen, ranks, stop.row, carer.rank, by_s, tolerance_s, world.moment)
    if rank == NOBODY:
        return GO
    other = world.carers[rank]
    number = other.planned.round
    rounds = {"from_round": carer.planned.round, "to_round": number}
    world.decide("late_visits", "hand_over", stop=stop, **rounds)
    world.moved_from.setdefault((stop.visit, stop.carer), carer.planned.round)
    world.handed_over.add(stop.visit)
    send(world, other, stop.row)
    return GONE


def shorten(world: World, carer: Carer, stop: Due, _ready_s: int) -> int:
    """The visit is cut to the shortest that it may be; visits of two carers keep their length."""
    if stop.carers > 1 or stop.is_cancelled:
        return GO
    number = carer.planned.round
    world.decide("late_visits", "shorten", stop=stop, from_round=number, to_round=number)
    return SHORTEN


def drop(world: World, carer: Carer, stop: Due, _ready_s: int) -> int:
    """Service visits of one carer wait for another day; care is late."""
    if stop.kind != SERVICE or stop.carers > 1:
        return GO
    number = carer.planned.round
    world.decide("late_visits", "drop", stop=stop, from_round=number, to_round=NOBODY)
    given_up(world, carer, stop, "dropped")
    return GONE


NEVER_ASKED = ("keep",)
"""Rules by which nothing becomes of a late visit, so that nobody need be asked."""

AHEAD = ("hand_over",)
"""Rules that are asked a visit ahead, when it is foreseen that the next would be late."""

LATE_VISITS: dict[str, Callable[[World, Carer, Due, int], int]] = {
    "hand_over": hand_over,
    "keep": keep,
    "shorten": shorten,
    "drop": drop,
}
"""What becomes of a visit whose carer would be later than `late_tolerance_min`."""
