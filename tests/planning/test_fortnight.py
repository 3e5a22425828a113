"""A fortnight's template: every task planned, carers within their rules and with their clients."""

from __future__ import annotations

import dataclasses
from collections import defaultdict

import numpy as np
import pytest
from small_fortnight import RULES, varied, workdays
from small_team import HOUR

from ruttsim.domain.fortnight import FORTNIGHT_DAYS
from ruttsim.parameters import load_parameters
from ruttsim.planning.checker import cost, faults
from ruttsim.planning.fortnight import (
    fortnight_rules,
    meetings,
    new_carer_ore,
    staffed,
    template,
)
from ruttsim.planning.planner import plan_rounds
from ruttsim.planning.posts import posts

MOVES = 500


def test_three_clients_keep_two_carers_of_whom_each_meets_hers_alone():
    """Two rounds on ten days are two carers' ten days; nobody needs to meet both."""
    found = template(workdays(0, 1, 2), RULES, MOVES, seed=1)
    assert found.carers == 2
    known = meetings(workdays(0, 1, 2), found)
    assert sorted(known[:, [0, 2]].tolist()) == [[0, 10], [10, 0]]
    assert sorted(known[:, 1].tolist()) == [0, 10]


def test_every_task_is_planned_or_left_out_with_a_reason():
    problems = varied()
    for problem, day in zip(problems, template(problems, RULES, MOVES, 1).days, strict=True):
        assert faults(problem.rounds, day.plan) == ()
        assert cost(problem.rounds, day.plan) == day.plan.cost
        assert len(day.carer) == len(day.plan.rounds)
        assert not day.plan.left_out


def test_a_visit_that_no_shift_reaches_is_left_out_with_its_reason():
    night = ((2 * HOUR, 3 * HOUR),)
    found = template(workdays(0, windows=night), RULES, MOVES, 1)
    assert [it.reason for it in found.days[0].plan.left_out] == ["no_window"]
    assert found.days[0].carer == ()


@pytest.mark.parametrize("seed", range(3))
def test_days_hours_and_rest_of_every_carer_are_kept(seed):
    problems = varied()
    found = template(problems, RULES, MOVES, seed)
    works = defaultdict(dict)
    for number, (problem, day) in enumerate(zip(problems, found.days, strict=True)):
        for post in posts(problem, day.plan, day.carer):
            carers = {day.carer[k] for k in post.rounds}
            assert len(carers) == 1
            carer = carers.pop()
            assert number not in works[carer], "two posts on one day"
            works[carer][number] = post
    assert max(works) < found.carers
    for days in works.values():
        assert len(days) <= RULES.most_days
        assert sum(post.paid_s for post in days.values()) <= RULES.most_paid_s
        assert max(sum(day // 7 == week for day in days) for week in range(2)) < 7
        for day, post in days.items():
            after = days.get((day + 1) % FORTNIGHT_DAYS)
            if after is not None:
                assert after.start_s + 24 * HOUR - post.end_s >= RULES.rest_s


def test_the_same_input_gives_the_same_template():
    assert template(varied(), RULES, MOVES, 3) == template(varied(), RULES, MOVES, 3)


def test_a_fortnight_without_visits_needs_nobody():
    found = template(workdays(), RULES, MOVES, 1)
    assert found.carers == 0
    assert all(day.carer == () for day in found.days)


def test_plans_made_without_carers_get_them_afterwards():
    problems = workdays(0, 1, 2)
    plans = [plan_rounds(it.rounds, 1000, 1) if it.tasks else None for it in problems]
    nothing = template(workdays(), RULES, MOVES, 1).days[0].plan
    found = staffed(problems, [it or nothing for it in plans], RULES)
    assert found.carers == 2
    assert [day.plan for day in found.days if day.carer] == [it for it in plans if it]


def test_a_carer_who_comes_on_more_days_costs_less():
    assert new_carer_ore(np.array([0, 1, 4]), RULES).tolist() == [50, 25, 10]


def test_without_a_price_of_carers_rounds_are_no_dearer():
    """Client 1 may be shared out at no cost, so that what days cost is the least of all."""
    free = dataclasses.replace(RULES, new_carer_ore=0)
    prices = {
        rules.new_carer_ore: sum(
            day.plan.cost.total for day in template(workdays(0, 1, 2), rules, MOVES, 1).days
        )
        for rules in (free, RULES)
    }
    assert prices[0] <= prices[50]


def test_the_rules_of_the_data_are_a_full_time_roster():
    rules = fortnight_rules(load_parameters().fortnight)
    assert (rules.most_days, rules.most_paid_s, rules.rest_s) == (10, 80 * HOUR, 11 * HOUR)


@pytest.mark.parametrize("times", [1, 100])
def test_continuity_is_never_so_dear_that_a_visit_is_left_out(times):
    """A carer who is new to a client costs what leaving the visit out does, or far more."""
    problems = varied()
    dear = times * int(problems[0].rounds.tasks.unserved_cost.max())
    rules = dataclasses.replace(RULES, new_carer_ore=dear)
    assert not any(day.plan.left_out for day in template(problems, rules, MOVES, 1).days)
