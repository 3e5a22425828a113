"""Compiling the day and its audit before the work."""

from __future__ import annotations

from made_days import Recipe, made_day

from ruttsim import kept_code
from ruttsim.audit import ways
from ruttsim.audit.warm import warm_up as warm_audit
from ruttsim.domain.rules import DayRules
from ruttsim.simulate import looking, movement, walking
from ruttsim.simulate.warm import warm_up


def test_after_warming_up_a_day_and_its_audit_compile_nothing_more():
    warm_up()
    warm_audit()
    made = [
        it
        for module in (looking, movement, walking, ways)
        for it in vars(module).values()
        if getattr(it, "nopython_signatures", None)
    ]
    before = {it.__name__: len(it.nopython_signatures) for it in made}
    assert len(made) > 5
    assert {"walked", "woken", "plain_j", "arrivals", "soonest", "least_gap", "fill_in"} <= set(
        before
    )
    told = []
    with kept_code.told_of_compiling(lambda: told.append("compiled")):
        for rule in ("keep", "hand_over"):
            rules = DayRules("share_out", rule, "nearest")
            recipe = Recipe(1, 80, 12, spread=0.2, teams=2, rules=rules, extra_share=0.1, alarms=9)
            day = made_day(recipe)
            assert day.audit(day.live()) == []
    assert {it.__name__: len(it.nopython_signatures) for it in made} == before
    assert told == []
