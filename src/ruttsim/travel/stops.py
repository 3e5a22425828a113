"""From stop to stop: driving, and getting from the vehicle to the client's door."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Bools, Floats, Ints
from ruttsim.domain.parameters import TravelParameters
from ruttsim.domain.travel import Movement, StopTimes, TravelMatrices, TravelMatrix
from ruttsim.travel.speeds import PERIODS_BY_MODE
from ruttsim.units import DM_PER_METRE, MS_PER_SECOND, SECONDS_PER_MINUTE


def _car_min(flats: Bools, parameters: TravelParameters) -> Floats:
    """Parking, entrance and stairs [min]."""
    return np.where(flats, parameters.stop_car_flats_min, parameters.stop_car_houses_min)


def _light_min(flats: Bools, parameters: TravelParameters) -> Floats:
    """Entrance and stairs [min]; a bicycle is left at the door."""
    return np.full(len(flats), parameters.stop_light_min)


ARRIVALS_MIN: dict[str, Callable[[Bools, TravelParameters], Floats]] = {
    "car": _car_min,
    "ebike": _light_min,
    "walk": _light_min,
}
"""Minutes from the vehicle to the door of each building, by mode."""


def arrival_overhead_s(mode: str, flats: Bools, parameters: TravelParameters) -> Ints:
    """Seconds from the vehicle to the door of each building, paid once per building."""
    return _seconds(ARRIVALS_MIN[mode](flats, parameters))


def stop_times(flats: Bools, premises: int, parameters: TravelParameters) -> StopTimes:
    """Seconds from the vehicle to the door of each place: the buildings, then the premises.

    At a base there is no stop: what is done there is part of the shift's other time.
    """
    at_premises = np.zeros(premises, dtype=np.int64)
    next_door = np.full(len(flats), parameters.next_door_min)
    return StopTimes(
        arrival_s={
            mode: np.concatenate([arrival_overhead_s(mode, flats, parameters), at_premises])
            for mode in ARRIVALS_MIN
        },
        next_door_s=np.concatenate([_seconds(next_door), at_premises]),
    )


def movement(
    matrix: TravelMatrix, stops: StopTimes, from_place: int | Ints, to_place: int | Ints
) -> Movement:
    """The movement between two consecutive stops, or between arrays of them that broadcast.

    Within a building nothing is driven and the stop is the walk next door.
    """
    is_same = np.equal(from_place, to_place)
    arrival_s = stops.arrival_s[matrix.mode][to_place]
    return Movement(
        drive_s=np.rint(matrix.time_ms[from_place, to_place] / MS_PER_SECOND).astype(np.int64),
        stop_s=np.where(is_same, stops.next_door_s[to_place], arrival_s),
        distance_m=matrix.distance_dm[from_place, to_place] / DM_PER_METRE,
    )


def door_to_door(
    matrices: TravelMatrices, stops: StopTimes, mode: str
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Driving and stop together [s, whole] in each pair's slowest period, and its distance [m].

    Shape (places, places), row = from; the diagonal is the walk next door. For plans that must
    hold whenever they are driven.
    """
    places = np.arange(len(stops.next_door_s))
    by_period = [
        movement(matrices[mode, period], stops, places[:, np.newaxis], places)
        for period in PERIODS_BY_MODE[mode]
    ]
    time_s, distance_m = by_period[0].drive_s + by_period[0].stop_s, by_period[0].distance_m
    for other in by_period[1:]:
        is_slower = other.drive_s + other.stop_s > time_s
        time_s = np.where(is_slower, other.drive_s + other.stop_s, time_s)
        distance_m = np.where(is_slower, other.distance_m, distance_m)
    return time_s, distance_m


def _seconds(minutes: Floats) -> Ints:
    return np.rint(minutes * SECONDS_PER_MINUTE).astype(np.int64)
