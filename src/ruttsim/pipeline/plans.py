"""Plans, remembered team by team: the same problem, planner and budget give the same rounds."""

from __future__ import annotations

import functools
import itertools
from importlib.metadata import version
from pathlib import Path

import numpy as np

import ruttsim.planning.pyvrp_planner
from ruttsim.cache import Arrays, remembered, source_hash
from ruttsim.domain.arrays import Ints
from ruttsim.domain.planning import Plan, Sequence, TeamProblem
from ruttsim.domain.split import Assignment
from ruttsim.files import content_hash
from ruttsim.pipeline.ground import Ground
from ruttsim.pipeline.setting import Setting
from ruttsim.planning.plan import PLANNERS, plan_day

HEXADECIMAL = 16
SEED_DIGITS = 8


def planned(setting: Setting, base: Ground, due: Ints, assignment: Assignment, bases: str) -> Plan:
    """The plan of the visits that are due under one area split."""

    def solve(problem: TeamProblem) -> tuple[Sequence, ...]:
        return _sequences(setting, problem)

    return plan_day(
        base.population,
        due,
        assignment,
        setting.organisations,
        setting.premises,
        bases,
        base.door_to_door,
        setting.parameters,
        solve,
    )


def _sequences(setting: Setting, problem: TeamProblem) -> tuple[Sequence, ...]:
    """One team's sequences; the planner's seed is a hash of the problem and the study's seed."""
    planning = setting.study.planning
    identity = content_hash(problem, setting.study.seed)
    key = content_hash(identity, planning.planner, planning.iterations, _code())

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
def _code() -> str:
    """What the sequences depend on beside problem and budget."""
    planner = Path(ruttsim.planning.pyvrp_planner.__file__)
    return content_hash(source_hash(planner), version("pyvrp"))
