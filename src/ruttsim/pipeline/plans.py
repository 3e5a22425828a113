"""Plans, remembered team by team: the same problem, planner and budget give the same rounds."""

from __future__ import annotations

import functools
import inspect
import itertools
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import ruttsim.planning.teams
from ruttsim.cache import Arrays, remembered, source_hash
from ruttsim.domain.arrays import Ints
from ruttsim.domain.planning import Plan, Sequence, Team, TeamProblem
from ruttsim.domain.split import Assignment
from ruttsim.files import content_hash
from ruttsim.pipeline.ground import Ground
from ruttsim.pipeline.setting import Setting
from ruttsim.planning.plan import PLANNERS, plan_day, teams_of_split
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

    def solve(problem: TeamProblem) -> tuple[Sequence, ...]:
        return _sequences(setting, problem)

    return plan_day(
        base.population,
        due,
        assignment,
        setting.organisations,
        formed,
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


def _sequences(setting: Setting, problem: TeamProblem) -> tuple[Sequence, ...]:
    """One team's sequences; the planner's seed is a hash of the problem and the study's seed."""
    planning = setting.study.planning
    identity = content_hash(problem, setting.study.seed)
    key = content_hash(identity, planning.planner, planning.iterations, _code(planning.planner))

    def compute() -> Arrays:
        seed = int(identity[:SEED_DIGITS], HEXADECIMAL)
        found = PLANNERS[planning.planner](problem, planning.iterations, seed)
        return {
            "duty": np.array([it.duty for it in found], dtype=np.int32),
            "length": np.array([len(it.tasks) for it in found], dtype=np.int32),
            "task": np.array([task for it in found for task in it.tasks], dtype=np.int32),
        }

    arrays = remembered("plans", key, compute)
    tasks = iter(arrays["task"].tolist())
    return tuple(
        Sequence(duty, tuple(itertools.islice(tasks, length)))
        for duty, length in zip(arrays["duty"].tolist(), arrays["length"].tolist(), strict=True)
    )


@functools.cache
def _code(planner: str) -> str:
    """What the sequences depend on beside problem and budget."""
    return content_hash(source_hash(Path(inspect.getfile(PLANNERS[planner]))), version("pyvrp"))
