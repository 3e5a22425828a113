"""Edits of rounds on trial: exchange, rotate, take and put.

Each edit writes the new order of a round into a spare row and says what it changes in base cost.
"""

# Compiled code: types are inferred, and columns are read by name.
# ruff: noqa: ANN001, ANN201
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from ruttsim.compiled import part
from ruttsim.planning.evaluation import touch
from ruttsim.planning.tables import (
    CHANGED_ROUNDS,
    COST,
    DUTY,
    FORBIDDEN,
    FROM_PLACE,
    HAS_NODE_COST,
    LENGTH,
    PARTNER,
    PLACE,
    PLACES,
    POSITION,
    PROFILE,
    REST,
    ROUND,
    ROW,
    SPARE,
    SPARE_LIST,
    TO_PLACE,
)


@part
def spare_row(state, r, k, changed):
    """Give round r, new from position k on, a row to be written; the old row stays as it is."""
    now = state.now
    touch(state, r, k)
    now[SPARE] -= 1
    state.round[r, ROW] = state.lists[SPARE_LIST, now[SPARE]]
    state.lists[CHANGED_ROUNDS, changed] = r


@part
def change(state, r, changed):
    """Make round r editable by take and put; how many rounds are changed now."""
    for h in range(changed):
        if state.lists[CHANGED_ROUNDS, h] == r:
            return changed
    old, n = state.round[r, ROW], state.round[r, LENGTH]
    spare_row(state, r, n, changed)
    row = state.round[r, ROW]
    for k in range(n):
        state.sequence[row, k] = state.sequence[old, k]
    return changed + 1


@part
def place_at(tables, state, row, n, d, k):
    """The place of position k of a row; what lies outside is the duty's start or end."""
    if k < 0:
        return tables.duty[d, FROM_PLACE]
    if k >= n:
        return tables.duty[d, TO_PLACE]
    return tables.task[state.sequence[row, k], PLACE]


@part
def edge(tables, profile, x, y):
    """Base cost of moving from place x to place y."""
    return tables.travel[profile, x * tables.prices[PLACES] + y, 0]


@part
def inner(tables, state, profile, row, i, j, is_reversed):
    """Base cost of moving along positions i to j (exclusive) of a row."""
    cost = 0
    for k in range(i, j - 1):
        x = tables.task[state.sequence[row, k], PLACE]
        y = tables.task[state.sequence[row, k + 1], PLACE]
        cost += edge(tables, profile, y, x) if is_reversed else edge(tables, profile, x, y)
    return cost


@part
def joined(tables, state, d, left, row, i, j, is_reversed, right):
    """Base cost of the two edges that join positions [i, j) of a row between two places."""
    profile = tables.duty[d, PROFILE]
    if i >= j:
        return edge(tables, profile, left, right)
    first = tables.task[state.sequence[row, i], PLACE]
    last = tables.task[state.sequence[row, j - 1], PLACE]
    if is_reversed:
        first, last = last, first
    return edge(tables, profile, left, first) + edge(tables, profile, last, right)


@part
def may_move(tables, state, row, i, j, d, to_round, free_from, free_to):
    """Whether [i, j) of a row may be of duty d in a round that loses [free_from, free_to)."""
    for k in range(i, j):
        p = state.sequence[row, k]
        if tables.node_cost[p, d] >= FORBIDDEN:
            return False
        partner = tables.task[p, PARTNER]
        if partner >= 0 and state.node[partner, ROUND] == to_round:
            at = state.node[partner, POSITION]
            if at < free_from or at >= free_to:
                return False
    return True


@part
def exchange_cost(tables, state, a, i, i2, is_a_reversed, b, j, j2, is_b_reversed):
    """What base cost changes when [i, i2) of round a and [j, j2) of round b change places."""
    rounds = state.round
    row_a, row_b = rounds[a, ROW], rounds[b, ROW]
    n_a, n_b = rounds[a, LENGTH], rounds[b, LENGTH]
    d_a, d_b = rounds[a, DUTY], rounds[b, DUTY]
    moved_a, moved_b = i2 - i, j2 - j
    new_a, new_b = n_a - moved_a + moved_b, n_b - moved_b + moved_a
    if max(new_a, new_b) > state.sequence.shape[1]:
        return FORBIDDEN
    if not may_move(tables, state, row_a, i, i2, d_b, b, j, j2):
        return FORBIDDEN
    if not may_move(tables, state, row_b, j, j2, d_a, a, i, i2):
        return FORBIDDEN
    profile_a, profile_b = tables.duty[d_a, PROFILE], tables.duty[d_b, PROFILE]
    left_a = place_at(tables, state, row_a, n_a, d_a, i - 1)
    right_a = place_at(tables, state, row_a, n_a, d_a, i2)
    left_b = place_at(tables, state, row_b, n_b, d_b, j - 1)
    right_b = place_at(tables, state, row_b, n_b, d_b, j2)
    base = 0
    if n_a > 0:
        base -= joined(tables, state, d_a, left_a, row_a, i, i2, False, right_a)
    else:
        base += tables.duty[d_a, COST]
    if n_b > 0:
        base -= joined(tables, state, d_b, left_b, row_b, j, j2, False, right_b)
    else:
        base += tables.duty[d_b, COST]
    if new_a > 0:
        base += joined(tables, state, d_a, left_a, row_b, j, j2, is_b_reversed, right_a)
    else:
        base -= tables.duty[d_a, COST]
    if new_b > 0:
        base += joined(tables, state, d_b, left_b, row_a, i, i2, is_a_reversed, right_b)
    else:
        base -= tables.duty[d_b, COST]
    if profile_a != profile_b or is_a_reversed:
        base += inner(tables, state, profile_b, row_a, i, i2, is_a_reversed)
        base -= inner(tables, state, profile_a, row_a, i, i2, False)
    if profile_a != profile_b or is_b_reversed:
        base += inner(tables, state, profile_a, row_b, j, j2, is_b_reversed)
        base -= inner(tables, state, profile_b, row_b, j, j2, False)
    if tables.prices[HAS_NODE_COST] and d_a != d_b:
        for k in range(i, i2):
            p = state.sequence[row_a, k]
            base += tables.node_cost[p, d_b] - tables.node_cost[p, d_a]
        for k in range(j, j2):
            p = state.sequence[row_b, k]
            base += tables.node_cost[p, d_a] - tables.node_cost[p, d_b]
    return base


@part
def rest_after(rest, i, i2, length, other):
    """Where a break goes when positions [i, i2) become so many; `other` is where it may go in.

    What is inserted where the break is goes before it: timing takes a break earlier where it
    must, and never later.
    """
    if rest == i == i2:
        return rest + length
    if rest <= i:
        return rest
    if rest >= i2 >= 0:
        return rest - (i2 - i) + length
    return i + min(max(other, 0), length)


@part
def spliced(state, row, old, n, i, i2, other, j, j2, is_reversed):
    """Write old[:i] + other[j:j2] + old[i2:n] into a row; its length."""
    sequence = state.sequence
    for k in range(i):
        sequence[row, k] = sequence[old, k]
    w = i
    if is_reversed:
        for k in range(j2 - 1, j - 1, -1):
            sequence[row, w] = sequence[other, k]
            w += 1
    else:
        for k in range(j, j2):
            sequence[row, w] = sequence[other, k]
            w += 1
    for k in range(i2, n):
        sequence[row, w] = sequence[old, k]
        w += 1
    return w


@part
def exchange(state, a, i, i2, is_a_reversed, b, j, j2, is_b_reversed):
    """Let [i, i2) of round a and [j, j2) of round b change places; two rounds are changed."""
    rounds = state.round
    old_a, old_b = rounds[a, ROW], rounds[b, ROW]
    n_a, n_b = rounds[a, LENGTH], rounds[b, LENGTH]
    rest_a, rest_b = rounds[a, REST], rounds[b, REST]
    spare_row(state, a, i, 0)
    spare_row(state, b, j, 1)
    rounds[a, LENGTH] = spliced(
        state, rounds[a, ROW], old_a, n_a, i, i2, old_b, j, j2, is_b_reversed
    )
    rounds[b, LENGTH] = spliced(
        state, rounds[b, ROW], old_b, n_b, j, j2, old_a, i, i2, is_a_reversed
    )
    if i2 == n_a and j2 == n_b:
        # Tails: a break in one tail goes where the other tail's was.
        end_a, end_b = FORBIDDEN if i < i2 else i, FORBIDDEN if j < j2 else j
        rounds[a, REST] = rest_after(rest_a, i, end_a, j2 - j, rest_b - j)
        rounds[b, REST] = rest_after(rest_b, j, end_b, i2 - i, rest_a - i)
    else:
        rounds[a, REST] = rest_after(rest_a, i, i2, j2 - j, 0)
        rounds[b, REST] = rest_after(rest_b, j, j2, i2 - i, 0)
    # An empty round has its break where it will be once there is a task.
    rounds[a, REST] = min(rounds[a, REST], rounds[a, LENGTH])
    rounds[b, REST] = min(rounds[b, REST], rounds[b, LENGTH])
    return 2


@part
def rotate_cost(tables, state, r, i, m, j, is_left_reversed, is_right_reversed):
    """What base cost changes when [i, m) and [m, j) of round r change places."""
    rounds = state.round
    row, n, d = rounds[r, ROW], rounds[r, LENGTH], rounds[r, DUTY]
    profile = tables.duty[d, PROFILE]
    left = place_at(tables, state, row, n, d, i - 1)
    right = place_at(tables, state, row, n, d, j)
    base = -joined(tables, state, d, left, row, i, j, False, right)
    if is_left_reversed:
        base += inner(tables, state, profile, row, i, m, True)
        base -= inner(tables, state, profile, row, i, m, False)
    if is_right_reversed:
        base += inner(tables, state, profile, row, m, j, True)
        base -= inner(tables, state, profile, row, m, j, False)
    if m <= i:
        return base + joined(tables, state, d, left, row, m, j, is_right_reversed, right)
    if m >= j:
        return base + joined(tables, state, d, left, row, i, m, is_left_reversed, right)
    first_l = tables.task[state.sequence[row, i], PLACE]
    last_l = tables.task[state.sequence[row, m - 1], PLACE]
    first_r = tables.task[state.sequence[row, m], PLACE]
    last_r = tables.task[state.sequence[row, j - 1], PLACE]
    base -= edge(tables, profile, last_l, first_r)
    if is_left_reversed:
        first_l, last_l = last_l, first_l
    if is_right_reversed:
        first_r, last_r = last_r, first_r
    base += edge(tables, profile, left, first_r) + edge(tables, profile, last_r, first_l)
    return base + edge(tables, profile, last_l, right)


@part
def rotate(state, r, i, m, j, is_left_reversed, is_right_reversed):
    """Let [i, m) and [m, j) of round r change places; one round is changed."""
    rounds, sequence = state.round, state.sequence
    old, n = rounds[r, ROW], rounds[r, LENGTH]
    spare_row(state, r, i, 0)
    row = rounds[r, ROW]
    spliced(state, row, old, n, i, j, old, m, j, is_right_reversed)
    w = i + j - m
    for k in range(m - i):
        sequence[row, w + k] = sequence[old, m - 1 - k if is_left_reversed else i + k]
    for k in range(j, n):
        sequence[row, k] = sequence[old, k]
    return 1


@part
def around(tables, state, r, k, p):
    """Base cost of what task p adds to round r between positions k - 1 and k."""
    row, n, d = state.round[r, ROW], state.round[r, LENGTH], state.round[r, DUTY]
    profile = tables.duty[d, PROFILE]
    left = place_at(tables, state, row, n, d, k - 1)
    right = place_at(tables, state, row, n, d, k)
    at = tables.task[p, PLACE]
    base = edge(tables, profile, left, at) + edge(tables, profile, at, right)
    if n > 0:
        base -= edge(tables, profile, left, right)
    else:
        base += tables.duty[d, COST]
    return base + tables.node_cost[p, d]


@part
def put(tables, state, r, k, p):
    """Insert task p at position k of a changed round; what base cost that adds."""
    rounds, sequence = state.round, state.sequence
    base = around(tables, state, r, k, p)
    row, n = rounds[r, ROW], rounds[r, LENGTH]
    for h in range(n, k, -1):
        sequence[row, h] = sequence[row, h - 1]
    sequence[row, k] = p
    rounds[r, LENGTH] = n + 1
    if rounds[r, REST] >= k:
        rounds[r, REST] = min(rounds[r, REST] + 1, n + 1)
    touch(state, r, k)
    return base


@part
def take(tables, state, r, k):
    """Remove position k of a changed round; what base cost that adds (seldom above 0)."""
    rounds, sequence = state.round, state.sequence
    row, n = rounds[r, ROW], rounds[r, LENGTH]
    p = sequence[row, k]
    for h in range(k, n - 1):
        sequence[row, h] = sequence[row, h + 1]
    rounds[r, LENGTH] = n - 1
    if rounds[r, REST] > k:
        rounds[r, REST] -= 1
    touch(state, r, k)
    return -around(tables, state, r, k, p)
