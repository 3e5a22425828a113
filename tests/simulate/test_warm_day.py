"""Compiling before the work."""

from __future__ import annotations

from made_days import Recipe, made_day

from ruttsim.domain.rules import DayRules
from ruttsim.simulate import looking, movement, walking
from ruttsim.simulate.warm import warm_up


def test_after_warming_up_nothing_of_a_day_is_left_to_compile():
    warm_up()
    entries = [
        it
        for module in (looking, movement, walking)
        for it in vars(module).values()
        if getattr(it, "nopython_signatures", None)
    ]
    before = [len(it.nopython_signatures) for it in entries]
    rules = DayRules("share_out", "hand_over", "nearest")
    made_day(Recipe(seed=1, visits=60, rounds=8, rules=rules, alarms=20, extra_share=0.1)).live()
    assert [len(it.nopython_signatures) for it in entries] == before
    assert len(entries) > 5
