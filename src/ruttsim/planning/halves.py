"""Split shifts: both halves are worked by the same carer, so there must be as many of each."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter

import numpy as np

from ruttsim.domain.arrays import Bools, Ints
from ruttsim.domain.planning import TeamProblem
from ruttsim.domain.rounds import RoundsPlan, RoundsProblem, WorkedRound


def paired(problem: TeamProblem, plan: RoundsPlan) -> tuple[RoundsProblem, RoundsPlan] | None:
    """The problem with no more of a half allowed than a plan has of the other (None: all fit).

    With it comes what is left of the plan: of a surplus half the shortest rounds go, and with
    their tasks the tasks of the same groups.
    """
    duties, worked = problem.duties, Counter(it.duty for it in plan.rounds)
    parts: dict[str, dict[int, list[int]]] = {}
    for row, duty in enumerate(duties):
        parts.setdefault(duty.shift, {}).setdefault(duty.part, []).append(row)
    number = problem.rounds.duties.number.copy()
    is_surplus = False
    for halves in parts.values():
        if len(halves) == 1:
            continue
        counts = {part: sum(worked[row] for row in rows) for part, rows in halves.items()}
        least = min(counts.values())
        is_surplus |= max(counts.values()) > least
        for rows in halves.values():
            left = least
            for row in rows:
                number[row] = min(worked[row], left)
                left -= int(number[row])
    if not is_surplus:
        return None
    limited = dataclasses.replace(problem.rounds.duties, number=number)
    return dataclasses.replace(problem.rounds, duties=limited), _trimmed(problem, plan, number)


def _trimmed(problem: TeamProblem, plan: RoundsPlan, number: Ints) -> RoundsPlan:
    """The plan without the rounds that are too many; of each duty the longest stay."""
    group, left = problem.rounds.tasks.group, number.copy()
    kept = []
    for it in sorted(plan.rounds, key=lambda it: (-len(it.tasks), it.tasks)):
        if left[it.duty] > 0:
            left[it.duty] -= 1
            kept.append(it)
    held = np.zeros(problem.tasks, dtype=np.bool_)
    held[[task for it in kept for task in it.tasks]] = True
    is_whole = ~np.isin(group, group[~held])
    return dataclasses.replace(
        plan, rounds=tuple(rest for it in kept if (rest := _of_tasks(it, is_whole)).tasks)
    )


def _of_tasks(it: WorkedRound, is_kept: Bools) -> WorkedRound:
    """A round with some of its tasks only; the break stays where it is."""
    chosen = [bool(is_kept[task]) for task in it.tasks]
    return dataclasses.replace(
        it,
        tasks=tuple(itertools.compress(it.tasks, chosen)),
        start_s=tuple(itertools.compress(it.start_s, chosen)),
        break_before=sum(chosen[: it.break_before]) if it.break_before >= 0 else -1,
    )
