"""Travel as the simulated day reads it: one plain number at a time, by mode, time and place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruttsim.domain.travel import DAY_PERIODS, FREE_FLOW
from ruttsim.units import SECONDS_PER_HOUR

if TYPE_CHECKING:
    from ruttsim.domain.parameters import TravelParameters
    from ruttsim.domain.travel import StopTimes, TravelMatrices


@dataclass(frozen=True, eq=False)
class ModeTable:
    """Travel by one mode: a matrix `[from, to]` per span of the day, and the stop at each place.

    The matrices are views of the arrays of TravelMatrix: no copy, and Python's own integers.
    """

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
    """Tables of the matrices' modes; a mode without periods travels in free flow all day."""
    modes: dict[str, ModeTable] = {}
    for mode in dict.fromkeys(mode for mode, _ in matrices):
        spans = [
            matrices[mode, period if (mode, period) in matrices else FREE_FLOW]
            for period in DAY_PERIODS
        ]
        modes[mode] = ModeTable(
            time_ms=tuple(matrix.time_ms.data for matrix in spans),
            distance_dm=tuple(matrix.distance_dm.data for matrix in spans),
            arrival_s=tuple(stops.arrival_s[mode].tolist()),
        )
    peaks_h = (
        parameters.morning_peak_start_h,
        parameters.morning_peak_end_h,
        parameters.afternoon_peak_start_h,
        parameters.afternoon_peak_end_h,
    )
    return TravelTables(
        modes=modes,
        bounds_s=tuple(round(hour * SECONDS_PER_HOUR) for hour in peaks_h),
        next_door_s=tuple(stops.next_door_s.tolist()),
    )
