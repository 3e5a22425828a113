"""Compiling before the work."""

from __future__ import annotations

from ruttsim import kept_code
from ruttsim.pipeline import warm
from ruttsim.pipeline.warm import warm_up
from ruttsim.runner import silent


def test_nothing_is_shown_where_nothing_is_compiled():
    warm_up(silent)
    shown = []
    warm_up(lambda *told: shown.append(told))
    assert shown == []


def test_compiling_is_shown_once_however_many_functions_are(monkeypatch):
    def compiled():
        for tell in kept_code._told:
            tell()

    for name in ("warm_planner", "warm_day", "warm_audit"):
        monkeypatch.setattr(warm, name, compiled)
    shown = []
    warm_up(lambda *told: shown.append(told))
    assert shown == [(warm.STAGE, 0, 1), (warm.STAGE, 1, 1)]
