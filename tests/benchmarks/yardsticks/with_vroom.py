"""Rounds by VROOM, from its least effort to its most; linked pairs in a common window."""

from __future__ import annotations

import time

import numpy as np
import vroom

from ruttsim.domain.rounds import RoundsProblem
from ruttsim.planning.hard_terms import Terms, terms
from yardsticks.timed import Found, Ordered

EFFORTS = (0, 1, 3, 5)
"""Exploration levels; it has no more."""

EFFORT_FACTOR = 2
"""How much longer the next effort takes, at least: what cannot end in time is not begun."""

FORBIDDEN_FACTOR = 4
LARGEST_PRIORITY = 100


def plan(problem: RoundsProblem, seconds: float, _seed: int) -> list[Found]:
    """What VROOM finds at each effort that begins within the time, each from nothing."""
    hard = terms(problem, largest_profiles=len(problem.duties.mode))
    found: list[Found] = []
    for effort in EFFORTS:
        begun_s = time.process_time()
        orders = _solved(hard, effort)
        took_s = time.process_time() - begun_s
        found.append(Found(took_s, orders))
        if EFFORT_FACTOR * took_s > seconds:
            break
    return found


def _solved(hard: Terms, effort: int) -> tuple[Ordered, ...]:
    """The rounds of one effort."""
    data, rows = _data(hard)
    answer = data.solve(exploration_level=effort, nb_threads=1)
    steps = answer.routes
    jobs = steps[steps["type"] == "job"]
    return tuple(
        Ordered(rows[int(vehicle)], tuple(int(k) for k in mine["id"]))
        for vehicle, mine in jobs.groupby("vehicle_id", sort=True)
    )


def _data(hard: Terms) -> tuple[vroom.Input, list[int]]:
    """The problem in VROOM's terms, and the duty of each vehicle.

    It limits and prices no round's length: the longest counts from the start of the duty, and that
    part of a second's price which falls on travel is added to the arcs. Skills are the rows of
    `may` that differ.
    """
    problem, duties = hard.problem, hard.problem.duties
    data = vroom.Input()
    forbidden = FORBIDDEN_FACTOR * int(problem.tasks.unserved_cost.max())
    for number, profile in enumerate(hard.profiles):
        row = profile.duties[0]
        per_s = int(duties.length_cost_per_s[row])
        arc_s = hard.arc_s(profile.mode)
        data.set_durations_matrix(str(number), arc_s)
        data.set_costs_matrix(str(number), hard.arc_cost(profile, forbidden) + per_s * arc_s)
    patterns, pattern = np.unique(problem.may, axis=0, return_inverse=True)
    for k in range(problem.size):
        data.add_job(
            vroom.Job(
                k,
                location=k + 1,
                default_service=int(problem.tasks.duration_s[k]),
                skills={int(pattern[k])},
                priority=LARGEST_PRIORITY,
                time_windows=[vroom.TimeWindow(int(hard.starts_s[k]), int(hard.ends_s[k]))],
            )
        )
    profile_of = hard.profile_of()
    ends_s = np.minimum(duties.end_s, duties.start_s + duties.longest_s)
    rows: list[int] = []
    for row in range(len(hard.number)):
        for _ in range(int(hard.number[row])):
            data.add_vehicle(
                vroom.Vehicle(
                    len(rows),
                    start=0,
                    end=0,
                    profile=str(profile_of[row]),
                    skills={int(p) for p in np.flatnonzero(patterns[:, row])},
                    time_window=vroom.TimeWindow(int(duties.start_s[row]), int(ends_s[row])),
                    breaks=_breaks(problem, row),
                    costs=vroom.VehicleCosts(fixed=int(duties.cost[row])),
                )
            )
            rows.append(row)
    return data, rows


def _breaks(problem: RoundsProblem, row: int) -> list[vroom.Break]:
    """The break of a duty, if it has one."""
    duties = problem.duties
    if not duties.break_s[row]:
        return []
    window = vroom.TimeWindow(int(duties.break_earliest_s[row]), int(duties.break_latest_s[row]))
    return [vroom.Break(1, time_windows=[window], service=int(duties.break_s[row]))]
