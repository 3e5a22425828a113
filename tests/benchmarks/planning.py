"""Solver luck on a study: spread of travel over seeds by area split, beside the differences.

Run: python tests/benchmarks/planning.py [STUDY] [--seeds N] [--moves M ...] [--planner NAME]
     [--splits NAME ...] [--population N]
     [--clients-per-team N]

The first planned day of a population (0), lived through without a disturbance. Seconds are
CPU seconds of one thread. `sd` is the standard deviation over seeds.
"""

from __future__ import annotations

import argparse
import sys
import time
from statistics import fmean, stdev
from typing import NamedTuple

import numpy as np

import ruttsim
from ruttsim.domain.day import Day
from ruttsim.domain.demand import WEEKDAYS, calm_day
from ruttsim.domain.planning import Plan
from ruttsim.domain.split import Assignment
from ruttsim.pipeline.checking import checked
from ruttsim.pipeline.day import given, simulated_day
from ruttsim.pipeline.ground import Ground, ground, ground_of_split
from ruttsim.pipeline.plans import problems, teams
from ruttsim.pipeline.setting import Setting
from ruttsim.planning.plan import day_plan, planned_team
from ruttsim.split.assignment import assign
from ruttsim.study.split_model import SplitSection
from ruttsim.units import METRES_PER_KM, SECONDS_PER_HOUR


class Planned(NamedTuple):
    """What one plan is like, and the CPU seconds that it took."""

    travel_h: float
    distance_km: float
    paid_h: float
    rounds: int
    cpu_s: float


def planned(
    setting: Setting, base: Ground, split: SplitSection, planner: str, moves: int, seed: int
) -> Planned:
    """A plan of the first planned day, never remembered, on a calm day."""
    study, people = setting.study, base.population
    weekday = WEEKDAYS.index(study.time.planned_days[0])
    assignment = assign(people, setting.bundle, study, split, setting.parameters.split)
    formed = teams(setting, base, assignment, study.planning.bases)
    start = time.process_time()
    due = people.visits.on(weekday, study.time.week)
    plan = day_plan(
        formed,
        problems(setting, base, due, assignment, formed),
        lambda problem: planned_team(problem, planner, moves, seed),
    )
    cpu_s = time.process_time() - start
    day = calm(plan, base, setting, assignment)
    travel_s = sum(it.arrive_s - it.depart_s + it.stop_s for it in day.legs)
    return Planned(
        travel_s / SECONDS_PER_HOUR,
        sum(it.distance_m for it in day.legs) / METRES_PER_KM,
        paid_h(plan, setting),
        len(plan.rounds),
        cpu_s,
    )


def calm(plan: Plan, base: Ground, setting: Setting, assignment: Assignment) -> Day:
    """The plan lived through on a day that disturbs nothing."""
    nothing = calm_day(0, len(base.population.visits.visit))
    due = np.unique([stop.visit for it in plan.rounds for stop in it.stops])
    return simulated_day(base, given(setting, base, assignment, plan, due, nothing))


def paid_h(plan: Plan, setting: Setting) -> float:
    """Hours of the shifts that a plan's carers work, whole split shifts too."""
    menu = {it.name: it.parts for it in setting.parameters.staffing.shifts}
    worked = {it.carer: it.shift for it in plan.rounds}
    paid_s = sum(part.paid_s for shift in worked.values() for part in menu[shift])
    return paid_s / SECONDS_PER_HOUR


def main() -> None:
    """Print a line a split and number of moves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study", nargs="?", default="six-organisations")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--moves", type=int, nargs="*")
    parser.add_argument("--planner", default="")
    parser.add_argument("--splits", nargs="*")
    parser.add_argument("--population", type=int, default=0)
    parser.add_argument("--clients-per-team", type=float)
    options = parser.parse_args()
    study = ruttsim.load_study(options.study)
    if options.clients_per_team:
        sizes = {"staffing.clients_per_team": options.clients_per_team}
        study = study.model_copy(update={"parameters": study.parameters | sizes}).at(study.file)
    setting = checked(study)
    base = ground_of_split(setting, ground(setting, options.population))
    planning = setting.study.planning
    planner = options.planner or planning.planner
    print(f"{planner}; {options.seeds} seeds; differences are from the first split, seed by seed")
    print(
        "split                  moves  CPU s  rounds  paid h  sd    km      sd    travel h  sd"
        "    sd %  difference  sd"
    )
    for moves in options.moves or [planning.moves]:
        first: list[float] = []
        for split in setting.study.splits:
            if options.splits and split.name not in options.splits:
                continue
            found = [
                planned(setting, base, split, planner, moves, seed) for seed in range(options.seeds)
            ]
            hours = [it.travel_h for it in found]
            first = first or hours
            apart = [own - reference for own, reference in zip(hours, first, strict=True)]
            print(
                f"{split.name:20s}{moves:8d}{_mean(found, 4):7.1f}{_mean(found, 3):8.0f}"
                f"{_mean(found, 2):8.0f}{_sd(found, 2):4.0f}{_mean(found, 1):8.0f}"
                f"{_sd(found, 1):6.0f}{fmean(hours):10.1f}{stdev(hours):6.2f}"
                f"{100 * stdev(hours) / fmean(hours):6.2f}{fmean(apart):12.1f}{stdev(apart):6.2f}",
                flush=True,
            )


def _mean(found: list[Planned], column: int) -> float:
    return fmean(float(it[column]) for it in found)


def _sd(found: list[Planned], column: int) -> float:
    return stdev(float(it[column]) for it in found)


if __name__ == "__main__":
    sys.exit(main())
