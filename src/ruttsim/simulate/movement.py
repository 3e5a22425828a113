"""Movement between places of a day, one leg at a time."""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ruttsim.compiled import entry, entry_of_32_bits, entry_of_64_bits, part, real_entry
from ruttsim.units import DM_PER_METRE, MS_PER_SECOND

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Floats
    from ruttsim.domain.demand import Disturbance
    from ruttsim.simulate.tables import TravelTables

Facts: TypeAlias = tuple[int, ...]
"""What compiled functions know of a day's travel. Where in memory begin the matrices of time and of
distance (by mode and span), what the day multiplies times by (by mode and span), when spans end,
and stops at doors, of who comes from elsewhere (by mode) and from next door. Then how many spans
and places there are."""


@part
def leg(
    facts: Facts, mode: int, here: int, there: int, factor: float, depart_s: int
) -> tuple[int, int, int]:
    """Driving and stop [s] of a leg, and how far it is [dm].

    Next door is a short walk. A leg takes the matrix of the span in which it departs. Nobody
    arrives later than who leaves when a later span begins: towards the end of a queue a leg is
    shorter by that.
    """
    time_ms, distance_dm, factors, bounds_s, arrival_s, next_door_s, spans, places = facts
    if here == there:
        return 0, entry_of_64_bits(next_door_s, there), 0
    span, last, own, pair = 0, spans - 1, mode * spans, here * places + there
    while span < last and entry_of_64_bits(bounds_s, span) <= depart_s:
        span += 1
    way_ms = (
        entry_of_32_bits(entry_of_64_bits(time_ms, own + span), pair)
        * factor
        * real_entry(factors, own + span)
    )
    drive_s, later = round(way_ms / MS_PER_SECOND), span
    while later < last and entry_of_64_bits(bounds_s, later) - depart_s < drive_s:
        waited_s = entry_of_64_bits(bounds_s, later) - depart_s
        later += 1
        way_ms = entry_of_32_bits(entry_of_64_bits(time_ms, own + later), pair) * factor
        then_s = waited_s + round(way_ms * real_entry(factors, own + later) / MS_PER_SECOND)
        if then_s < drive_s:
            drive_s, span = then_s, later
    stop_s = entry_of_64_bits(arrival_s, mode * places + there)
    return drive_s, stop_s, entry_of_32_bits(entry_of_64_bits(distance_dm, own + span), pair)


@part
def expected_s(facts: Facts, mode: int, here: int, there: int, depart_s: int) -> int:
    """From door to door as the dispatcher expects it, who does not know the leg's own luck."""
    drive_s, stop_s, _ = leg(facts, mode, here, there, 1.0, depart_s)
    return drive_s + stop_s


@entry
def _leg(
    facts: Facts, mode: int, here: int, there: int, factor: float, depart_s: int
) -> tuple[int, int, int]:
    """A leg, for who is not compiled."""
    return leg(facts, mode, here, there, factor, depart_s)


@entry
def _expected_s(facts: Facts, mode: int, here: int, there: int, depart_s: int) -> int:
    """From door to door, for who is not compiled."""
    return expected_s(facts, mode, here, there, depart_s)


@dataclass(frozen=True, eq=False)
class Way:
    """Movement by one mode; `held` is what `facts` have the addresses of."""

    facts: Facts
    mode: int
    held: tuple[object, ...]

    def leg(self, here: int, there: int, factor: float, depart_s: int) -> tuple[int, int, int]:
        """Driving and stop [s] of a leg, and how far it is [dm]."""
        found: tuple[int, int, int] = _leg(self.facts, self.mode, here, there, factor, depart_s)
        return found

    def expected_s(self, here: int, there: int, depart_s: int) -> int:
        """From door to door as the dispatcher expects it, who does not know the leg's own luck."""
        found: int = _expected_s(self.facts, self.mode, here, there, depart_s)
        return found


@dataclass(frozen=True, eq=False)
class Travel:
    """Ways of a day, by mode, which hold what `facts` have the addresses of."""

    ways: Mapping[str, Way]
    facts: Facts

    def movement(
        self, mode: str, here: int, there: int, factor: float, depart_s: int
    ) -> tuple[int, int, float]:
        """Driving and stop [s] and distance [m] of a leg."""
        drive_s, stop_s, distance_dm = self.ways[mode].leg(here, there, factor, depart_s)
        return drive_s, stop_s, distance_dm / DM_PER_METRE

    def expected_s(self, mode: str, here: int, there: int, depart_s: int) -> int:
        """From door to door by a mode as the dispatcher expects it."""
        return self.ways[mode].expected_s(here, there, depart_s)


def travel_of_day(tables: TravelTables, disturbance: Disturbance) -> Travel:
    """Travel on a disturbed day."""
    snow = [disturbance.mode_factor.get(mode, 1.0) for mode in tables.modes]
    return _travel(tables, np.outer(snow, disturbance.span_factor))


def undisturbed(tables: TravelTables) -> Travel:
    """Travel as it is planned with."""
    return _travel(tables, np.ones((len(tables.modes), len(tables.bounds_s) + 1)))


def _travel(tables: TravelTables, factors: Floats) -> Travel:
    """Travel with factors by mode and span."""
    of_times, of_distances = (
        np.array([[it.ctypes.data for it in row] for row in matrices], dtype=np.int64)
        for matrices in (tables.time_ms, tables.distance_dm)
    )
    by_mode = of_times, of_distances, np.ascontiguousarray(factors, dtype=np.float64)
    arrays = *by_mode, tables.bounds_s, tables.arrival_s, tables.next_door_s
    facts = *(it.ctypes.data for it in arrays), len(tables.bounds_s) + 1, len(tables.next_door_s)
    held = tables, arrays
    return Travel({it: Way(facts, mode, held) for mode, it in enumerate(tables.modes)}, facts)
