"""From a planner's plan to rounds."""

from __future__ import annotations

import numpy as np
from small_team import HOUR, LONG, SPLIT, line, plan_of, worked

from ruttsim.domain.planning import Team
from ruttsim.domain.rounds import LeftOut
from ruttsim.planning.planner import plan_rounds
from ruttsim.planning.rounds import paired_carers, team_rounds

TEAM = Team(organisation=0, team=0, premise=2, clients=np.array([0]))
MORNING_VISIT, EVENING_VISIT = (8 * HOUR, 9 * HOUR), (18 * HOUR, 19 * HOUR)


def test_what_no_round_holds_is_unserved_with_its_reason():
    problem = line((22 * HOUR, 22 * HOUR))
    plan = plan_of(left_out=[LeftOut(0, "no_window")])
    rounds, unserved = team_rounds(TEAM, problem, plan, 0, paired_carers(problem, plan, 0))
    assert rounds == ()
    assert [(it.visit, it.carer, it.reason) for it in unserved] == [(0, 0, "no_window")]


def test_a_round_holds_the_times_and_the_window_of_its_break():
    """Half an hour at 8 to 9 at door 1, ten minutes away; home late enough for the break there.

    The break of 7-16 with one hour of break and five hours of work at most begins between 10
    (16 - 5 - 1) and 12 (7 + 5).
    """
    problem = line(MORNING_VISIT)
    (found,), _ = team_rounds(TEAM, problem, plan_rounds(problem.rounds, 0, 1), 3, [7])
    assert (found.round, found.carer, found.premise) == (3, 7, 2)
    assert found.leave_s == 9 * HOUR - 600
    assert [(it.visit, it.carer, it.start_s) for it in found.stops] == [(0, 0, 9 * HOUR)]
    assert (found.break_before, found.return_s) == (1, 11 * HOUR)
    assert (found.break_earliest_s, found.break_latest_s) == (10 * HOUR, 12 * HOUR)


def test_the_halves_of_a_split_shift_are_worked_by_one_carer():
    problem = line(MORNING_VISIT, EVENING_VISIT, duties=SPLIT)
    plan = plan_of(worked(0, 0, leave_s=7 * HOUR), worked(1, 1, leave_s=17 * HOUR))
    rounds, _ = team_rounds(TEAM, problem, plan, 0, paired_carers(problem, plan, 0))
    assert [(it.part, it.carer) for it in rounds] == [(0, 0), (1, 0)]
    assert all(it.premise == TEAM.premise for it in rounds)


def test_halves_pair_in_the_order_of_the_day_and_what_is_over_is_a_carer_alone():
    """Two mornings and one evening: the first morning and the evening are one carer's."""
    early, later = (7 * HOUR + 1800, 8 * HOUR), (9 * HOUR, 10 * HOUR)
    problem = line(later, early, EVENING_VISIT, duties=(*SPLIT, LONG))
    plan = plan_of(
        worked(0, 0, leave_s=9 * HOUR),
        worked(0, 1, leave_s=7 * HOUR),
        worked(1, 2, leave_s=17 * HOUR),
    )
    rounds, _ = team_rounds(TEAM, problem, plan, 10, paired_carers(problem, plan, 10))
    assert [(it.carer, it.shift, it.part, it.stops[0].visit) for it in rounds] == [
        (10, "split", 0, 1),
        (11, "split", 0, 0),
        (10, "split", 1, 2),
    ]
    assert [it.round for it in rounds] == [10, 11, 12]
