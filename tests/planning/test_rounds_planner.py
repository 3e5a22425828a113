"""Laws of the planner, on problems made by chance with everything that a problem can hold."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from made_rounds import changed, made_problem, renumbered
from small_team import HOUR, line, plan_of, worked

from ruttsim.domain.rounds import NEVER_S, LeftOut, RoundsCost, RoundsPlan, WorkedRound
from ruttsim.planning.checker import cost, faults
from ruttsim.planning.planner import plan_rounds

MOVES = 20_000
SEEDS = range(6)
KINDS = [
    {},
    {"periods": 3},
    {"prices": (0, 0, 0)},
    {"clients": 40, "has_breaks": False},
    {"clients": 40, "prices": (3, 0, 0), "periods": 2},
]


@pytest.mark.parametrize("kind", KINDS)
def test_the_checker_accepts_every_plan(kind):
    for seed in SEEDS:
        problem = made_problem(seed, **kind)
        plan = plan_rounds(problem, MOVES, seed)
        assert faults(problem, plan) == ()
        assert cost(problem, plan) == plan.cost


def test_the_same_problem_moves_and_seed_give_the_same_plan():
    problem = made_problem(1, 20)
    assert plan_rounds(problem, MOVES, 3) == plan_rounds(problem, MOVES, 3)


@pytest.mark.parametrize("kind", KINDS)
def test_more_moves_from_an_earlier_plan_never_cost_more(kind):
    for seed in SEEDS:
        problem = made_problem(seed, **kind)
        earlier = plan_rounds(problem, 2_000, seed)
        later = plan_rounds(problem, MOVES, seed, start=earlier)
        assert later.cost.total <= earlier.cost.total


def test_a_start_that_nothing_can_be_added_to_is_the_plan_without_moves():
    made = made_problem(2, 12)
    musts = np.full(made.size, 100_000)
    problem = changed(made, "tasks", unserved_cost=musts, lateness_limit_s=musts)
    plan = plan_rounds(problem, MOVES, 1)
    assert not plan.left_out
    assert plan_rounds(problem, 0, 5, start=plan) == plan


def test_another_carer_never_makes_the_best_dearer():
    for seed in SEEDS:
        problem = made_problem(seed, 20, prices=(2, 3, 0))
        before = plan_rounds(problem, MOVES, seed)
        more = changed(problem, "duties", number=problem.duties.number + 1)
        after = plan_rounds(more, 1_000, seed, start=before)
        assert after.cost.total <= before.cost.total


def test_a_wider_window_never_makes_the_best_dearer():
    for seed in SEEDS:
        problem = made_problem(seed, 20)
        before = plan_rounds(problem, MOVES, seed)
        latest_s = problem.tasks.latest_s + np.array([20, 20])
        after = plan_rounds(changed(problem, "tasks", latest_s=latest_s), 0, seed, start=before)
        assert after.cost.total <= before.cost.total


def test_renumbering_tasks_changes_no_cost():
    for seed in SEEDS:
        problem = made_problem(seed, 20)
        order = np.random.default_rng(seed).permutation(problem.size)
        place = np.argsort(order)
        plan = plan_rounds(problem, MOVES, seed)
        rounds = tuple(
            dataclasses.replace(it, tasks=tuple(place[list(it.tasks)].tolist()))
            for it in plan.rounds
        )
        left = tuple(LeftOut(int(place[it.task]), it.reason) for it in plan.left_out)
        other = dataclasses.replace(plan, rounds=rounds, left_out=left)
        again = renumbered(problem, order)
        assert faults(again, other) == ()
        assert cost(again, other) == plan.cost
        assert plan_rounds(again, 0, 1, start=other).cost.total <= plan.cost.total


def test_who_cannot_be_served_is_left_out_with_the_reason():
    problem = made_problem(1, 20)
    may = problem.may.copy()
    may[5] = False
    earliest_s = problem.tasks.earliest_s.copy()
    earliest_s[7] = 5_000, NEVER_S
    alone = np.arange(problem.size)
    limits = np.full(problem.size, 10)
    latest_s = np.maximum(problem.tasks.latest_s, earliest_s)
    problem = changed(
        dataclasses.replace(problem, may=may, links=no_links(problem)),
        "tasks",
        earliest_s=earliest_s,
        latest_s=latest_s,
        group=alone,
        lateness_limit_s=limits,
    )
    reasons = {it.task: it.reason for it in plan_rounds(problem, MOVES, 1).left_out}
    assert reasons[5] == "no_skill"
    assert reasons[7] == "no_window"


def no_links(problem):
    """No links at all."""
    none = np.zeros(0, dtype=np.int64)
    return dataclasses.replace(problem.links, first=none, second=none, least_s=none, most_s=none)


def test_progress_ends_with_all_planned():
    told = []
    plan_rounds(made_problem(1), 2_000, 1, progress=lambda what, share: told.append((what, share)))
    assert told[0] == ("compiling", 0.0)
    assert told[-1] == ("planning", 1.0)


def any_start(problem, seed):
    """A start by chance: rounds of valid duties and distinct tasks, nothing else about it right."""
    chance = np.random.default_rng(seed)
    tasks = chance.permutation(problem.size)[: chance.integers(0, problem.size + 1)]
    cuts = np.sort(chance.integers(0, len(tasks) + 1, chance.integers(1, 6)))
    rounds = tuple(
        WorkedRound(
            duty=int(chance.integers(len(problem.duties.start_s))),
            tasks=tuple(part.tolist()),
            break_before=int(chance.integers(-1, len(part) + 2)),
            start_s=tuple(chance.integers(0, 600, len(part)).tolist()),
            leave_s=0,
            return_s=0,
            break_start_s=0,
        )
        for part in np.split(tasks, cuts)
    )
    return RoundsPlan(rounds, (), RoundsCost(*[0] * 11))


@pytest.mark.parametrize("moves", [0, 1_000])
@pytest.mark.parametrize("kind", KINDS)
def test_any_start_of_valid_duties_and_distinct_tasks_gives_a_plan(kind, moves):
    for seed in range(40):
        problem = made_problem(seed, **kind)
        start = any_start(problem, seed)
        assert faults(problem, plan_rounds(problem, moves, seed, start=start)) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_a_start_that_lost_tasks_gives_a_plan(kind):
    for seed in SEEDS:
        problem = made_problem(seed, **kind)
        plan = plan_rounds(problem, 2_000, seed)
        for lost in range(problem.size):
            rounds = tuple(without(it, lost) for it in plan.rounds)
            start = dataclasses.replace(plan, rounds=rounds)
            assert faults(problem, plan_rounds(problem, 0, 1, start=start)) == ()


def without(it, lost):
    """The round without a task, if it holds it; its times and its break stay."""
    kept = [k for k, task in enumerate(it.tasks) if task != lost]
    return dataclasses.replace(
        it, tasks=tuple(it.tasks[k] for k in kept), start_s=tuple(it.start_s[k] for k in kept)
    )


@pytest.mark.parametrize("kind", KINDS[:2])
def test_a_start_keeps_its_breaks_and_second_windows(kind):
    for seed in SEEDS:
        problem = made_problem(seed, **kind)
        plan = plan_rounds(problem, MOVES, seed)
        again = plan_rounds(problem, 0, seed + 1, start=plan)
        if again.cost.total == plan.cost.total:
            assert again == plan
        else:
            assert len(again.left_out) < len(plan.left_out)


@pytest.mark.parametrize("pairs", [(), [(0, 1)]])
def test_a_visit_late_in_a_long_duty_is_planned_without_a_move(pairs):
    """At 15 in a duty of 7-16 whose break begins at 12 at the latest: before the round or never."""
    problem = line((15 * HOUR, 15 * HOUR), (15 * HOUR, 15 * HOUR), pairs=pairs).rounds
    plan = plan_rounds(problem, 0, 1)
    assert not plan.left_out
    assert faults(problem, plan) == ()


def test_a_visit_that_comes_where_the_break_is_goes_before_it():
    """A visit at 11:30 with the break before it; one at 8 needs no round of its own."""
    problem = line((11.5 * HOUR, 11.5 * HOUR), (8 * HOUR, 8 * HOUR)).rounds
    plan = plan_rounds(problem, 0, 1, start=plan_of(worked(0, 0, break_before=0)))
    assert [(it.tasks, it.break_before) for it in plan.rounds] == [((1, 0), 1)]


def test_who_has_the_break_at_the_first_door_arrives_when_it_begins():
    """Ten minutes away; the break of 7-16 begins at 10 at the earliest: leaving at 9:50."""
    one = line((11.5 * HOUR, 11.5 * HOUR)).rounds
    twice = np.repeat(one.travel_s, 2, axis=1)
    problem = dataclasses.replace(
        one, travel_s=twice, period_start_s=np.array([0, 8 * HOUR], dtype=np.int64)
    )
    (found,) = plan_rounds(problem, 0, 1, start=plan_of(worked(0, 0, break_before=0))).rounds
    assert (found.break_before, found.break_start_s) == (0, 10 * HOUR)
    assert found.leave_s == 10 * HOUR - 600
    assert found.start_s == (11.5 * HOUR,)
