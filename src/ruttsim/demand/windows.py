"""When a visit may start, around the time at which it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.arrays import Bools, Ints, Ints32
from ruttsim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from ruttsim.parameters import Parameters


def visit_windows(
    wanted_s: Ints, duration_s: Ints32, is_night: Bools, parameters: Parameters
) -> tuple[Ints, Ints]:
    """Earliest and latest start of care visits [s], inside the day or the night."""
    demand = parameters.demand
    before_s = round(demand.window_before_min * SECONDS_PER_MINUTE)
    after_s = round(demand.window_after_min * SECONDS_PER_MINUTE)
    opens_h = np.where(is_night, demand.night_start_h, demand.day_start_h)
    ends_h = np.where(is_night, demand.night_end_h, demand.day_end_h)
    opens_s = np.rint(opens_h * SECONDS_PER_HOUR).astype(np.int64)
    closes_s = np.rint(ends_h * SECONDS_PER_HOUR).astype(np.int64) - duration_s
    earliest_s = np.clip(wanted_s - before_s, opens_s, closes_s)
    latest_s = np.clip(wanted_s + after_s, opens_s, closes_s)
    return earliest_s, latest_s
