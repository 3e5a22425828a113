"""How long ways take on a day, for many legs at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.travel import AFTERNOON_PEAK, EVENING, FREE_FLOW, MIDDAY, MORNING_PEAK
from ruttsim.units import MS_PER_SECOND, SECONDS_PER_HOUR

if TYPE_CHECKING:
    from ruttsim.audit.given import Given
    from ruttsim.domain.arrays import Floats, Ints
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
    `matrix` is a place in `matrices`, and `factor` what the day makes of all travel. `arrival_s` is
    by mode and place.
    """

    begins_s: Ints
    matrices: list[TravelMatrix]
    matrix: Ints
    factor: Floats
    arrival_s: Ints


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
    place = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    snow = np.array([day.mode_factor.get(mode, 1.0) for mode in modes])
    return Spans(
        begins_s=np.array([0, *bounds_s, _NEVER]),
        matrices=[given.matrices[key] for key in place],
        matrix=np.array([place[key] for key in keys]).reshape(len(modes), -1),
        factor=snow[:, np.newaxis] * day.span_factor,
        arrival_s=np.array(list(given.stops.arrival_s.values())),
    )


def mode_numbers(given: Given, modes: NDArray[np.str_]) -> Ints:
    """The place of each mode among those of the day."""
    number = {name: place for place, name in enumerate(given.stops.arrival_s)}
    return np.array([number[it] for it in modes.tolist()], dtype=np.int64)


def taken(given: Given, ways: Ways, depart_s: Ints) -> Taken:
    """What legs that depart so take.

    Of the period of the departure and all later ones, of which the start is awaited, the one that
    arrives first counts; of two that arrive at once, the earlier.
    """
    day, here, there = given.spans, ways.from_place, ways.to_place
    is_far = here != there
    stop_s = np.where(is_far, day.arrival_s[ways.mode, there], given.stops.next_door_s[there])
    drive_s, distance_dm = np.zeros((2, len(depart_s)), dtype=np.int64)
    row = np.flatnonzero(is_far)
    drive_s[row] = _NEVER
    span = np.maximum(np.searchsorted(day.begins_s, depart_s[row], side="right") - 1, 0)
    while len(row):
        wait_s = np.maximum(day.begins_s[span] - depart_s[row], 0)
        lasts_s, length_dm = _of_span(day, ways.of(row), span)
        then_s = wait_s + lasts_s
        is_first = then_s < drive_s[row]
        drive_s[row[is_first]] = then_s[is_first]
        distance_dm[row[is_first]] = length_dm[is_first]
        span += 1
        may = day.begins_s[span] - depart_s[row] < drive_s[row]
        row, span = row[may], span[may]
    return Taken(drive_s, distance_dm, stop_s)


def _of_span(day: Spans, ways: Ways, span: Ints) -> tuple[Ints, Ints]:
    """Driving [s] and distance [dm] of legs at the speed of a span each."""
    time_ms, distance_dm = np.empty((2, len(span)), dtype=np.int64)
    matrix = day.matrix[ways.mode, span]
    for number in np.flatnonzero(np.bincount(matrix)).tolist():
        chosen = np.flatnonzero(matrix == number)
        pairs, own = (ways.from_place[chosen], ways.to_place[chosen]), day.matrices[number]
        time_ms[chosen], distance_dm[chosen] = own.time_ms[pairs], own.distance_dm[pairs]
    lasts_s = np.rint(time_ms * ways.factor * day.factor[ways.mode, span] / MS_PER_SECOND)
    return lasts_s.astype(np.int64), distance_dm
