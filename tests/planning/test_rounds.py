"""From sequences to rounds."""

from __future__ import annotations

import numpy as np
from small_team import DAY, HOUR, LONG, SPLIT, duty, line

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


def test_a_half_that_no_whole_shift_contains_stays_a_split_shift():
    problem = line(EVENING_VISIT, duties=(*SPLIT, LONG))
    rounds, _ = team_rounds(TEAM, problem, (Sequence(1, (0,)),), first_round=0)
    assert [(it.shift, it.part) for it in rounds] == [("split", 1)]
