"""CPU time of a simulated municipality-day, beside a bare SimPy loop and the audit of the day.

Run with `python tests/benchmarks/simulation.py`. The usual day is of the bundled study, planned
with few moves and lived through by the study's rules with all that a day brings; the calm and the
rough day are made at random, with late rounds that no planner would plan.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import simpy

from ruttsim import load_study
from ruttsim.audit import Given, audit
from ruttsim.domain.day import Day
from ruttsim.domain.rules import DayRules
from ruttsim.pipeline.checking import checked
from ruttsim.pipeline.day import draws, given, simulated_day
from ruttsim.pipeline.ground import Ground, ground, ground_of_split
from ruttsim.pipeline.mornings import mornings
from ruttsim.pipeline.plans import teams
from ruttsim.pipeline.steps import Formed
from ruttsim.split.assignment import assign
from ruttsim.units import MS_PER_SECOND

sys.path.insert(0, str(Path(__file__).parents[1] / "simulate"))

from made_days import Recipe, made_day

CALM = Recipe(seed=1, visits=2000, rounds=220, spread=0.1, teams=10)
ROUGH = replace(
    CALM,
    rules=DayRules("share_out", "hand_over", "nearest"),
    service_share=0.2,
    sick_share=0.03,
    late_share=0.1,
    broken_share=0.02,
    hospital_share=0.02,
    extra_share=0.02,
    alarms=100,
    snow=1.2,
)
MUNICIPALITY = {"calm": CALM, "rough": ROUGH}
REPEATS = 30


STUDY, MOVES = "six-organisations", 3000


def main() -> None:
    """Print the best CPU time of each, and their ratios."""
    base, lived = _usual_day()
    _measure("usual", lambda: simulated_day(base, lived), lambda day: audit(day, lived))
    for name, recipe in MUNICIPALITY.items():
        made = made_day(recipe)
        _measure(name, made.live, made.audit)


def _usual_day() -> tuple[Ground, Given]:
    """The bundled study's planned day under its first area split, with its first disturbances."""
    study = load_study(STUDY)
    planning = study.planning.model_copy(update={"moves": MOVES})
    setting = checked(study.model_copy(update={"planning": planning}).at(study.file))
    base, split = ground_of_split(setting, ground(setting, 0)), study.splits[0]
    where = (base.population, setting.bundle, setting.study, split)
    assignment = assign(*where, setting.parameters.split)
    formed = teams(setting, base, assignment, study.planning.bases)
    plan, due = mornings(setting, base, assignment, Formed(formed, None)).plan(0, 0)
    disturbance = draws(setting, base.population, due, 0, 0)
    return base, given(setting, base, assignment, plan, due, disturbance)


def _measure(name: str, live: Callable[[], Day], checks: Callable[[Day], list[str]]) -> None:
    """Print those of one day."""
    day = live()
    phases_s = _phases_s(day)
    bare_ms, simulate_ms, audit_ms = _best_cpu_ms(
        lambda: _bare(phases_s), live, lambda: checks(day)
    )
    outcomes = Counter(visit.outcome for visit in day.visits)
    print(f"{name}: {len(day.visits)} visits of carers, {len(day.rounds)} rounds: {dict(outcomes)}")
    print(f"{len(day.decisions)} decisions; contradictions: {checks(day)}")
    print(f"bare SimPy  {bare_ms:6.1f} ms")
    print(f"simulate    {simulate_ms:6.1f} ms = {simulate_ms / bare_ms:.2f} x bare")
    print(f"audit       {audit_ms:6.1f} ms = {audit_ms / simulate_ms:.2f} x simulate")


def _phases_s(day: Day) -> list[list[int]]:
    """The lengths of all phases of each round: until it leaves, then driving, stop, wait, care."""
    phases_s: dict[int, list[int]] = {each.round: [each.leave_s] for each in day.rounds}
    for leg in day.legs:
        phases_s[leg.round] += [leg.arrive_s - leg.depart_s, leg.stop_s]
    for visit in day.visits:
        if visit.round >= 0:
            wait_s = visit.end_s - visit.care_s - visit.ready_s
            phases_s[visit.round] += [wait_s, visit.care_s]
    return [[length_s for length_s in each if length_s] for each in phases_s.values()]


def _bare(phases_s: list[list[int]]) -> None:
    """One process a round, one timeout a phase, nothing recorded."""
    environment = simpy.Environment()
    for each in phases_s:
        environment.process(_round(environment, each))
    environment.run()


def _round(environment: simpy.Environment, phases_s: list[int]) -> Iterator[Any]:
    for length_s in phases_s:
        yield environment.timeout(length_s)


def _best_cpu_ms(*works: Callable[[], object]) -> list[float]:
    """The least CPU time of each, taking turns so that all meet the same machine."""
    times_s: list[list[float]] = [[] for _ in works]
    for _ in range(REPEATS):
        for work, own_s in zip(works, times_s, strict=True):
            start_s = time.process_time()
            work()
            own_s.append(time.process_time() - start_s)
    return [min(own_s) * MS_PER_SECOND for own_s in times_s]


if __name__ == "__main__":
    main()
