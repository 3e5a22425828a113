"""From stop to stop: driving, and getting from the vehicle to the client's door."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Bools, Floats, Ints
from ruttsim.domain.parameters import TravelParameters
from ruttsim.domain.travel import (
    DAY_PERIODS,
    DoorToDoor,
    StopTimes,
    TravelMatrices,
    peak_bounds_s,
    period_key,
)
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


def door_to_door(
    matrices: TravelMatrices, stops: StopTimes, parameters: TravelParameters
) -> DoorToDoor:
    """Driving and stop together in each span of the day, for all modes of the matrices."""
    time_s, distance_m = {}, {}
    for mode in dict.fromkeys(mode for mode, _ in matrices):
        keys = [period_key(matrices, mode, period) for period in DAY_PERIODS]
        spans = [matrices[key] for key in (keys if len(set(keys)) > 1 else keys[:1])]
        drive_s = np.stack([_drive_s(it.time_ms) for it in spans])
        slowest = drive_s.argmax(axis=0)[np.newaxis]
        distance_dm = np.stack([it.distance_dm for it in spans])
        distance_m[mode] = np.take_along_axis(distance_dm, slowest, axis=0)[0] / DM_PER_METRE
        drive_s += stops.arrival_s[mode].astype(np.int32)
        diagonal = np.arange(drive_s.shape[1])
        drive_s[:, diagonal, diagonal] = stops.next_door_s
        time_s[mode] = drive_s
    span_start_s = np.array([0, *peak_bounds_s(parameters)], dtype=np.int64)
    return DoorToDoor(time_s, distance_m, span_start_s)


def _drive_s(time_ms: NDArray[np.int32]) -> NDArray[np.int32]:
    """Driving in whole seconds."""
    return np.rint(time_ms / MS_PER_SECOND).astype(np.int32)


def _seconds(minutes: Floats) -> Ints:
    return np.rint(minutes * SECONDS_PER_MINUTE).astype(np.int64)
