"""The template's day made to fit: what nothing disturbs stays, absent carers are never named."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from small_fortnight import RULES, day_of, varied, varied_day, workdays
from small_team import HOUR, LONG, SPLIT, duty, plan_of, worked

from ruttsim.domain.fortnight import StaffedPlan
from ruttsim.planning.checker import faults
from ruttsim.planning.fortnight import meetings, template
from ruttsim.planning.repair import absentees, repaired, standing_by

MOVES = 500
SHORT = duty("short", dataclasses.replace(LONG.hours, end_s=10 * HOUR, break_s=0), cost_ore=400)


@pytest.fixture(scope="module")
def planned():
    problems = workdays(0, 1, 2)
    found = template(problems, RULES, MOVES, 1)
    return problems[0], found.days[0], meetings(problems, found)


def who(problem, day):
    """Carer of each visit."""
    return {
        int(problem.visit[task]): carer
        for it, carer in zip(day.plan.rounds, day.carer, strict=True)
        for task in it.tasks
    }


def test_an_undisturbed_day_stays_without_moves(planned):
    problem, day, known = planned
    assert repaired(problem, problem, day, known, set(), RULES, 0, 1) == day


def test_a_visit_called_off_leaves_the_others_where_they_are(planned):
    problem, day, known = planned
    today = day_of(0, 2)
    found = repaired(today, problem, day, known, set(), RULES, 0, 1)
    before = who(problem, day)
    assert who(today, found) == {0: before[0], 2: before[2]}
    assert faults(today.rounds, found.plan) == ()


def test_an_extra_visit_goes_to_a_carer_who_is_there(planned):
    """Client 1 is not in the day that is repaired; who comes to 0 or 2 has time for 1 as well."""
    _, _, known = planned
    problems = workdays(0, 2)
    day = template(problems, RULES, MOVES, 1).days[0]
    found = repaired(day_of(0, 1, 2), problems[0], day, known, set(), RULES, MOVES, 1)
    assert set(found.carer) == set(day.carer)
    assert not found.plan.left_out


@pytest.mark.parametrize("moves", [0, MOVES])
@pytest.mark.parametrize("absent", [{0}, {1}, {0, 1}])
def test_an_absent_carer_is_never_named_and_her_visits_are_done(planned, moves, absent):
    problem, day, known = planned
    found = repaired(problem, problem, day, known, absent, RULES, moves, 1)
    assert not absent & set(found.carer)
    assert not found.plan.left_out
    assert faults(problem.rounds, found.plan) == ()
    before = who(problem, day)
    if moves == 0:
        after = who(problem, found)
        assert all(after[k] == carer for k, carer in before.items() if carer not in absent)
        assert all(after[k] < 0 for k, carer in before.items() if carer in absent)


def test_a_substitute_is_spared_where_a_carer_has_time(planned):
    """Without client 2 one carer can do both others; a substitute would cost another shift."""
    problem, day, known = planned
    absent = {who(problem, day)[2]}
    today = day_of(0, 1)
    other = who(problem, day)[0]
    found = repaired(today, problem, day, known, absent, RULES, MOVES, 1)
    assert set(found.carer) == {other}


def test_who_is_new_to_all_may_come_to_a_client_that_nobody_knows(planned):
    """The template has three clients, the day a fourth one."""
    problem, day, _ = planned
    known = np.zeros((2, 1), dtype=np.int64)
    found = repaired(problem, problem, day, known, set(), RULES, 0, 1)
    assert found == day


@pytest.mark.parametrize("moves", [0, 200])
def test_whatever_happens_the_day_can_be_worked_and_nobody_works_another_shift(moves):
    problems = varied()
    found = template(problems, RULES, MOVES, 1)
    known = meetings(problems, found)
    chance = np.random.default_rng(5)
    for problem, day in zip(problems, found.days, strict=True):
        today = varied_day(*np.flatnonzero(chance.random(4) < 0.8).tolist())
        absent = set(np.flatnonzero(chance.random(found.carers) < 0.3).tolist())
        repair = repaired(today, problem, day, known, absent, RULES, moves, 1)
        assert faults(today.rounds, repair.plan) == ()
        assert not repair.plan.left_out
        rostered = sorted(
            (carer, it.duty)
            for it, carer in zip(day.plan.rounds, day.carer, strict=True)
            if carer not in absent
        )
        named = [
            (carer, it.duty)
            for it, carer in zip(repair.plan.rounds, repair.carer, strict=True)
            if carer >= 0
        ]
        assert len(set(named)) == len(named)
        assert set(named) <= set(rostered)


def test_both_halves_of_an_absent_carers_split_shift_go_to_one_substitute():
    windows = ((8 * HOUR, 9 * HOUR), (18 * HOUR, 19 * HOUR))
    problem = day_of(0, 1, duties=SPLIT, windows=windows)
    known = np.ones((1, 2), dtype=np.int64)
    day = StaffedPlan(plan_of(worked(0, 0), worked(1, 1)), (0, 0))
    found = repaired(problem, problem, day, known, {0}, RULES, 0, 1)
    assert found.carer == (-1, -1)


def test_other_duties_than_the_templates_are_refused(planned):
    problem, day, known = planned
    other = day_of(0, 1, 2, duties=(SHORT,))
    with pytest.raises(ValueError, match="different duties"):
        repaired(other, problem, day, known, set(), RULES, 0, 1)


def test_a_day_without_visits_needs_nobody(planned):
    problem, day, known = planned
    assert repaired(day_of(), problem, day, known, set(), RULES, 0, 1).carer == ()


def test_who_stays_away_is_told_by_the_visit_of_the_lowest_row():
    """Carer 4 begins with visit 0 (second in her order), carer 7 with visit 1, -1 is nobody's."""
    problem = day_of(0, 1, 2)
    day = StaffedPlan(plan_of(worked(0, 2, 0), worked(0, 1)), (4, 7))
    is_absent = np.zeros((3, 2), dtype=np.bool_)
    is_absent[[0, 2], 0] = True
    assert absentees(problem, day, is_absent) == {4}
    assert absentees(problem, dataclasses.replace(day, carer=(-1, 7)), is_absent) == frozenset()


def test_who_has_come_and_has_no_round_left_stands_by_for_her_hours(planned):
    """Client 2 is not visited today: her carer is at the base from seven, the other is out."""
    problem, day, known = planned
    today = day_of(0)
    found = repaired(today, problem, day, known, set(), RULES, 0, 1)
    idle = who(problem, day)[2]
    ((plan, carer),) = standing_by(problem, day, found, set())
    assert carer == idle
    assert [(it.tasks, it.leave_s, it.return_s) for it in plan.rounds] == [((), 7 * HOUR, 7 * HOUR)]
    assert list(standing_by(problem, day, found, {idle})) == []


def test_nobody_stands_by_on_an_undisturbed_day(planned):
    problem, day, _ = planned
    assert list(standing_by(problem, day, day, set())) == []
