"""Movement between places of a day, one leg at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruttsim.units import DM_PER_METRE, MS_PER_SECOND

if TYPE_CHECKING:
    from ruttsim.domain.demand import Disturbance
    from ruttsim.simulate.tables import ModeTable, TravelTables


class Way:
    """Movement by one mode: its matrix by span, and what the day multiplies each by."""

    __slots__ = ("_bounds_s", "_factors", "_next_door_s", "_table")

    def __init__(self, tables: TravelTables, mode: str, factors: Sequence[float]) -> None:
        self._table: ModeTable = tables.modes[mode]
        self._bounds_s = tables.bounds_s
        self._next_door_s = tables.next_door_s
        self._factors = factors

    def leg(self, here: int, there: int, factor: float, depart_s: int) -> tuple[int, int, int]:
        """Driving and stop [s] of a leg, and how far it is [dm].

        Next door is a short walk. A leg takes the matrix of the span in which it departs. Nobody
        arrives later than who leaves when a later span begins: towards the end of a queue a leg is
        shorter by that.
        """
        if here == there:
            return 0, self._next_door_s[there], 0
        drive_s, span, pair = self._drive(here, there, factor, depart_s)
        return drive_s, self._table.arrival_s[there], self._table.distance_dm[span][pair]

    def expected_s(self, here: int, there: int, depart_s: int) -> int:
        """From door to door as the dispatcher expects it, who does not know the leg's own luck."""
        if here == there:
            return self._next_door_s[there]
        return self._drive(here, there, 1.0, depart_s)[0] + self._table.arrival_s[there]

    def _drive(self, here: int, there: int, factor: float, depart_s: int) -> tuple[int, int, int]:
        """Driving [s], the span that it is taken in, and the entry of the matrix."""
        table, bounds_s = self._table, self._bounds_s
        span, pair = bisect_right(bounds_s, depart_s), here * table.places + there
        drive_s = round(table.time_ms[span][pair] * factor * self._factors[span] / MS_PER_SECOND)
        later, last = span, len(bounds_s)
        while later < last and bounds_s[later] - depart_s < drive_s:
            waited_s = bounds_s[later] - depart_s
            later += 1
            lasts_s = table.time_ms[later][pair] * factor * self._factors[later] / MS_PER_SECOND
            then_s = waited_s + round(lasts_s)
            if then_s < drive_s:
                drive_s, span = then_s, later
        return drive_s, span, pair


@dataclass(frozen=True, eq=False)
class Travel:
    """Ways of a day, by mode."""

    ways: Mapping[str, Way]

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
    spans = disturbance.span_factor.tolist()
    snow = disturbance.mode_factor
    return Travel(
        {
            mode: Way(tables, mode, [snow.get(mode, 1.0) * span for span in spans])
            for mode in tables.modes
        }
    )
