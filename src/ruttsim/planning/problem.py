"""One team's day as a problem of rounds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ruttsim.costs import vehicle_km_sek
from ruttsim.domain.arrays import Ints
from ruttsim.domain.demand import Population
from ruttsim.domain.planning import Duty, TeamProblem
from ruttsim.domain.rounds import (
    NEVER_S,
    RoundDuties,
    RoundLinks,
    RoundPrices,
    RoundsProblem,
    RoundTasks,
)
from ruttsim.domain.travel import DoorToDoor
from ruttsim.parameters import Parameters
from ruttsim.planning.duties import ORE_PER_SEK, round_duties
from ruttsim.units import DM_PER_METRE, METRES_PER_KM, SECONDS_PER_HOUR

UNSERVED_ROUNDS = 2
"""A visit that must be done is worth so many of the dearest rounds: leaving it out never pays."""


def team_problem(
    base: int,
    rows: Ints,
    population: Population,
    travel: DoorToDoor,
    duties: tuple[Duty, ...],
    fleet: Mapping[str, int],
    parameters: Parameters,
) -> TeamProblem:
    """The problem of planning some rows of Visits from a base (both indices of places).

    A visit of two carers becomes two linked tasks that start together. `fleet` is how many
    vehicles of a type there are, where that is limited. Windows are hard: plans are punctual,
    days are not.
    """
    visits = population.visits
    carers = visits.carers[rows].astype(np.int64)
    visit = np.repeat(rows, carers)
    carer = np.arange(len(visit)) - np.repeat(np.cumsum(carers) - carers, carers)
    home = population.clients.building[visits.client[visit]]
    buildings, building = np.unique(home, return_inverse=True)
    places = np.concatenate([[base], buildings]).astype(np.int64)
    wage_ore_per_s = parameters.economy.planning_sek_per_paid_h * ORE_PER_SEK / SECONDS_PER_HOUR
    vehicle_types = tuple(dict.fromkeys(duty.vehicle_type for duty in duties))
    modes = tuple(dict.fromkeys(duty.mode for duty in duties))
    times_s = [_between(travel.time_s[mode], places) for mode in modes]
    spans = max(len(it) for it in times_s)
    second = np.flatnonzero(carer == 1)
    together_s = np.zeros(len(second), dtype=np.int64)
    size = len(visit)
    worked = round_duties(duties, modes, vehicle_types, size, wage_ore_per_s)
    rounds = RoundsProblem(
        tasks=RoundTasks(
            place=building.reshape(-1).astype(np.int64) + 1,
            earliest_s=_window(visits.earliest_s[visit]),
            latest_s=_window(visits.latest_s[visit]),
            duration_s=visits.duration_s[visit].astype(np.int64),
            lateness_cost_per_s=np.zeros(size, dtype=np.int64),
            lateness_limit_s=np.zeros(size, dtype=np.int64),
            unserved_cost=np.full(size, UNSERVED_ROUNDS * _dearest_ore(worked), dtype=np.int64),
            group=np.repeat(np.arange(len(rows)), carers),
        ),
        links=RoundLinks(second - 1, second, together_s, together_s),
        duties=worked,
        prices=RoundPrices(),
        travel_s=np.stack([np.broadcast_to(it, (spans, *it.shape[1:])) for it in times_s]),
        period_start_s=travel.span_start_s[:spans].copy(),
        travel_cost=np.stack(
            [_cost_ore(name, travel, places, wage_ore_per_s, parameters) for name in vehicle_types]
        ),
        vehicles=np.array([fleet.get(name, size * len(duties)) for name in vehicle_types]),
        may=np.ones((size, len(duties)), dtype=np.bool_),
        change_cost=np.zeros((size, len(duties)), dtype=np.int64),
    )
    return TeamProblem(
        visit=visit.astype(np.int64),
        carer=carer.astype(np.int8),
        client=visits.client[visit].astype(np.int64),
        duties=duties,
        rounds=rounds,
    )


def _dearest_ore(duties: RoundDuties) -> int:
    """More than any round costs: its duty, a missed break, and all its length too much work."""
    length_s = duties.end_s - duties.start_s
    per_s = duties.length_cost_per_s + duties.overlong_cost_per_s
    return int((duties.cost + duties.break_missed_cost + length_s * per_s).max())


def _between(time_s: NDArray[np.int32], places: Ints) -> NDArray[np.int64]:
    """Times by span between some places."""
    between: NDArray[np.int64] = time_s[:, places[:, np.newaxis], places].astype(np.int64)
    return between


def _window(opens_or_closes_s: NDArray[np.int32]) -> NDArray[np.int64]:
    """Every task has one window."""
    return np.stack([opens_or_closes_s, np.full(len(opens_or_closes_s), NEVER_S)], axis=1).astype(
        np.int64
    )


def _cost_ore(
    name: str,
    travel: DoorToDoor,
    places: Ints,
    wage_ore_per_s: float,
    parameters: Parameters,
) -> NDArray[np.int64]:
    """What a movement costs with a vehicle type: energy, wear, and the wage of its slowest time."""
    vehicle = parameters.vehicles[name]
    pairs = np.ix_(places, places)
    km_ore = vehicle_km_sek(vehicle, parameters.carriers[vehicle.carrier]) * ORE_PER_SEK
    driving_ore = travel.distance_dm[vehicle.mode][pairs] / DM_PER_METRE / METRES_PER_KM * km_ore
    slowest_s = _between(travel.time_s[vehicle.mode], places).max(axis=0)
    cost_ore: NDArray[np.int64] = np.rint(driving_ore + slowest_s * wage_ore_per_s).astype(np.int64)
    return cost_ore
