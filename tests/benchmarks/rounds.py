"""Days of home care planned by the planner and by three libraries: cost, gaps, luck, gates.

Run: python tests/benchmarks/rounds.py --out FOLDER [--cases NAME ...] [--solvers NAME ...]
     [--days N] [--spread N] [--table]

One thread; seconds are CPU seconds, of all solvers in the same run on the same days. Every plan,
a library's too, is timed, costed and checked by the same functions. What FOLDER holds already is
not run again; `--table` only prints it. The libraries are the extra `yardsticks`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import numpy as np
from home_care_days import home_care_day, team_days
from home_care_problems import VARIANTS
from rounds_table import Row, print_tables
from yardsticks import ours
from yardsticks.timed import Found, worked

from ruttsim.domain.rounds import RoundsCost, RoundsPlan, RoundsProblem
from ruttsim.planning.checker import cost, faults

OURS = "ours"
LIBRARIES = ("pyvrp", "vroom", "ortools")
PLANNER_SEEDS = 10


@dataclass(frozen=True)
class Case:
    """Days of one sort: the variant, visits, and the CPU seconds at which plans are compared."""

    variant: str
    visits: int
    marks_s: tuple[float, ...]
    has_teams: bool = False


CASES = {
    "plain-100": Case("plain", 100, (1, 3, 10, 20)),
    "plain-300": Case("plain", 300, (1, 3, 10, 20)),
    "linked-150": Case("linked", 150, (1, 5, 20, 60)),
    "linked-300": Case("linked", 300, (1, 5, 20, 60)),
    "everything-700": Case("everything", 700, (5, 20, 60)),
    "teams-2600": Case("everything", 2600, (20, 60, 150), has_teams=True),
}

SPREAD_MARKS_S = {"plain-300": 10, "linked-300": 5, "everything-700": 20}
"""Where the spread over seeds is measured, and with how many CPU seconds."""


class Part(NamedTuple):
    """A problem, and its share of the day's tasks."""

    problem: RoundsProblem
    share: float


def parts_of(case: Case, day: int) -> list[Part]:
    """The problems of a day: one, or one for each team."""
    whole = home_care_day(case.visits, day)
    days = team_days(whole) if case.has_teams else (whole,)
    problems = [VARIANTS[case.variant](it) for it in days]
    total = sum(it.size for it in problems)
    return [Part(it, it.size / total) for it in problems]


def library_plans(
    name: str, problem: RoundsProblem, marks_s: list[float], seed: int
) -> list[tuple[RoundsPlan, float]]:
    """The best plan that a library had at each mark, and when it had it."""
    plan: Callable[[RoundsProblem, float, int], list[Found]]
    plan = import_module(f"yardsticks.with_{name}").plan
    found = plan(problem, marks_s[-1], seed)
    best: list[tuple[RoundsPlan, float]] = []
    for mark_s in marks_s:
        had = [it for it in found if it.cpu_s <= mark_s] or [Found(mark_s, ())]
        timed = as_plan(problem, had[-1])
        if best and best[-1][0].cost.total <= timed.cost.total:
            best.append(best[-1])
        else:
            best.append((timed, had[-1].cpu_s))
    return best


def as_plan(problem: RoundsProblem, found: Found) -> RoundsPlan:
    """What a library found as a plan with times and its cost."""
    rounds, left_out = worked(problem, found.orders, found.agreed_s)
    nothing = RoundsCost(*([0] * len(RoundsCost.__dataclass_fields__)))
    return RoundsPlan(rounds, left_out, cost(problem, RoundsPlan(rounds, left_out, nothing)))


def our_plans(
    problem: RoundsProblem, marks_s: list[float], seed: int
) -> list[tuple[RoundsPlan, float]]:
    """The planner's plan for each budget, each from nothing."""
    return [ours.plan(problem, mark_s, seed) for mark_s in marks_s]


def rows_of(case_name: str, day: int, solver: str, seed: int, marks_s: list[float]) -> list[Row]:
    """A row for each mark: sums over the day's problems."""
    rows = [Row(case_name, day, solver, seed, mark_s) for mark_s in marks_s]
    for part in parts_of(CASES[case_name], day):
        shares_s = [mark_s * part.share for mark_s in marks_s]
        if solver == OURS:
            plans = our_plans(part.problem, shares_s, seed)
        else:
            plans = library_plans(solver, part.problem, shares_s, seed)
        rows = [row.plus(measured(part.problem, *it)) for row, it in zip(rows, plans, strict=True)]
    return rows


def measured(problem: RoundsProblem, plan: RoundsPlan, cpu_s: float) -> dict[str, float]:
    """What is compared of a plan."""
    tasks, duties = problem.tasks, problem.duties
    travel_s, late_s = 0, 0
    for it in plan.rounds:
        ends = [int(duties.start_place[it.duty]), int(duties.end_place[it.duty])]
        at = np.array([ends[0], *tasks.place[list(it.tasks)], ends[1]])
        travel_s += int(problem.travel_s[duties.mode[it.duty]].max(axis=0)[at[:-1], at[1:]].sum())
        start_s = np.array(it.start_s)
        late_s += int(np.maximum(0, start_s - tasks.latest_s[list(it.tasks), 0]).sum())
    return {
        "cost": plan.cost.total,
        "cpu_s": cpu_s,
        "unserved": len(plan.left_out),
        "late_min": late_s / 60,
        "travel_h": travel_s / 3600,
        "rounds": len(plan.rounds),
        "faults": len(faults(problem, plan)),
    }


def wanted(arguments: argparse.Namespace) -> Iterator[tuple[str, int, str, int, list[float]]]:
    """Every run that the arguments ask for: case, day, solver, seed, marks."""
    for name in arguments.cases:
        for day in range(arguments.days):
            for solver in arguments.solvers:
                yield name, day, solver, 0, list(CASES[name].marks_s)
    for name, mark_s in SPREAD_MARKS_S.items():
        if name in arguments.cases and OURS in arguments.solvers:
            for seed in range(arguments.spread):
                yield name, 0, OURS, seed + 1, [mark_s]


def main() -> None:
    """Run what is missing and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    solvers = (OURS, *LIBRARIES)
    parser.add_argument("--solvers", nargs="+", choices=solvers, default=list(solvers))
    parser.add_argument("--days", type=int, default=4)
    parser.add_argument("--spread", type=int, default=PLANNER_SEEDS)
    parser.add_argument("--table", action="store_true")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    path = arguments.out / "rounds.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    rows = [Row(**json.loads(line)) for line in lines]
    done = {row.key for row in rows}
    for name, day, solver, seed, marks_s in () if arguments.table else wanted(arguments):
        if Row(name, day, solver, seed, marks_s[-1]).key in done:
            continue
        begun_s = time.process_time()
        found = rows_of(name, day, solver, seed, marks_s)
        rows += found
        with path.open("a") as file:
            file.writelines(json.dumps(row.as_dict()) + "\n" for row in found)
        took_s = time.process_time() - begun_s
        costs = " ".join(f"{row.mark_s:g}s {row.cost:.0f}" for row in found)
        print(f"{name} day {day} {solver} seed {seed}: {costs} ({took_s:.0f} CPU s)", flush=True)
    print_tables(rows)


if __name__ == "__main__":
    main()
