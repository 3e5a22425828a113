"""What a search starts from: nothing, or as much of a given plan as can be worked."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from ruttsim.domain.arrays import Ints
from ruttsim.domain.rounds import RoundsPlan, RoundsProblem
from ruttsim.planning import construction
from ruttsim.planning.tables import (
    BREAK,
    DUTY,
    LENGTH,
    MATE,
    PARTNER,
    REST,
    ROUND,
    SECOND,
    State,
    Tables,
    empty_state,
)

LONGEST_ROUND = 1024


class _Given(NamedTuple):
    """A round of a start, without its times."""

    duty: int
    tasks: tuple[int, ...]
    rest: int


def first_state(problem: RoundsProblem, read: Tables, start: RoundsPlan | None) -> State:
    """A state that can be worked and holds no half of a group alone.

    A start whose orders cannot all be worked is followed round by round, task by task; a task that
    then has no place takes its mate out with it.
    """
    given = _sound(problem, read, start)
    number = int(min(np.minimum(problem.duties.number, problem.size).sum(), problem.size))
    longest = max([min(LONGEST_ROUND, problem.size + 1), *(len(it.tasks) + 1 for it in given)])
    state = empty_state(read, max(1, number), longest)
    for it in () if start is None else start.rounds:
        opens = problem.tasks.earliest_s[list(it.tasks), 1]
        state.node[list(it.tasks), SECOND] = np.array(it.start_s, dtype=np.int64) >= opens
    for r, (duty, tasks, rest) in enumerate(given):
        state.round[r, LENGTH], state.round[r, DUTY] = len(tasks), duty
        state.round[r, REST] = rest
        state.sequence[r, : len(tasks)] = tasks
    if not construction.refresh(read, state):
        _follow(read, state, given)
    state.node[state.node[:, ROUND] < 0, SECOND] = 0
    return state


def _sound(problem: RoundsProblem, read: Tables, start: RoundsPlan | None) -> list[_Given]:
    """What of a start breaks no rule that is blind to times."""
    found: list[_Given] = []
    used: Counter[int] = Counter()
    for it in () if start is None else start.rounds:
        able = [task for task in it.tasks if problem.may[task, it.duty]]
        tasks = tuple(task for task in able if read.task[task, PARTNER] not in able)
        if not tasks or used[it.duty] >= problem.duties.number[it.duty]:
            continue
        used[it.duty] += 1
        has_break = read.duty[it.duty, BREAK] > 0
        rest = max(-1, min(it.break_before, len(tasks))) if has_break else 0
        found.append(_Given(it.duty, tasks, rest))
    placed = [task for it in found for task in it.tasks]
    return _without(found, _lone(read, placed))


def _lone(read: Tables, placed: list[int]) -> set[int]:
    """Tasks whose mate is not among those placed."""
    mates = read.task[placed, MATE].tolist()
    here = set(placed)
    return {
        task for task, mate in zip(placed, mates, strict=True) if mate >= 0 and mate not in here
    }


def _without(given: list[_Given], lone: set[int]) -> list[_Given]:
    """Rounds without some tasks; a round that holds no other is gone."""
    found = []
    for it in given:
        tasks = tuple(task for task in it.tasks if task not in lone)
        if tasks:
            found.append(_Given(it.duty, tasks, min(it.rest, len(tasks))))
    return found


def _follow(read: Tables, state: State, given: list[_Given]) -> None:
    """Follow rounds from nothing, anew without the tasks whose mates found no place."""
    while True:
        state.round[:, LENGTH] = 0
        construction.refresh(read, state)
        for r, it in enumerate(given):
            tasks = np.array(it.tasks, dtype=np.int64)
            construction.follow(read, state, r, it.duty, it.rest, tasks)
        lone = _lone(read, np.flatnonzero(state.node[:, ROUND] >= 0).tolist())
        if not lone:
            return
        given = _without(given, lone)


def order(problem: RoundsProblem) -> Ints:
    """Tasks in the order of insertion: first those that few duties may do, then by window."""
    closes = problem.tasks.latest_s.min(axis=1)
    found: Ints = np.lexsort((np.arange(problem.size), closes, problem.may.sum(axis=1)))
    return found
