"""Simulated annealing over the moves: the compiled loop.

Method: Kirkpatrick, Gelatt & Vecchi (1983), Optimization by simulated annealing, Science,
doi 10.1126/science.220.4598.671. The allowance of each move is drawn before the move is timed, so
that most moves are refused by their base cost alone.
"""

# Compiled code: types are inferred, and columns are read by name.
# ruff: noqa: ANN001, ANN201
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np

from ruttsim.compiled import entry, part
from ruttsim.planning.chances import PATIENCE_STEPS, below
from ruttsim.planning.moves import (
    change_duty,
    flip_window,
    move_pair,
    open_round,
    relocate,
    shift_rest,
    swap,
    swap_rounds,
    tails,
)
from ruttsim.planning.served import drop, insert, replace
from ruttsim.planning.tables import (
    DUTY,
    IDLE_PRICE,
    IDLE_SHARE,
    LATEST_PRICE,
    LENGTH,
    MATE,
    MOST_IDLE,
    MOST_LATE,
    NO_GUIDE,
    READY,
    REST,
    ROUND,
    ROW,
    SAVED,
    SECOND,
    SOFT_SUM,
    TOTAL,
    UNPLACED,
    UNPLACED_S,
    UNPLACED_TASKS,
)
from ruttsim.planning.trials import begin, book, keep, risen, settle, undo

MOVES = (
    "relocate",
    "swap",
    "tails",
    "move_pair",
    "open_round",
    "swap_rounds",
    "change_duty",
    "shift_rest",
    "flip_window",
    "insert",
    "drop",
    "replace",
)
"""Names of the moves, in the order of the weights that the search is given."""

INSERT, DROP, REPLACE = 9, 10, 11
STEP_MOVES = 1000
"""Moves at one temperature."""


@part
def proposed(tables, state, kind, p, room):
    """Rounds that a move of a kind has changed, and what base cost that adds."""
    if kind == 0:
        return relocate(tables, state, p, room)
    if kind == 1:
        return swap(tables, state, p, room)
    if kind == 2:
        return tails(tables, state, p, room)
    if kind == 3:
        return move_pair(tables, state, p)
    if kind == 4:
        return open_round(tables, state, p, room)
    if kind == 5:
        return swap_rounds(tables, state, p, room)
    if kind == 6:
        return change_duty(tables, state, p, room)
    if kind == 7:
        return shift_rest(tables, state, p)
    if kind == 8:
        return flip_window(tables, state, p)
    if kind == INSERT:
        return insert(tables, state)
    if kind == DROP:
        return drop(tables, state, p)
    return replace(tables, state, p)


@part
def relist(tables, state, kind, p):
    """Bring the list of tasks that no round holds up to date after a move that was kept."""
    node, now, lists = state.node, state.now, state.lists
    n = 0
    for h in range(now[UNPLACED]):
        if node[lists[UNPLACED_TASKS, h], ROUND] < 0:
            lists[UNPLACED_TASKS, n] = lists[UNPLACED_TASKS, h]
            n += 1
    if kind in (DROP, REPLACE):
        mate = tables.task[p, MATE]
        for q in (p, mate):
            if q >= 0:
                node[q, ROUND] = -1
                node[q, READY] = UNPLACED_S
                node[q, SECOND] = 0
                lists[UNPLACED_TASKS, n] = q
                n += 1
    now[UNPLACED] = n


@entry
def save(state, best):
    """Copy the plan to `best`: its rounds, what they hold, which tasks wait for a second window."""
    rounds = state.round
    for r in range(len(rounds)):
        best.round[r, LENGTH] = rounds[r, LENGTH]
        best.round[r, DUTY] = rounds[r, DUTY]
        best.round[r, REST] = rounds[r, REST]
        row = rounds[r, ROW]
        for k in range(rounds[r, LENGTH]):
            best.sequence[r, k] = state.sequence[row, k]
    for p in range(len(state.node)):
        best.node[p, SECOND] = state.node[p, SECOND]
    state.now[SAVED] = 0


@entry
def anneal(tables, state, best, kinds, patience, steps, heat, factor, tally):
    """Search for `steps` x STEP_MOVES moves, cooling by `factor` after each step; the last heat.

    `kinds` are 1024 kinds of moves to draw from. `best` gets the cheapest plan met, if it is
    cheaper than its own; `tally` [kind, (tried, timed, kept, best)] counts.
    """
    now = chance = state.now
    tasks = len(tables.task)
    latest_price, idle_price = tables.prices[LATEST_PRICE], tables.prices[IDLE_PRICE]
    is_guided = tables.prices[IDLE_SHARE] < NO_GUIDE
    for _step in range(steps):
        for _move in range(STEP_MOVES):
            kind = kinds[below(chance, 1024)]
            p = below(chance, tasks)
            allow = np.int64(heat * patience[below(chance, PATIENCE_STEPS)])
            tally[kind, 0] += 1
            if kind != INSERT and state.node[p, ROUND] < 0:
                continue
            # Without guidance the most idle duty counts, and any move may make it less idle.
            most = allow if is_guided else allow + idle_price * now[MOST_IDLE]
            room = most + latest_price * now[MOST_LATE] + now[SOFT_SUM]
            begin(state)
            changed, base = proposed(tables, state, kind, p, room)
            if changed == 0:
                continue
            is_kept = base <= room
            is_booked = False
            rise = 0
            if is_kept:
                is_booked = True
                is_kept = book(tables, state, changed, True)
            if is_kept:
                tally[kind, 1] += 1
                delta = settle(tables, state, changed, base, most)
                is_kept = delta <= most
                rise = risen(tables, state, delta) if is_kept else 0
                is_kept = is_kept and (is_guided or rise <= allow)
            if not is_kept:
                if is_booked:
                    book(tables, state, changed, False)
                undo(state, changed)
                continue
            tally[kind, 2] += 1
            if rise > 0 and now[SAVED] == 1:
                # The plan that is left was the best so far: save it before it is gone.
                book(tables, state, changed, False)
                undo(state, changed)
                save(state, best)
                begin(state)
                continue
            keep(tables, state, changed, rise)
            if kind >= INSERT:
                relist(tables, state, kind, p)
            if now[TOTAL] < best.now[TOTAL]:
                best.now[TOTAL] = now[TOTAL]
                now[SAVED] = 1
                tally[kind, 3] += 1
        heat *= factor
    if now[SAVED] == 1:
        save(state, best)
    return heat
