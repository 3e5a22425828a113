"""Records of visits that nobody comes to."""

from __future__ import annotations

from ruttsim.domain.day import VisitRecord
from ruttsim.domain.planning import Stop
from ruttsim.simulate.world import NEVER_S, NOBODY, Carer, World


def undone(
    world: World, stop: Stop, organisation: int, team: int, planned_round: int, reason: str
) -> VisitRecord:
    """A visit that ended without anybody at the door.

    Who is in hospital is away, and a visit that would have been found cancelled is cancelled.
    """
    visit = world.visits[stop.visit]
    outcome = "missed"
    if visit.is_in_hospital:
        outcome, reason = "cancelled", "in_hospital"
    elif visit.is_cancelled:
        outcome, reason = "cancelled", "nobody_came"
    return VisitRecord(
        visit=stop.visit,
        carer=stop.carer,
        client=visit.client,
        kind=visit.kind,
        basic_area=visit.basic_area,
        organisation=organisation,
        team=team,
        round=NOBODY,
        planned_round=planned_round,
        earliest_s=visit.earliest_s,
        latest_s=visit.latest_s,
        planned_s=visit.planned_s,
        planned_start_s=stop.start_s,
        ready_s=NEVER_S,
        start_s=NEVER_S,
        end_s=NEVER_S,
        care_s=0,
        shortened_s=0,
        outcome=outcome,
        reason=reason,
    )


def given_up(world: World, carer: Carer, stop: Stop, reason: str) -> None:
    """A visit in a carer's queue that nobody will come to."""
    planned = world.moved_from.get((stop.visit, stop.carer), carer.planned.round)
    world.undone.append(undone(world, stop, *carer.team, planned, reason))
