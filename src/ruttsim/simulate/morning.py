"""The morning: who is in hospital, who is sick, and what does not start."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.simulate.absences import ABSENCES
from ruttsim.simulate.beginning import parts_by_carer, seconds
from ruttsim.simulate.stretch import replan
from ruttsim.simulate.undone import given_up
from ruttsim.simulate.world import Carer, World

if TYPE_CHECKING:
    from ruttsim.domain.demand import Disturbance
    from ruttsim.domain.planning import Plan


def morning(
    world: World, plan: Plan, disturbance: Disturbance, rested_s: Mapping[int, int]
) -> None:
    """Strike off who is in hospital, and deal with who is sick and with what does not start."""
    planned, carers = plan.stops, world.carers
    for place in np.flatnonzero(disturbance.is_in_hospital[planned.visit]).tolist():
        carer = carers[planned.row[place]]
        replan(carer, [it for it in carer.tasks if it != place])
        given_up(world, carer, world.stops.due(place), "in_hospital")
    delay_s = seconds(world.parameters.replacement_vehicle_min)
    first = _first_parts(plan)
    part = divmod(np.array(list(first.values()), dtype=np.int64), 2)
    columns = disturbance.is_sick, disturbance.late_start_s, disturbance.is_out_of_order
    happens = zip(*(it[part].tolist() for it in columns), strict=True)
    of_carer = dict(zip(first, happens, strict=True))
    absent: list[Carer] = []
    for parts in parts_by_carer(carers, world.states):
        carer = parts[0]
        if carer.carer not in of_carer:
            continue
        is_sick, late_s, is_out_of_order = of_carer[carer.carer]
        if is_sick:
            absent += parts
        if late_s or carer.carer in rested_s:
            carer.leave_s = max(carer.leave_s + late_s, rested_s.get(carer.carer, 0))
        if is_out_of_order and carer.pool is not None:
            carer.leave_s += delay_s
            number = carer.planned.round
            world.decide("vehicles", "replacement", from_round=number, to_round=number)
    ABSENCES[world.rules.absences](world, sorted(absent, key=attrgetter("planned.round")))


def _first_parts(plan: Plan) -> dict[int, int]:
    """The first part of a visit (see Due) that each carer has in the plan."""
    planned, rounds = plan.stops, np.flatnonzero(plan.stops.count)
    if not len(rounds):
        return {}
    first = np.minimum.reduceat(2 * planned.visit + planned.carer, planned.first[rounds])
    carer = plan.columns["carer"][rounds]
    latest = np.argsort(-first)
    return dict(zip(carer[latest].tolist(), first[latest].tolist(), strict=True))
