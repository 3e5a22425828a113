"""How the office's dispatcher sends somebody, or fits a visit in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ruttsim.simulate.columns import NOT_YET, NOTHING
from ruttsim.simulate.looking import NOBODY, least_gap
from ruttsim.simulate.stretch import replan
from ruttsim.simulate.world import NO_VEHICLE, Carer, World

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Ints
    from ruttsim.simulate.facts import Due


class Gap(NamedTuple):
    """Whose queue a visit fits into, before which task, and when it would begin."""

    carer: Carer
    place: int
    start_s: int


def send(world: World, carer: Carer, row: int, *, may_cut: bool = False) -> None:
    """Put a visit or an alarm before all others of a carer who is free or will be.

    Who stands by has a vehicle from now on: nobody else can be called who would need the same.
    """
    replan(carer, [row, *carer.tasks])
    now_s = world.clock.now
    is_cut = may_cut and carer.may_be_cut and carer.begins_s <= now_s < carer.done_s
    if now_s < carer.begins_s or is_cut:
        carer.begins_s = carer.done_s = NOT_YET
        carer.may_be_cut = 0
        if carer.current == NOTHING and carer.pool is not None and carer.vehicle == NO_VEHICLE:
            carer.vehicle = carer.pool.reserved(carer)
        assert carer.process is not None
        carer.process.interrupt()


def best_gap(world: World, ranks: Ints, stop: Due) -> Gap | None:
    """The gap with the least extra travel that leaves the next visit in time; None if none does."""
    rank, place, start_s = least_gap(world.seen, ranks, stop.row, world.moment)
    return Gap(world.carers[rank], place, start_s) if rank != NOBODY else None


def fit_in(world: World, gap: Gap, row: int) -> None:
    """Put a visit where it fits, and wake a carer who stands by."""
    carer = gap.carer
    tasks = carer.tasks
    if carer.is_out and not tasks and carer.current == NOTHING:
        send(world, carer, row)
    else:
        tasks.insert(gap.place, row)
        replan(carer, tasks)
