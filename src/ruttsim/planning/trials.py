"""A trial of changed rounds: begun, settled through links, booked, and then kept or undone."""

# Compiled code: types are inferred, and columns are read by name.
# ruff: noqa: ANN001, ANN201
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from ruttsim.compiled import part
from ruttsim.planning.evaluation import guide, time_round, touch
from ruttsim.planning.tables import (
    CHANGED_ROUNDS,
    DUTY,
    FIRST,
    FLIPPED,
    FORBIDDEN,
    GUIDE,
    IDLE,
    IDLE_PRICE,
    IDLE_UNUSED,
    LAG,
    LATE_MOST,
    LATEST_PRICE,
    LENGTH,
    LOAD,
    LOGGED,
    MOST_IDLE,
    MOST_LATE,
    NUMBER,
    OLD_DUTY,
    OLD_LENGTH,
    OLD_REST,
    OLD_ROW,
    PARTNER,
    POSITION,
    READY,
    REST,
    ROUND,
    ROW,
    SECOND,
    SOFT,
    SOFT_SUM,
    SPARE,
    SPARE_LIST,
    STAMP,
    STARTS,
    TOTAL,
    TOUCHED,
    TOUCHED_ROUNDS,
    TRIAL,
    TRIED_GUIDE,
    TRIED_IDLE,
    TRIED_LATE,
    TRIED_MOST_IDLE,
    TRIED_MOST_LATE,
    TRIED_SOFT,
    USED,
)

MOST_EVALUATIONS = 60
"""Rounds timed in one trial before it is taken for a circle of links that never comes to rest."""


@part
def begin(state):
    """Start a trial in which nothing has changed."""
    state.now[TRIAL] += 1
    state.now[LOGGED] = 0
    state.now[TOUCHED] = 0
    state.now[FLIPPED] = -1


@part
def latest(state):
    """The largest lateness of all rounds, with touched rounds as tried."""
    rounds, now, old = state.round, state.now, state.now[MOST_LATE]
    most = 0
    is_lost = False
    for h in range(now[TOUCHED]):
        r = state.lists[TOUCHED_ROUNDS, h]
        most = max(most, rounds[r, TRIED_LATE])
        is_lost = is_lost or rounds[r, LATE_MOST] == old
    if most >= old:
        return most
    if not is_lost:
        return old
    for r in range(len(rounds)):
        if rounds[r, STAMP] != now[TRIAL]:
            most = max(most, rounds[r, LATE_MOST])
    return most


@part
def idleness(tables, state):
    """What guides the search to less idleness in all, and the largest, touched rounds as tried."""
    rounds, prices = state.round, tables.prices
    guided, most = 0, 0
    for r in range(len(rounds)):
        if rounds[r, LENGTH] > 0:
            is_touched = rounds[r, STAMP] == state.now[TRIAL]
            idle = rounds[r, TRIED_IDLE if is_touched else IDLE]
            most = max(most, idle)
            guided += guide(prices, idle)
            guided -= guide(prices, tables.duty[rounds[r, DUTY], IDLE_UNUSED])
    for d in range(len(tables.duty)):
        if state.lists[USED, d] < tables.duty[d, NUMBER]:
            most = max(most, tables.duty[d, IDLE_UNUSED])
    return guided, most


@part
def risen(tables, state, delta):
    """What the trial adds to the plan's cost, where `delta` is what it adds to the guided cost."""
    now, price = state.now, tables.prices[IDLE_PRICE]
    if price == 0:
        return delta
    now[TRIED_GUIDE], now[TRIED_MOST_IDLE] = idleness(tables, state)
    delta -= now[TRIED_GUIDE] - now[GUIDE]
    return delta + price * (now[TRIED_MOST_IDLE] - now[MOST_IDLE])


@part
def settle(tables, state, changed, base, allow):
    """Guided cost of the trial above the present plan's; more than `allow` where it will not do.

    The first `changed` of state.changed are the rounds whose order is new; `base` is what their
    base cost changed.
    """
    node, rounds, log, now, task = state.node, state.round, state.log, state.now, tables.task
    latest_price = tables.prices[LATEST_PRICE]
    refused = allow + 1
    room = allow - base + latest_price * now[MOST_LATE] + now[SOFT_SUM]
    for h in range(changed):
        r = state.lists[CHANGED_ROUNDS, h]
        if not time_round(tables, state, r, rounds[r, FIRST], False, room):
            return refused
        room -= rounds[r, TRIED_SOFT]
    evaluations = changed
    h = 0
    while h < now[LOGGED]:
        p = log[h, 0]
        h += 1
        partner = task[p, PARTNER]
        need = max(node[partner, READY], node[p, READY] + task[partner, LAG])
        r = node[partner, ROUND]
        if node[partner, STARTS] == need or r < 0:
            continue
        evaluations += 1
        if evaluations > MOST_EVALUATIONS:
            return refused
        touch(state, r, node[partner, POSITION])
        if not time_round(tables, state, r, rounds[r, FIRST], False, FORBIDDEN):
            return refused
    delta = base
    for h in range(now[TOUCHED]):
        r = state.lists[TOUCHED_ROUNDS, h]
        delta += rounds[r, TRIED_SOFT] - rounds[r, SOFT]
    if latest_price > 0:
        most = latest(state)
        delta += latest_price * (most - now[MOST_LATE])
        now[TRIED_MOST_LATE] = most
    return delta


@part
def book(tables, state, changed, is_forward):
    """Count duties and vehicles as the changed rounds use them now; whether there are enough."""
    rounds, lists = state.round, state.lists
    is_enough = True
    for h in range(changed):
        r = state.lists[CHANGED_ROUNDS, h]
        is_used, was_used = rounds[r, LENGTH] > 0, rounds[r, OLD_LENGTH] > 0
        d, old = rounds[r, DUTY], rounds[r, OLD_DUTY]
        if is_used == was_used and (d == old or not is_used):
            continue
        for side in range(2):
            if (side == 0 and not was_used) or (side == 1 and not is_used):
                continue
            which = old if side == 0 else d
            step = 1 if (side == 1) == is_forward else -1
            lists[USED, which] += step
            for q in range(tables.booked.shape[1]):
                if tables.booked[which, q]:
                    lists[LOAD, q] += step
    if is_forward:
        for h in range(changed):
            d = rounds[state.lists[CHANGED_ROUNDS, h], DUTY]
            if lists[USED, d] > tables.duty[d, NUMBER]:
                is_enough = False
            for q in range(tables.booked.shape[1]):
                if lists[LOAD, q] > tables.booked[len(tables.duty), q] and tables.booked[d, q]:
                    is_enough = False
    return is_enough


@part
def keep(tables, state, changed, rise):
    """Make the trial the plan, which `rise` is added to the cost of."""
    rounds, now = state.round, state.now
    for h in range(changed):
        state.lists[SPARE_LIST, now[SPARE]] = rounds[state.lists[CHANGED_ROUNDS, h], OLD_ROW]
        now[SPARE] += 1
    for h in range(now[TOUCHED]):
        r = state.lists[TOUCHED_ROUNDS, h]
        time_round(tables, state, r, rounds[r, FIRST], True, FORBIDDEN)
        now[SOFT_SUM] += rounds[r, TRIED_SOFT] - rounds[r, SOFT]
        rounds[r, SOFT] = rounds[r, TRIED_SOFT]
        rounds[r, LATE_MOST] = rounds[r, TRIED_LATE]
        rounds[r, IDLE] = rounds[r, TRIED_IDLE]
    now[TOTAL] += rise
    if tables.prices[LATEST_PRICE] > 0:
        now[MOST_LATE] = now[TRIED_MOST_LATE]
    if tables.prices[IDLE_PRICE] > 0:
        now[MOST_IDLE] = now[TRIED_MOST_IDLE]
        now[GUIDE] = now[TRIED_GUIDE]


@part
def undo(state, changed):
    """Make the plan what it was before the trial."""
    rounds, node, log, now = state.round, state.node, state.log, state.now
    if now[FLIPPED] >= 0:
        node[now[FLIPPED], SECOND] = 1 - node[now[FLIPPED], SECOND]
    for h in range(now[LOGGED] - 1, -1, -1):
        p = log[h, 0]
        node[p, ROUND] = log[h, 1]
        node[p, POSITION] = log[h, 2]
        node[p, STARTS] = log[h, 3]
        node[p, READY] = log[h, 4]
    for h in range(now[TOUCHED]):
        r = state.lists[TOUCHED_ROUNDS, h]
        rounds[r, REST] = rounds[r, OLD_REST]
    for h in range(changed - 1, -1, -1):
        r = state.lists[CHANGED_ROUNDS, h]
        state.lists[SPARE_LIST, now[SPARE]] = rounds[r, ROW]
        now[SPARE] += 1
        rounds[r, ROW] = rounds[r, OLD_ROW]
        rounds[r, LENGTH] = rounds[r, OLD_LENGTH]
        rounds[r, DUTY] = rounds[r, OLD_DUTY]
