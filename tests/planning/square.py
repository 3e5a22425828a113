"""Tours on a uniform square without windows: where theory says how long they are."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from small_team import line

from ruttsim.domain.planning import Duty, ShiftPart, TeamProblem
from ruttsim.domain.rounds import RoundsPlan
from ruttsim.planning.planner import plan_rounds

SIDE_M = 10_000
LONG_S = 10_000_000
ONE_MORE_ROUND_ORE = 1_000_000
UNSERVED_ORE = 100 * ONE_MORE_ROUND_ORE


def duty(work_s: int = LONG_S) -> Duty:
    """A duty that only its length limits, and dear enough that no tour is cut for nothing."""
    return Duty("tour", 0, ShiftPart(0, work_s, 0), 0, work_s, "car", "car", ONE_MORE_ROUND_ORE)


def clients_on_a_square(count: int, seed: int) -> NDArray[np.float64]:
    """The base in the middle, then clients drawn evenly [m]; shape (count + 1, 2)."""
    clients = np.random.default_rng(seed).random((count, 2)) * SIDE_M
    return np.vstack([[[SIDE_M / 2, SIDE_M / 2]], clients])


def tour_problem(
    points_m: NDArray[np.float64], clients_per_round: int | None = None
) -> TeamProblem:
    """Tours from the first point past all others, straight, at one metre a second.

    With a capacity, visits take so long that travel is nothing beside them, and a round holds
    `clients_per_round` of them.
    """
    count = len(points_m) - 1
    apart = points_m[:, None] - points_m[None]
    metres = np.rint(np.hypot(apart[..., 0], apart[..., 1])).astype(np.int64)
    service_s = 0 if clients_per_round is None else 100 * SIDE_M
    work_s = LONG_S if clients_per_round is None else int((clients_per_round + 0.9) * service_s)
    problem = line(
        *[(0, work_s)] * count, duration_s=service_s, duties=(duty(work_s),), unserved=UNSERVED_ORE
    )
    straight = dataclasses.replace(
        problem.rounds, travel_s=metres[None, None], travel_cost=metres[None]
    )
    return dataclasses.replace(problem, rounds=straight)


def tour_m(problem: TeamProblem, plan: RoundsPlan) -> int:
    """Length of all tours, which must hold every client once."""
    held = sorted(task for it in plan.rounds for task in it.tasks)
    assert held == list(range(problem.tasks))
    metres = problem.rounds.travel_cost[0]
    total = 0
    for it in plan.rounds:
        stops = [0, *(task + 1 for task in it.tasks), 0]
        total += sum(int(metres[a, b]) for a, b in pairwise(stops))
    return total


def planned_tour_m(
    points_m: NDArray[np.float64], moves: int, clients_per_round: int | None = None
) -> int:
    """Length of the tours that the planner finds with so many moves for each client."""
    problem = tour_problem(points_m, clients_per_round)
    return tour_m(problem, plan_rounds(problem.rounds, moves * problem.tasks, seed=1))
