"""A price on the idleness of all duties in place of the price on the most idle one.

A search that pays for the largest of many values sees no difference in most of its moves. So the
price is shared among the duties by the third power of their idleness: what it costs to add a
second to each of them follows the 4-norm, whose derivative that is. The shares are measured anew
now and then; the best plan is kept by its true cost.
"""

from __future__ import annotations

import numpy as np

from ruttsim.domain.arrays import Ints
from ruttsim.planning.tables import (
    COST,
    DUTY,
    GUIDE,
    IDLE,
    IDLE_PRICE,
    IDLE_SHARE,
    IDLE_UNIT,
    IDLE_UNUSED,
    LENGTH,
    MOST_GUIDED,
    MOST_SHARE,
    NUMBER,
    SOFT,
    SOFT_SUM,
    USED,
    State,
    Tables,
)

POWER = 4


def guided(problem: Tables, before: Tables, state: State, *, is_on: bool) -> Tables:
    """The tables of a problem with prices for a state, which was priced by `before`.

    Off, the price is on the most idle duty again. A duty that is used costs less by what it would
    cost unused.
    """
    if problem.prices[IDLE_PRICE] == 0:
        return problem
    is_used = state.round[:, LENGTH] > 0
    idle = state.round[is_used, IDLE]
    unused = problem.duty[:, NUMBER] - state.lists[USED, : len(problem.duty)]
    spare = problem.duty[:, IDLE_UNUSED]
    prices, duty = problem.prices.copy(), problem.duty.copy()
    if is_on:
        most = max(1, int(idle.max(initial=0)), int(spare[unused > 0].max(initial=0)))
        prices[MOST_GUIDED] = most
        cubes = (_share(prices, idle) ** 3).sum() + (unused * _share(prices, spare) ** 3).sum()
        all_shares = POWER * int(cubes) * IDLE_UNIT // (int(prices[IDLE_PRICE]) * most)
        prices[IDLE_SHARE] = max(1, all_shares)
    rebate = idle_guide(prices, spare)
    duty[:, COST] -= rebate
    state.round[is_used, SOFT] += idle_guide(prices, idle) - idle_guide(before.prices, idle)
    state.now[SOFT_SUM] = state.round[is_used, SOFT].sum()
    state.now[GUIDE] = (idle_guide(prices, idle) - rebate[state.round[is_used, DUTY]]).sum()
    return problem._replace(prices=prices, duty=duty)


def _share(prices: Ints, idle: Ints) -> Ints:
    """Idleness in parts of the most."""
    share: Ints = np.minimum(idle * IDLE_UNIT // prices[MOST_GUIDED], MOST_SHARE)
    return share


def idle_guide(prices: Ints, idle: Ints) -> Ints:
    """What stands in a round's soft cost for its idleness, as the search computes it."""
    guide: Ints = _share(prices, idle) ** POWER // prices[IDLE_SHARE]
    return guide
