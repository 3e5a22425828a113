"""When a visit may start, around the time at which it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.arrays import Ints, Ints32
from ruttsim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from ruttsim.parameters import Parameters


def visit_windows(wanted_s: Ints, duration_s: Ints32, parameters: Parameters) -> tuple[Ints, Ints]:
    """Earliest and latest start of care visits [s], inside the day."""
    demand = parameters.demand
    before_s = round(demand.window_before_min * SECONDS_PER_MINUTE)
    after_s = round(demand.window_after_min * SECONDS_PER_MINUTE)
    opens_s = round(demand.day_start_h * SECONDS_PER_HOUR)
    closes_s = round(demand.day_end_h * SECONDS_PER_HOUR) - duration_s
    earliest_s = np.clip(wanted_s - before_s, opens_s, closes_s)
    latest_s = np.clip(wanted_s + after_s, opens_s, closes_s)
    return earliest_s, latest_s
