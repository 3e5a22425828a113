"""Travel as the simulated day reads it: one number at a time, by mode, time and place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.travel import DAY_PERIODS, peak_bounds_s, period_key

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Ints, Ints32
    from ruttsim.domain.parameters import TravelParameters
    from ruttsim.domain.travel import StopTimes, TravelMatrices


@dataclass(frozen=True, eq=False)
class TravelTables:
    """Travel between all places of a population, by mode and span of the day.

    Entry `from * places + to` of a matrix is for a pair of places. `bounds_s` are the seconds after
    midnight at which a span ends and the next begins. `arrival_s` is the stop by mode and place,
    `next_door_s` by place.
    """

    modes: tuple[str, ...]
    time_ms: tuple[tuple[Ints32, ...], ...]
    distance_dm: tuple[tuple[Ints32, ...], ...]
    bounds_s: Ints
    arrival_s: Ints
    next_door_s: Ints


def travel_tables(
    matrices: TravelMatrices, stops: StopTimes, parameters: TravelParameters
) -> TravelTables:
    """Tables of the matrices' modes, for the spans of the day."""
    modes = tuple(dict.fromkeys(mode for mode, _ in matrices))
    spans = [
        [matrices[period_key(matrices, mode, period)] for period in DAY_PERIODS] for mode in modes
    ]
    return TravelTables(
        modes=modes,
        time_ms=tuple(tuple(_entries(it.time_ms) for it in row) for row in spans),
        distance_dm=tuple(tuple(_entries(it.distance_dm) for it in row) for row in spans),
        bounds_s=np.array(peak_bounds_s(parameters), dtype=np.int64),
        arrival_s=np.array([stops.arrival_s[mode] for mode in modes], dtype=np.int64),
        next_door_s=np.array(stops.next_door_s, dtype=np.int64),
    )


def _entries(matrix: Ints32) -> Ints32:
    """The entries one after the other, as compiled functions read them (see movement.leg)."""
    return np.ascontiguousarray(matrix, dtype=np.int32).reshape(-1)
