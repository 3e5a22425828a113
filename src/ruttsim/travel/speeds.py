"""How long each edge takes, per mode and period of the day."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ruttsim.domain.arrays import Floats
from ruttsim.domain.parameters import TravelParameters
from ruttsim.domain.roads import ROAD_CLASSES, RoadNetwork
from ruttsim.domain.travel import PERIODS
from ruttsim.errors import DataError, Faults
from ruttsim.units import KMH_PER_MS, MS_PER_SECOND, SECONDS_PER_HOUR

FREE_FLOW, MORNING_PEAK, AFTERNOON_PEAK = PERIODS

PERIODS_BY_MODE: dict[str, tuple[str, ...]] = {
    "car": PERIODS,
    "ebike": (FREE_FLOW,),
    "walk": (FREE_FLOW,),
}
"""The periods in which a mode's times differ; queues hold up cars alone."""

LEAST_EDGE_MS = 1
"""No edge is free: a path of n edges takes at least n milliseconds."""


def period_of(second_of_day: float, parameters: TravelParameters) -> str:
    """The period that a departure falls in; a peak includes its start and not its end."""
    peaks_h = {
        MORNING_PEAK: (parameters.morning_peak_start_h, parameters.morning_peak_end_h),
        AFTERNOON_PEAK: (parameters.afternoon_peak_start_h, parameters.afternoon_peak_end_h),
    }
    for period, (start_h, end_h) in peaks_h.items():
        if round(start_h * SECONDS_PER_HOUR) <= second_of_day < round(end_h * SECONDS_PER_HOUR):
            return period
    return FREE_FLOW


def edge_time_ms(
    network: RoadNetwork, mode: str, period: str, parameters: TravelParameters
) -> Floats:
    """Time to travel each edge [ms], in whole milliseconds; infinite where the mode may not go.

    Raises
    ------
    DataError
        Cars may use edges that have no speed limit, or a class without a share of it.
    """
    allowed = network.allows(mode)
    speed_kmh = SPEEDS_KMH[mode](network, period, parameters)[allowed]
    time_s = network.length_m[allowed] * KMH_PER_MS / speed_kmh
    time_ms = np.full(network.edges, np.inf)
    time_ms[allowed] = np.maximum(LEAST_EDGE_MS, np.rint(time_s * MS_PER_SECOND))
    return time_ms


def _car_kmh(network: RoadNetwork, period: str, parameters: TravelParameters) -> Floats:
    """Speed driven on each edge [km/h]: the limit, the share of it that is reached, queues.

    The share of a class stands for turns, crossings and bends together.
    """
    share = _by_class(parameters.car_speed_share)[network.road_class]
    peak_factor = _by_class(PEAK_FACTORS[period](parameters))[network.road_class]
    faults = Faults(DataError)
    for problem, bad, remedy in (
        ("no speed limit", ~(network.speed_kmh > 0), "Give them one above 0 km/h."),
        (
            "no share of the limit or no peak factor",
            ~(share > 0) | ~(peak_factor > 0),
            f"Classes with both: {', '.join(parameters.car_speed_share)}.",
        ),
    ):
        for code in np.unique(network.road_class[bad & network.allows("car")]).tolist():
            what = f"Edges of class '{ROAD_CLASSES[code]}' are open to cars and have {problem}."
            faults.add("roads", "road_class", what, remedy)
    faults.raise_if_any()
    speed_kmh: Floats = network.speed_kmh * share / peak_factor
    return speed_kmh


def _by_class(values: Mapping[str, float]) -> Floats:
    """Values by code of the road class; not a number where a class has none."""
    return np.array([values.get(name, np.nan) for name in ROAD_CLASSES])


PEAK_FACTORS: dict[str, Callable[[TravelParameters], Mapping[str, float]]] = {
    FREE_FLOW: lambda parameters: dict.fromkeys(parameters.car_speed_share, 1.0),
    MORNING_PEAK: lambda parameters: parameters.morning_peak_factor,
    AFTERNOON_PEAK: lambda parameters: parameters.afternoon_peak_factor,
}
"""By road class, what multiplies the car's time in each period."""

SPEEDS_KMH: dict[str, Callable[[RoadNetwork, str, TravelParameters], Floats]] = {
    "car": _car_kmh,
    "ebike": lambda network, _period, parameters: np.full(network.edges, parameters.ebike_kmh),
    "walk": lambda network, _period, parameters: np.full(network.edges, parameters.walk_kmh),
}
"""Speed of each mode on each edge [km/h]."""
