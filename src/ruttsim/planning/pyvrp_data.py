"""A problem of rounds in PyVRP's terms: tasks, then breaks at doors; a load for each break."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyvrp
from numpy.typing import NDArray

from ruttsim.domain.rounds import RoundsProblem
from ruttsim.planning.hard_terms import Profile, Terms

TASKS_PER_RESTING_PLACE = 10
NEAR_S = 1800
FORBIDDEN_FACTOR = 4

KindOfBreak = tuple[int, int, int, int]
"""Length, earliest and latest start, and price."""


def routing_data(hard: Terms) -> tuple[Any, list[int]]:
    """The problem, and the duty of each vehicle type."""
    problem, duties = hard.problem, hard.problem.duties
    rows = [row for row in range(len(hard.number)) if hard.number[row] > 0]
    kinds = _kinds_of_break(problem)
    at = np.array([*range(problem.size + 1), *(door for door, _ in _rests(problem))])
    profile_of = hard.profile_of()
    types = [
        pyvrp.VehicleType(
            num_available=int(hard.number[row]),
            capacity=[int(_kind(problem, row) == kind) for kind in kinds],
            fixed_cost=int(duties.cost[row]),
            tw_early=int(duties.start_s[row]),
            tw_late=int(duties.end_s[row]),
            shift_duration=int(duties.longest_s[row]),
            profile=profile_of[row],
            unit_distance_cost=1,
            unit_duration_cost=int(duties.length_cost_per_s[row]),
        )
        for row in rows
    ]
    time_s = {it.mode: hard.arc_s(it.mode)[np.ix_(at, at)] for it in hard.profiles}
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0)] * len(at),
        clients=clients(hard),
        depots=[pyvrp.Depot(location=0)],
        vehicle_types=types,
        distance_matrices=[_arc_cost(hard, it, at) for it in hard.profiles],
        duration_matrices=[time_s[it.mode] for it in hard.profiles],
    )
    return data, rows


def clients(hard: Terms) -> list[Any]:
    """Tasks, then breaks: visits that a vehicle takes one of, of its own kind, for their price."""
    problem, kinds = hard.problem, _kinds_of_break(hard.problem)
    no_load = [0] * len(kinds)
    tasks = [
        pyvrp.Client(
            location=k + 1,
            delivery=no_load,
            service_duration=int(problem.tasks.duration_s[k]),
            tw_early=int(hard.starts_s[k]),
            tw_late=int(hard.ends_s[k]),
            prize=int(problem.tasks.unserved_cost[k]),
            required=False,
        )
        for k in range(problem.size)
    ]
    breaks = [
        pyvrp.Client(
            location=problem.size + 1 + number,
            delivery=[int(other == kind) for other in kinds],
            service_duration=kind[0],
            tw_early=kind[1],
            tw_late=kind[2],
            prize=kind[3],
            required=False,
        )
        for number, (_, kind) in enumerate(_rests(problem))
    ]
    return [*tasks, *breaks]


def _rests(problem: RoundsProblem) -> list[tuple[int, KindOfBreak]]:
    """Doors (task + 1) at which breaks of each kind may be taken."""
    kinds = _kinds_of_break(problem)
    return [(door, kind) for kind in kinds for door in _resting_doors(problem, kind)]


def _arc_cost(hard: Terms, profile: Profile, at: NDArray[np.int64]) -> NDArray[np.int64]:
    """Costs of a profile's arcs; a break at a door asks no skill and changes no carer."""
    forbidden = FORBIDDEN_FACTOR * int(hard.problem.tasks.unserved_cost.max())
    cost = hard.arc_cost(profile, forbidden)[np.ix_(at, at)]
    size = hard.problem.size + 1
    plain = hard.problem.travel_cost[profile.vehicle]
    place = np.concatenate([[0], hard.problem.tasks.place])[at]
    cost[:, size:] = plain[np.ix_(place, place[size:])]
    np.fill_diagonal(cost, 0)
    return cost


def _kind(problem: RoundsProblem, row: int) -> KindOfBreak:
    """Length, earliest and latest start, and price of a duty's break."""
    duties = problem.duties
    return (
        int(duties.break_s[row]),
        int(duties.break_earliest_s[row]),
        int(duties.break_latest_s[row]),
        int(duties.break_missed_cost[row]),
    )


def _kinds_of_break(problem: RoundsProblem) -> list[KindOfBreak]:
    """Breaks that differ."""
    rows = range(len(problem.duties.break_s))
    return list(dict.fromkeys(_kind(problem, row) for row in rows if problem.duties.break_s[row]))


def _resting_doors(problem: RoundsProblem, kind: KindOfBreak) -> list[int]:
    """Doors at which a break may be taken: every so many tasks of those that may start near it."""
    starts_s = problem.tasks.earliest_s[:, 0]
    _, earliest_s, latest_s, _ = kind
    near = np.flatnonzero((starts_s >= earliest_s - NEAR_S) & (starts_s <= latest_s + NEAR_S))
    order = near[np.lexsort((near, starts_s[near]))]
    return [int(k) + 1 for k in order[TASKS_PER_RESTING_PLACE // 4 :: TASKS_PER_RESTING_PLACE // 2]]
