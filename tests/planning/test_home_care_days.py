"""Days that the planner is measured on, and the times that are given to a library's orders."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
from home_care_days import LINKED_SHARE, home_care_day, team_days
from home_care_problems import LATENESS_LIMIT_S, VARIANTS, everything, linked, plain
from yardsticks.timed import Found, Ordered, worked

from ruttsim.domain.rounds import NEVER_S, RoundsCost, RoundsPlan
from ruttsim.files import content_hash
from ruttsim.planning.checker import cost, faults
from ruttsim.planning.hard_terms import terms

FEW = 40
SECONDS = 2


@pytest.fixture(scope="module")
def day():
    """A small day near its base."""
    return home_care_day(FEW, 0)


def as_plan(problem, found):
    """What was found as a plan with its times and cost."""
    rounds, left_out = worked(problem, found.orders, found.agreed_s)
    unpriced = RoundsPlan(rounds, left_out, RoundsCost(*[0] * 11))
    return RoundsPlan(rounds, left_out, cost(problem, unpriced))


def chunks(problem):
    """Every duty with its share of the tasks it may do, by their windows: a plan, if a poor one."""
    duties = problem.duties
    rows = [row for row, number in enumerate(terms(problem).number) for _ in range(int(number))]
    orders = [[] for _ in rows]
    partner = dict(zip(problem.links.first, problem.links.second, strict=True))
    partner |= {second: first for first, second in partner.items()}
    for task in np.argsort(problem.tasks.latest_s[:, 0], kind="stable").tolist():
        latest_s = problem.tasks.latest_s[task, 0]
        able = [
            k
            for k, row in enumerate(rows)
            if problem.may[task, row]
            and duties.start_s[row] <= latest_s <= duties.end_s[row]
            and partner.get(task) not in orders[k]
        ]
        orders[min(able, key=lambda k: len(orders[k]))].append(task)
    return Found(0, tuple(Ordered(row, tuple(it)) for row, it in zip(rows, orders, strict=True)))


def test_the_same_seed_is_the_same_problem():
    problems = [everything(home_care_day(FEW, seed)) for seed in (2, 2, 4)]
    hashes = [content_hash(it.tasks, it.duties, it.travel_s, it.change_cost) for it in problems]
    assert hashes[0] == hashes[1] != hashes[2]


def test_clients_from_everywhere_live_farther_apart(day):
    near, far = day.travel_s["car"][0], home_care_day(FEW, 1).travel_s["car"][0]
    assert np.median(far) > 2 * np.median(near)


def test_a_plain_day_has_neither_links_nor_breaks_nor_lateness(day):
    problem = plain(day)
    assert problem.size == FEW
    assert len(problem.links.first) == 0
    assert not problem.duties.break_s.any()
    assert not problem.tasks.lateness_limit_s.any()


def test_a_linked_day_has_its_share_of_pairs_at_one_door(day):
    problem = linked(day)
    first, second = problem.links.first, problem.links.second
    assert len(first) == round(LINKED_SHARE * FEW)
    assert problem.size == FEW + len(first)
    assert (problem.tasks.place[first] == problem.tasks.place[second]).all()
    assert problem.duties.break_s.all()


def test_with_everything_on_each_feature_binds_somewhere(day):
    problem = everything(day)
    assert len(problem.links.first) > 0
    assert not problem.may.all()
    assert (problem.change_cost == 0).any()
    assert (problem.change_cost > 0).any()
    assert problem.vehicles[0] < problem.size
    assert len(np.unique(problem.duties.mode)) == 3
    assert len(np.unique(problem.travel_s[0], axis=0)) > 1


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_task_can_be_done_in_time_by_somebody(variant, day):
    problem = VARIANTS[variant](day)
    group = problem.tasks.group
    for task in range(problem.size):
        together = np.flatnonzero(group == group[task])
        rows = np.flatnonzero(problem.may[task] & (problem.duties.mode == 0))
        tried = (
            worked(problem, [Ordered(int(row), (int(k),)) for k in together])[1] for row in rows
        )
        assert any(len(left_out) == problem.size - len(together) for left_out in tried)


def test_teams_hold_every_visit_once():
    whole = home_care_day(400, 0)
    teams = team_days(whole)
    assert len(teams) > 1
    assert sorted(k for it in teams for k in it.visit) == whole.visit.tolist()


def test_vehicles_suffice_for_the_rounds_that_libraries_may_open(day):
    problem = everything(day)
    number, duties = terms(problem).number, problem.duties
    for at_s in duties.start_s:
        is_out = (duties.start_s <= at_s) & (at_s < duties.end_s)
        out = np.bincount(duties.vehicle[is_out], number[is_out], len(problem.vehicles))
        assert (out <= problem.vehicles).all()


def test_linked_tasks_get_a_common_window_shorter_than_the_visit(day):
    problem = linked(day)
    hard = terms(problem)
    tasks = np.concatenate([problem.links.first, problem.links.second])
    width_s = (hard.ends_s - hard.starts_s)[tasks]
    assert (width_s < problem.tasks.duration_s[tasks]).all()
    assert (hard.starts_s[problem.links.first] == hard.starts_s[problem.links.second]).all()


@pytest.mark.parametrize("variant", VARIANTS)
def test_orders_with_their_times_break_no_rule(variant, day):
    problem = VARIANTS[variant](day)
    plan = as_plan(problem, chunks(problem))
    assert faults(problem, plan) == ()
    assert len(plan.rounds) > 1


def test_a_task_that_would_be_too_late_is_left_out(day):
    problem = linked(day)
    late = problem.tasks.latest_s[:, 0] + LATENESS_LIMIT_S
    first, last = int(np.argmin(late)), int(np.argmax(problem.tasks.earliest_s[:, 0]))
    rounds, left_out = worked(problem, [Ordered(1, (last, first))])
    assert first in {it.task for it in left_out}
    assert all(first not in it.tasks for it in rounds)


def test_a_carer_leaves_so_late_that_she_need_not_wait_at_the_first_door(day):
    problem = plain(day)
    task = int(np.argmax(problem.tasks.earliest_s[:, 0]))
    (found,), _ = worked(problem, [Ordered(1, (task,))])
    there_s = int(problem.travel_s[0, 0, 0, problem.tasks.place[task]])
    assert found.leave_s + there_s == found.start_s[0]
    assert found.return_s < NEVER_S


@pytest.mark.parametrize("library", ["pyvrp", "vroom", "ortools"])
def test_what_a_library_finds_can_be_worked(library, day):
    pytest.importorskip(library)
    problem = everything(day)
    found = import_module(f"yardsticks.with_{library}").plan(problem, SECONDS, 0)
    plan = as_plan(problem, found[-1])
    assert faults(problem, plan) == ()
    assert len(plan.left_out) < problem.size / 10
