"""What is done about a visit that its carer would come to late: rules by name."""

from __future__ import annotations

from collections.abc import Callable

from ruttsim.domain.demand import SERVICE
from ruttsim.simulate.dispatch import fits_after, free_s, send
from ruttsim.simulate.facts import Due
from ruttsim.simulate.undone import given_up
from ruttsim.simulate.world import NOBODY, Carer, World
from ruttsim.units import SECONDS_PER_MINUTE

GO, SHORTEN, GONE = "go", "shorten", "gone"
"""The carer goes there all the same, goes there and stays shorter, or the visit is not its any
more."""


def keep(_world: World, _carer: Carer, _stop: Due, _ready_s: int) -> str:
    """Visits keep their carer and their length."""
    return GO


def hand_over(world: World, carer: Carer, stop: Due, ready_s: int) -> str:
    """Somebody else of the team goes who can be there clearly earlier and is in time afterwards.

    Visits of two carers keep theirs, and so does one that was handed over already.
    """
    if stop.carers > 1 or stop.visit in world.handed_over:
        return GO
    there = stop.place
    now_s = world.clock.now
    by_s = ready_s - round(world.parameters.hand_over_gain_min * SECONDS_PER_MINUTE)
    best: tuple[int, int, Carer] | None = None
    for other in world.teams[carer.team]:
        leaves_s = free_s(other, now_s) if other is not carer else None
        if leaves_s is None or leaves_s > by_s:
            continue
        arrives_s = leaves_s + other.way.expected_s(other.place, there, leaves_s)
        if arrives_s > by_s or (best is not None and (arrives_s, other.planned.round) > best[:2]):
            continue
        done_s = max(arrives_s, stop.earliest_s) + stop.planned_s
        if fits_after(world, other, there, done_s):
            best = (arrives_s, other.planned.round, other)
    if best is None:
        return GO
    _, number, other = best
    rounds = {"from_round": carer.planned.round, "to_round": number}
    world.decide("late_visits", "hand_over", stop=stop, **rounds)
    world.moved_from.setdefault((stop.visit, stop.carer), carer.planned.round)
    world.handed_over.add(stop.visit)
    send(world, other, stop)
    return GONE


def shorten(world: World, carer: Carer, stop: Due, _ready_s: int) -> str:
    """The visit is cut to the shortest that it may be; visits of two carers keep their length."""
    if stop.carers > 1 or stop.is_cancelled:
        return GO
    number = carer.planned.round
    world.decide("late_visits", "shorten", stop=stop, from_round=number, to_round=number)
    return SHORTEN


def drop(world: World, carer: Carer, stop: Due, _ready_s: int) -> str:
    """Service visits of one carer wait for another day; care is late."""
    if stop.kind != SERVICE or stop.carers > 1:
        return GO
    number = carer.planned.round
    world.decide("late_visits", "drop", stop=stop, from_round=number, to_round=NOBODY)
    given_up(world, carer, stop, "dropped")
    return GONE


def is_handed_on(world: World, carer: Carer, done_s: int) -> bool:
    """Whether the next visit of a carer who is expected to be done then goes to somebody else."""
    stop = carer.tasks[0]
    assert type(stop) is Due
    ready_s = done_s + carer.way.expected_s(carer.place, stop.place, done_s)
    is_late = ready_s > stop.latest_s + world.tolerance_s
    return is_late and LATE_VISITS[world.rules.late_visits](world, carer, stop, ready_s) == GONE


AHEAD = ("hand_over",)
"""Rules that are asked a visit ahead, when it is foreseen that the next would be late."""

LATE_VISITS: dict[str, Callable[[World, Carer, Due, int], str]] = {
    "hand_over": hand_over,
    "keep": keep,
    "shorten": shorten,
    "drop": drop,
}
"""What becomes of a visit whose carer would be later than `late_tolerance_min`."""
