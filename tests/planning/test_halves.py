"""As many first halves of split shifts as second ones."""

from __future__ import annotations

from small_team import DAY, HOUR, SPLIT, duty, line, plan_of, worked

from ruttsim.planning.checker import faults
from ruttsim.planning.halves import paired
from ruttsim.planning.plan import planned_team
from ruttsim.planning.planner import plan_rounds

MORNING_VISIT, EVENING_VISIT = (8 * HOUR, 9 * HOUR), (18 * HOUR, 19 * HOUR)
DEAR_DAY = duty("long", DAY, cost_ore=1500)


def test_a_plan_whose_halves_all_have_partners_stays():
    problem = line(MORNING_VISIT, EVENING_VISIT, duties=SPLIT)
    assert paired(problem, plan_of(worked(0, 0), worked(1, 1))) is None


def test_a_plan_of_whole_shifts_stays():
    problem = line(MORNING_VISIT, duties=(DEAR_DAY,))
    assert paired(problem, plan_of(worked(0, 0))) is None


def test_of_a_surplus_half_the_shortest_round_goes():
    """Three mornings and one evening: one of each may be worked, and the longest morning stays."""
    problem = line(*[MORNING_VISIT] * 4, EVENING_VISIT, duties=(*SPLIT, DEAR_DAY))
    plan = plan_of(worked(0, 0), worked(0, 1, 2), worked(0, 3), worked(1, 4))
    limited, rest = paired(problem, plan)
    assert limited.duties.number.tolist() == [1, 1, 5]
    assert [(it.duty, it.tasks) for it in rest.rounds] == [(0, (1, 2)), (1, (4,))]


def test_the_other_carer_of_a_visit_leaves_with_the_first():
    """Tasks 0 and 2 are one visit: the round of 0 goes, so 2 is taken out of its round.

    The break that stood after it moves up.
    """
    problem = line(*[MORNING_VISIT] * 4, duties=(*SPLIT, DEAR_DAY), pairs=[(0, 2)])
    plan = plan_of(worked(0, 0), worked(2, 1, 2, 3, break_before=2))
    _, rest = paired(problem, plan)
    assert [(it.tasks, it.break_before) for it in rest.rounds] == [((1, 3), 1)]


def test_a_lone_half_is_planned_as_a_whole_shift():
    """One visit in the morning: half a shift costs 600, but there is no evening to go with it."""
    problem = line(MORNING_VISIT, duties=(*SPLIT, DEAR_DAY))
    assert [it.duty for it in plan_rounds(problem.rounds, 1000, 1).rounds] == [0]
    plan = planned_team(problem, "ruttsim", 1000, 1)
    assert [it.duty for it in plan.rounds] == [2]
    assert faults(problem.rounds, plan) == ()
