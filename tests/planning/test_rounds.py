"""From sequences to rounds."""

from __future__ import annotations

import numpy as np
from small_team import DAY, EVENING, HOUR, LONG, SPLIT, duty, line

from ruttsim.domain.planning import Sequence, Team
from ruttsim.planning.rounds import team_rounds

TEAM = Team(organisation=0, team=0, premise=2, clients=np.array([0]))
MORNING_VISIT, EVENING_VISIT = (8 * HOUR, 9 * HOUR), (18 * HOUR, 19 * HOUR)


def test_a_task_that_the_planner_left_out_gets_a_round_of_its_own():
    problem = line(MORNING_VISIT, MORNING_VISIT)
    rounds, unserved = team_rounds(TEAM, problem, (Sequence(0, (0,)),), first_round=5)
    assert [it.round for it in rounds] == [5, 6]
    assert sorted(stop.visit for it in rounds for stop in it.stops) == [0, 1]
    assert unserved == ()


def test_a_task_that_no_shift_reaches_is_unserved_with_the_reason():
    problem = line((22 * HOUR, 22 * HOUR))
    rounds, unserved = team_rounds(TEAM, problem, (), first_round=0)
    assert rounds == ()
    assert [(it.visit, it.reason) for it in unserved] == [(0, "no_shift_covers_the_window")]


def test_the_halves_of_a_split_shift_are_worked_by_one_carer():
    problem = line(MORNING_VISIT, EVENING_VISIT, duties=SPLIT)
    rounds, _ = team_rounds(TEAM, problem, (Sequence(0, (0,)), Sequence(1, (1,))), first_round=0)
    assert [(it.part, it.carer) for it in rounds] == [(0, 0), (1, 0)]
    assert all(it.premise == TEAM.premise for it in rounds)


def test_a_half_without_partner_is_worked_in_the_cheapest_whole_shift_that_contains_it():
    dear = duty("dear", DAY, cost_ore=2000)
    problem = line(MORNING_VISIT, duties=(*SPLIT, dear, LONG))
    rounds, _ = team_rounds(TEAM, problem, (Sequence(0, (0,)),), first_round=0)
    assert [it.shift for it in rounds] == ["long"]


def test_a_half_keeps_its_vehicle_when_it_is_worked_in_a_whole_shift():
    """The only other whole shift is walked, and the half went by car."""
    on_foot = duty("on foot", DAY, vehicle_type="walk")
    problem = line(MORNING_VISIT, duties=(*SPLIT, on_foot))
    rounds, _ = team_rounds(TEAM, problem, (Sequence(0, (0,)),), first_round=0)
    assert [(it.shift, it.vehicle_type) for it in rounds] == [("split", "car")]


def test_halves_pair_in_the_order_of_the_day_and_what_is_over_is_worked_whole():
    """Two mornings and one evening: the first morning and the evening are one carer's."""
    early, later = (7 * HOUR + 1800, 8 * HOUR), (9 * HOUR, 10 * HOUR)
    problem = line(later, early, EVENING_VISIT, duties=(*SPLIT, LONG))
    sequences = (Sequence(0, (0,)), Sequence(0, (1,)), Sequence(1, (2,)))
    rounds, _ = team_rounds(TEAM, problem, sequences, first_round=10)
    assert [(it.carer, it.shift, it.part, it.stops[0].visit) for it in rounds] == [
        (10, "split", 0, 1),
        (10, "split", 1, 2),
        (11, "long", 0, 0),
    ]
    assert [it.round for it in rounds] == [10, 11, 12]


def test_a_task_alone_gets_the_cheapest_duty_that_holds_it_in_time():
    """The cheap evening does not reach the morning; of the days the cheaper one is taken."""
    evening = duty("evening", EVENING, cost_ore=100)
    dear, cheap = duty("dear", DAY, cost_ore=900), duty("cheap", DAY, cost_ore=800)
    problem = line(MORNING_VISIT, duties=(evening, dear, cheap))
    rounds, _ = team_rounds(TEAM, problem, (), first_round=0)
    assert [it.shift for it in rounds] == ["cheap"]


def test_a_half_that_no_whole_shift_contains_stays_a_split_shift():
    problem = line(EVENING_VISIT, duties=(*SPLIT, LONG))
    rounds, _ = team_rounds(TEAM, problem, (Sequence(1, (0,)),), first_round=0)
    assert [(it.shift, it.part) for it in rounds] == [("split", 1)]
