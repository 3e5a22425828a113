"""How long ways take on a day, for many legs at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ruttsim.compiled import entry, entry_of_32_bits
from ruttsim.domain.travel import AFTERNOON_PEAK, EVENING, FREE_FLOW, MIDDAY, MORNING_PEAK
from ruttsim.units import MS_PER_SECOND, SECONDS_PER_HOUR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ruttsim.audit.given import Given
    from ruttsim.domain.arrays import Floats, Ints, Ints32
    from ruttsim.domain.travel import TravelMatrix

_NEVER = 1 << 40
"""Later than any second."""
_PERIODS = (EVENING, MORNING_PEAK, MIDDAY, AFTERNOON_PEAK, EVENING)


class Taken(NamedTuple):
    """Driving [s], distance [dm] and stop [s] of each leg."""

    drive_s: Ints
    distance_dm: Ints
    stop_s: Ints


@dataclass(frozen=True, eq=False)
class Ways:
    """Legs by mode (see `mode_numbers`), from and to places, and their own factors."""

    mode: Ints
    from_place: Ints
    to_place: Ints
    factor: Floats

    def of(self, rows: Ints) -> Ways:
        """Some of the legs."""
        return Ways(self.mode[rows], self.from_place[rows], self.to_place[rows], self.factor[rows])


@dataclass(frozen=True, eq=False)
class Spans:
    """The spans of a day in order.

    They begin at `begins_s` [s after midnight], the last of which is never. By mode and span,
    `time_ms` and `distance_dm` are the addresses of matrices, which `matrices` keeps, and `factor`
    what the day makes of all travel. `arrival_s` is by mode and place, `next_door_s` by place.
    """

    begins_s: Ints
    matrices: list[TravelMatrix]
    time_ms: Ints
    distance_dm: Ints
    factor: Floats
    arrival_s: Ints
    next_door_s: Ints


def spans(given: Given) -> Spans:
    """Those of a day."""
    travel, day, modes = given.travel, given.disturbance, tuple(given.stops.arrival_s)
    bounds_h = (
        travel.morning_peak_start_h,
        travel.morning_peak_end_h,
        travel.afternoon_peak_start_h,
        travel.afternoon_peak_end_h,
    )
    bounds_s = [round(hour * SECONDS_PER_HOUR) for hour in bounds_h]
    keys = [
        (mode, period) if (mode, period) in given.matrices else (mode, FREE_FLOW)
        for mode in modes
        for period in _PERIODS
    ]
    matrices = [given.matrices[key] for key in keys]
    snow = np.array([day.mode_factor.get(mode, 1.0) for mode in modes])
    return Spans(
        begins_s=np.array([0, *bounds_s, _NEVER]),
        matrices=matrices,
        time_ms=_addresses([it.time_ms for it in matrices]),
        distance_dm=_addresses([it.distance_dm for it in matrices]),
        factor=snow[:, np.newaxis] * day.span_factor,
        arrival_s=np.array(list(given.stops.arrival_s.values()), dtype=np.int64),
        next_door_s=np.array(given.stops.next_door_s, dtype=np.int64),
    )


def _addresses(matrices: Sequence[Ints32]) -> Ints:
    """Where matrices begin in memory, by mode and span."""
    if any(it.dtype != np.int32 or not it.flags.c_contiguous for it in matrices):
        raise ValueError("travel matrices: not whole numbers of 32 bits, row by row")
    return np.array([it.ctypes.data for it in matrices]).reshape(-1, len(_PERIODS))


def mode_numbers(given: Given, modes: NDArray[np.str_]) -> Ints:
    """The place of each mode among those of the day."""
    number = {name: place for place, name in enumerate(given.stops.arrival_s)}
    return np.array([number[it] for it in modes.tolist()], dtype=np.int64)


def taken(given: Given, ways: Ways, depart_s: Ints) -> Taken:
    """What legs that depart so take.

    Of the period of the departure and all later ones, of which the start is awaited, the one that
    arrives first counts; of two that arrive at once, the earlier.

    Raises
    ------
    IndexError
        There is no such mode or place; compiled code would read what lies beside the matrices.
    """
    day, found = given.spans, np.empty((3, len(depart_s)), dtype=np.int64)
    legs = np.stack([ways.mode, ways.from_place, ways.to_place, depart_s], dtype=np.int64)
    modes, places = day.arrival_s.shape
    last = legs[:3].max(axis=1, initial=-1)
    if legs[:3].min(initial=0) < 0 or last[0] >= modes or last[1:].max() >= places:
        raise IndexError("legs: a mode or a place that the day does not have")
    of_day = (day.time_ms, day.distance_dm, day.factor, day.arrival_s, day.next_door_s)
    fill_in(*of_day, day.begins_s, legs, np.array(ways.factor, dtype=np.float64), found)
    return Taken(*found)


@entry
def fill_in(
    time_ms: Ints,
    distance_dm: Ints,
    factor: Floats,
    arrival_s: Ints,
    next_door_s: Ints,
    begins_s: Ints,
    legs: Ints,
    own_factor: Floats,
    found: Ints,
) -> None:
    """Fill in what each leg takes: from its mode, places and departure the columns of Taken.

    Matrices are read for all legs first: reads that wait for nothing are waited for together.
    """
    spans_, places = time_ms.shape[1], len(next_door_s)
    span_of, way_ms, way_dm = np.empty_like(found)
    for row in range(legs.shape[1]):
        mode, pair, span = legs[0, row], legs[1, row] * places + legs[2, row], 0
        while span + 1 < spans_ and begins_s[span + 1] <= legs[3, row]:
            span += 1
        span_of[row] = span
        way_ms[row] = entry_of_32_bits(time_ms[mode, span], pair)
        way_dm[row] = entry_of_32_bits(distance_dm[mode, span], pair)
    for row in range(legs.shape[1]):
        mode, here, there, depart_s = legs[0, row], legs[1, row], legs[2, row], legs[3, row]
        if here == there:
            found[0, row], found[1, row], found[2, row] = 0, 0, next_door_s[there]
            continue
        span, its_ms, its_dm, best_s = span_of[row], way_ms[row], way_dm[row], _NEVER
        while span < spans_ and begins_s[span] - depart_s < best_s:
            if span > span_of[row]:
                its_ms = entry_of_32_bits(time_ms[mode, span], here * places + there)
            lasts_s = round(its_ms * own_factor[row] * factor[mode, span] / MS_PER_SECOND)
            then_s = max(begins_s[span] - depart_s, 0) + lasts_s
            if then_s < best_s:
                best_s = then_s
                if span > span_of[row]:
                    its_dm = entry_of_32_bits(distance_dm[mode, span], here * places + there)
            span += 1
        found[0, row], found[1, row], found[2, row] = best_s, its_dm, arrival_s[mode, there]
