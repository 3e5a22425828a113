"""From stop to stop: driving, and getting from the vehicle to the client's door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Bools, Floats, Ints, Ints32
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
        keys = keys if len(set(keys)) > 1 else keys[:1]
        made = {key: _span_s(matrices[key].time_ms, stops, mode) for key in dict.fromkeys(keys)}
        time_s[mode] = SpanTimes(tuple(made[key] for key in keys))
        distance_dm[mode] = SlowestDistances(
            time_s[mode], tuple(matrices[key].distance_dm for key in keys)
        )
    span_start_s = np.array([0, *peak_bounds_s(parameters)], dtype=np.int64)
    return DoorToDoor(time_s, distance_dm, span_start_s)


@dataclass(frozen=True, eq=False)
class SpanTimes:
    """Times of one mode from door to door [s]: by index as an array (spans, places, places).

    Each span is held in as few bytes as its longest time needs, those that are alike once.
    """

    spans: tuple[NDArray[np.unsignedinteger], ...]

    def __len__(self) -> int:
        return len(self.spans)

    def __getitem__(self, index: Any) -> Ints32:
        span, *pairs = index if isinstance(index, tuple) else (index,)
        if isinstance(span, slice):
            return np.array([it[tuple(pairs)] for it in self.spans[span]], dtype=np.int32)
        return np.asarray(self.spans[span][tuple(pairs)], dtype=np.int32)


@dataclass(frozen=True, eq=False)
class SlowestDistances:
    """Distance in the slowest span, the first of equals [dm]: by index as an array of all pairs.

    `distance_dm` has the distances of each span of `times`.
    """

    times: SpanTimes
    distance_dm: tuple[Ints32, ...]

    def __getitem__(self, index: Any) -> Ints32:
        slowest_s = self.times.spans[0][index]
        found_dm: Ints32 = self.distance_dm[0][index]
        for span_s, span_dm in zip(self.times.spans[1:], self.distance_dm[1:], strict=True):
            later_s = span_s[index]
            found_dm = np.where(later_s > slowest_s, span_dm[index], found_dm)
            slowest_s = np.maximum(slowest_s, later_s)
        return found_dm


def _span_s(time_ms: Ints32, stops: StopTimes, mode: str) -> NDArray[np.unsignedinteger]:
    """Driving in one span, and the stop where it leads to."""
    drive_s = np.rint(time_ms / MS_PER_SECOND).astype(np.int32)
    drive_s += stops.arrival_s[mode].astype(np.int32)
    np.fill_diagonal(drive_s, stops.next_door_s)
    return drive_s.astype(np.min_scalar_type(drive_s.max(initial=0)))


def _seconds(minutes: Floats) -> Ints:
    return np.rint(minutes * SECONDS_PER_MINUTE).astype(np.int64)
