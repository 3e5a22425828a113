"""Movement between places of a day, one leg at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruttsim.units import DM_PER_METRE, MS_PER_SECOND

if TYPE_CHECKING:
    from ruttsim.domain.demand import Disturbance
    from ruttsim.simulate.tables import TravelTables


@dataclass(frozen=True, eq=False)
class Travel:
    """The matrices, and what the day multiplies them by: a factor by mode for each span."""

    tables: TravelTables
    factors: Mapping[str, Sequence[float]]

    def movement(
        self, mode: str, here: int, there: int, factor: float, depart_s: int
    ) -> tuple[int, int, float]:
        """Driving and stop [s] and distance [m] of a leg; next door is a short walk.

        A leg takes the matrix of the span in which it departs. Nobody arrives later than who leaves
        when a later span begins: towards the end of a queue a leg is shorter by that.
        """
        tables = self.tables
        if here == there:
            return 0, tables.next_door_s[there], 0.0
        table, factors, bounds_s = tables.modes[mode], self.factors[mode], tables.bounds_s
        span, last = bisect_right(bounds_s, depart_s), len(bounds_s)
        drive_s = round(table.time_ms[span][here, there] * factor * factors[span] / MS_PER_SECOND)
        later = span
        while later < last and bounds_s[later] - depart_s < drive_s:
            waited_s = bounds_s[later] - depart_s
            later += 1
            lasts_s = table.time_ms[later][here, there] * factor * factors[later] / MS_PER_SECOND
            then_s = waited_s + round(lasts_s)
            if then_s < drive_s:
                drive_s, span = then_s, later
        return drive_s, table.arrival_s[there], table.distance_dm[span][here, there] / DM_PER_METRE

    def expected_s(self, mode: str, here: int, there: int, depart_s: int) -> int:
        """From door to door as the dispatcher expects it, who does not know the leg's own luck."""
        drive_s, stop_s, _ = self.movement(mode, here, there, 1.0, depart_s)
        return drive_s + stop_s


def travel_of_day(tables: TravelTables, disturbance: Disturbance) -> Travel:
    """Travel on a disturbed day."""
    spans = disturbance.span_factor.tolist()
    return Travel(
        tables,
        {
            mode: [disturbance.mode_factor.get(mode, 1.0) * span for span in spans]
            for mode in tables.modes
        },
    )
