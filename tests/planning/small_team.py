"""A team's day to check by hand: doors on a line, ten minutes and ten öre from one to the next."""

from __future__ import annotations

import numpy as np

from ruttsim.domain.planning import Duty, ShiftPart, TeamProblem
from ruttsim.domain.rounds import (
    NEVER_S,
    RoundLinks,
    RoundPrices,
    RoundsCost,
    RoundsPlan,
    RoundsProblem,
    RoundTasks,
    WorkedRound,
)
from ruttsim.planning.duties import round_duties

HOUR = 3600
STEP_S = 600
UNSERVED = 100_000
DAY = ShiftPart(7 * HOUR, 16 * HOUR, HOUR)
MORNING = ShiftPart(7 * HOUR, 11 * HOUR, 0)
EVENING = ShiftPart(17 * HOUR, 21 * HOUR, 0)
NO_COST = RoundsCost()


def duty(shift, hours, part=0, cost_ore=1000, vehicle_type="car"):
    """A duty by car with half an hour kept free; a break after five hours at most."""
    return Duty(shift, part, hours, HOUR // 2, 5 * HOUR, vehicle_type, "car", cost_ore)


LONG = duty("long", DAY)
SPLIT = (duty("split", MORNING, 0, 600), duty("split", EVENING, 1, 600))


def line(
    *windows, duration_s=HOUR // 2, duties=(LONG,), step_s=STEP_S, unserved=UNSERVED, pairs=()
):
    """Tasks at doors 1, 2, ... of a line; the base is door 0. A window is (earliest, latest).

    `pairs` are tasks that are two carers of the same visit.
    """
    count = len(windows)
    doors = np.arange(count + 1)
    travel_s = (np.abs(doors[:, None] - doors[None]) * step_s).astype(np.int64)
    window_s = np.array(windows, dtype=np.int64).reshape(-1, 2)
    second = np.array([it[1] for it in pairs], dtype=np.int64)
    group = np.arange(count)
    group[second] = [it[0] for it in pairs]
    never = np.full(count, NEVER_S)
    zero = np.zeros(count, dtype=np.int64)
    types = tuple(dict.fromkeys(it.vehicle_type for it in duties))
    return TeamProblem(
        visit=group,
        carer=np.isin(np.arange(count), second).astype(np.int8),
        client=group,
        duties=tuple(duties),
        rounds=RoundsProblem(
            tasks=RoundTasks(
                place=doors[1:],
                earliest_s=np.stack([window_s[:, 0], never], axis=1),
                latest_s=np.stack([window_s[:, 1], never], axis=1),
                duration_s=zero + duration_s,
                lateness_cost_per_s=zero,
                lateness_limit_s=zero,
                unserved_cost=zero + unserved,
                group=group,
            ),
            links=RoundLinks(
                np.array([it[0] for it in pairs], dtype=np.int64),
                second,
                np.zeros(len(pairs), dtype=np.int64),
                np.zeros(len(pairs), dtype=np.int64),
            ),
            duties=round_duties(duties, ("car",), types, count, 0.0),
            prices=RoundPrices(),
            travel_s=travel_s[None, None],
            period_start_s=np.zeros(1, dtype=np.int64),
            travel_cost=np.stack([travel_s // 60] * len(types)),
            vehicles=np.full(len(types), count * len(duties)),
            may=np.ones((count, len(duties)), dtype=np.bool_),
            change_cost=np.zeros((count, len(duties)), dtype=np.int64),
        ),
    )


def worked(duty, *tasks, leave_s=0, break_before=-1):
    """A round of which only the order and the leaving matter."""
    return WorkedRound(duty, tasks, break_before, (leave_s,) * len(tasks), leave_s, leave_s, -1)


def plan_of(*rounds, left_out=()):
    """A plan of which nothing is priced."""
    return RoundsPlan(rounds, tuple(left_out), NO_COST)
