"""Visits that nobody comes to."""

from __future__ import annotations

from ruttsim.simulate.facts import Due
from ruttsim.simulate.journal import Undone
from ruttsim.simulate.world import Carer, World


def undone(stop: Due, organisation: int, team: int, planned_round: int, reason: str) -> Undone:
    """A visit that ended without anybody at the door.

    Who is in hospital is away, and a visit that would have been found cancelled is cancelled.
    """
    if stop.is_in_hospital:
        reason = "in_hospital"
    elif stop.is_cancelled:
        reason = "nobody_came"
    return Undone(stop.visit, stop.carer, organisation, team, planned_round, stop.start_s, reason)


def given_up(world: World, carer: Carer, stop: Due, reason: str) -> None:
    """A visit in a carer's queue that nobody will come to."""
    planned = world.moved_from.get((stop.visit, stop.carer), carer.planned.round)
    world.undone.append(undone(stop, *carer.team, planned, reason))
