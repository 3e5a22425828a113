"""The moves of the search: each picks what to change by chance, and edits the rounds on trial.

A move returns how many rounds it has changed (0: it may not be, or its base cost alone is more
than `room`) and what base cost that adds.
"""

# Compiled code: types are inferred, and columns are read by name.
# ruff: noqa: ANN001, ANN201
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from ruttsim.compiled import part
from ruttsim.domain.rounds import NEVER_S
from ruttsim.planning.chances import below
from ruttsim.planning.edits import (
    change,
    exchange,
    exchange_cost,
    put,
    rotate,
    rotate_cost,
    take,
)
from ruttsim.planning.evaluation import touch
from ruttsim.planning.tables import (
    BREAK,
    DUTY,
    END,
    ENDS,
    FLIPPED,
    FORBIDDEN,
    LENGTH,
    NUMBER,
    OPENS_AGAIN,
    PARTNER,
    POSITION,
    REST,
    ROUND,
    ROW,
    SECOND,
    START,
    STARTS,
    USED,
)

MISSED_ONE_IN = 16
"""So seldom a break is tried without: it pays where it costs little to miss."""

DRAWS = 16
"""Duties looked at before a round keeps its own."""


@part
def neighbour(tables, state, side, p):
    """One of the nearest tasks to p that a round holds, nearer ones more often (-1: none found)."""
    width = tables.near.shape[2]
    k = below(state.now, width)
    k = min(k, below(state.now, width))
    q = tables.near[side, p, k]
    if q == p or state.node[q, ROUND] < 0:
        return -1
    return q


@part
def free_round(state):
    """A round that holds nothing (-1: all do)."""
    rounds = len(state.round)
    r = below(state.now, rounds)
    for _ in range(rounds):
        if state.round[r, LENGTH] == 0:
            return r
        r += 1
        if r == rounds:
            r = 0
    return -1


@part
def fresh_round(tables, state, p):
    """An empty round given a duty that may do task p and is free by number (-1: none found)."""
    duties = len(tables.duty)
    for _ in range(4):
        d = below(state.now, duties)
        if tables.node_cost[p, d] < FORBIDDEN and state.lists[USED, d] < tables.duty[d, NUMBER]:
            r = free_round(state)
            if r >= 0:
                state.round[r, DUTY] = d
                state.round[r, REST] = min(1, tables.duty[d, BREAK])
            return r
    return -1


@part
def segment_length(chance):
    """One task mostly, two or three at times."""
    u = below(chance, 20)
    if u < 12:
        return 1
    return 2 if u < 17 else 3


@part
def trade(tables, state, a, i, i2, ra, b, j, j2, rb, room):
    """Exchange between two rounds if its base cost is within room."""
    base = exchange_cost(tables, state, a, i, i2, ra, b, j, j2, rb)
    if base > room:
        return 0, base
    return exchange(state, a, i, i2, ra, b, j, j2, rb), base


@part
def turn(tables, state, r, i, m, j, is_left_reversed, is_right_reversed, room):
    """Rotation within a round if its base cost is within room."""
    base = rotate_cost(tables, state, r, i, m, j, is_left_reversed, is_right_reversed)
    if base > room:
        return 0, base
    return rotate(state, r, i, m, j, is_left_reversed, is_right_reversed), base


@part
def relocate(tables, state, p, room):
    """A task with up to two others goes next to a neighbour."""
    chance, node, rounds = state.now, state.node, state.round
    is_after = below(chance, 2) == 0
    x = neighbour(tables, state, 0 if is_after else 1, p)
    if x < 0:
        return 0, 0
    a, b = node[p, ROUND], node[x, ROUND]
    size = segment_length(chance)
    if is_after:
        i, j = node[p, POSITION], node[x, POSITION] + 1
        i2 = min(i + size, rounds[a, LENGTH])
        is_reversed = False
    else:
        i2, j = node[p, POSITION] + 1, node[x, POSITION]
        i = max(i2 - size, 0)
        is_reversed = False
    if i2 - i > 1 and below(chance, 4) == 0:
        is_reversed = True
        # The task itself stays next to the neighbour.
        if is_after:
            i2 = node[p, POSITION] + 1
            i = max(i2 - size, 0)
        else:
            i = node[p, POSITION]
            i2 = min(i + size, rounds[a, LENGTH])
    if a != b:
        return trade(tables, state, a, i, i2, is_reversed, b, j, j, False, room)
    if i <= j <= i2:
        return 0, 0
    if j < i:
        return turn(tables, state, a, j, i, i2, False, is_reversed, room)
    return turn(tables, state, a, i, i2, j, is_reversed, False, room)


@part
def swap(tables, state, p, room):
    """A task with up to two others takes the place next to a neighbour of what stands there."""
    chance, node, rounds = state.now, state.node, state.round
    is_after = below(chance, 2) == 0
    x = neighbour(tables, state, 0 if is_after else 1, p)
    if x < 0:
        return 0, 0
    a, b = node[p, ROUND], node[x, ROUND]
    size, other = segment_length(chance), segment_length(chance)
    i, j = node[p, POSITION], node[x, POSITION]
    if is_after:
        i2, j = min(i + size, rounds[a, LENGTH]), j + 1
        j2 = min(j + other, rounds[b, LENGTH])
    else:
        i2, j2 = i + 1, j
        i, j = max(i2 - size, 0), max(j2 - other, 0)
    if a != b:
        return trade(tables, state, a, i, i2, False, b, j, j2, False, room)
    # Within a round only neighbouring stretches change places, what lies between goes along.
    if i2 <= j:
        return turn(tables, state, a, i, j, j2, False, False, room)
    if j2 <= i:
        return turn(tables, state, a, j, i, i2, False, False, room)
    return 0, 0


@part
def tails(tables, state, p, room):
    """What follows a neighbour and what begins with a task change places (within one: turned)."""
    node, rounds = state.node, state.round
    x = neighbour(tables, state, 0, p)
    if x < 0:
        return 0, 0
    a, b = node[p, ROUND], node[x, ROUND]
    i, j = node[p, POSITION], node[x, POSITION] + 1
    if a != b:
        return trade(
            tables, state, a, i, rounds[a, LENGTH], False, b, j, rounds[b, LENGTH], False, room
        )
    if j < i:
        return turn(tables, state, a, j, j, i + 1, False, True, room)
    if i + 1 < j:
        return turn(tables, state, a, i, i, j, False, True, room)
    return 0, 0


@part
def found(state, r, q):
    """The position of task q in round r as it is on trial."""
    row = state.round[r, ROW]
    for k in range(state.round[r, LENGTH]):
        if state.sequence[row, k] == q:
            return k
    return -1


@part
def target(tables, state, p, is_after):
    """A neighbour for task p to go next to, in a round whose duty may do p (-1: none)."""
    x = neighbour(tables, state, 0 if is_after else 1, p)
    if x < 0:
        return -1
    b = state.node[x, ROUND]
    if tables.node_cost[p, state.round[b, DUTY]] >= FORBIDDEN:
        return -1
    if state.round[b, LENGTH] >= state.sequence.shape[1] - 1:
        return -1
    return x


@part
def move_pair(tables, state, p):
    """Two linked tasks both go next to neighbours of theirs."""
    node, chance = state.node, state.now
    o = tables.task[p, PARTNER]
    if o < 0:
        return 0, 0
    is_after, is_other_after = below(chance, 2) == 0, below(chance, 2) == 0
    x = target(tables, state, p, is_after)
    y = target(tables, state, o, is_other_after)
    if x < 0 or y < 0 or x in (o, p) or y in (o, p):
        return 0, 0
    a, c, b, e = node[p, ROUND], node[o, ROUND], node[x, ROUND], node[y, ROUND]
    if b == e:
        return 0, 0
    changed = change(state, a, 0)
    changed = change(state, c, changed)
    changed = change(state, b, changed)
    changed = change(state, e, changed)
    base = take(tables, state, a, node[p, POSITION])
    base += take(tables, state, c, node[o, POSITION])
    base += put(tables, state, b, found(state, b, x) + (1 if is_after else 0), p)
    base += put(tables, state, e, found(state, e, y) + (1 if is_other_after else 0), o)
    return changed, base


@part
def open_round(tables, state, p, room):
    """A task with what follows it, or with up to two others, gets a round of its own."""
    node, rounds, chance = state.node, state.round, state.now
    b = fresh_round(tables, state, p)
    if b < 0:
        return 0, 0
    a, i = node[p, ROUND], node[p, POSITION]
    size = rounds[a, LENGTH] if below(chance, 2) == 0 else segment_length(chance)
    i2 = min(i + size, rounds[a, LENGTH])
    return trade(tables, state, a, i, i2, False, b, 0, 0, False, room)


@part
def swap_rounds(tables, state, p, room):
    """Two rounds change duties."""
    rounds = state.round
    a, b = state.node[p, ROUND], below(state.now, len(rounds))
    n_b = rounds[b, LENGTH]
    if a == b or n_b == 0 or rounds[a, DUTY] == rounds[b, DUTY]:
        return 0, 0
    return trade(tables, state, a, 0, rounds[a, LENGTH], False, b, 0, n_b, False, room)


@part
def change_duty(tables, state, p, room):
    """A round gets another duty: free by number, with hours from its first task to its last."""
    rounds, duty = state.round, tables.duty
    a = state.node[p, ROUND]
    row, n = rounds[a, ROW], rounds[a, LENGTH]
    begins = state.node[state.sequence[row, 0], STARTS]
    ends = state.node[state.sequence[row, n - 1], ENDS]
    for _ in range(DRAWS):
        d = below(state.now, len(duty))
        if d == rounds[a, DUTY] or state.lists[USED, d] >= duty[d, NUMBER]:
            continue
        if duty[d, START] > begins or duty[d, END] < ends or tables.node_cost[p, d] >= FORBIDDEN:
            continue
        b = free_round(state)
        if b < 0:
            return 0, 0
        rounds[b, DUTY] = d
        rounds[b, REST] = min(1, duty[d, BREAK])
        return trade(tables, state, a, 0, n, False, b, 0, 0, False, room)
    return 0, 0


@part
def shift_rest(tables, state, p):
    """The break of a round goes to another place in it, or is missed."""
    rounds, chance = state.round, state.now
    r = state.node[p, ROUND]
    if tables.duty[rounds[r, DUTY], BREAK] == 0:
        return 0, 0
    rest, n = rounds[r, REST], rounds[r, LENGTH]
    new = below(chance, n + 1)
    if rest >= 0 and below(chance, 2) == 0:
        new = min(n, max(0, rest - 2 + below(chance, 5)))
    if below(chance, MISSED_ONE_IN) == 0:
        new = -1
    if new == rest:
        return 0, 0
    changed = change(state, r, 0)
    touch(state, r, min(max(rest, 0), max(new, 0)))
    rounds[r, REST] = new
    return changed, 0


@part
def flip_window(tables, state, p):
    """A task with two windows waits for the second, or does not any more."""
    if tables.task[p, OPENS_AGAIN] >= NEVER_S:
        return 0, 0
    r = state.node[p, ROUND]
    changed = change(state, r, 0)
    touch(state, r, state.node[p, POSITION])
    state.node[p, SECOND] = 1 - state.node[p, SECOND]
    state.now[FLIPPED] = p
    return changed, 0
