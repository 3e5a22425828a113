"""A first plan by greedy insertion, and any plan timed and priced from nothing."""

# Compiled code: types are inferred, and columns are read by name.
# ruff: noqa: ANN001, ANN201
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np

from ruttsim.compiled import entry, part
from ruttsim.planning.edits import change, edge, place_at, put, take
from ruttsim.planning.evaluation import guide, time_round, touch
from ruttsim.planning.moves import found
from ruttsim.planning.tables import (
    BREAK,
    COST,
    DUTY,
    FORBIDDEN,
    GUIDE,
    IDLE,
    IDLE_PRICE,
    LATE_MOST,
    LATEST_PRICE,
    LENGTH,
    LOAD,
    LOGGED,
    MATE,
    MOST_IDLE,
    MOST_LATE,
    NUMBER,
    OLD_ROW,
    PARTNER,
    POSITION,
    PROFILE,
    READY,
    REST,
    ROUND,
    ROW,
    SOFT,
    SOFT_SUM,
    SPARE,
    SPARE_LIST,
    TOTAL,
    TOUCHED,
    TRIED_IDLE,
    TRIED_LATE,
    TRIED_SOFT,
    UNPLACED,
    UNPLACED_S,
    UNPLACED_TASKS,
    UNSERVED,
    USED,
)
from ruttsim.planning.trials import (
    MOST_EVALUATIONS,
    begin,
    book,
    idleness,
    keep,
    risen,
    settle,
    undo,
)


@part
def base_cost(tables, state, r):
    """Base cost of a round, from nothing."""
    row, n, d = state.round[r, ROW], state.round[r, LENGTH], state.round[r, DUTY]
    if n == 0:
        return 0
    cost = tables.duty[d, COST]
    for k in range(n + 1):
        x = place_at(tables, state, row, n, d, k - 1)
        y = place_at(tables, state, row, n, d, k)
        cost += edge(tables, tables.duty[d, PROFILE], x, y)
        if k < n:
            cost += tables.node_cost[state.sequence[row, k], d]
    return cost


@entry
def refresh(tables, state):
    """Time and price the orders that the state holds, from nothing; whether they can be worked."""
    node, rounds, now = state.node, state.round, state.now
    tasks, duty = len(tables.task), tables.duty
    state.lists[USED, :] = 0
    state.lists[LOAD, :] = 0
    now[SOFT_SUM], now[MOST_LATE], now[MOST_IDLE], now[TOTAL], now[GUIDE] = 0, 0, 0, 0, 0
    now[LOGGED], now[TOUCHED] = 0, 0
    for p in range(tasks):
        node[p, ROUND] = -1
        node[p, READY] = UNPLACED_S
    for r in range(len(rounds)):
        for k in range(rounds[r, LENGTH]):
            p = state.sequence[rounds[r, ROW], k]
            node[p, ROUND] = r
            node[p, POSITION] = k
        if rounds[r, LENGTH] > 0:
            state.lists[USED, rounds[r, DUTY]] += 1
            for q in range(tables.booked.shape[1]):
                if tables.booked[rounds[r, DUTY], q]:
                    state.lists[LOAD, q] += 1
    is_settled = False
    for _ in range(MOST_EVALUATIONS):
        is_settled = True
        for r in range(len(rounds)):
            now[LOGGED] = 0
            # What fails before all links are heard may hold once they are.
            time_round(tables, state, r, 0, False, FORBIDDEN)
            is_settled = is_settled and now[LOGGED] == 0
        if is_settled:
            break
    now[LOGGED] = 0
    n = 0
    for p in range(tasks):
        if node[p, ROUND] < 0:
            now[TOTAL] += tables.task[p, UNSERVED]
            state.lists[UNPLACED_TASKS, n] = p
            n += 1
    now[UNPLACED] = n
    is_worked = is_settled
    for r in range(len(rounds)):
        is_worked = time_round(tables, state, r, 0, True, FORBIDDEN) and is_worked
        rounds[r, SOFT] = rounds[r, TRIED_SOFT]
        rounds[r, LATE_MOST] = rounds[r, TRIED_LATE]
        rounds[r, IDLE] = rounds[r, TRIED_IDLE]
        now[SOFT_SUM] += rounds[r, SOFT]
        now[TOTAL] += base_cost(tables, state, r)
        now[MOST_LATE] = max(now[MOST_LATE], rounds[r, LATE_MOST])
    is_enough = True
    for d in range(len(duty)):
        is_enough = is_enough and state.lists[USED, d] <= duty[d, NUMBER]
    for q in range(tables.booked.shape[1]):
        is_enough = is_enough and state.lists[LOAD, q] <= tables.booked[len(tables.duty), q]
    if tables.prices[IDLE_PRICE] > 0:
        now[GUIDE], now[MOST_IDLE] = idleness(tables, state)
    now[TOTAL] += now[SOFT_SUM] - now[GUIDE]
    now[TOTAL] += tables.prices[LATEST_PRICE] * now[MOST_LATE]
    now[TOTAL] += tables.prices[IDLE_PRICE] * now[MOST_IDLE]
    if tables.prices[LATEST_PRICE] == 0:
        now[MOST_LATE] = 0
    return is_worked and is_enough


@part
def tried_at(tables, state, r, k, p, allow):
    """Cost of putting task p at position k of round r, or more than `allow`; the trial is open."""
    begin(state)
    change(state, r, 0)
    base = put(tables, state, r, k, p)
    if not book(tables, state, 1, True):
        return allow + 1
    return settle(tables, state, 1, base, allow)


@entry
def cheapest(tables, state, p):
    """The round and position where task p costs least (-1: nowhere), with its duty and break.

    In an empty round the break may also be left out: a task late in a long duty has room for it
    only before the round.
    """
    rounds, mate = state.round, tables.task[p, PARTNER]
    best, best_r, best_k, best_d, best_rest = FORBIDDEN // 4, -1, 0, 0, 0
    has_empty = np.zeros(len(tables.duty), dtype=np.bool_)
    for r in range(len(rounds)):
        n = rounds[r, LENGTH]
        if mate >= 0 and state.node[mate, ROUND] == r:
            continue
        if n >= state.sequence.shape[1] - 1:
            continue
        duties = len(tables.duty) if n == 0 else 1
        for choice in range(duties):
            d = choice if n == 0 else rounds[r, DUTY]
            if tables.node_cost[p, d] >= FORBIDDEN:
                continue
            if n == 0:
                if has_empty[d] or state.lists[USED, d] >= tables.duty[d, NUMBER]:
                    continue
                has_empty[d] = True
                rounds[r, DUTY] = d
            for rest in range(1, -2 if n == 0 and tables.duty[d, BREAK] > 0 else 0, -2):
                if n == 0:
                    rounds[r, REST] = min(rest, tables.duty[d, BREAK])
                for k in range(n + 1):
                    cost = tried_at(tables, state, r, k, p, best)
                    book(tables, state, 1, False)
                    undo(state, 1)
                    if cost < best:
                        best, best_r, best_k, best_d = cost, r, k, d
                        best_rest = rounds[r, REST]
    return best_r, best_k, best_d, best_rest


@entry
def insert_greedily(tables, state, order):
    """Put tasks, in an order, where they cost least; a pair that finds no two places is left."""
    for u in order:
        mate = tables.task[u, MATE]
        if state.node[u, ROUND] >= 0:
            continue
        done = 0
        for p in (u, mate):
            if p < 0 or (p == mate and done == 0):
                continue
            r, k, d, rest = cheapest(tables, state, p)
            if r < 0:
                break
            if state.round[r, LENGTH] == 0:
                state.round[r, DUTY] = d
                state.round[r, REST] = rest
            cost = tried_at(tables, state, r, k, p, FORBIDDEN // 2)
            keep(tables, state, 1, risen(tables, state, cost))
            done += 1
        if mate >= 0 and done == 1:
            r = state.node[u, ROUND]
            begin(state)
            change(state, r, 0)
            take(tables, state, r, found(state, r, u))
            state.lists[SPARE_LIST, state.now[SPARE]] = state.round[r, OLD_ROW]
            state.now[SPARE] += 1
            refresh(tables, state)
    refresh(tables, state)


@entry
def follow(tables, state, r, d, rest, order):
    """Put tasks in an order into round r where that can be worked; the others stay out."""
    state.round[r, DUTY] = d
    state.round[r, REST] = min(rest, 0)
    for p in order:
        n = state.round[r, LENGTH]
        begin(state)
        change(state, r, 0)
        # The break goes along before the last task until it is where it was.
        state.round[r, REST] = min(rest, n)
        touch(state, r, 0)
        base = put(tables, state, r, n, p)
        cost = FORBIDDEN
        if book(tables, state, 1, True):
            cost = settle(tables, state, 1, base, FORBIDDEN // 2)
        if cost <= FORBIDDEN // 2:
            keep(tables, state, 1, risen(tables, state, cost))
        else:
            book(tables, state, 1, False)
            undo(state, 1)
    refresh(tables, state)


@entry
def movable(tables, state):
    """What of a plan's cost its order can change: travel, times and the largest of them."""
    rounds, now, prices = state.round, state.now, tables.prices
    cost = now[SOFT_SUM]
    cost += prices[LATEST_PRICE] * now[MOST_LATE] + prices[IDLE_PRICE] * now[MOST_IDLE]
    for r in range(len(rounds)):
        row, n, d = rounds[r, ROW], rounds[r, LENGTH], rounds[r, DUTY]
        if n > 0:
            cost -= guide(prices, rounds[r, IDLE])
        for k in range(n + 1 if n > 0 else 0):
            x = place_at(tables, state, row, n, d, k - 1)
            y = place_at(tables, state, row, n, d, k)
            cost += edge(tables, tables.duty[d, PROFILE], x, y)
    return cost
