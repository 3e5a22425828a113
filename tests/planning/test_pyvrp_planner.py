"""Rounds by PyVRP."""

from __future__ import annotations

import pytest
from small_team import HOUR, LONG, SPLIT, duty, line
from square import clients_on_a_square, tour_problem

from ruttsim.domain.planning import ShiftPart
from ruttsim.planning.checker import faults
from ruttsim.planning.pyvrp_planner import MOVES_PER_ITERATION, plan_with_pyvrp

MOVES = 100 * MOVES_PER_ITERATION


def planned(problem, moves=MOVES, seed=1):
    """A plan that the checker accepts."""
    plan = plan_with_pyvrp(problem.rounds, moves, seed)
    assert faults(problem.rounds, plan) == ()
    return plan


@pytest.mark.parametrize("pairs", [(), [(0, 1), (4, 5)]])
def test_every_task_is_planned_once_in_a_plan_that_can_be_worked(pairs):
    hours = [8, 8, 10, 11, 12, 12, 14]
    windows = [(hour * HOUR, hour * HOUR + 1800) for hour in hours]
    plan = planned(line(*windows, pairs=pairs))
    assert sorted(task for it in plan.rounds for task in it.tasks) == list(range(7))


def test_the_same_problem_and_seed_give_the_same_plan():
    problem = tour_problem(clients_on_a_square(40, 3), clients_per_round=8)
    first, second = (planned(problem, 60 * MOVES_PER_ITERATION, seed=7) for _ in range(2))
    assert first == second


def test_visits_that_one_round_can_hold_are_in_one_round():
    plan = planned(line(*(((8 + k) * HOUR, (9 + k) * HOUR) for k in range(4))))
    assert [len(it.tasks) for it in plan.rounds] == [4]


def test_the_cheaper_duty_is_chosen():
    cheap = duty("cheap", LONG.hours, cost_ore=500)
    plan = planned(line((9 * HOUR, 10 * HOUR), duties=(LONG, cheap)))
    assert [it.duty for it in plan.rounds] == [1]


def test_the_search_leaves_room_for_the_break():
    """Eighteen visits of half an hour at one door, in shifts of 5.5 h with 45 minutes of break.

    Without a break eleven visits would fit in a shift and seven be left; with it nine and nine.
    """
    short = duty("short", ShiftPart(7 * HOUR, 13 * HOUR, 45 * 60))
    plan = planned(line(*([(7 * HOUR, 13 * HOUR)] * 18), duties=(short,), step_s=0))
    assert [len(it.tasks) for it in plan.rounds] == [9, 9]
    assert all(it.break_before >= 0 for it in plan.rounds)


def test_a_task_that_no_duty_reaches_is_left_out_with_the_reason():
    plan = planned(line((9 * HOUR, 10 * HOUR), (22 * HOUR, 22 * HOUR), duties=(*SPLIT, LONG)))
    assert [(it.task, it.reason) for it in plan.left_out] == [(1, "no_window")]
