"""Our own planner: the cheapest rounds that a number of moves finds.

The compiled search is imported on first use: compiling it takes a minute once for a machine.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.arrays import Floats, Ints
from ruttsim.domain.rounds import (
    NEVER_S,
    LeftOut,
    RoundsCost,
    RoundsPlan,
    RoundsProblem,
    WorkedRound,
)
from ruttsim.planning import checker

if TYPE_CHECKING:
    from ruttsim.planning.tables import State

NEIGHBOURS = 40
STAGES = 20
"""Calls of the compiled search in a cooling, between which progress is told."""

MOST_COOLINGS = 10


@dataclass(frozen=True)
class SearchSettings:
    """How the search cools; shares are of what a plan's order can change, for each task.

    Measured at ten million moves on Mankowska's 100_2, 75_2 and 200_4, three seeds, mean gap to
    the best known: 0.5 % with 20,000 moves a task in a cooling, 0.0 % with 50,000, 0.2 % with one
    cooling of all moves; 0.8 % with 50,000 from a third of the heat. In the first `guided_stages`
    of a cooling the price of the most idle duty is shared (see `guidance`); `without` names moves
    that are not made.
    """

    hot_share: float = 2.0
    cold_share: float = 0.03
    reheat_share: float = 0.1
    cooling_moves_per_task: int = 50_000
    guided_stages: int = 14
    without: tuple[str, ...] = ()


WEIGHTS = {
    "relocate": 400,
    "swap": 300,
    "tails": 150,
    "move_pair": 100,
    "open_round": 10,
    "swap_rounds": 10,
    "change_duty": 120,
    "shift_rest": 40,
    "flip_window": 30,
    "insert": 150,
    "drop": 60,
    "replace": 100,
}
"""How often each move is tried where the problem has what it moves. With 10 each for the last
three, two seeds of two million moves on UHHC instances i-167, i-272 and i-360 ended 60, 3.4 and
-14.5 % from the published cost, with these 28, 0.9 and -15.2 %. With 10, 60 and 120 for
change_duty, five seeds of two million moves on days of 300 and 700 visits with everything on
ended 3.7, 2.5 and 2.0 % above the best met."""

RARE_INSERT = 10
"""How often a task that must be done, and found no room, is tried again."""

Progress = Callable[[str, float], None]


def plan_rounds(
    problem: RoundsProblem,
    moves: int,
    seed: int,
    start: RoundsPlan | None = None,
    progress: Progress | None = None,
    settings: SearchSettings | None = None,
) -> RoundsPlan:
    """The cheapest plan that a search of so many moves finds, never dearer than `start`.

    The same problem, moves, seed and start give the same plan on any machine. `progress` is told
    what is being done and which share of it is done: "compiling" (the first time on a machine),
    then "planning". A start that cannot be worked is followed as far as it can.
    """
    told = progress or _silent
    told("compiling", 0.0)
    from ruttsim.planning import construction, guidance, search, starts, tables

    settings = settings or SearchSettings()
    read = tables.tables(problem, NEIGHBOURS)
    state = starts.first_state(problem, read, start)
    best = _copy(state)
    search.save(state, best)
    construction.insert_greedily(read, state, starts.order(problem))
    if state.now[tables.TOTAL] < best.now[tables.TOTAL]:
        best.now[tables.TOTAL] = state.now[tables.TOTAL]
        search.save(state, best)
    state.now[tables.CHANCE] = seed
    told("planning", 0.0)
    kinds = _kinds(problem, settings.without)
    steps = max(1, moves // search.STEP_MOVES)
    coolings = _coolings(steps * search.STEP_MOVES, problem.size, settings)
    stages = coolings * STAGES if moves else 0
    tally = np.zeros((len(search.MOVES), 4), dtype=np.int64)
    guided = read
    share, factor, done = 0.0, 1.0, 0
    for stage in range(stages):
        if stage % STAGES == 0:
            share = settings.hot_share if start is None else settings.reheat_share
            factor = _factor(share, settings.cold_share, steps // coolings)
        is_on = stage % STAGES < settings.guided_stages
        guided = guidance.guided(read, guided, state, is_on=is_on)
        unit = max(1.0, construction.movable(guided, state) / problem.size)
        chunk = steps * (stage + 1) // stages - done
        heat = search.anneal(
            guided, state, best, kinds, _patience(), chunk, unit * share, factor, tally
        )
        share, done = heat / unit, done + chunk
        told("planning", (stage + 1) / stages)
    _load(best, state)
    if not construction.refresh(read, state):
        raise RuntimeError("the plan that the search kept cannot be worked")
    return _plan(problem, state)


@functools.cache
def _patience() -> Floats:
    """The table of allowances, made once: it takes as long as ten thousand moves."""
    from ruttsim.planning.chances import patience

    return patience()


def _silent(_what: str, _share: float) -> None:
    """Tell nobody."""


def _coolings(moves: int, tasks: int, settings: SearchSettings) -> int:
    """How often the search cools: long enough each time, and the best of several counts."""
    each = settings.cooling_moves_per_task * max(1, tasks)
    return min(MOST_COOLINGS, max(1, moves // each))


def _factor(hot: float, cold: float, steps: int) -> float:
    """What a step cools by; rounded, since the last bit of a power differs by machine."""
    factor: float = (cold / hot) ** (1.0 / max(1, steps - 1))
    return round(factor, 12)


def _kinds(problem: RoundsProblem, without: tuple[str, ...]) -> Ints:
    """The kinds of moves to draw from, 1,024 of them."""
    tasks, duties = problem.tasks, problem.duties
    weights = dict(WEIGHTS)
    alone = 2 * int(problem.travel_cost.max()) + int(np.abs(duties.cost).max())
    is_optional = bool((tasks.unserved_cost < 10 * alone).any())
    if not len(problem.links.first):
        weights["move_pair"] = 0
    if not (duties.break_s > 0).any():
        weights["shift_rest"] = 0
    if not (tasks.earliest_s[:, 1] < NEVER_S).any():
        weights["flip_window"] = 0
    if not is_optional:
        weights["drop"] = weights["replace"] = 0
        weights["insert"] = RARE_INSERT
    for name in without:
        weights[name] = 0
    total = sum(weights.values())
    shares = [weight * 1024 // total for weight in weights.values()]
    shares[shares.index(max(shares))] += 1024 - sum(shares)
    return np.repeat(np.arange(len(shares), dtype=np.int64), shares)


def _copy(state: State) -> State:
    """The same state in arrays of its own."""
    return type(state)._make(array.copy() for array in state)


def _load(best: State, state: State) -> None:
    """Give a state the orders of another, which stand in rows of their own."""
    from ruttsim.planning import tables

    for column in (tables.LENGTH, tables.DUTY, tables.REST):
        state.round[:, column] = best.round[:, column]
    state.round[:, tables.ROW] = np.arange(len(state.round))
    state.lists[tables.SPARE_LIST, : tables.SPARE_ROWS] = len(state.round) + np.arange(
        tables.SPARE_ROWS
    )
    state.now[tables.SPARE] = tables.SPARE_ROWS
    state.sequence[: len(state.round)] = best.sequence[: len(state.round)]
    state.node[:, tables.SECOND] = best.node[:, tables.SECOND]


def _plan(problem: RoundsProblem, state: State) -> RoundsPlan:
    """The plan that a refreshed state holds, checked."""
    from ruttsim.planning import tables

    found = []
    for r in np.flatnonzero(state.round[:, tables.LENGTH]).tolist():
        row = state.round[r]
        tasks = state.sequence[row[tables.ROW], : row[tables.LENGTH]].astype(np.int64)
        nodes, delay = state.node[tasks], row[tables.DELAY]
        starts = nodes[:, tables.STARTS] + np.maximum(0, delay - nodes[:, tables.WAITED])
        is_broken = problem.duties.break_s[row[tables.DUTY]] > 0
        found.append(
            WorkedRound(
                duty=int(row[tables.DUTY]),
                tasks=tuple(tasks.tolist()),
                break_before=int(row[tables.REST]) if is_broken else -1,
                start_s=tuple(starts.tolist()),
                leave_s=int(row[tables.LEAVES]),
                return_s=int(row[tables.RETURNS]),
                break_start_s=int(row[tables.RESTS_AT]) if is_broken else -1,
            )
        )
    number = int(state.now[tables.UNPLACED])
    left = sorted(state.lists[tables.UNPLACED_TASKS, :number].tolist())
    plan = RoundsPlan(
        rounds=tuple(sorted(found, key=lambda it: it.tasks)),
        left_out=tuple(LeftOut(task, _reason(problem, task)) for task in left),
        cost=RoundsCost(),
    )
    cost, breaches = checker.checked(problem, plan)
    plan, wrong = dataclasses.replace(plan, cost=cost), list(breaches)
    if plan.cost.total != state.now[tables.TOTAL]:
        wrong.append(f"costs {plan.cost.total}, the search says {state.now[tables.TOTAL]}")
    if wrong:
        raise RuntimeError(f"the planner made a plan that cannot be: {'; '.join(wrong)}")
    return plan


def _reason(problem: RoundsProblem, task: int) -> str:
    """Why a task is left out: a name of UNSERVED_REASONS."""
    duties, tasks = problem.duties, problem.tasks
    place = int(tasks.place[task])
    able = np.flatnonzero(problem.may[task]).tolist()
    if not able:
        return "no_skill"
    for d in able:
        mode = int(duties.mode[d])
        there_s = checker.arrival(
            problem, mode, int(duties.start_place[d]), place, int(duties.start_s[d])
        )
        limit_s = tasks.lateness_limit_s[task]
        for opens_s, closes_s in zip(tasks.earliest_s[task], tasks.latest_s[task], strict=True):
            start_s = max(there_s, int(opens_s))
            end_s = arrival_home(problem, d, place, start_s + int(tasks.duration_s[task]))
            is_reached = start_s <= closes_s + limit_s
            if is_reached and end_s <= duties.end_s[d] + duties.overtime_limit_s[d]:
                return "no_time"
    return "no_window"


def arrival_home(problem: RoundsProblem, duty: int, place: int, leave_s: int) -> int:
    """When a duty's carer is back who leaves a place at a time."""
    mode, home = int(problem.duties.mode[duty]), int(problem.duties.end_place[duty])
    return checker.arrival(problem, mode, place, home, leave_s)
