"""CPU seconds and solver luck of planning one municipality, by area split and budget.

Run: python tests/benchmarks/planning.py [STUDY] [SEEDS]
"""

from __future__ import annotations

import sys
import time
from itertools import pairwise
from statistics import fmean, stdev

import ruttsim
from ruttsim.domain.demand import WEEKDAYS
from ruttsim.pipeline.checking import checked
from ruttsim.pipeline.ground import ground
from ruttsim.pipeline.plans import teams
from ruttsim.planning.plan import PLANNERS, plan_day
from ruttsim.split.assignment import assign
from ruttsim.units import SECONDS_PER_HOUR

BUDGETS = (60, 180, 600)


def planned(setting, base, split, iterations, seed):
    """A plan of the first planned day, never remembered."""
    study, people = setting.study, base.population
    weekday = WEEKDAYS.index(study.time.planned_days[0])
    planner = PLANNERS[study.planning.planner]
    assignment = assign(people, setting.bundle, study, split, setting.parameters.split)
    return plan_day(
        people,
        people.visits.on(weekday, study.time.week),
        assignment,
        setting.organisations,
        teams(setting, base, assignment, study.planning.bases),
        base.door_to_door,
        setting.parameters,
        lambda problem: planner(problem, iterations, seed),
    )


def travel_h(plan, base):
    """Hours of travel that a plan holds, stops included."""
    home = base.population.clients.building[base.population.visits.client]
    first_premise = len(base.population.buildings.x_m)
    total_s = 0
    for it in plan.rounds:
        ends = [first_premise + it.premise]
        places = [*ends, *(home[stop.visit] for stop in it.stops), *ends]
        total_s += sum(int(base.door_to_door.time_s[it.mode][pair]) for pair in pairwise(places))
    return total_s / SECONDS_PER_HOUR


def paid_h(plan, setting):
    """Hours of the shift parts that a plan's rounds stand in."""
    menu = {it.name: it.parts for it in setting.parameters.staffing.shifts}
    return sum(menu[it.shift][it.part].paid_s for it in plan.rounds) / SECONDS_PER_HOUR


def main() -> None:
    """Print a line a split and budget."""
    name = sys.argv[1] if len(sys.argv) > 1 else "six-organisations"
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    setting = checked(ruttsim.load_study(name))
    base = ground(setting, 0)
    print(f"{seeds} seeds; spread = standard deviation over seeds")
    print("split               iterations  CPU s  rounds  paid h  travel h  spread of travel h")
    for split in setting.study.splits:
        for iterations in BUDGETS:
            seconds, plans = [], []
            for seed in range(seeds):
                start = time.process_time()
                plans.append(planned(setting, base, split, iterations, seed))
                seconds.append(time.process_time() - start)
            hours = [travel_h(plan, base) for plan in plans]
            rounds = fmean(len(plan.rounds) for plan in plans)
            paid = fmean(paid_h(plan, setting) for plan in plans)
            spread = stdev(hours) if seeds > 1 else float("nan")
            print(
                f"{split.name:20s}{iterations:10d}{fmean(seconds):7.1f}{rounds:8.0f}{paid:8.0f}"
                f"{fmean(hours):10.1f}{spread:12.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
