"""Rounds by PyVRP."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from small_team import HOUR, LONG, duty, line
from square import clients_on_a_square, tour_problem

from ruttsim.domain.planning import ShiftPart
from ruttsim.planning.pyvrp_planner import plan_with_pyvrp
from ruttsim.planning.timing import timetable

BUDGET = 1000
"""Iterations for 100 tasks: 70 for seven."""
WITHOUT_BREAK = ShiftPart(LONG.hours.start_s, LONG.hours.end_s, 0)


def test_no_task_stands_twice_and_windows_hold():
    hours = [8, 9, 10, 11, 12, 13, 14]
    problem = line(*((hour * HOUR, hour * HOUR + 1800) for hour in hours), duties=(LONG,))
    sequences = plan_with_pyvrp(problem, BUDGET, seed=1)
    tasks = [task for sequence in sequences for task in sequence.tasks]
    assert sorted(tasks) == sorted(set(tasks))
    for sequence in sequences:
        times = timetable(problem, duty("without break", WITHOUT_BREAK), sequence.tasks)
        assert times.lateness_s == 0
        assert all(first < second for first, second in pairwise(times.start_s))


def test_the_same_problem_and_seed_give_the_same_sequences():
    problem = tour_problem(clients_on_a_square(40, 3), clients_per_round=8)
    assert plan_with_pyvrp(problem, 150, seed=7) == plan_with_pyvrp(problem, 150, seed=7)


def test_visits_that_one_round_can_hold_are_in_one_round():
    problem = line(*(((8 + k) * HOUR, (9 + k) * HOUR) for k in range(4)))
    assert [len(it.tasks) for it in plan_with_pyvrp(problem, BUDGET, seed=1)] == [4]


def test_the_cheaper_duty_is_chosen():
    cheap = duty("cheap", LONG.hours, cost_ore=500)
    problem = line((9 * HOUR, 10 * HOUR), duties=(LONG, cheap))
    assert [it.duty for it in plan_with_pyvrp(problem, BUDGET, seed=1)] == [1]


def test_the_search_leaves_room_for_the_break():
    """Eighteen visits of half an hour at one door, in shifts of 5.5 h with 45 minutes of break.

    Without a break eleven visits would fit in a shift and seven be left; with it nine and nine.
    """
    short = duty("short", ShiftPart(7 * HOUR, 13 * HOUR, 45 * 60))
    problem = line(*([(7 * HOUR, 13 * HOUR)] * 18), duties=(short,))
    nothing = {"car": np.zeros((19, 19), dtype=np.int64)}
    at_one_door = replace(problem, travel_s=nothing, travel_cost_ore=nothing)
    sequences = plan_with_pyvrp(at_one_door, BUDGET, seed=1)
    assert [len(it.tasks) for it in sequences] == [9, 9]
    assert all(timetable(at_one_door, short, it.tasks).is_in_time(short) for it in sequences)


def test_breaks_are_in_no_sequence():
    """Fifteen visits in shifts with a break: rows of visits alone, each at most once."""
    problem = line(*([(8 * HOUR, 12 * HOUR)] * 15))
    tasks = [task for it in plan_with_pyvrp(problem, BUDGET, seed=1) for task in it.tasks]
    assert len(tasks) == len(set(tasks))
    assert set(tasks) <= set(range(15))


def test_a_task_that_no_duty_reaches_is_left_to_the_caller():
    problem = line((9 * HOUR, 10 * HOUR), (20 * HOUR, 21 * HOUR))
    assert [it.tasks for it in plan_with_pyvrp(problem, BUDGET, seed=1)] == [(0,)]
