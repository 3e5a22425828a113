"""Rounds by PyVRP: breaks as visits at some doors, linked pairs in a common window, then pinned."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pyvrp
from pyvrp import IteratedLocalSearchParams, PenaltyParams, SolveParams
from pyvrp.IteratedLocalSearch import IteratedLocalSearchCallbacks

from ruttsim.domain.rounds import RoundsProblem
from ruttsim.planning.hard_terms import Terms, terms
from ruttsim.planning.pyvrp_data import clients, routing_data
from yardsticks.timed import Found, Ordered, worked

PINNED_SHARE = 0.6
"""Of the time, for solving again with the pairs pinned to the times first found."""

LARGEST_PENALTY_FACTOR = 100
"""Times the price of a break: a second break, for its prize, must cost more than it brings."""


class _Watch(IteratedLocalSearchCallbacks):
    """Notes every new best solution and when it came, and stops by CPU time."""

    def __init__(self, begun_s: float, until_s: float) -> None:
        self.begun_s, self.until_s = begun_s, until_s
        self.found: list[tuple[float, Any]] = []

    def on_start(self, algorithm: Any) -> None:
        """The first solution."""
        self.on_best(algorithm.initial_solution)

    def on_best(self, best: Any) -> None:
        """A better one."""
        self.found.append((time.process_time() - self.begun_s, best))

    def __call__(self, _best_cost: float) -> bool:
        """Whether the time is used up."""
        return time.process_time() - self.begun_s >= self.until_s


def plan(problem: RoundsProblem, seconds: float, seed: int) -> list[Found]:
    """What PyVRP has found, in the order of time."""
    begun_s = time.process_time()
    has_links = len(problem.links.first) > 0
    until_s = seconds * (1 - PINNED_SHARE) if has_links else seconds
    hard = terms(problem)
    data, rows = routing_data(hard)
    found = _solved(hard, data, rows, _Watch(begun_s, until_s), seed)
    if has_links and found:
        agreed_s = _met_s(problem, found[-1].orders)
        hard = terms(problem, agreed_s)
        pinned = data.replace(clients=clients(hard))
        again = _solved(hard, pinned, rows, _Watch(begun_s, seconds), seed)
        found += [it._replace(agreed_s=agreed_s) for it in again]
    return found


def _met_s(problem: RoundsProblem, orders: tuple[Ordered, ...]) -> dict[int, int]:
    """When linked tasks start in the rounds found."""
    rounds, _ = worked(problem, orders)
    start_s = {k: s for it in rounds for k, s in zip(it.tasks, it.start_s, strict=True)}
    linked = np.concatenate([problem.links.first, problem.links.second]).tolist()
    return {task: start_s[task] for task in linked if task in start_s}


def _solved(hard: Terms, data: Any, rows: list[int], watch: _Watch, seed: int) -> list[Found]:
    """All feasible best solutions of one search."""
    dearest = int(hard.problem.duties.break_missed_cost.max())
    settings = SolveParams(
        ils=IteratedLocalSearchParams(callbacks=watch),
        penalty=PenaltyParams(max_penalty=max(1e5, LARGEST_PENALTY_FACTOR * dearest)),
    )
    pyvrp.solve(data, watch, seed=seed, collect_stats=False, params=settings)
    size = hard.problem.size
    return [
        Found(cpu_s, tuple(_orders(it, rows, size)))
        for cpu_s, it in watch.found
        if it.is_feasible()
    ]


def _orders(solution: Any, rows: list[int], size: int) -> list[Ordered]:
    """A solution's rounds, without their breaks."""
    return [
        Ordered(
            rows[route.vehicle_type()],
            tuple(int(it.idx) for it in route if it.is_client() and it.idx < size),
        )
        for route in solution.routes()
    ]
