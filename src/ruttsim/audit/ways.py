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
    from ruttsim.domain.parameters import TravelParameters


class Taken(NamedTuple):
    """Driving [s], distance [dm] and stop [s] of each leg."""

    drive_s: Ints
    distance_dm: Ints
    stop_s: Ints


@dataclass(frozen=True, eq=False)
class Ways:
    """Legs by mode, from and to places, and their own factors."""

    mode: NDArray[np.str_]
    from_place: Ints
    to_place: Ints
    factor: Floats

    def of(self, rows: Ints) -> Ways:
        """Some of the legs."""
        return Ways(self.mode[rows], self.from_place[rows], self.to_place[rows], self.factor[rows])


def taken(given: Given, ways: Ways, depart_s: Ints) -> Taken:
    """What legs that depart so take.

    Of the period of the departure and all later ones, of which the start is awaited, the one that
    arrives first counts; of two that arrive at once, the earlier.
    """
    drive_s = np.full(len(depart_s), np.iinfo(np.int64).max)
    distance_dm, stop_s = np.zeros((2, len(depart_s)), dtype=np.int64)
    day = given.disturbance
    for mode, arrival_s in given.stops.arrival_s.items():
        chosen = np.flatnonzero(ways.mode == mode)
        if not len(chosen):
            continue
        here, there = ways.from_place[chosen], ways.to_place[chosen]
        factor, departs_s = ways.factor[chosen], depart_s[chosen]
        stop_s[chosen] = arrival_s[there]
        best_s, best_dm = drive_s[chosen], distance_dm[chosen]
        snow = day.mode_factor.get(mode, 1.0)
        for span, (period, begins_s, ends_s) in enumerate(_spans(given.travel)):
            key = (mode, period) if (mode, period) in given.matrices else (mode, FREE_FLOW)
            wait_s = begins_s - departs_s
            may = np.flatnonzero((departs_s < ends_s) & (wait_s < best_s))
            if not len(may):
                continue
            pairs = here[may], there[may]
            lasts_ms = given.matrices[key].time_ms[pairs] * factor[may]
            lasts_s = np.rint(lasts_ms * (snow * day.span_factor[span]) / MS_PER_SECOND)
            then_s = np.maximum(wait_s[may], 0) + lasts_s.astype(np.int64)
            is_first = then_s < best_s[may]
            best_s[may[is_first]] = then_s[is_first]
            best_dm[may[is_first]] = given.matrices[key].distance_dm[pairs][is_first]
        drive_s[chosen], distance_dm[chosen] = best_s, best_dm
    is_next_door = ways.from_place == ways.to_place
    stop_s[is_next_door] = given.stops.next_door_s[ways.to_place[is_next_door]]
    drive_s[is_next_door] = distance_dm[is_next_door] = 0
    return Taken(drive_s, distance_dm, stop_s)


def _spans(parameters: TravelParameters) -> list[tuple[str, int, float]]:
    """The spans of the day in order, with their starts and ends [s after midnight]."""
    bounds_h = (
        parameters.morning_peak_start_h,
        parameters.morning_peak_end_h,
        parameters.afternoon_peak_start_h,
        parameters.afternoon_peak_end_h,
    )
    bounds_s = [0, *(round(hour * SECONDS_PER_HOUR) for hour in bounds_h)]
    names = (EVENING, MORNING_PEAK, MIDDAY, AFTERNOON_PEAK, EVENING)
    return list(zip(names, bounds_s, [*bounds_s[1:], float("inf")], strict=True))
