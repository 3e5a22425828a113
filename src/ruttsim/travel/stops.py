"""From stop to stop: driving, and getting from the vehicle to the client's door."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Bools, Floats, Ints
from ruttsim.domain.parameters import TravelParameters
from ruttsim.domain.travel import StopTimes, TravelMatrices
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


def door_to_door(
    matrices: TravelMatrices, stops: StopTimes, mode: str
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Driving and stop together [s, whole] in each pair's slowest period, and its distance [m].

    Shape (places, places), row = from; the diagonal is the walk next door, and nothing is driven.
    For plans that must hold whenever they are driven.
    """
    first, *others = (matrices[mode, period] for period in PERIODS_BY_MODE[mode])
    # The stop is the same in all periods, so the slowest is where driving takes longest.
    time_s, distance_dm = _drive_s(first.time_ms), first.distance_dm.copy()
    for other in others:
        other_s = _drive_s(other.time_ms)
        np.copyto(distance_dm, other.distance_dm, where=other_s > time_s)
        np.maximum(time_s, other_s, out=time_s)
    time_s += stops.arrival_s[mode]
    np.fill_diagonal(time_s, time_s.diagonal() - stops.arrival_s[mode] + stops.next_door_s)
    return time_s, distance_dm / DM_PER_METRE


def _drive_s(time_ms: NDArray[np.int32]) -> NDArray[np.int64]:
    """Driving in whole seconds."""
    return np.rint(time_ms / MS_PER_SECOND).astype(np.int64)


def _seconds(minutes: Floats) -> Ints:
    return np.rint(minutes * SECONDS_PER_MINUTE).astype(np.int64)
