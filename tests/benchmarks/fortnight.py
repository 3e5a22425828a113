"""A fortnight's template and its repair against planning every day from nothing.

    python tests/benchmarks/fortnight.py --out FOLDER [--splits NAME ...] [--teams N] [--moves N]
     [--repair-moves N] [--new-carer-sek PRICE] [--table]

One thread; seconds are CPU seconds. Two fortnights of each team: the care plans' own, and one in
which visits are called off, others come and carers stay away, as data/fortnight.toml has it. What
FOLDER holds already is not run again; `--table` only prints it. A client meets so many carers if
each substitute is somebody new, and in brackets if a team's substitutes are the same every day.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from fortnight_days import Fortnight, due, fortnight, problem_of, problems_of

from ruttsim.continuity import carers_per_client, has_daily_visits
from ruttsim.demand.mornings import morning
from ruttsim.domain.fortnight import FORTNIGHT_DAYS, Morning, StaffedPlan, Template
from ruttsim.domain.planning import Team, TeamProblem
from ruttsim.planning.checker import faults
from ruttsim.planning.duties import ORE_PER_SEK
from ruttsim.planning.fortnight import fortnight_rules, meetings, staffed, template
from ruttsim.planning.plan import planned_team
from ruttsim.planning.posts import posts
from ruttsim.planning.repair import absentees, repaired
from ruttsim.planning.warm import warm_up
from ruttsim.runner import silent
from ruttsim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

PLANNER = "ruttsim"
MOVES = 4500
REPAIR_MOVES = 1200
WAYS = {
    "alone": "care plans' days, each from nothing, carers afterwards",
    "template": "care plans' days, template",
    "alone, disturbed": "disturbed days, each from nothing, carers afterwards",
    "unrepaired": "disturbed days, template without moves",
    "repaired": "disturbed days, template and repair",
}

Result = TypeVar("Result")


def timed(make: Callable[[], Result]) -> tuple[Result, float]:
    """What is made and the CPU seconds that it took."""
    begun_s = time.process_time()
    made = make()
    return made, time.process_time() - begun_s


def mornings(data: Fortnight) -> list[Morning]:
    """What each day of the fortnight brings."""
    parameters = data.setting.parameters.fortnight
    seed, people = data.setting.study.seed, data.base.population
    return [morning(people, due(data, k), parameters, seed, k) for k in range(FORTNIGHT_DAYS)]


def problem_today(data: Fortnight, team: Team, it: Morning) -> TeamProblem:
    """The problem of a team with the visits of a disturbed day."""
    rows = np.setdiff1d(due(data, it.day), np.flatnonzero(it.is_called_off))
    return problem_of(data, team, np.union1d(rows, np.flatnonzero(it.is_extra)))


def rows_of(
    data: Fortnight, number: int, moves: int, repair_moves: int, new_carer_sek: float | None
) -> Iterator[dict]:
    """One record for each way of planning a team's fortnight."""
    team, rules = data.teams[number], fortnight_rules(data.setting.parameters.fortnight)
    if new_carer_sek is not None:
        rules = replace(rules, new_carer_ore=round(new_carer_sek * ORE_PER_SEK))
    problems, today_s = problems_of(data, team), mornings(data)
    disturbed = [problem_today(data, team, it) for it in today_s]

    def alone(days: Sequence[TeamProblem]) -> Template:
        plans = [planned_team(it, PLANNER, moves, k) for k, it in enumerate(days)]
        return staffed(days, plans, rules)

    found, cpu_s = timed(lambda: alone(problems))
    yield record("alone", cpu_s, problems, found.days, found, problems)
    planned, cpu_s = timed(lambda: template(problems, rules, moves, number))
    yield record("template", cpu_s, problems, planned.days, planned, problems)
    found, cpu_s = timed(lambda: alone(disturbed))
    days = [
        with_substitutes(problem, day, it)
        for problem, day, it in zip(disturbed, found.days, today_s, strict=True)
    ]
    yield record("alone, disturbed", cpu_s, disturbed, days, found, problems)
    known, own = meetings(problems, planned), own_carers(problems, planned)
    for name, budget in (("unrepaired", 0), ("repaired", repair_moves)):

        def repair(it: Morning, budget: int = budget) -> StaffedPlan:
            before, day = problems[it.day], planned.days[it.day]
            absent = absentees(before, day, it.is_absent)
            today = problem_today(data, team, it)
            return repaired(today, before, day, known, absent, rules, budget, it.day)

        days, cpu_s = timed(lambda repair=repair: [repair(it) for it in today_s])
        row = record(name, cpu_s, disturbed, days, planned, problems, own)
        idle_s = sum(
            idle(problems[it.day], planned.days[it.day], days[it.day], it) for it in today_s
        )
        yield row | {"paid_h": row["paid_h"] + idle_s / SECONDS_PER_HOUR}


def idle(problem: TeamProblem, day: StaffedPlan, today: StaffedPlan, it: Morning) -> int:
    """Paid seconds of carers who have come and have no round left."""
    absent = absentees(problem, day, it.is_absent)
    return sum(
        post.paid_s
        for post in posts(problem, day.plan, day.carer)
        if not {day.carer[k] for k in post.rounds} & {*today.carer, *absent}
    )


def with_substitutes(problem: TeamProblem, day: StaffedPlan, it: Morning) -> StaffedPlan:
    """The day with a substitute in the place of each carer who does not come."""
    absent = sorted(absentees(problem, day, it.is_absent))
    return replace(day, carer=tuple(-1 - absent.index(c) if c in absent else c for c in day.carer))


def own_carers(problems: Sequence[TeamProblem], found: Template) -> list[dict]:
    """Who does each task of each day, by (visit, carer of two)."""
    return [
        {
            (int(problem.visit[task]), int(problem.carer[task])): carer
            for it, carer in zip(day.plan.rounds, day.carer, strict=True)
            for task in it.tasks
        }
        for problem, day in zip(problems, found.days, strict=True)
    ]


def record(
    way: str,
    cpu_s: float,
    problems: Sequence[TeamProblem],
    days: Sequence[StaffedPlan],
    found: Template,
    regular: Sequence[TeamProblem],
    own: list[dict] | None = None,
) -> dict:
    """What is compared of a team's fortnight, as sums that add up over teams.

    Who has visits every day is told by the days of the care plans, `regular`.
    """
    wrong = [faults(p.rounds, day.plan) for p, day in zip(problems, days, strict=True)]
    assert not any(wrong), wrong
    travel_s = late_s = paid_s = kept = both = 0
    client, carer, of_pool = [], [], []
    for number, (problem, day) in enumerate(zip(problems, days, strict=True)):
        rounds = problem.rounds
        paid_s += sum(it.paid_s for it in posts(problem, day.plan, day.carer))
        for it, who in zip(day.plan.rounds, day.carer, strict=True):
            tasks = list(it.tasks)
            at = np.array([0, *rounds.tasks.place[tasks], 0])
            slowest_s = rounds.travel_s[rounds.duties.mode[it.duty]].max(axis=0)
            travel_s += int(slowest_s[at[:-1], at[1:]].sum())
            late_s += int(np.maximum(0, it.start_s - rounds.tasks.latest_s[tasks, 0]).sum())
            client += problem.client[tasks].tolist()
            carer += [who if who >= 0 else -(1000 * number - who)] * len(tasks)
            of_pool += [who] * len(tasks)
            for task in tasks if own else ():
                key = (int(problem.visit[task]), int(problem.carer[task]))
                both += key in own[number]
                kept += own[number].get(key) == who
    firsts = [problem.client[problem.carer == 0] for problem in regular]
    day_of = np.repeat(np.arange(len(firsts)), [len(it) for it in firsts])
    count = 1 + max(*client, *(int(it.max()) for it in firsts))
    carers = carers_per_client(np.array(client), np.array(carer), count)
    pool = carers_per_client(np.array(client), np.array(of_pool), count)
    is_daily = has_daily_visits(np.concatenate(firsts), day_of, count, len(regular))
    return {
        "way": way,
        "cpu_s": cpu_s,
        "tasks": sum(it.tasks for it in problems),
        "left_out": sum(len(day.plan.left_out) for day in days),
        "travel_h": travel_s / SECONDS_PER_HOUR,
        "late_min": late_s / SECONDS_PER_MINUTE,
        "paid_h": paid_s / SECONDS_PER_HOUR,
        "carers": found.carers,
        "clients": int((carers > 0).sum()),
        "carers_met": int(carers.sum()),
        "daily_clients": int(is_daily.sum()),
        "daily_carers_met": int(carers[is_daily].sum()),
        "pool_met": int(pool.sum()),
        "daily_pool_met": int(pool[is_daily].sum()),
        "kept": kept,
        "both": both,
    }


def print_table(rows: list[dict]) -> None:
    """Sums over the teams of each split, by way of planning."""
    for split in dict.fromkeys(row["split"] for row in rows):
        mine = [row for row in rows if row["split"] == split]
        print(f"\n{split}, {len({row['team'] for row in mine})} teams, 14 days")
        print(
            f"{'':55}  CPU s  travel h  paid h  late min  left out  carers"
            f"  met (pool)   daily (pool)  kept %"
        )
        for way, title in WAYS.items():
            of_way = [row for row in mine if row["way"] == way]
            if not of_way:
                continue
            it = {key: sum(row[key] for row in of_way) for key in of_way[0] if key in _SUMS}
            kept = f"{100 * it['kept'] / it['both']:.1f}" if it["both"] else ""
            print(
                f"{title:55} {it['cpu_s']:6.1f} {it['travel_h']:9.1f} {it['paid_h']:7.0f} "
                f"{it['late_min']:9.0f} {it['left_out']:9} {it['carers']:7} "
                f"{it['carers_met'] / it['clients']:4.1f} {it['pool_met'] / it['clients']:6.1f} "
                f"{it['daily_carers_met'] / max(1, it['daily_clients']):7.1f} "
                f"{it['daily_pool_met'] / max(1, it['daily_clients']):6.1f}  {kept:>6}"
            )


_SUMS = {
    "cpu_s",
    "left_out",
    "travel_h",
    "late_min",
    "paid_h",
    "carers",
    "clients",
    "carers_met",
    "daily_clients",
    "daily_carers_met",
    "pool_met",
    "daily_pool_met",
    "kept",
    "both",
}


def main() -> None:
    """Run what is missing and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--splits", nargs="+", default=["own_regime"])
    parser.add_argument("--teams", type=int, default=1000)
    parser.add_argument("--moves", type=int, default=MOVES)
    parser.add_argument("--repair-moves", type=int, default=REPAIR_MOVES)
    parser.add_argument("--new-carer-sek", type=float)
    parser.add_argument("--table", action="store_true")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    path = arguments.out / "fortnight.jsonl"
    budget = (arguments.moves, arguments.repair_moves, arguments.new_carer_sek)
    rows = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    done = {(row["split"], row["team"]) for row in rows}
    for split in () if arguments.table else arguments.splits:
        data = fortnight(split, 0)
        warm_up(silent)
        for number in range(min(arguments.teams, len(data.teams))):
            if (split, number) in done:
                continue
            found = list(rows_of(data, number, *budget))
            found = [{"split": split, "team": number} | row for row in found]
            rows += found
            with path.open("a") as file:
                file.writelines(json.dumps(row) + "\n" for row in found)
            print(split, number, *(f"{row['cpu_s']:.1f}" for row in found), flush=True)
    print_table(rows)


if __name__ == "__main__":
    main()
