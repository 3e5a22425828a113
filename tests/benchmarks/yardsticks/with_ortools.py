"""Rounds by OR-Tools' routing library: links and breaks as constraints, hard windows.

Soft windows were tried (a price for what is later): insertion then builds late rounds, and the
search is still mending them after 20 s (162 tasks: 33,800 s of travel, against 27,100 s).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from ruttsim.domain.rounds import RoundsProblem
from ruttsim.planning.hard_terms import Terms, terms
from yardsticks.timed import Found, Ordered

DAY_S = 24 * 3600
UNSERVED = -1
WALL_FACTOR = 20
"""The library counts seconds by the clock; CPU seconds stop it first, however busy the machine."""


def plan(problem: RoundsProblem, seconds: float, _seed: int) -> list[Found]:
    """What OR-Tools has found by guided local search, in the order of time."""
    begun_s = time.process_time()
    hard = terms(problem)
    rows = [row for row, number in enumerate(hard.number) for _ in range(int(number))]
    manager = pywrapcp.RoutingIndexManager(problem.size + 1, len(rows), 0)
    routing = pywrapcp.RoutingModel(manager)
    clock = _clock(hard, rows, routing)
    _add_tasks(problem, manager, routing, clock, rows)
    _add_duties(hard, routing, clock, rows)
    found: list[Found] = []
    least: list[int] = []
    linked = {
        int(k): clock.CumulVar(manager.NodeToIndex(int(k) + 1))
        for k in np.concatenate([problem.links.first, problem.links.second])
    }

    def note() -> None:
        cost = routing.CostVar().Max()
        if least and cost >= least[-1]:
            return
        least.append(cost)
        orders = tuple(_orders(problem.size, routing, rows))
        agreed_s = {k: int(at.Min()) for k, at in linked.items()}
        found.append(Found(time.process_time() - begun_s, orders, agreed_s))

    routing.AddAtSolutionCallback(note)
    until_s = begun_s + seconds
    limit = routing.solver().CustomLimit(lambda: time.process_time() >= until_s)
    routing.AddSearchMonitor(limit)
    routing.SolveWithParameters(_settings(seconds, has_costs=bool(problem.duties.cost.any())))
    return found


def _settings(seconds: float, *, has_costs: bool) -> Any:
    """Insertion, then guided local search.

    Parallel insertion opens a round for nearly every carer there is, and the search closes hardly
    any: where a carer costs, tasks are inserted one by one (324 tasks: 45 rounds for 63).
    """
    settings = pywrapcp.DefaultRoutingSearchParameters()
    strategy = routing_enums_pb2.FirstSolutionStrategy
    settings.first_solution_strategy = (
        strategy.LOCAL_CHEAPEST_INSERTION if has_costs else strategy.PARALLEL_CHEAPEST_INSERTION
    )
    metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic
    settings.local_search_metaheuristic = metaheuristic.GUIDED_LOCAL_SEARCH
    settings.time_limit.seconds = int(WALL_FACTOR * seconds)
    return settings


def _clock(hard: Terms, rows: list[int], routing: Any) -> Any:
    """The dimension of time: service at a task, then travel."""
    service_s = np.concatenate([[0], hard.problem.tasks.duration_s])
    by_mode = {
        mode: routing.RegisterTransitMatrix((hard.arc_s(mode) + service_s[:, None]).tolist())
        for mode in sorted({int(hard.problem.duties.mode[row]) for row in rows})
    }
    modes = [by_mode[int(hard.problem.duties.mode[row])] for row in rows]
    routing.AddDimensionWithVehicleTransits(modes, DAY_S, DAY_S, False, "time")
    return routing.GetDimensionOrDie("time")


def _add_tasks(
    problem: RoundsProblem, manager: Any, routing: Any, clock: Any, rows: list[int]
) -> None:
    """Windows, prizes, skills and links."""
    tasks, links, solver = problem.tasks, problem.links, routing.solver()
    index = [manager.NodeToIndex(k + 1) for k in range(problem.size)]
    for k, node in enumerate(index):
        clock.CumulVar(node).SetRange(int(tasks.earliest_s[k, 0]), int(tasks.latest_s[k, 0]))
        routing.AddDisjunction([node], int(tasks.unserved_cost[k]))
        if not problem.may[k].all():
            able = [v for v, row in enumerate(rows) if problem.may[k, row]]
            routing.VehicleVar(node).SetValues([UNSERVED, *able])
    for first, second, least_s, most_s in zip(
        links.first, links.second, links.least_s, links.most_s, strict=True
    ):
        one, other = index[int(first)], index[int(second)]
        solver.Add(routing.ActiveVar(one) == routing.ActiveVar(other))
        solver.Add(clock.CumulVar(other) >= clock.CumulVar(one) + int(least_s))
        solver.Add(clock.CumulVar(other) <= clock.CumulVar(one) + int(most_s))


def _add_duties(hard: Terms, routing: Any, clock: Any, rows: list[int]) -> None:
    """Hours, prices and breaks of every carer."""
    problem, duties, solver = hard.problem, hard.problem.duties, routing.solver()
    arcs = [routing.RegisterTransitMatrix(hard.arc_cost(it, 0).tolist()) for it in hard.profiles]
    profile_of = hard.profile_of()
    nodes = routing.Size() + routing.vehicles()
    service_s = [0] * nodes
    service_s[1 : problem.size + 1] = problem.tasks.duration_s.tolist()
    for vehicle, row in enumerate(rows):
        routing.SetArcCostEvaluatorOfVehicle(arcs[profile_of[row]], vehicle)
        routing.SetFixedCostOfVehicle(int(duties.cost[row]), vehicle)
        start_s, end_s = int(duties.start_s[row]), int(duties.end_s[row])
        clock.CumulVar(routing.Start(vehicle)).SetRange(start_s, end_s)
        clock.CumulVar(routing.End(vehicle)).SetRange(start_s, end_s)
        if duties.longest_s[row] < end_s - start_s:
            clock.SetSpanUpperBoundForVehicle(int(duties.longest_s[row]), vehicle)
        if duties.length_cost_per_s[row]:
            clock.SetSpanCostCoefficientForVehicle(int(duties.length_cost_per_s[row]), vehicle)
        if duties.break_s[row]:
            rest = solver.FixedDurationIntervalVar(
                int(duties.break_earliest_s[row]),
                int(duties.break_latest_s[row]),
                int(duties.break_s[row]),
                False,
                f"break {vehicle}",
            )
            clock.SetBreakIntervalsOfVehicle([rest], vehicle, service_s)


def _orders(size: int, routing: Any, rows: list[int]) -> list[Ordered]:
    """The rounds of the solution at hand."""
    after: Callable[[int], int] = lambda node: int(routing.NextVar(node).Value())  # noqa: E731
    found = []
    for vehicle, row in enumerate(rows):
        tasks, node = [], after(routing.Start(vehicle))
        while not routing.IsEnd(node):
            tasks.append(node - 1)
            node = after(node)
        if tasks:
            found.append(Ordered(row, tuple(tasks)))
    assert all(0 <= k < size for it in found for k in it.tasks)
    return found
