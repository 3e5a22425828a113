"""CPU time of a simulated municipality-day, beside a bare SimPy loop and the audit of the day.

Run with `python tests/benchmarks/simulation.py`.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import simpy

from ruttsim.domain.day import Day
from ruttsim.units import MS_PER_SECOND

sys.path.insert(0, str(Path(__file__).parents[1] / "simulate"))

from made_days import Recipe, made_day

MUNICIPALITY = Recipe(seed=1, visits=2000, rounds=220, spread=0.1)
REPEATS = 30


def main() -> None:
    """Print the best CPU time of each, and their ratios."""
    made = made_day(MUNICIPALITY)
    world, plan, disturbance = made.world, made.plan, made.disturbance
    day = world.live(plan, disturbance)
    phases_s = _phases_s(day)
    bare_ms, simulate_ms, audit_ms = _best_cpu_ms(
        lambda: _bare(phases_s),
        lambda: world.live(plan, disturbance),
        lambda: world.audit(day, plan, disturbance),
    )
    found = world.audit(day, plan, disturbance)
    outcomes = Counter(visit.outcome for visit in day.visits)
    print(f"{len(day.visits)} visits of carers in {len(day.rounds)} rounds: {dict(outcomes)}")
    print(f"contradictions: {found}")
    print(f"bare SimPy  {bare_ms:6.1f} ms")
    print(f"simulate    {simulate_ms:6.1f} ms = {simulate_ms / bare_ms:.2f} x bare")
    print(f"audit       {audit_ms:6.1f} ms = {audit_ms / simulate_ms:.2f} x simulate")


def _phases_s(day: Day) -> list[list[int]]:
    """The lengths of all phases of each round: until it leaves, then driving, stop, wait, care."""
    visits = iter(day.visits)
    phases_s: dict[int, list[int]] = {each.round: [each.leave_s] for each in day.rounds}
    for leg in day.legs:
        phases_s[leg.round] += [leg.arrive_s - leg.depart_s, leg.stop_s]
        if leg.visit >= 0:
            visit = next(visits)
            wait_s = visit.end_s - visit.care_s - visit.ready_s
            phases_s[leg.round] += [wait_s, visit.care_s]
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
