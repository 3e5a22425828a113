"""A team's day to check by hand: doors on a line, ten minutes and ten öre from one to the next."""

from __future__ import annotations

import numpy as np

from ruttsim.domain.planning import Duty, ShiftPart, TeamProblem

HOUR = 3600
STEP_S = 600
DAY = ShiftPart(7 * HOUR, 16 * HOUR, HOUR)
MORNING = ShiftPart(7 * HOUR, 11 * HOUR, 0)
EVENING = ShiftPart(17 * HOUR, 21 * HOUR, 0)


def duty(shift, hours, part=0, cost_ore=1000, vehicle_type="car"):
    """A duty by car with half an hour kept free; a break after five hours at most."""
    return Duty(shift, part, hours, HOUR // 2, 5 * HOUR, vehicle_type, "car", cost_ore)


LONG = duty("long", DAY)
SPLIT = (duty("split", MORNING, 0, 600), duty("split", EVENING, 1, 600))


def line(*windows, duration_s=HOUR // 2, duties=(LONG,)):
    """Tasks at doors 1, 2, ... of a line; the base is door 0. A window is (earliest, latest)."""
    count = len(windows)
    doors = np.arange(count + 1)
    travel_s = (np.abs(doors[:, None] - doors[None]) * STEP_S).astype(np.int64)
    return TeamProblem(
        visit=np.arange(count),
        carer=np.zeros(count, dtype=np.int8),
        earliest_s=np.array([window[0] for window in windows], dtype=np.int32),
        latest_s=np.array([window[1] for window in windows], dtype=np.int32),
        duration_s=np.full(count, duration_s, dtype=np.int32),
        duties=duties,
        travel_s={"car": travel_s},
        travel_cost_ore={"car": travel_s // 60},
        round_time_ore_per_s=0,
    )
