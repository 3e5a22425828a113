"""A duty of her own for each carer, and plans taken from one day to another."""

from __future__ import annotations

import numpy as np
from small_fortnight import day_of
from small_team import HOUR, LONG, SPLIT, duty, plan_of, worked

from ruttsim.planning.named import (
    as_start,
    carried,
    halves_limited,
    named_problem,
    similar,
    unnamed,
)
from ruttsim.planning.planner import plan_rounds

DEAR = duty("dear", LONG.hours, cost_ore=1500)


def test_a_carer_has_a_row_of_her_duty_before_the_others():
    """Carers 0 and 1 work the second of two duties, of which there are three."""
    problem = day_of(0, 1, 2, duties=(LONG, DEAR))
    named_ore = np.array([[1, 2], [3, 4], [5, 6]])
    named = named_problem(problem.rounds, np.array([1, 1]), named_ore, np.array([7, 8, 9]))
    assert named.duties.number.tolist() == [1, 1, 3, 1]
    assert named.duties.cost.tolist() == [1500, 1500, 1000, 1500]
    assert named.change_cost.tolist() == [[1, 2, 7, 7], [3, 4, 8, 8], [5, 6, 9, 9]]


def test_leaving_a_task_out_costs_more_by_whatever_its_dearest_carer_does():
    problem = day_of(0, 1)
    plain = problem.rounds.tasks.unserved_cost
    named_ore = np.array([[1, 2], [3, 40]])
    named = named_problem(problem.rounds, np.array([0, 0]), named_ore, np.array([7, 8]))
    assert (named.tasks.unserved_cost - plain).tolist() == [7, 40]


def test_carers_who_are_paid_anyway_cost_nothing_more():
    problem = day_of(0)
    nothing = np.zeros((1, 1), dtype=np.int64)
    named = named_problem(problem.rounds, np.array([0]), nothing, nothing[0], are_paid_anyway=True)
    assert named.duties.cost.tolist() == [0, 1000]


def test_a_plan_with_names_is_a_plan_of_the_day_without_them():
    problem = day_of(0, 1, 2)
    rows, price = np.array([0]), np.zeros((3, 1), dtype=np.int64)
    named = named_problem(problem.rounds, rows, price, np.full(3, 5))
    own, who = unnamed(problem.rounds, plan_rounds(named, 1000, 1), rows, [4])
    assert sorted(who) == [-1, 4]
    assert [it.duty for it in own.rounds] == [0, 0]
    assert own.cost.change == 0


def test_no_more_halves_than_are_worked():
    problem = day_of(0, 1, 2, duties=(LONG, *SPLIT))
    limited = halves_limited(problem, np.array([0, 1]))
    assert limited.duties.number.tolist() == [3, 1, 0]


def test_a_plan_goes_to_a_day_with_other_visits():
    """Visit 1 is not due, visit 2 is task 1 now; the break before 2 stays before it."""
    before, today = day_of(0, 1, 2), day_of(0, 2)
    plan = plan_of(worked(0, 0, 1, 2, break_before=2), worked(0))
    moved = carried(plan, before, today)
    assert [it.tasks for it in moved.rounds] == [(0, 1), ()]
    assert moved.rounds[0].break_before == 1
    assert [it.tasks for it in as_start(moved, [3, 4]).rounds] == [(0, 1)]
    assert [it.duty for it in as_start(moved, [3, 4]).rounds] == [3]


def test_the_most_similar_day_is_the_first_with_most_visits_in_common():
    assert similar(day_of(0, 1), [day_of(2), day_of(0, 1, 2), day_of(1, 0)]) == 1


def test_hours_of_halves_are_not_limited_for_whole_shifts():
    assert halves_limited(day_of(0), np.array([0])).duties.number.tolist() == [3]
    assert LONG.hours.end_s == 16 * HOUR
