"""The day of a template made to fit what is known in the morning, with few moves."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Bools, Ints
from ruttsim.domain.fortnight import FortnightRules, StaffedPlan
from ruttsim.domain.planning import TeamProblem
from ruttsim.domain.rounds import RoundsPlan, WorkedRound
from ruttsim.planning.fortnight import new_carer_ore
from ruttsim.planning.named import (
    NOTHING,
    as_start,
    carried,
    halves_limited,
    keys,
    named_problem,
    unnamed,
)
from ruttsim.planning.planner import SearchSettings, plan_rounds
from ruttsim.planning.posts import posts

HEAT = 0.3
"""How hot a repair begins, as a share of what a plan's order can change."""


def repaired(
    problem: TeamProblem,
    before: TeamProblem,
    day: StaffedPlan,
    known: NDArray[np.int64],
    absent: AbstractSet[int],
    rules: FortnightRules,
    moves_per_task: int,
    seed: int,
) -> StaffedPlan:
    """The plan of a day whose visits and carers are not quite those of its template.

    `problem` holds the visits that are to be done, `before` those of the template's `day`; both
    have the same duties. `known[carer, client]` is on how many days they meet in the template.
    Carers who are not `absent` are there anyway and cost nothing more; what they cannot do in
    their own hours substitutes do. A visit with another carer than the template's costs
    `moved_visit_ore`, and with one who is new to the client `new_carer_ore`. Without moves all
    that nothing disturbs stays as it was.
    """
    if problem.duties != before.duties:
        raise ValueError("The day and its template have different duties.")
    if not problem.tasks:
        return StaffedPlan(NOTHING, ())
    present = [k for k, it in enumerate(day.carer) if it >= 0 and it not in absent]
    carers = np.array([day.carer[k] for k in present], dtype=np.int64)
    rows = np.array([day.plan.rounds[k].duty for k in present], dtype=np.int64)
    own = _own_carer(problem, before, day)
    has_own = own >= 0
    moved_ore = np.where(has_own, rules.moved_visit_ore, 0)
    met = _met(known, carers, problem.client)
    named_ore = moved_ore[:, None] + new_carer_ore(met, rules)
    named_ore[own[:, None] == carers[None, :]] = 0
    worked = np.array([it.duty for it in day.plan.rounds], dtype=np.int64)
    named = named_problem(
        halves_limited(problem, worked),
        rows,
        named_ore,
        moved_ore + rules.new_carer_ore,
        are_paid_anyway=True,
    )
    place = {k: row for row, k in enumerate(present)}
    duties = [place.get(k, len(rows) + it.duty) for k, it in enumerate(day.plan.rounds)]
    start = as_start(carried(day.plan, before, problem), duties)
    moves = moves_per_task * problem.tasks
    settings = SearchSettings(reheat_share=HEAT)
    found = plan_rounds(named, moves, seed, start, settings=settings)
    plan, workers = unnamed(problem.rounds, found, rows, carers.tolist())
    return StaffedPlan(plan, _with_substitutes(problem, plan, workers))


def absentees(problem: TeamProblem, day: StaffedPlan, is_absent: Bools) -> frozenset[int]:
    """Named carers of a template's day who do not come, from what the morning says of visits.

    `is_absent[row of Visits, carer of two]` of each carer's task of the lowest row decides.
    """
    old = keys(problem)
    first: dict[int, tuple[int, int]] = {}
    for it, carer in zip(day.plan.rounds, day.carer, strict=True):
        earliest = min(old[task] for task in it.tasks)
        first[carer] = min(first.get(carer, earliest), earliest)
    return frozenset(carer for carer, key in first.items() if carer >= 0 and is_absent[key])


def standing_by(
    problem: TeamProblem, day: StaffedPlan, today: StaffedPlan, absent: AbstractSet[int]
) -> Iterator[tuple[RoundsPlan, int]]:
    """Carers of a template's day who have come and have no round today, with their hours.

    Their rounds hold no task and end when they begin, with the shift: they are at the base, and
    paid for the shift.
    """
    busy = {*today.carer, *absent}
    for carer in sorted({it for it in day.carer if it >= 0 and it not in busy}):
        rounds = [it for it, who in zip(day.plan.rounds, day.carer, strict=True) if who == carer]
        hours = [problem.duties[it.duty].hours for it in rounds]
        waiting = tuple(
            WorkedRound(it.duty, (), -1, (), own.start_s, own.start_s, -1)
            for it, own in zip(rounds, hours, strict=True)
        )
        yield replace(NOTHING, rounds=waiting), carer


def _own_carer(problem: TeamProblem, before: TeamProblem, day: StaffedPlan) -> Ints:
    """Who does each task in the template; -1: it is not there, or a substitute does it."""
    old = keys(before)
    carer = {
        old[task]: carer
        for it, carer in zip(day.plan.rounds, day.carer, strict=True)
        for task in it.tasks
    }
    return np.array([carer.get(key, -1) for key in keys(problem)], dtype=np.int64)


def _met(known: NDArray[np.int64], carers: Ints, client: Ints) -> NDArray[np.int64]:
    """On how many days each carer (column) meets each task's client (row), who may be a new one."""
    is_old = client < known.shape[1]
    met = np.zeros((len(client), len(carers)), dtype=np.int64)
    met[is_old] = known[np.ix_(carers, client[is_old])].T
    return met


def _with_substitutes(
    problem: TeamProblem, plan: RoundsPlan, workers: tuple[int, ...]
) -> tuple[int, ...]:
    """Who works each round; rounds of nobody go to substitutes, one for both halves of a shift."""
    open_rounds = [k for k, it in enumerate(workers) if it < 0]
    theirs = replace(plan, rounds=tuple(plan.rounds[k] for k in open_rounds))
    who = list(workers)
    for number, post in enumerate(posts(problem, theirs), start=1):
        for k in post.rounds:
            who[open_rounds[k]] = -number
    return tuple(who)
