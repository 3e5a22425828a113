"""Posts: what one carer works on a day, a round or the two halves of a split shift."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ruttsim.domain.arrays import Ints
from ruttsim.domain.planning import TeamProblem
from ruttsim.domain.rounds import RoundsPlan
from ruttsim.units import HOURS_PER_DAY, SECONDS_PER_HOUR


@dataclass(frozen=True, eq=False)
class Post:
    """Rounds of a plan that one carer works on a day, and whom they meet (rows of Clients).

    Hours and pay are those of the whole shift, also where one half of a split shift found no other
    (`is_whole` is false).
    """

    rounds: tuple[int, ...]
    shift: str
    start_s: int
    end_s: int
    paid_s: int
    is_whole: bool
    clients: Ints


def posts(
    problem: TeamProblem, plan: RoundsPlan, worker: Sequence[int] | None = None
) -> tuple[Post, ...]:
    """The posts of a day, ordered by their first rounds.

    Halves of a split shift are joined so that as few clients as possible meet two carers; halves
    that already have the same `worker` (-1: nobody yet) stay together.
    """
    known = [-1] * len(plan.rounds) if worker is None else list(worker)
    parts: dict[tuple[str, int], list[int]] = {}
    for number, it in enumerate(plan.rounds):
        duty = problem.duties[it.duty]
        parts.setdefault((duty.shift, duty.part), []).append(number)
    joined: list[tuple[int, ...]] = []
    for (shift, part), first in parts.items():
        if part == 0:
            joined += _joined(problem, plan, known, first, parts.get((shift, 1), []))
        elif (shift, 0) not in parts:
            joined += [(number,) for number in first]
    return tuple(_post(problem, plan, rounds) for rounds in sorted(joined))


def _joined(
    problem: TeamProblem, plan: RoundsPlan, worker: list[int], first: list[int], second: list[int]
) -> list[tuple[int, ...]]:
    """First and second halves in pairs, and what finds no other half alone."""
    if not second:
        return [(number,) for number in first]
    from scipy.optimize import linear_sum_assignment

    clients = {k: clients_of(problem, plan, (k,)) for k in (*first, *second)}
    largest = 1 + max(len(it) for it in clients.values())
    gain = np.zeros((len(first), len(second)), dtype=np.int64)
    for row, one in enumerate(first):
        for column, other in enumerate(second):
            shared = len(np.intersect1d(clients[one], clients[other], assume_unique=True))
            is_same = worker[one] == worker[other] != -1
            gain[row, column] = shared + largest * is_same
    rows, columns = linear_sum_assignment(gain, maximize=True)
    pairs = [(first[row], second[column]) for row, column in zip(rows, columns, strict=True)]
    taken = {number for pair in pairs for number in pair}
    return [*pairs, *((number,) for number in (*first, *second) if number not in taken)]


def clients_of(problem: TeamProblem, plan: RoundsPlan, rounds: Sequence[int]) -> Ints:
    """Rows of Clients that some rounds visit, ascending, each once."""
    tasks = [task for number in rounds for task in plan.rounds[number].tasks]
    return np.unique(problem.client[tasks])


def _post(problem: TeamProblem, plan: RoundsPlan, rounds: tuple[int, ...]) -> Post:
    """The post of some rounds."""
    shift = problem.duties[plan.rounds[rounds[0]].duty].shift
    parts = {it.part: it.hours for it in problem.duties if it.shift == shift}
    return Post(
        rounds=rounds,
        shift=shift,
        start_s=min(it.start_s for it in parts.values()),
        end_s=max(it.end_s for it in parts.values()),
        paid_s=sum(it.paid_s for it in parts.values()),
        is_whole=len(rounds) == len(parts),
        clients=clients_of(problem, plan, rounds),
    )


def shift_groups(days: Sequence[Sequence[Post]], rest_s: int) -> dict[str, int]:
    """A group of each shift: one may work all shifts of a group on any days, with rest between.

    Shifts join the first group in which all rest before and after them, the commonest first.
    """
    hours: dict[str, tuple[int, int]] = {}
    count: Counter[str] = Counter()
    for post in (post for day in days for post in day):
        start_s, end_s = hours.get(post.shift, (post.start_s, post.end_s))
        hours[post.shift] = (min(start_s, post.start_s), max(end_s, post.end_s))
        count[post.shift] += 1
    groups: list[list[str]] = []
    for shift in sorted(hours, key=lambda name: (-count[name], name)):
        fitting = [it for it in groups if all(_rests(hours[shift], hours[n], rest_s) for n in it)]
        if fitting:
            fitting[0].append(shift)
        else:
            groups.append([shift])
    return {shift: number for number, group in enumerate(groups) for shift in group}


def _rests(one: tuple[int, int], other: tuple[int, int], rest_s: int) -> bool:
    """Whether either shift may follow the other on the next day."""
    later_s = min(one[0] - other[1], other[0] - one[1])
    return later_s + HOURS_PER_DAY * SECONDS_PER_HOUR >= rest_s
