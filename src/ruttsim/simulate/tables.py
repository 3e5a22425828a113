"""Travel as the simulated day reads it: one plain number at a time, by mode, time and place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruttsim.domain.travel import DAY_PERIODS, peak_bounds_s, period_key

if TYPE_CHECKING:
    from ruttsim.domain.parameters import TravelParameters
    from ruttsim.domain.travel import StopTimes, TravelMatrices


@dataclass(frozen=True, eq=False)
class ModeTable:
    """Travel by one mode: a matrix per span of the day, and the stop at each place.

    Entry `from * places + to` of a matrix is for a pair of places. The matrices are views of the
    arrays of TravelMatrix: no copy, and Python's own integers.
    """

    places: int
    time_ms: tuple[memoryview, ...]
    distance_dm: tuple[memoryview, ...]
    arrival_s: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class TravelTables:
    """Travel between all places of a population.

    `modes` is by name. `bounds_s` are the seconds after midnight at which a span of the day ends
    and the next begins. `next_door_s` is by place.
    """

    modes: Mapping[str, ModeTable]
    bounds_s: tuple[int, ...]
    next_door_s: tuple[int, ...]


def travel_tables(
    matrices: TravelMatrices, stops: StopTimes, parameters: TravelParameters
) -> TravelTables:
    """Tables of the matrices' modes, for the spans of the day."""
    modes: dict[str, ModeTable] = {}
    for mode in dict.fromkeys(mode for mode, _ in matrices):
        spans = [matrices[period_key(matrices, mode, period)] for period in DAY_PERIODS]
        modes[mode] = ModeTable(
            places=len(stops.next_door_s),
            time_ms=tuple(matrix.time_ms.reshape(-1).data for matrix in spans),
            distance_dm=tuple(matrix.distance_dm.reshape(-1).data for matrix in spans),
            arrival_s=tuple(stops.arrival_s[mode].tolist()),
        )
    return TravelTables(
        modes=modes,
        bounds_s=peak_bounds_s(parameters),
        next_door_s=tuple(stops.next_door_s.tolist()),
    )
