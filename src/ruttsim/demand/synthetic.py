"""A synthetic population: clients where people live, with care plans as cited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim import chance
from ruttsim.demand.choosers import choosers
from ruttsim.demand.dwellings import Dwellings, dwellings, population_65plus
from ruttsim.demand.granted import granted_h_per_month
from ruttsim.demand.plans import care_levels, care_plans
from ruttsim.domain.arrays import Ints
from ruttsim.domain.demand import (
    ALLOCATION_COLUMNS,
    AlarmOnly,
    Buildings,
    Clients,
    Population,
)

if TYPE_CHECKING:
    from ruttsim.domain.roads import MapBundle
    from ruttsim.parameters import Parameters


def synthetic_population(
    bundle: MapBundle, parameters: Parameters, seed: int, index: int
) -> Population:
    """Population number `index` of a map, the same for the same seed.

    All chance is keyed by the client's number: more clients do not redraw the first ones. The
    number of clients follows the map's persons over 65. Only buildings with clients are kept,
    and after them one for each person who has an alarm and no other help.

    Raises
    ------
    DataError
        Where the map has nobody over 65, or people without a street.
    """
    demand = parameters.demand
    clients = client_count(bundle, parameters)
    homes = dwellings(bundle, demand)
    home = _homes(seed, index, clients, homes, "building")
    used, building = np.unique(home, return_inverse=True)
    others = alarm_only_count(clients, parameters)
    other_home = _homes(seed, index, others, homes, "alarm_only_building")
    kept = np.concatenate([used, other_home])
    visits = care_plans(seed, index, care_levels(seed, index, clients, demand.levels), parameters)
    size = (clients, ALLOCATION_COLUMNS)
    return Population(
        index=index,
        buildings=Buildings(
            x_m=homes.x_m[kept],
            y_m=homes.y_m[kept],
            basic_area=homes.basic_area[kept],
            flats=homes.flats[kept],
        ),
        clients=Clients(
            client=np.arange(clients, dtype=np.int64),
            building=building.astype(np.int32),
            basic_area=homes.basic_area[home],
            granted_h_per_month=granted_h_per_month(visits, clients, demand.performed_per_granted),
            allocation_u=chance.uniforms(seed, index, chance.EVERY_DAY, "allocation", size),
        ),
        visits=visits,
        is_synthetic=True,
        alarm_only=AlarmOnly(
            building=(len(used) + np.arange(others)).astype(np.int32),
            basic_area=homes.basic_area[other_home],
        ),
        choosers=choosers(seed, index, homes.basic_area[home], bundle, demand),
    )


def client_count(bundle: MapBundle, parameters: Parameters) -> int:
    """Clients of a map, at least one: the parameter, in proportion to persons over 65."""
    demand = parameters.demand
    persons = float(np.cumsum(population_65plus(bundle.areas))[-1])
    return max(1, round(demand.clients * persons / demand.reference_65plus_persons))


def alarm_only_count(clients: int, parameters: Parameters) -> int:
    """Persons with an alarm and no other help: the parameter, in proportion to clients."""
    return round(parameters.day.alarm_only_clients * clients / parameters.demand.clients)


def _homes(seed: int, index: int, clients: int, homes: Dwellings, stream: str) -> Ints:
    """The building of each person, by inversion of the buildings' weights."""
    ends = np.cumsum(homes.weight)
    u = chance.uniforms(seed, index, chance.EVERY_DAY, stream, clients)
    home: Ints = np.minimum(np.searchsorted(ends, u * ends[-1], side="right"), len(ends) - 1)
    return home
