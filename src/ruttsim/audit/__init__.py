"""Contradictions in the record of a day, recomputed from the plan and the draws alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.audit.case import open_case
from ruttsim.audit.identity import named, plan_against_demand, record_against_plan
from ruttsim.audit.movement import breaks, movement_in_place, movement_in_time, movement_itself
from ruttsim.audit.outcomes import care_plan, outcomes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruttsim.audit.case import Case, Contradiction
    from ruttsim.domain.arrays import Ints
    from ruttsim.domain.day import Day
    from ruttsim.domain.demand import Disturbance, Population
    from ruttsim.domain.parameters import StaffingParameters, TravelParameters
    from ruttsim.domain.planning import Plan
    from ruttsim.domain.travel import StopTimes, TravelMatrices

CHECKS: tuple[Callable[[Case], Iterator[Contradiction]], ...] = (
    movement_in_place,
    movement_in_time,
    breaks,
    movement_itself,
    care_plan,
    outcomes,
)
"""What is asked of a record that holds its plan one to one."""


def audit(
    day: Day,
    plan: Plan,
    due: Ints,
    population: Population,
    disturbance: Disturbance,
    matrices: TravelMatrices,
    stops: StopTimes,
    travel: TravelParameters,
    staffing: StaffingParameters,
) -> list[str]:
    """What in a day's record contradicts itself, the plan or the draws; empty if nothing does.

    `due` are the rows of the visits that the day should hold. A record that does not hold the
    plan's rounds, legs and visits one to one is not compared further.
    """
    found = [*plan_against_demand(plan, due, population), *record_against_plan(day, plan)]
    if found:
        return found
    case = open_case(day, plan, population, disturbance, matrices, stops, travel, staffing)
    names: Mapping[str, Callable[[int], str]] = {
        "legs": lambda row: f"round {day.legs[row].round} leg {day.legs[row].sequence}",
        "visits": lambda row: f"visit {day.visits[row].visit} carer {day.visits[row].carer}",
        "rounds": lambda row: f"round {day.rounds[row].round}",
    }
    return [
        f"{problem}: {named([names[rows](row) for row in np.flatnonzero(is_wrong).tolist()])}"
        for check in CHECKS
        for problem, rows, is_wrong in check(case)
        if is_wrong.any()
    ]
