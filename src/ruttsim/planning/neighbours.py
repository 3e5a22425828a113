"""For each task, the tasks that go well directly before and directly after it in a round."""

# Compiled code: types are inferred.
# ruff: noqa: ANN001, ANN202
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np

from ruttsim.compiled import entry
from ruttsim.domain.arrays import Bools, Ints, Ints32
from ruttsim.domain.rounds import NEVER_S
from ruttsim.planning.tables import (
    CLOSES,
    CLOSES_AGAIN,
    LASTS,
    OPENS,
    OPENS_AGAIN,
    PARTNER,
    PLACE,
)

WAIT_WEIGHT = 0.2
LATE_WEIGHT = 1.0


@entry
def _distance(task, time, together, kinds, places, p):
    """How badly each task goes before task p and after it."""
    count = len(task)
    worst = 1e18
    before = np.full(count, worst)
    after = np.full(count, worst)
    for q in range(count):
        if q == p or not together[kinds[p], kinds[q]] or task[p, PARTNER] == q:
            continue
        for turn in range(2):
            x, y = (q, p) if turn == 0 else (p, q)
            there = time[task[x, PLACE] * places + task[y, PLACE]]
            best = worst
            for w in range(2):
                opens_x = task[x, OPENS] if w == 0 else task[x, OPENS_AGAIN]
                closes_x = task[x, CLOSES] if w == 0 else task[x, CLOSES_AGAIN]
                if opens_x >= NEVER_S:
                    continue
                for v in range(2):
                    opens_y = task[y, OPENS] if v == 0 else task[y, OPENS_AGAIN]
                    closes_y = task[y, CLOSES] if v == 0 else task[y, CLOSES_AGAIN]
                    if opens_y >= NEVER_S:
                        continue
                    wait = max(0, opens_y - (closes_x + task[x, LASTS] + there))
                    late = max(0, opens_x + task[x, LASTS] + there - closes_y)
                    best = min(best, there + WAIT_WEIGHT * wait + LATE_WEIGHT * late)
            if turn == 0:
                before[q] = best
            else:
                after[q] = best
    return before, after


def nearest(task: Ints, travel: Ints32, may: Bools, neighbours: int) -> Ints32:
    """The nearest tasks to go before [0] and after [1] each, best first, padded with itself."""
    places = round(travel.shape[1] ** 0.5)
    time = np.ascontiguousarray(travel[:, :, 1:].min(axis=(0, 2)))
    rows, kinds = np.unique(may, axis=0, return_inverse=True)
    together = (rows[:, None, :] & rows[None, :, :]).any(axis=2)
    kinds = kinds.reshape(-1).astype(np.int64)
    width = max(1, min(neighbours, len(task) - 1))
    lists = np.empty((2, len(task), width), dtype=np.int32)
    for p in range(len(task)):
        for side, measure in enumerate(_distance(task, time, together, kinds, places, p)):
            order = np.argsort(measure, kind="stable")[:width]
            lists[side, p, : len(order)] = np.where(measure[order] < 1e18, order, p)
            lists[side, p, len(order) :] = p
    return lists
