"""A problem of rounds as the tables that the compiled search reads, and the state that it keeps.

Every row is a cache line or two: what is read together lies together. The names below are columns.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Ints, Ints32
from ruttsim.domain.rounds import RoundsProblem

FORBIDDEN = 1 << 60
"""Cost of what may not be: more than any plan costs."""

NO_GUIDE = 1 << 62
"""Divides every idleness to nothing: see `guidance`."""

IDLE_UNIT, MOST_SHARE = 1 << 13, 1 << 15
"""Idleness is counted in such parts of the most, as far as fourth powers are whole numbers."""

UNPLACED_S = -(1 << 40)
"""Readiness of a task that no round holds: it binds no partner."""

# Columns of Tables.task.
(
    PLACE,
    OPENS,
    CLOSES,
    OPENS_AGAIN,
    CLOSES_AGAIN,
    LASTS,
    LATE_PRICE,
    LATE_LIMIT,
    PARTNER,
    LAG,
    MATE,
    UNSERVED,
) = range(12)

# Columns of Tables.duty.
(
    START,
    END,
    LONGEST,
    OVER_LIMIT,
    OVER_PRICE,
    FROM_PLACE,
    TO_PLACE,
    PROFILE,
    NUMBER,
    COST,
    LENGTH_PRICE,
    BREAK,
    BREAK_OPENS,
    BREAK_CLOSES,
    BREAK_MISSED,
    WORK_LONGEST,
    OVERLONG_PRICE,
    IDLE_UNUSED,
) = range(18)

# Places in Tables.prices.
LATEST_PRICE, WAIT_PRICE, IDLE_PRICE, PLACES, HAS_NODE_COST, MOST_GUIDED, IDLE_SHARE = range(7)

# Columns of State.node.
ROUND, POSITION, STARTS, READY, SECOND = range(5)
# and of what is known when a task ends.
ENDS, WAITED, SLACK, PAID, LATEST, BREAK_AT, BREAK_WAITED, LEAST = range(8, 16)

# Columns of State.round: the plan's, what a trial found, what a trial has changed, times.
(
    ROW,
    LENGTH,
    DUTY,
    REST,
    SOFT,
    LATE_MOST,
    IDLE,
    STAMP,
    FIRST,
    TRIED_SOFT,
    TRIED_LATE,
    TRIED_IDLE,
    OLD_ROW,
    OLD_LENGTH,
    OLD_DUTY,
    OLD_REST,
    LEAVES,
    RETURNS,
    RESTS_AT,
    DELAY,
) = range(20)

# Places in State.now.
(
    TOTAL,
    MOST_LATE,
    MOST_IDLE,
    TRIAL,
    LOGGED,
    TOUCHED,
    SPARE,
    UNPLACED,
    SOFT_SUM,
    TRIED_MOST_LATE,
    TRIED_MOST_IDLE,
    SAVED,
    FLIPPED,
    CHANCE,
    GUIDE,
    TRIED_GUIDE,
) = range(16)

# Rows of State.lists.
TOUCHED_ROUNDS, CHANGED_ROUNDS, SPARE_LIST, USED, LOAD, UNPLACED_TASKS = range(6)

SPARE_ROWS = 6
"""Most rounds that one trial changes."""


class Tables(NamedTuple):
    """What the search reads and never writes."""

    task: Ints
    duty: Ints
    travel: Ints32
    period: Ints
    prices: Ints
    node_cost: Ints
    near: Ints32
    booked: Ints


class State(NamedTuple):
    """What the search writes."""

    sequence: Ints32
    node: Ints
    round: Ints
    log: Ints
    lists: Ints
    now: Ints


def task_table(problem: RoundsProblem) -> Ints:
    """Rows of what each task is, with its partner and its mate."""
    tasks, links = problem.tasks, problem.links
    table = np.zeros((problem.size, 12), dtype=np.int64)
    table[:, PLACE] = tasks.place
    table[:, OPENS], table[:, OPENS_AGAIN] = tasks.earliest_s.T
    table[:, CLOSES], table[:, CLOSES_AGAIN] = tasks.latest_s.T
    table[:, LASTS] = tasks.duration_s
    table[:, LATE_PRICE] = tasks.lateness_cost_per_s
    table[:, LATE_LIMIT] = tasks.lateness_limit_s
    table[:, UNSERVED] = tasks.unserved_cost
    table[:, PARTNER] = -1
    table[links.first, PARTNER] = links.second
    table[links.second, PARTNER] = links.first
    table[links.first, LAG] = -links.most_s
    table[links.second, LAG] = links.least_s
    order = np.argsort(tasks.group, kind="stable")
    twins = order[:-1][tasks.group[order][1:] == tasks.group[order][:-1]]
    other = order[1:][tasks.group[order][1:] == tasks.group[order][:-1]]
    table[:, MATE] = -1
    table[twins, MATE] = other
    table[other, MATE] = twins
    return table


def duty_table(problem: RoundsProblem) -> tuple[Ints, Ints32]:
    """Rows of what each duty is, and travel[profile, from x to] = cost, then time per period.

    The cost holds what the fastest period's time adds to the length of a round.
    """
    duties = problem.duties
    keys = np.stack([duties.mode, duties.vehicle, duties.length_cost_per_s], axis=1)
    profiles, profile = np.unique(keys, axis=0, return_inverse=True)
    table = np.stack(
        [
            duties.start_s,
            duties.end_s,
            duties.longest_s,
            duties.overtime_limit_s,
            duties.overtime_cost_per_s,
            duties.start_place,
            duties.end_place,
            profile.reshape(-1),
            duties.number,
            duties.cost,
            duties.length_cost_per_s,
            duties.break_s,
            duties.break_earliest_s,
            duties.break_latest_s,
            duties.break_missed_cost,
            duties.longest_work_s,
            duties.overlong_cost_per_s,
            duties.end_s - duties.start_s,
        ],
        axis=1,
    ).astype(np.int64)
    places, periods = problem.travel_s.shape[-1], len(problem.period_start_s)
    travel = np.empty((len(profiles), places * places, 1 + periods), dtype=np.int32)
    for row, (mode, vehicle, price) in enumerate(profiles.tolist()):
        time_s = problem.travel_s[mode].reshape(periods, -1)
        travel[row, :, 0] = problem.travel_cost[vehicle].reshape(-1) + price * time_s.min(axis=0)
        travel[row, :, 1:] = time_s.T
    return table, travel


def bookings(problem: RoundsProblem) -> Ints:
    """Which duties (rows) hold a scarce vehicle at which instants; last row: how many may.

    Rounds in use at once are counted where a duty starts: the number rises nowhere else.
    """
    duties = problem.duties
    rows, limits = [], []
    for vehicle, number in enumerate(problem.vehicles.tolist()):
        mine = duties.vehicle == vehicle
        if number >= duties.number[mine].sum():
            continue
        for instant in np.unique(duties.start_s[mine]).tolist():
            rows.append(mine & (duties.start_s <= instant) & (instant < duties.end_s))
            limits.append(number)
    booked = np.array(rows, dtype=np.int64).reshape(-1, len(duties.start_s)).T
    return np.vstack([booked, np.array(limits, dtype=np.int64)])


def tables(problem: RoundsProblem, neighbours: int) -> Tables:
    """All that the search reads of a problem."""
    from ruttsim.planning.neighbours import nearest

    task, (duty, travel) = task_table(problem), duty_table(problem)
    node_cost: NDArray[np.int64] = problem.change_cost + (
        problem.duties.length_cost_per_s[None, :] * problem.tasks.duration_s[:, None]
    )
    prices = np.zeros(8, dtype=np.int64)
    prices[LATEST_PRICE] = problem.prices.largest_lateness_per_s
    prices[WAIT_PRICE] = problem.prices.waiting_per_s
    prices[IDLE_PRICE] = problem.prices.largest_idle_per_s
    prices[PLACES] = problem.travel_s.shape[-1]
    prices[HAS_NODE_COST] = int((node_cost != node_cost[:, :1]).any())
    prices[MOST_GUIDED] = prices[IDLE_SHARE] = NO_GUIDE
    node_cost = np.where(problem.may, node_cost, FORBIDDEN)
    return Tables(
        task=task,
        duty=duty,
        travel=travel,
        period=problem.period_start_s.copy(),
        prices=prices,
        node_cost=node_cost,
        near=nearest(task, travel, problem.may, neighbours),
        booked=bookings(problem),
    )


def empty_state(tables: Tables, rounds: int, longest: int) -> State:
    """A state in which no task is placed, with room for so many rounds of so many tasks."""
    tasks, duties = len(tables.task), len(tables.duty)
    rows = rounds + SPARE_ROWS
    width = max(tasks, rounds, duties, SPARE_ROWS, tables.booked.shape[1])
    state = State(
        sequence=np.zeros((rows, longest), dtype=np.int32),
        node=np.zeros((tasks, 16), dtype=np.int64),
        round=np.zeros((rounds, 20), dtype=np.int64),
        log=np.zeros((4096, 6), dtype=np.int64),
        lists=np.zeros((6, width), dtype=np.int64),
        now=np.zeros(16, dtype=np.int64),
    )
    state.lists[SPARE_LIST, :SPARE_ROWS] = np.arange(rounds, rows)
    state.lists[UNPLACED_TASKS, :tasks] = np.arange(tasks)
    state.round[:, ROW] = np.arange(rounds)
    state.round[:, REST] = -1
    state.node[:, ROUND] = -1
    state.node[:, READY] = UNPLACED_S
    state.now[UNPLACED] = tasks
    state.now[SPARE] = SPARE_ROWS
    state.now[TOTAL] = int(tables.task[:, UNSERVED].sum())
    return state
