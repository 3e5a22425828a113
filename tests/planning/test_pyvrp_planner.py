"""Rounds by PyVRP."""

from __future__ import annotations

from itertools import pairwise

from small_team import HOUR, LONG, duty, line
from square import clients_on_a_square, tour_problem

from ruttsim.planning.pyvrp_planner import plan_with_pyvrp
from ruttsim.planning.timing import timetable


def test_no_task_stands_twice_and_windows_hold():
    hours = [8, 9, 10, 11, 12, 13, 14]
    problem = line(*((hour * HOUR, hour * HOUR + 1800) for hour in hours), duties=(LONG,))
    sequences = plan_with_pyvrp(problem, 50, seed=1)
    tasks = [task for sequence in sequences for task in sequence.tasks]
    assert sorted(tasks) == sorted(set(tasks))
    for sequence in sequences:
        starts = timetable(problem, duty("no break", LONG.hours), sequence.tasks).start_s
        assert all(first < second for first, second in pairwise(starts))


def test_the_same_problem_and_seed_give_the_same_sequences():
    problem = tour_problem(clients_on_a_square(40, 3), clients_per_round=8)
    assert plan_with_pyvrp(problem, 60, seed=7) == plan_with_pyvrp(problem, 60, seed=7)


def test_visits_that_one_round_can_hold_are_in_one_round():
    problem = line(*(((8 + k) * HOUR, (9 + k) * HOUR) for k in range(4)))
    assert [len(it.tasks) for it in plan_with_pyvrp(problem, 50, seed=1)] == [4]


def test_the_cheaper_duty_is_chosen():
    cheap = duty("cheap", LONG.hours, cost_ore=500)
    problem = line((9 * HOUR, 10 * HOUR), duties=(LONG, cheap))
    assert [it.duty for it in plan_with_pyvrp(problem, 20, seed=1)] == [1]
