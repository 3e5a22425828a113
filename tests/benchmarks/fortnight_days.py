"""Fortnights to plan: 14 days of each team of an area split of the bundled study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

import ruttsim
from ruttsim.domain.arrays import Ints
from ruttsim.domain.fortnight import FORTNIGHT_DAYS
from ruttsim.domain.planning import Team, TeamProblem
from ruttsim.domain.split import Assignment
from ruttsim.pipeline.ground import Ground, ground, ground_of_split
from ruttsim.pipeline.plans import teams
from ruttsim.pipeline.setting import Findings, Setting, load_setting
from ruttsim.planning.duties import duties
from ruttsim.planning.plan import PLANNED_KINDS
from ruttsim.planning.problem import team_problem
from ruttsim.split.assignment import assign
from ruttsim.units import DAYS_PER_WEEK

STUDY = "six-organisations"


@dataclass(frozen=True, eq=False)
class Fortnight:
    """One population under one area split, divided into teams."""

    setting: Setting
    base: Ground
    assignment: Assignment
    teams: tuple[Team, ...]


def fortnight(split_name: str, population: int) -> Fortnight:
    """A split of the bundled study."""
    findings = Findings()
    setting = load_setting(ruttsim.load_study(STUDY), findings)
    findings.raise_if_any()
    assert setting is not None
    base = ground_of_split(setting, ground(setting, population))
    split = next(it for it in setting.study.splits if it.name == split_name)
    where = (base.population, setting.bundle, setting.study, split)
    assignment = assign(*where, setting.parameters.split)
    formed = teams(setting, base, assignment, setting.study.planning.bases)
    return Fortnight(setting, base, assignment, formed)


def problem_of(data: Fortnight, team: Team, rows: Ints) -> TeamProblem:
    """The problem of a team with some rows of Visits, those of others left out."""
    visits, setting = data.base.population.visits, data.setting
    provider = data.assignment.organisation[visits.client[rows], visits.kind[rows]]
    is_mine = (provider == team.organisation) & np.isin(visits.kind[rows], PLANNED_KINDS)
    mine = rows[is_mine & np.isin(visits.client[rows], team.clients)]
    organisation = setting.organisations[team.organisation]
    district = setting.bundle.premises["district"].iloc[team.premise]
    return team_problem(
        len(data.base.population.buildings.x_m) + team.premise,
        mine,
        data.base.population,
        data.base.door_to_door,
        duties(organisation.vehicle_types_in(district), setting.parameters),
        organisation.numbers,
        setting.parameters,
    )


def due(data: Fortnight, day: int) -> Ints:
    """Rows of the visits of a day of the fortnight, which begins on the Monday of the week."""
    week, weekday = divmod(day, DAYS_PER_WEEK)
    return data.base.population.visits.on(weekday, data.setting.study.time.week + week)


def problems_of(data: Fortnight, team: Team) -> Sequence[TeamProblem]:
    """The 14 days of a team."""
    return [problem_of(data, team, due(data, day)) for day in range(FORTNIGHT_DAYS)]
