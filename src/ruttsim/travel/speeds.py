"""How long each edge takes, per mode and period of the day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from ruttsim.domain.arrays import Bools, Floats
from ruttsim.domain.parameters import TravelParameters
from ruttsim.domain.roads import ROAD_CLASSES, SURFACES, RoadNetwork
from ruttsim.domain.travel import (
    AFTERNOON_PEAK,
    DAY_PERIODS,
    EVENING,
    FREE_FLOW,
    MIDDAY,
    MORNING_PEAK,
)
from ruttsim.errors import DataError, Faults
from ruttsim.units import KMH_PER_MS, METRES_PER_KM, MS_PER_SECOND

PERIODS_BY_MODE: dict[str, tuple[str, ...]] = {
    "car": tuple(dict.fromkeys(DAY_PERIODS)),
    "ebike": (FREE_FLOW,),
    "walk": (FREE_FLOW,),
}
"""The periods of the day in which a mode's times differ; queues hold up cars alone."""

LEAST_EDGE_MS = 1
"""No edge is free: a path of n edges takes at least n milliseconds."""


def edge_time_ms(
    network: RoadNetwork, mode: str, period: str, parameters: TravelParameters
) -> Floats:
    """Time to travel each edge [ms], in whole milliseconds; infinite where the mode may not go.

    Turns are not in it.

    Raises
    ------
    DataError
        The mode may use edges that have no speed, by their limit or their class.
    """
    allowed = network.allows(mode)
    speed_kmh = SPEEDS_KMH[mode](network, period, parameters)
    _require_speeds(network, mode, ~(speed_kmh > 0) & allowed)
    time_s = network.length_m[allowed] * KMH_PER_MS / speed_kmh[allowed]
    time_ms = np.full(network.edges, np.inf)
    time_ms[allowed] = np.maximum(LEAST_EDGE_MS, np.rint(time_s * MS_PER_SECOND))
    return time_ms


def day_factor(period: str, parameters: TravelParameters) -> float:
    """What multiplies all of a car's time in a period, on streets and at turns."""
    if period == FREE_FLOW:
        return 1.0
    return parameters.everyday_factor * parameters.season_factor


def towards_city(network: RoadNetwork, parameters: TravelParameters) -> Bools:
    """Which edges lead towards the city rather than from it."""
    tail_x_m, tail_y_m = network.node_x_m[network.tail], network.node_y_m[network.tail]
    ahead_m2 = (network.node_x_m[network.head] - tail_x_m) * (
        parameters.city_east_km * METRES_PER_KM - tail_x_m
    ) + (network.node_y_m[network.head] - tail_y_m) * (
        parameters.city_north_km * METRES_PER_KM - tail_y_m
    )
    towards: Bools = ahead_m2 > 0
    return towards


def _require_speeds(network: RoadNetwork, mode: str, bad: Bools) -> None:
    """Raise the classes of edges that a mode may use at no speed."""
    faults = Faults(DataError)
    for code in np.unique(network.road_class[bad]).tolist():
        faults.add(
            "roads",
            "road_class",
            f"Edges of class '{ROAD_CLASSES[code]}' are open to the mode '{mode}' and have no speed"
            " limit, or the mode has no speed on the class.",
            "Give them a limit above 0 km/h, or close them to the mode.",
        )
    faults.raise_if_any()


def _car_kmh(network: RoadNetwork, period: str, parameters: TravelParameters) -> Floats:
    """Speed driven on each edge [km/h]: the limit, slowed by the hour of the day."""
    queue = _by_name(parameters.peak_factor, ROAD_CLASSES)[network.road_class]
    counter = _by_name(parameters.counter_peak_factor, ROAD_CLASSES)[network.road_class]
    towards = towards_city(network, parameters)
    factors: dict[str, Floats] = {
        FREE_FLOW: np.where(queue > 0, 1.0, np.nan),
        MORNING_PEAK: np.where(towards, queue, counter),
        MIDDAY: _by_name(parameters.midday_factor, ROAD_CLASSES)[network.road_class],
        AFTERNOON_PEAK: np.where(towards, counter, queue),
        EVENING: np.where(queue > 0, 1.0, np.nan),
    }
    speed_kmh: Floats = network.speed_kmh / (factors[period] * day_factor(period, parameters))
    return speed_kmh


def _ebike_kmh(network: RoadNetwork, _period: str, parameters: TravelParameters) -> Floats:
    """Speed of an e-bike on each edge [km/h], by class and surface."""
    by_class = _by_name(parameters.ebike_class_share, ROAD_CLASSES)[network.road_class]
    by_surface = _by_name(parameters.ebike_surface_share, SURFACES)[network.surface]
    speed_kmh: Floats = (
        parameters.ebike_kmh * by_class * by_surface / parameters.ebike_season_factor
    )
    return speed_kmh


def _walk_kmh(network: RoadNetwork, _period: str, parameters: TravelParameters) -> Floats:
    """Speed on foot [km/h], the same everywhere."""
    return np.full(network.edges, parameters.walk_kmh)


def _by_name(values: Mapping[str, float], names: Sequence[str]) -> Floats:
    """Values by code of a name; not a number where a name has none."""
    return np.array([values.get(name, np.nan) for name in names])


SPEEDS_KMH: dict[str, Callable[[RoadNetwork, str, TravelParameters], Floats]] = {
    "car": _car_kmh,
    "ebike": _ebike_kmh,
    "walk": _walk_kmh,
}
"""Speed of each mode on each edge [km/h]."""
