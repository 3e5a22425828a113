"""Compiling before the work."""

from __future__ import annotations

from small_team import HOUR, line

from ruttsim.planning import construction, search
from ruttsim.planning.planner import plan_rounds
from ruttsim.planning.warm import warm_up


def test_after_warming_up_nothing_is_left_to_compile():
    warm_up()
    entries = [
        it
        for module in (construction, search)
        for it in vars(module).values()
        if getattr(it, "nopython_signatures", None)
    ]
    before = [len(it.nopython_signatures) for it in entries]
    problem = line((8 * HOUR, 9 * HOUR), (8 * HOUR, 9 * HOUR), pairs=[(0, 1)]).rounds
    plan_rounds(problem, 1000, 1, start=plan_rounds(problem, 1000, 1))
    assert [len(it.nopython_signatures) for it in entries] == before
    assert entries
