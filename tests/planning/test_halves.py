"""As many first halves of split shifts as second ones."""

from __future__ import annotations

from small_team import DAY, HOUR, SPLIT, duty, line, plan_of, worked

from ruttsim.planning.checker import faults
from ruttsim.planning.halves import paired
from ruttsim.planning.plan import planned_team
from ruttsim.planning.planner import plan_rounds

MORNING_VISIT, EVENING_VISIT = (8 * HOUR, 9 * HOUR), (18 * HOUR, 19 * HOUR)
DEAR_DAY = duty("long", DAY, cost_ore=1500)


def test_halves_that_all_have_partners_may_stay():
    problem = line(MORNING_VISIT, EVENING_VISIT, duties=SPLIT)
    limited = paired(problem, plan_of(worked(0, 0), worked(1, 1)))
    assert limited.duties.number.tolist() == [1, 1]


def test_whole_shifts_are_not_limited():
    problem = line(MORNING_VISIT, duties=(DEAR_DAY,))
    limited = paired(problem, plan_of(worked(0, 0)))
    assert limited.duties.number.tolist() == problem.rounds.duties.number.tolist()


def test_no_more_of_a_half_is_allowed_than_there_are_of_the_other():
    """Three mornings and one evening; of the whole shift there are as many as tasks."""
    problem = line(*[MORNING_VISIT] * 3, EVENING_VISIT, duties=(*SPLIT, DEAR_DAY))
    limited = paired(problem, plan_of(*(worked(0, k) for k in range(3)), worked(1, 3)))
    assert limited.duties.number.tolist() == [1, 1, 4]


def test_a_lone_half_is_planned_as_a_whole_shift():
    """One visit in the morning: half a shift costs 600, but there is no evening to go with it."""
    problem = line(MORNING_VISIT, duties=(*SPLIT, DEAR_DAY))
    assert [it.duty for it in plan_rounds(problem.rounds, 1000, 1).rounds] == [0]
    plan = planned_team(problem, "ruttsim", 1000, 1)
    assert [it.duty for it in plan.rounds] == [2]
    assert faults(problem.rounds, plan) == ()
