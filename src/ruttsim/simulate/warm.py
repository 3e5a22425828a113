"""The walk and the looks compiled, or read from disk, before work is dealt to several processes."""

from __future__ import annotations

import numpy as np

from ruttsim.simulate import columns as at
from ruttsim.simulate.looking import NOBODY, arrivals, least_gap, soonest
from ruttsim.simulate.movement import Way
from ruttsim.simulate.walking import UNASKED, plain_j, stands_by, walked, woken


def warm_up() -> None:
    """Let a carer who has nothing to do go home, and nobody else be looked at."""
    column, no_ranks = np.zeros(1, np.int64), np.zeros(0, np.int64)
    ones = np.ones(1)
    facts = *(it.ctypes.data for it in (column, column, ones, column, column, column)), 1, 1
    states, rows = np.zeros((1, at.ROUND + 1), np.int64), np.zeros((2, at.WIDTH), np.int64)
    states[0, [at.ROW, at.LAST, at.ROOM_END]] = -1, -1, 2
    number = np.zeros((1, at.IS_IN_HOSPITAL + 1), np.int64)
    rules = (0, False, 0, 0, 1.0, 1)
    walked(facts, number, ones, rules, rows, column, states[0], 0, 0, UNASKED)
    woken(rows, states[0])
    stands_by(states[0], 0)
    plain_j(rows, states[0], 0, 1.0)
    seen, moment = (facts, number, rows, column, states, column), (0, 0)
    arrivals(seen, NOBODY, 0, moment, False, column)
    soonest(seen, no_ranks, 0, 0, 0, 0, moment)
    least_gap(seen, no_ranks, 0, moment)
    way = Way(facts, 0, ())
    way.leg(0, 0, 1.0, 0)
    way.expected_s(0, 0, 0)
