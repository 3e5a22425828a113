"""A record as columns, beside what it is checked against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from ruttsim.domain.arrays import Bools, Floats, Ints
from ruttsim.domain.day import MISSED_REASONS, OUTCOMES

if TYPE_CHECKING:
    from ruttsim.domain.day import Day
    from ruttsim.domain.demand import Disturbance, Population
    from ruttsim.domain.parameters import StaffingParameters, TravelParameters
    from ruttsim.domain.planning import Plan
    from ruttsim.domain.travel import StopTimes, TravelMatrices

Contradiction: TypeAlias = tuple[str, str, Bools]
"""What is wrong; whether `legs`, `visits` or `rounds` are at fault; which rows of them."""

REASONS = ("", *MISSED_REASONS)
UNKNOWN = -1
"""Code of an outcome or reason that is none of the known ones."""

_LEGS = ("from_place", "to_place", "depart_s", "arrive_s", "stop_s")
_VISITS = (
    *("visit", "carer", "client", "kind", "basic_area", "earliest_s", "latest_s", "planned_s"),
    *("planned_start_s", "ready_s", "start_s", "end_s", "care_s"),
)
_ROUNDS = ("leave_s", "return_s", "break_start_s", "break_end_s")


@dataclass(frozen=True, eq=False)
class Case:
    """A record that holds its plan one to one; rows in the order of rounds and stops.

    The first `stops` rows of `visits` are the visits that rounds hold; row j came by leg
    `leg_of_stop[j]`. `outcome` indexes OUTCOMES, `reason` REASONS.
    `round_of_leg` are rows of `rounds`; round k has legs `first_leg[k]` to `last_leg[k]`, the
    last being the way back. `break_before` and its window are the plan's, `break_s` is the
    shift's, by round.
    """

    plan: Plan
    population: Population
    disturbance: Disturbance
    matrices: TravelMatrices
    stop_times: StopTimes
    travel: TravelParameters
    staffing: StaffingParameters
    legs: Mapping[str, Ints]
    distance_m: Floats
    visits: Mapping[str, Ints]
    outcome: Ints
    reason: Ints
    rounds: Mapping[str, Ints]
    break_before: Ints
    break_earliest_s: Ints
    break_latest_s: Ints
    break_s: Ints
    stops: int
    round_of_leg: Ints
    leg_of_stop: Ints
    first_leg: Ints
    last_leg: Ints


def open_case(
    day: Day,
    plan: Plan,
    population: Population,
    disturbance: Disturbance,
    matrices: TravelMatrices,
    stop_times: StopTimes,
    travel: TravelParameters,
    staffing: StaffingParameters,
) -> Case:
    """The columns of a day's record beside the plan and the draws."""
    stops = integers(len(each.stops) for each in plan.rounds)
    last_leg = np.cumsum(stops + 1) - 1
    is_to_visit = np.ones(len(day.legs), dtype=np.bool_)
    is_to_visit[last_leg] = False
    outcomes = {name: code for code, name in enumerate(OUTCOMES)}
    reasons = {name: code for code, name in enumerate(REASONS)}
    break_s = {
        (shift.name, number): part.break_s
        for shift in staffing.shifts
        for number, part in enumerate(shift.parts)
    }
    return Case(
        plan=plan,
        population=population,
        disturbance=disturbance,
        matrices=matrices,
        stop_times=stop_times,
        travel=travel,
        staffing=staffing,
        legs=_columns(day.legs, _LEGS),
        distance_m=np.array([leg.distance_m for leg in day.legs], dtype=np.float64),
        visits=_columns(day.visits, _VISITS),
        outcome=integers(outcomes.get(visit.outcome, UNKNOWN) for visit in day.visits),
        reason=integers(reasons.get(visit.reason, UNKNOWN) for visit in day.visits),
        rounds=_columns(day.rounds, _ROUNDS),
        break_before=integers(each.break_before for each in plan.rounds),
        break_earliest_s=integers(each.break_earliest_s for each in plan.rounds),
        break_latest_s=integers(each.break_latest_s for each in plan.rounds),
        break_s=integers(break_s[each.shift, each.part] for each in plan.rounds),
        stops=int(stops.sum()),
        round_of_leg=np.repeat(np.arange(len(stops)), stops + 1),
        leg_of_stop=np.flatnonzero(is_to_visit),
        first_leg=last_leg - stops,
        last_leg=last_leg,
    )


def integers(values: Iterable[int]) -> Ints:
    """Values as an array, also where there are none."""
    return np.fromiter(values, dtype=np.int64)


def _columns(records: Sequence[Any], names: Iterable[str]) -> dict[str, Ints]:
    return {name: integers(map(attrgetter(name), records)) for name in names}
