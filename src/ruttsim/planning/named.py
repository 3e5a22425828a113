"""A day's problem with a duty of her own for each carer; plans taken from one day to another."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Ints
from ruttsim.domain.planning import TeamProblem
from ruttsim.domain.rounds import (
    RoundDuties,
    RoundsCost,
    RoundsPlan,
    RoundsProblem,
    WorkedRound,
)
from ruttsim.planning.checker import cost

NOTHING = RoundsPlan((), (), RoundsCost())
"""The plan of a day without tasks."""


def named_problem(
    problem: RoundsProblem,
    rows: Ints,
    named_ore: NDArray[np.int64],
    substitute_ore: Ints,
    are_paid_anyway: bool = False,
) -> RoundsProblem:
    """The problem with a duty for each of some carers before the anonymous ones.

    `rows` are the duties that the carers work; what it costs that they do a task is
    `named_ore[task, carer]`, that anybody else does it `substitute_ore[task]`, and leaving it out
    costs the dearest of these more, so that it never pays. Carers who are paid whether they have a
    round or not cost nothing more.
    """
    duties = problem.duties
    columns = {
        field.name: np.concatenate([getattr(duties, field.name)[rows], getattr(duties, field.name)])
        for field in dataclasses.fields(duties)
    }
    count = len(rows)
    taken = np.bincount(rows, minlength=len(duties.start_s))
    columns["number"][:count] = 1
    columns["number"][count:] = np.maximum(duties.number - taken, 0)
    if are_paid_anyway:
        columns["cost"][:count] = 0
    others_ore = np.repeat(substitute_ore[:, None], len(duties.start_s), axis=1)
    dearest_ore = np.maximum(substitute_ore, named_ore.max(axis=1, initial=0))
    tasks = dataclasses.replace(
        problem.tasks, unserved_cost=problem.tasks.unserved_cost + dearest_ore
    )
    return dataclasses.replace(
        problem,
        tasks=tasks,
        duties=RoundDuties(**columns),
        may=np.hstack([problem.may[:, rows], problem.may]),
        change_cost=np.hstack([named_ore, others_ore]),
    )


def halves_limited(problem: TeamProblem, worked: Ints) -> RoundsProblem:
    """The day's rounds with no more parts of split shifts than those worked (rows of duties)."""
    split = {it.shift for it in problem.duties if it.part > 0}
    is_half = np.array([it.shift in split for it in problem.duties])
    count = np.bincount(worked, minlength=len(is_half))
    number = np.where(is_half, count, problem.rounds.duties.number)
    duties = dataclasses.replace(problem.rounds.duties, number=number)
    return dataclasses.replace(problem.rounds, duties=duties)


def unnamed(
    problem: RoundsProblem, plan: RoundsPlan, rows: Ints, carers: Sequence[int]
) -> tuple[RoundsPlan, tuple[int, ...]]:
    """A plan of the named problem in the day's own duties, and each round's carer (-1: anybody)."""
    count = len(rows)
    rounds = tuple(
        dataclasses.replace(it, duty=int(rows[it.duty]) if it.duty < count else it.duty - count)
        for it in plan.rounds
    )
    workers = tuple(carers[it.duty] if it.duty < count else -1 for it in plan.rounds)
    own = dataclasses.replace(plan, rounds=rounds)
    return dataclasses.replace(own, cost=cost(problem, own)), workers


def as_start(plan: RoundsPlan, duties: Sequence[int]) -> RoundsPlan:
    """The rounds that hold tasks with other duties, one for each round, as a start of a search."""
    rounds = tuple(
        dataclasses.replace(it, duty=duty)
        for it, duty in zip(plan.rounds, duties, strict=True)
        if it.tasks
    )
    return dataclasses.replace(plan, rounds=rounds)


def carried(plan: RoundsPlan, before: TeamProblem, problem: TeamProblem) -> RoundsPlan:
    """The plan of another day with this day's tasks: the same visits by the same carers of two.

    Rounds stand in their old order, those that have lost all tasks too; what the other day did not
    have is in none of them.
    """
    place = {key: task for task, key in enumerate(keys(problem))}
    old = keys(before)
    rounds = tuple(_carried_round(it, old, place) for it in plan.rounds)
    return RoundsPlan(rounds=rounds, left_out=(), cost=plan.cost)


def keys(problem: TeamProblem) -> list[tuple[int, int]]:
    """What each task is on all days: the visit and which of its carers."""
    return list(zip(problem.visit.tolist(), problem.carer.tolist(), strict=True))


def _carried_round(
    it: WorkedRound, old: list[tuple[int, int]], place: Mapping[tuple[int, int], int]
) -> WorkedRound:
    """A round of the tasks that are there; the break stays between the same ones."""
    kept = [(k, place[old[task]]) for k, task in enumerate(it.tasks) if old[task] in place]
    before = sum(k < it.break_before for k, _ in kept)
    return dataclasses.replace(
        it,
        tasks=tuple(task for _, task in kept),
        start_s=tuple(it.start_s[k] for k, _ in kept),
        break_before=before if it.break_before >= 0 else -1,
    )


def similar(problem: TeamProblem, others: Sequence[TeamProblem]) -> int:
    """Which of other days has most tasks in common, the first of several."""
    mine = set(keys(problem))
    shared = Counter({k: len(mine.intersection(keys(it))) for k, it in enumerate(others)})
    return max(range(len(others)), key=lambda k: (shared[k], -k))
