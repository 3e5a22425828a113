"""Compiling before the work."""

from __future__ import annotations

from small_team import HOUR, line

from ruttsim.planning import construction, kept_code, search, warm
from ruttsim.planning.planner import plan_rounds
from ruttsim.planning.warm import warm_up
from ruttsim.runner import silent


def test_after_warming_up_nothing_is_left_to_compile():
    warm_up(silent)
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


def test_nothing_is_shown_where_nothing_is_compiled():
    warm_up(silent)
    shown = []
    warm_up(lambda *told: shown.append(told))
    assert shown == []


def test_compiling_is_shown_once_however_many_functions_are(monkeypatch):
    def compiled(*_, **__):
        for tell in kept_code._told:
            tell()

    monkeypatch.setattr(warm, "plan_rounds", compiled)
    shown = []
    warm_up(lambda *told: shown.append(told))
    assert shown == [(warm.STAGE, 0, 1), (warm.STAGE, 1, 1)]
