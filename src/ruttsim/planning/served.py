"""The moves that change which tasks are done: insert, drop and replace (see `moves`)."""

# Compiled code: types are inferred, and columns are read by name.
# ruff: noqa: ANN001, ANN201
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from ruttsim.compiled import part
from ruttsim.planning.chances import below
from ruttsim.planning.edits import change, put, take
from ruttsim.planning.moves import found, fresh_round, target
from ruttsim.planning.tables import (
    CHANGED_ROUNDS,
    DUTY,
    FORBIDDEN,
    MATE,
    PARTNER,
    POSITION,
    ROUND,
    UNPLACED,
    UNPLACED_TASKS,
    UNSERVED,
)


@part
def insert_one(tables, state, u, mate, changed):
    """Put a task next to a neighbour or in a round of its own: rounds changed (-1: no), base."""
    node, chance = state.node, state.now
    is_after = below(chance, 2) == 0
    x = target(tables, state, u, is_after)
    if x < 0 or below(chance, 16) == 0:
        r = fresh_round(tables, state, u)
        if r < 0:
            return -1, 0
        for h in range(changed):
            if state.lists[CHANGED_ROUNDS, h] == r:
                return -1, 0
        changed = change(state, r, changed)
        return changed, put(tables, state, r, 0, u)
    r = node[x, ROUND]
    if mate >= 0 and tables.task[u, PARTNER] == mate and found(state, r, mate) >= 0:
        return -1, 0
    changed = change(state, r, changed)
    k = found(state, r, x) + (1 if is_after else 0)
    return changed, put(tables, state, r, k, u)


@part
def insert(tables, state):
    """A task that no round holds, and its mate, get places."""
    now = state.now
    if now[UNPLACED] == 0:
        return 0, 0
    u = state.lists[UNPLACED_TASKS, below(state.now, now[UNPLACED])]
    mate = tables.task[u, MATE]
    base = -tables.task[u, UNSERVED]
    changed, more = insert_one(tables, state, u, -1, 0)
    if changed < 0:
        return 0, 0
    base += more
    if mate >= 0:
        base -= tables.task[mate, UNSERVED]
        after, more = insert_one(tables, state, mate, u, changed)
        if after < 0:
            return changed, FORBIDDEN
        changed = after
        base += more
    return changed, base


@part
def drop(tables, state, p):
    """A task and its mate are left out."""
    node = state.node
    mate = tables.task[p, MATE]
    changed = change(state, node[p, ROUND], 0)
    base = tables.task[p, UNSERVED] + take(tables, state, node[p, ROUND], node[p, POSITION])
    if mate >= 0:
        changed = change(state, node[mate, ROUND], changed)
        k = found(state, node[mate, ROUND], mate)
        base += tables.task[mate, UNSERVED] + take(tables, state, node[mate, ROUND], k)
    return changed, base


@part
def replace(tables, state, p):
    """A task that no round holds takes the place of another, which is left out."""
    now, node, rounds = state.now, state.node, state.round
    if now[UNPLACED] == 0:
        return 0, 0
    u = state.lists[UNPLACED_TASKS, below(state.now, now[UNPLACED])]
    r, k = node[p, ROUND], node[p, POSITION]
    if tables.task[u, MATE] >= 0 or tables.task[p, MATE] >= 0:
        return 0, 0
    if tables.node_cost[u, rounds[r, DUTY]] >= FORBIDDEN:
        return 0, 0
    changed = change(state, r, 0)
    base = tables.task[p, UNSERVED] - tables.task[u, UNSERVED]
    base += take(tables, state, r, k)
    base += put(tables, state, r, k, u)
    return changed, base
