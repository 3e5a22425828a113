"""Rounds by the planner: as many moves as a first measurement finds in the time."""

from __future__ import annotations

import time
from functools import cache

from ruttsim.domain.rounds import RoundsPlan, RoundsProblem
from ruttsim.planning.planner import plan_rounds

FIRST_MOVES = 20_000
MEASURED_S = 0.5


def plan(problem: RoundsProblem, seconds: float, seed: int) -> tuple[RoundsPlan, float]:
    """The plan of about so many CPU seconds, and how many it took in fact."""
    moves = moves_within(problem, seconds)
    begun_s = time.process_time()
    found = plan_rounds(problem, moves, seed=seed)
    return found, time.process_time() - begun_s


def moves_within(problem: RoundsProblem, seconds: float) -> int:
    """Moves that the planner makes on a problem in so many CPU seconds."""
    fixed_s, per_move_s = _speed(problem)
    return max(1, int((seconds - fixed_s) / per_move_s))


@cache
def _speed(problem: RoundsProblem) -> tuple[float, float]:
    """CPU seconds before the first move, and for each; without compiling."""
    plan_rounds(problem, 1, seed=0)
    fixed_s = _spent_s(problem, 1)
    moves, spent_s = FIRST_MOVES, _spent_s(problem, FIRST_MOVES)
    while spent_s - fixed_s < MEASURED_S:
        moves *= 4
        spent_s = _spent_s(problem, moves)
    return fixed_s, (spent_s - fixed_s) / moves


def _spent_s(problem: RoundsProblem, moves: int) -> float:
    """CPU seconds of planning with so many moves."""
    begun_s = time.process_time()
    plan_rounds(problem, moves, seed=0)
    return time.process_time() - begun_s
