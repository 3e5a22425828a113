"""Rounds by PyVRP's iterated local search (extra `pyvrp`), for comparison with our own planner.

Method: Wouda, Lan & Kool (2024), PyVRP: a high-performance VRP solver package,
INFORMS Journal on Computing, doi 10.1287/ijoc.2023.0055.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from ruttsim.domain.rounds import RoundsCost, RoundsPlan, RoundsProblem, WorkedRound
from ruttsim.planning.hard_terms import terms
from ruttsim.planning.planner import plan_rounds

HISTORY_LENGTH = 10
LARGEST_PERTURBATION = 10
"""Settings for a small budget. With PyVRP's own (300 and 25), made for 100,000 iterations and more,
the search has hardly begun to descend. Measured on three teams of 171-182 visits with four seeds:
400 iterations with these cost 3 % less than 200 with PyVRP's own, in two thirds of the time."""

MOVES_PER_ITERATION = 10_000
"""About as much work as an iteration: some 3 ms."""

REST_PRIZE_SHARE = 0.25
"""What a break is worth, as a share of the cheapest duty: about the work that fits in its place,
less than a round opened for its sake. Measured on four teams, 180 iterations for 100 visits: with
0.25 breaks cost 5 % more paid time than none; with 0.5 rounds are opened for the prize."""


def plan_with_pyvrp(problem: RoundsProblem, moves: int, seed: int) -> RoundsPlan:
    """The plan with the orders that PyVRP finds in as many iterations as are worth the moves.

    PyVRP knows neither links nor breaks: linked tasks get a common window, breaks are tasks at
    some doors of which a round can take one. Our own planner then times the orders by all rules,
    without a move, and puts what they leave out where it costs least.
    """
    import pyvrp
    from pyvrp import IteratedLocalSearchParams, SolveParams
    from pyvrp.search import PerturbationParams
    from pyvrp.stop import MaxIterations

    from ruttsim.planning.pyvrp_data import routing_data

    prize = round(REST_PRIZE_SHARE * int(problem.duties.cost.min()))
    duties = dataclasses.replace(
        problem.duties, break_missed_cost=np.full_like(problem.duties.break_missed_cost, prize)
    )
    data, rows = routing_data(terms(dataclasses.replace(problem, duties=duties)))
    settings = SolveParams(
        ils=IteratedLocalSearchParams(history_length=HISTORY_LENGTH),
        perturbation=PerturbationParams(1, LARGEST_PERTURBATION),
    )
    iterations = math.ceil(moves / MOVES_PER_ITERATION)
    solved = pyvrp.solve(
        data, MaxIterations(iterations), seed=seed, collect_stats=False, params=settings
    )
    orders = []
    for route in solved.best.routes():
        stops = (int(stop.idx) for stop in route if stop.is_client())
        tasks = tuple(stop for stop in stops if stop < problem.size)
        if tasks and not route.has_time_warp():
            orders.append((rows[route.vehicle_type()], tasks))
    return plan_rounds(problem, 0, seed, start=_start(problem, orders))


def _start(problem: RoundsProblem, orders: list[tuple[int, tuple[int, ...]]]) -> RoundsPlan:
    """Orders as a plan to start from; its times are not looked at, its breaks are at the start."""
    rounds = tuple(
        WorkedRound(
            duty=duty,
            tasks=tasks,
            break_before=_break_before(problem, duty, tasks),
            start_s=(0,) * len(tasks),
            leave_s=0,
            return_s=0,
            break_start_s=-1,
        )
        for duty, tasks in sorted(orders, key=lambda it: it[1])
    )
    return RoundsPlan(rounds, (), RoundsCost())


def _break_before(problem: RoundsProblem, duty: int, tasks: tuple[int, ...]) -> int:
    """Before the first task whose window ends after the break may begin (-1: the duty has none)."""
    if not problem.duties.break_s[duty]:
        return -1
    closes_s = problem.tasks.latest_s[list(tasks), 0]
    after = np.flatnonzero(closes_s > problem.duties.break_earliest_s[duty])
    return int(after[0]) if len(after) else len(tasks)
