"""Plans, remembered team by team: the same problem, planner and moves give the same rounds."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import ruttsim.planning
import ruttsim.planning.teams
from ruttsim.cache import Arrays, remembered, source_hash
from ruttsim.domain.arrays import Ints
from ruttsim.domain.planning import Plan, Team, TeamProblem
from ruttsim.domain.rounds import (
    UNSERVED_REASONS,
    LeftOut,
    RoundsCost,
    RoundsPlan,
    RoundsProblem,
    WorkedRound,
)
from ruttsim.domain.split import Assignment
from ruttsim.files import content_hash
from ruttsim.pipeline.ground import Ground
from ruttsim.pipeline.setting import Setting
from ruttsim.planning import checker
from ruttsim.planning.plan import plan_day, planned_team, teams_of_split
from ruttsim.planning.teams import compact_groups

HEXADECIMAL = 16
SEED_DIGITS = 8


def teams(setting: Setting, base: Ground, assignment: Assignment, bases: str) -> tuple[Team, ...]:
    """The teams of one area split."""
    return teams_of_split(
        base.population,
        assignment,
        setting.organisations,
        setting.premises,
        bases,
        base.door_to_door,
        setting.parameters,
        _groups,
    )


def planned(
    setting: Setting, base: Ground, due: Ints, assignment: Assignment, formed: tuple[Team, ...]
) -> Plan:
    """The plan of the visits that are due under one area split."""

    def solve(problem: TeamProblem) -> RoundsPlan:
        return _rounds(setting, problem)

    return plan_day(
        base.population,
        due,
        assignment,
        setting.organisations,
        formed,
        setting.bundle.premises["district"].tolist(),
        base.door_to_door,
        setting.parameters,
        solve,
    )


def _groups(
    between_s: NDArray[np.int64], weight: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    """Groups of clients, remembered."""
    key = content_hash(between_s, weight, count, source_hash(Path(ruttsim.planning.teams.__file__)))

    def compute() -> Arrays:
        return {"group": compact_groups(between_s, weight, count).astype(np.int32)}

    return remembered("teams", key, compute)["group"].astype(np.int64)


def _rounds(setting: Setting, problem: TeamProblem) -> RoundsPlan:
    """One team's plan, checked; the planner's seed is a hash of the problem and the study's seed.

    Raises
    ------
    RuntimeError
        The plan breaks the problem's rules.
    """
    planning = setting.study.planning
    identity = content_hash(problem, setting.study.seed)
    key = content_hash(identity, planning.planner, planning.moves, _code())

    def compute() -> Arrays:
        seed = int(identity[:SEED_DIGITS], HEXADECIMAL)
        return _arrays(planned_team(problem, planning.planner, planning.moves, seed))

    plan = _plan(problem.rounds, remembered("plans", key, compute))
    wrong = checker.faults(problem.rounds, plan)
    if wrong:
        raise RuntimeError(f"a plan cannot be worked: {'; '.join(wrong)}")
    return plan


def _arrays(plan: RoundsPlan) -> Arrays:
    """A plan as arrays: rows of rounds, their tasks with starts, and what is left out and why."""
    names = [it.name for it in dataclasses.fields(WorkedRound) if it.name not in _OF_TASKS]
    return {
        "round": _whole([[getattr(it, name) for name in names] for it in plan.rounds], len(names)),
        "length": _whole([[len(it.tasks)] for it in plan.rounds], 1),
        "task": _whole(
            [list(row) for it in plan.rounds for row in zip(it.tasks, it.start_s, strict=True)], 2
        ),
        "left_out": _whole(
            [[it.task, UNSERVED_REASONS.index(it.reason)] for it in plan.left_out], 2
        ),
    }


_OF_TASKS = ("tasks", "start_s")


def _whole(rows: list[list[int]], width: int) -> NDArray[np.int32]:
    """Rows as an array, also where there are none."""
    return np.array(rows, dtype=np.int32).reshape(-1, width)


def _plan(problem: RoundsProblem, arrays: Arrays) -> RoundsPlan:
    """The plan that arrays hold, with its cost."""
    names = [it.name for it in dataclasses.fields(WorkedRound) if it.name not in _OF_TASKS]
    rows = iter(arrays["task"].tolist())
    plan = RoundsPlan(
        rounds=tuple(
            WorkedRound(**_stops(rows, length), **dict(zip(names, values, strict=True)))
            for values, (length,) in zip(
                arrays["round"].tolist(), arrays["length"].tolist(), strict=True
            )
        ),
        left_out=tuple(
            LeftOut(task, UNSERVED_REASONS[reason]) for task, reason in arrays["left_out"].tolist()
        ),
        cost=RoundsCost(*[0] * len(dataclasses.fields(RoundsCost))),
    )
    return dataclasses.replace(plan, cost=checker.cost(problem, plan))


def _stops(rows: Iterator[list[int]], length: int) -> dict[str, Any]:
    """The next tasks and their starts."""
    stops = list(itertools.islice(rows, length))
    return {"tasks": tuple(it[0] for it in stops), "start_s": tuple(it[1] for it in stops)}


@functools.cache
def _code() -> str:
    """What plans depend on beside problem and moves."""
    try:
        pyvrp = version("pyvrp")
    except PackageNotFoundError:
        pyvrp = ""
    return content_hash(source_hash(Path(ruttsim.planning.__file__).parent), pyvrp)
