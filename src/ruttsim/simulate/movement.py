"""Movement between places of a day, one leg at a time."""

# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numba import types
from numba.extending import intrinsic

from ruttsim.compiled import entry, part
from ruttsim.units import DM_PER_METRE, MS_PER_SECOND

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Floats
    from ruttsim.domain.demand import Disturbance
    from ruttsim.simulate.tables import TravelTables

Facts: TypeAlias = tuple[Any, ...]
"""What compiled functions know of a day's travel: where the matrices of time and of distance begin
in memory (by mode and span), how many places there are, what the day multiplies times by (by mode
and span), when spans end, and stops at doors: of who comes from elsewhere (by mode), and from next
door. By address, since every array costs a call a tenth of a microsecond."""


def _entry(_: Any, _address: Any, _index: Any) -> Any:
    """One entry of a matrix of 32 bits that begins at an address."""

    def code(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        address, index = arguments
        kind, wide = map(context.get_value_type, (types.int32, types.int64))
        begin = builder.inttoptr(address, kind.as_pointer())
        return builder.sext(builder.load(builder.gep(begin, [index])), wide)

    return types.int64(types.int64, types.int64), code


_at: Any = intrinsic(_entry)


@part
def leg(
    facts: Facts, mode: int, here: int, there: int, factor: float, depart_s: int
) -> tuple[int, int, int]:
    """Driving and stop [s] of a leg, and how far it is [dm].

    Next door is a short walk. A leg takes the matrix of the span in which it departs. Nobody
    arrives later than who leaves when a later span begins: towards the end of a queue a leg is
    shorter by that.
    """
    time_ms, distance_dm, places, factors, bounds_s, arrival_s, next_door_s = facts
    if here == there:
        return 0, next_door_s[there], 0
    span, pair, last = 0, here * places + there, len(bounds_s)
    while span < last and bounds_s[span] <= depart_s:
        span += 1
    whole = _at(time_ms[mode, span], pair) * factor * factors[mode, span]
    drive_s, later = round(whole / MS_PER_SECOND), span
    while later < last and bounds_s[later] - depart_s < drive_s:
        waited_s = bounds_s[later] - depart_s
        later += 1
        whole = _at(time_ms[mode, later], pair) * factor * factors[mode, later]
        then_s = waited_s + round(whole / MS_PER_SECOND)
        if then_s < drive_s:
            drive_s, span = then_s, later
    return drive_s, arrival_s[mode, there], _at(distance_dm[mode, span], pair)


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


@dataclass(frozen=True, eq=False)
class Way:
    """Movement by one mode."""

    facts: Facts
    mode: int

    def leg(self, here: int, there: int, factor: float, depart_s: int) -> tuple[int, int, int]:
        """Driving and stop [s] of a leg, and how far it is [dm]."""
        found: tuple[int, int, int] = _leg(self.facts, self.mode, here, there, factor, depart_s)
        return found

    def expected_s(self, here: int, there: int, depart_s: int) -> int:
        """From door to door as the dispatcher expects it, who does not know the leg's own luck."""
        drive_s, stop_s, _ = self.leg(here, there, 1.0, depart_s)
        return drive_s + stop_s


@dataclass(frozen=True, eq=False)
class Travel:
    """Ways of a day, by mode; `tables` hold what `facts` have the addresses of."""

    ways: Mapping[str, Way]
    facts: Facts
    tables: TravelTables

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
    stops = tables.bounds_s, tables.arrival_s, tables.next_door_s
    facts = (of_times, of_distances, len(tables.next_door_s), factors, *stops)
    return Travel({it: Way(facts, mode) for mode, it in enumerate(tables.modes)}, facts, tables)
