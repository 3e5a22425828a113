"""Compiling the day before the work."""

from __future__ import annotations

from made_days import Recipe, made_day

from ruttsim import kept_code
from ruttsim.domain.rules import DayRules
from ruttsim.simulate import looking, movement, walking
from ruttsim.simulate.warm import warm_up


def test_after_warming_up_a_day_compiles_nothing_more():
    warm_up()
    made = [
        it
        for module in (looking, movement, walking)
        for it in vars(module).values()
        if getattr(it, "nopython_signatures", None)
    ]
    before = {it.__name__: len(it.nopython_signatures) for it in made}
    assert len(made) > 5
    assert {"walked", "woken", "plain_j", "arrivals", "soonest", "least_gap"} <= set(before)
    told = []
    with kept_code.told_of_compiling(lambda: told.append("compiled")):
        for rule in ("keep", "hand_over"):
            rules = DayRules("share_out", rule, "nearest")
            recipe = Recipe(1, 80, 12, spread=0.2, teams=2, rules=rules, extra_share=0.1, alarms=9)
            made_day(recipe).live()
    assert {it.__name__: len(it.nopython_signatures) for it in made} == before
    assert told == []
