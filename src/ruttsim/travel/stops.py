"""From stop to stop: driving, and getting from the vehicle to the client's door."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

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
from ruttsim.units import MS_PER_SECOND, SECONDS_PER_MINUTE


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
    time_s, distance_dm = {}, {}
    for mode in dict.fromkeys(mode for mode, _ in matrices):
        keys = [period_key(matrices, mode, period) for period in DAY_PERIODS]
        spans = [matrices[key] for key in (keys if len(set(keys)) > 1 else keys[:1])]
        drive_s = np.empty((len(spans), *spans[0].time_ms.shape), dtype=np.int32)
        for its_s, it in zip(drive_s, spans, strict=True):
            its_s[:] = np.rint(it.time_ms / MS_PER_SECOND)
        slowest_s, its_dm = drive_s[0].copy(), spans[0].distance_dm.copy()
        for later_s, it in zip(drive_s[1:], spans[1:], strict=True):
            is_slower = later_s > slowest_s
            np.copyto(slowest_s, later_s, where=is_slower)
            np.copyto(its_dm, it.distance_dm, where=is_slower)
        drive_s += stops.arrival_s[mode].astype(np.int32)
        diagonal = np.arange(drive_s.shape[1])
        drive_s[:, diagonal, diagonal] = stops.next_door_s
        time_s[mode], distance_dm[mode] = drive_s, its_dm
    span_start_s = np.array([0, *peak_bounds_s(parameters)], dtype=np.int64)
    return DoorToDoor(time_s, distance_dm, span_start_s)


def _seconds(minutes: Floats) -> Ints:
    return np.rint(minutes * SECONDS_PER_MINUTE).astype(np.int64)
