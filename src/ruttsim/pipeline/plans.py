"""Teams and plans, kept team by team: the same problem, planner and moves give the same rounds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import ruttsim.planning.teams
from ruttsim.cache import Arrays, remembered, source_hash
from ruttsim.domain.arrays import Ints
from ruttsim.domain.planning import Plan, Team, TeamProblem
from ruttsim.domain.rounds import RoundsPlan
from ruttsim.domain.split import Assignment
from ruttsim.files import content_hash, seed_of
from ruttsim.pipeline.ground import Ground
from ruttsim.pipeline.plan_cache import checked_plan, plan_arrays, planning_code
from ruttsim.pipeline.setting import Setting
from ruttsim.planning.plan import day_plan, planned_team, team_problems, teams_of_split
from ruttsim.planning.teams import compact_groups


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


def problems(
    setting: Setting, base: Ground, due: Ints, assignment: Assignment, formed: tuple[Team, ...]
) -> Iterator[TeamProblem]:
    """What each team has to plan of the visits that are due by day under one area split."""
    return team_problems(
        base.population,
        due,
        assignment,
        setting.organisations,
        formed,
        setting.bundle.premises["district"].tolist(),
        base.door_to_door,
        setting.parameters,
    )


def planned(
    setting: Setting, base: Ground, due: Ints, assignment: Assignment, formed: tuple[Team, ...]
) -> Plan:
    """The plan of the visits that are due by day, on a day planned by itself."""

    def solve(problem: TeamProblem) -> RoundsPlan:
        return remembered_rounds(setting, problem)

    return day_plan(formed, problems(setting, base, due, assignment, formed), solve)


def _groups(
    between_s: NDArray[np.int64], weight: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    """Groups of clients, remembered."""
    key = content_hash(between_s, weight, count, source_hash(Path(ruttsim.planning.teams.__file__)))

    def compute() -> Arrays:
        return {"group": compact_groups(between_s, weight, count).astype(np.int32)}

    return remembered("teams", key, compute)["group"].astype(np.int64)


def remembered_rounds(setting: Setting, problem: TeamProblem) -> RoundsPlan:
    """One team's plan of a day that is planned by itself, checked."""
    planning = setting.study.planning
    identity = content_hash(problem, *setting.planning_seed)
    key = content_hash(identity, planning.planner, planning.moves, planning_code())

    def compute() -> Arrays:
        seed = seed_of(identity)
        return plan_arrays(planned_team(problem, planning.planner, planning.moves, seed))

    return checked_plan(problem.rounds, remembered("plans", key, compute))
