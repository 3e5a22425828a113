"""Places and the travel between them, per mode and period of the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Floats, Ints, Ints32, freeze, require_equal_lengths
from ruttsim.units import DM_PER_METRE, MS_PER_SECOND, SECONDS_PER_HOUR

if TYPE_CHECKING:
    from ruttsim.domain.parameters import TravelParameters

FREE_FLOW = "free_flow"
"""An empty road: what routing engines answer, and what walking and cycling are at all hours."""
MORNING_PEAK, MIDDAY, AFTERNOON_PEAK, EVENING = (
    "morning_peak",
    "midday",
    "afternoon_peak",
    "evening",
)
PERIODS = (FREE_FLOW, MORNING_PEAK, MIDDAY, AFTERNOON_PEAK, EVENING)

DAY_PERIODS = (EVENING, MORNING_PEAK, MIDDAY, AFTERNOON_PEAK, EVENING)
"""The period of each span of the day, cut at the starts and ends of the two peaks."""


def peak_bounds_s(parameters: TravelParameters) -> tuple[int, ...]:
    """Starts and ends of the two peaks [s after midnight], which cut the day into DAY_PERIODS."""
    bounds_h = (
        parameters.morning_peak_start_h,
        parameters.morning_peak_end_h,
        parameters.afternoon_peak_start_h,
        parameters.afternoon_peak_end_h,
    )
    return tuple(round(bound_h * SECONDS_PER_HOUR) for bound_h in bounds_h)


def period_of(second_of_day: float, parameters: TravelParameters) -> str:
    """The period that a departure falls in; each includes its start and not its end."""
    passed = sum(bound_s <= second_of_day for bound_s in peak_bounds_s(parameters))
    return DAY_PERIODS[passed]


@dataclass(frozen=True, eq=False)
class Places:
    """Points to travel between [m]; the buildings of a population first, then the premises."""

    x_m: Floats
    y_m: Floats

    def __post_init__(self) -> None:
        require_equal_lengths(self, "x_m", "y_m")
        freeze(self)


@dataclass(frozen=True, eq=False)
class Snap:
    """Places on the road network of one mode.

    Place k stands on edge `edge[k]` at the share `fraction[k]` of its length from the tail,
    `access_m[k]` metres from the street.
    """

    mode: str
    edge: Ints32
    fraction: Floats
    access_m: Floats

    def __post_init__(self) -> None:
        require_equal_lengths(self, "edge", "fraction", "access_m")
        freeze(self)


@dataclass(frozen=True, eq=False)
class TravelMatrix:
    """Fastest paths of one mode in one period; row = from, column = to, diagonal 0.

    `time_ms` and `distance_dm` belong to the same path (int32, shape (places, places)). There is
    no unreachable pair: that is a data fault before this is made.
    """

    mode: str
    period: str
    time_ms: NDArray[np.int32]
    distance_dm: NDArray[np.int32]

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def time_s(self) -> Floats:
        """Travel time [s], float64."""
        return self.time_ms / MS_PER_SECOND

    @property
    def distance_m(self) -> Floats:
        """Distance along the fastest path [m], float64."""
        return self.distance_dm / DM_PER_METRE


TravelMatrices = dict[tuple[str, str], TravelMatrix]
"""Travel by (mode, period): cars in the periods of the day, walking and e-bike in free flow."""


def period_key(matrices: TravelMatrices, mode: str, period: str) -> tuple[str, str]:
    """The matrix of a mode in a period; a mode without periods travels in free flow all day."""
    return (mode, period) if (mode, period) in matrices else (mode, FREE_FLOW)


@dataclass(frozen=True, eq=False)
class StopTimes:
    """What it takes to get from the vehicle to the door [s, whole]; index = place.

    `arrival_s[mode]` is paid when a place is driven to, `next_door_s` instead of it when the place
    before was the same building. Both are 0 at premises.
    """

    arrival_s: Mapping[str, Ints]
    next_door_s: Ints

    def __post_init__(self) -> None:
        freeze(self)
        for seconds in self.arrival_s.values():
            seconds.flags.writeable = False


@dataclass(frozen=True, eq=False)
class LegPaths:
    """The edges that legs drive, in order; leg k has rows `start[k]` to `start[k + 1]` (exclusive).

    `share` (0-1] is the part of the edge that is driven, whole but for the first and the last;
    `distance_dm` adds up to the leg's distance in the travel matrix.
    """

    start: Ints
    edge: Ints32
    share: Floats
    distance_dm: Ints32

    def __post_init__(self) -> None:
        require_equal_lengths(self, "edge", "share", "distance_dm")
        freeze(self)


Indexed: TypeAlias = Any
"""What gives, as an array would, an array of int32 for an index. Arrays of all pairs of a
municipality take more than what they are made of. No protocol: the planner's functions say that
they take arrays, and plans that are kept depend on every word of them."""


@dataclass(frozen=True, eq=False)
class DoorToDoor:
    """Movement between places, as it is planned: by mode, row = from.

    `time_s` has shape (spans, places, places), with the span of the day (as in DAY_PERIODS; one
    where the mode travels alike at all hours) in which one leaves. It is whole seconds and includes
    getting from the vehicle to the door; the diagonal is the walk next door. `distance_dm`, shape
    (places, places), is along the street in the slowest span of each pair. `span_start_s` are the
    seconds after midnight at which the spans of the day begin.
    """

    time_s: Mapping[str, Indexed]
    distance_dm: Mapping[str, Indexed]
    span_start_s: Ints

    def slowest_s(self, mode: str) -> NDArray[np.int32]:
        """Time that suffices whenever one leaves [s], shape (places, places)."""
        times_s = self.time_s[mode]
        slowest: NDArray[np.int32] = times_s[0]
        for span in range(1, len(times_s)):
            slowest = np.maximum(slowest, times_s[span])
        return slowest
