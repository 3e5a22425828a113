"""Rounds by the planner: as many moves as a first measurement finds in the time."""

from __future__ import annotations

import time

from ruttsim.domain.rounds import RoundsPlan, RoundsProblem
from ruttsim.planning.planner import plan_rounds

FIRST_MOVES = 10_000
MEASURED_SHARE = 0.2
"""Of the seconds, that the measurement lasts at least: the first moves of a search are not as quick
as all."""


def plan(problem: RoundsProblem, seconds: float, seed: int) -> tuple[RoundsPlan, float]:
    """The plan of about so many CPU seconds, and how many it took in fact."""
    return _timed(problem, moves_within(problem, seconds), seed)


def moves_within(problem: RoundsProblem, seconds: float) -> int:
    """Moves that the planner makes on a problem in so many CPU seconds."""
    _timed(problem, 1, seed=0)  # what the first call alone pays for is not measured
    fixed_s = _timed(problem, 1, seed=0)[1]
    moves, spent_s = FIRST_MOVES, 0.0
    while True:
        spent_s = _timed(problem, moves, seed=0)[1]
        if spent_s >= MEASURED_SHARE * seconds:
            return max(1, int(moves * (seconds - fixed_s) / max(spent_s - fixed_s, 1e-6)))
        moves *= 2


def _timed(problem: RoundsProblem, moves: int, seed: int) -> tuple[RoundsPlan, float]:
    """A plan, and the CPU seconds that making it takes."""
    begun_s = time.process_time()
    found = plan_rounds(problem, moves, seed=seed)
    return found, time.process_time() - begun_s
