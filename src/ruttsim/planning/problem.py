"""One team's day as a routing problem."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ruttsim.costs import vehicle_km_sek
from ruttsim.domain.arrays import Ints, Ints32
from ruttsim.domain.demand import Population, Visits
from ruttsim.domain.planning import Duty, TeamProblem
from ruttsim.domain.travel import DoorToDoor
from ruttsim.parameters import Parameters
from ruttsim.planning.duties import ORE_PER_SEK
from ruttsim.units import METRES_PER_KM, SECONDS_PER_HOUR, SECONDS_PER_MINUTE

ROUND_TIME_WEIGHT = 0.3
"""Share of the wage at which the length of a round counts in the search. A design choice, not a
fact: with 0 the search sees no gain in compact rounds until a whole shift is saved, and ends some
7 % more paid time (166 visits, 200 iterations)."""


def team_problem(
    base: int,
    rows: Ints,
    population: Population,
    travel: DoorToDoor,
    duties: tuple[Duty, ...],
    parameters: Parameters,
) -> TeamProblem:
    """The problem of planning some rows of Visits from a base (both indices of places).

    A visit of two carers becomes two tasks. Both must start within a window that is common,
    `two_carer_window_min` long and shorter than the visit, in the middle of the visit's own:
    so no round can hold both.
    """
    visits = population.visits
    carers = visits.carers[rows].astype(np.int64)
    visit = np.repeat(rows, carers)
    carer = np.concatenate([np.arange(n) for n in carers]) if len(rows) else np.empty(0)
    earliest_s, latest_s = _start_windows(visits, visit, parameters.staffing.two_carer_window_min)
    places = np.concatenate([[base], population.clients.building[visits.client[visit]]]).astype(
        np.int64
    )
    pairs = np.ix_(places, places)
    wage_ore_per_s = parameters.economy.staff_cost_sek_per_paid_h * ORE_PER_SEK / SECONDS_PER_HOUR
    names = tuple(dict.fromkeys(duty.vehicle_type for duty in duties))
    time_s = {
        parameters.vehicles[name].mode: _zero_diagonal(
            travel.time_s[parameters.vehicles[name].mode][pairs]
        )
        for name in names
    }
    cost_ore = {}
    for name in names:
        vehicle = parameters.vehicles[name]
        km = travel.distance_m[vehicle.mode][pairs] / METRES_PER_KM
        driving_ore = (
            km * vehicle_km_sek(vehicle, parameters.carriers[vehicle.carrier]) * ORE_PER_SEK
        )
        total_ore = driving_ore + time_s[vehicle.mode] * wage_ore_per_s
        cost_ore[name] = _zero_diagonal(np.rint(total_ore).astype(np.int64))
    return TeamProblem(
        visit=visit.astype(np.int64),
        carer=carer.astype(np.int8),
        earliest_s=earliest_s,
        latest_s=latest_s,
        duration_s=visits.duration_s[visit].astype(np.int32),
        duties=duties,
        travel_s=time_s,
        travel_cost_ore=cost_ore,
        round_time_ore_per_s=round(wage_ore_per_s * ROUND_TIME_WEIGHT),
    )


def _start_windows(
    visits: Visits, visit: Ints, two_carer_window_min: float
) -> tuple[Ints32, Ints32]:
    """Earliest and latest start of each task [s]."""
    earliest_s = visits.earliest_s[visit].astype(np.int64)
    latest_s = visits.latest_s[visit].astype(np.int64)
    duration_s = visits.duration_s[visit].astype(np.int64)
    common_s = np.minimum(two_carer_window_min * SECONDS_PER_MINUTE, duration_s - 1)
    width_s = np.minimum(latest_s - earliest_s, common_s.astype(np.int64))
    middle_s = (earliest_s + latest_s - width_s) // 2
    is_double = visits.carers[visit] > 1
    earliest_s = np.where(is_double, middle_s, earliest_s)
    latest_s = np.where(is_double, middle_s + width_s, latest_s)
    return earliest_s.astype(np.int32), latest_s.astype(np.int32)


def _zero_diagonal(matrix: NDArray[np.int64]) -> NDArray[np.int64]:
    """The matrix with zeros from each task to itself."""
    cleared = matrix.copy()
    np.fill_diagonal(cleared, 0)
    return cleared
