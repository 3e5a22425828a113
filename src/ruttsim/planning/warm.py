"""The search compiled, or read from disk, before work is dealt to several processes."""

from __future__ import annotations

import dataclasses

import numpy as np

from ruttsim.domain.rounds import (
    NEVER_S,
    RoundDuties,
    RoundLinks,
    RoundPrices,
    RoundsProblem,
    RoundTasks,
)
from ruttsim.planning.planner import plan_rounds


def warm_up() -> None:
    """Plan a day of one visit, and follow a start, so that all compiled code is there."""
    problem = _one_visit()
    plan = plan_rounds(problem, 1, 0)
    late = dataclasses.replace(problem.duties, end_s=np.zeros(1, dtype=np.int64))
    plan_rounds(dataclasses.replace(problem, duties=late), 0, 0, start=plan)


def _one_visit() -> RoundsProblem:
    """One visit at the base, in a duty that lasts for ever."""
    zero, never = np.zeros(1, dtype=np.int64), np.full(1, NEVER_S)
    window = np.array([[0, NEVER_S]])
    tasks = {it.name: zero for it in dataclasses.fields(RoundTasks)}
    tasks |= {"earliest_s": window, "latest_s": window, "unserved_cost": never}
    duties = {it.name: zero for it in dataclasses.fields(RoundDuties)}
    duties |= {"end_s": never, "longest_s": never, "number": zero + 1}
    nothing = np.zeros(0, dtype=np.int64)
    return RoundsProblem(
        tasks=RoundTasks(**tasks),
        links=RoundLinks(nothing, nothing, nothing, nothing),
        duties=RoundDuties(**duties),
        prices=RoundPrices(),
        travel_s=np.zeros((1, 1, 1, 1), dtype=np.int64),
        period_start_s=zero,
        travel_cost=np.zeros((1, 1, 1), dtype=np.int64),
        vehicles=zero + 1,
        may=np.ones((1, 1), dtype=np.bool_),
        change_cost=np.zeros((1, 1), dtype=np.int64),
    )
