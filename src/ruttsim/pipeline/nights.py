"""The municipal patrol's rounds of the night, beside those of the organisations in a plan."""

from __future__ import annotations

import dataclasses

import numpy as np

from ruttsim.domain.arrays import Ints
from ruttsim.domain.day import NIGHT_PATROL
from ruttsim.domain.demand import NIGHT
from ruttsim.domain.organisations import MUNICIPAL
from ruttsim.domain.planning import Plan, Team
from ruttsim.parameters import Parameters
from ruttsim.pipeline.ground import Ground
from ruttsim.pipeline.plans import remembered_rounds
from ruttsim.pipeline.setting import Setting
from ruttsim.planning.duties import duties
from ruttsim.planning.problem import team_problem
from ruttsim.planning.rounds import paired_carers, team_rounds

FIRST_CARER = -2
"""Crews are numbered downwards from here, so that no carer of an organisation is another one for
them, nor the crew of a car one of the persons whom a fortnight names."""


def with_night_rounds(setting: Setting, base: Ground, plan: Plan, due: Ints) -> Plan:
    """A plan with the rounds of the patrol after all others, where it has the night's visits.

    One team for the whole map, from where the patrol's cars are; planned as any other, and alike
    in every area split. A crew costs what so many carers do.
    """
    visits = base.population.visits
    rows = due[visits.kind[due] == NIGHT]
    if setting.study.day.nights != "patrol" or not len(rows):
        return plan
    premise = base.patrol_base - len(base.population.buildings.x_m)
    clients = np.unique(visits.client[rows]).astype(np.int64)
    team = Team(NIGHT_PATROL, 0, premise, clients)
    crews = _with_crews(setting.parameters)
    problem = team_problem(
        base.patrol_base,
        rows,
        base.population,
        base.door_to_door,
        duties((patrol_car(setting),), crews, by_day=False, at_night=True),
        {},
        crews,
    )
    worked = remembered_rounds(setting, problem)
    carers = [FIRST_CARER - it for it in paired_carers(problem, worked, 0)]
    rounds, left_out = team_rounds(team, problem, worked, len(plan.rounds), carers)
    return dataclasses.replace(
        plan,
        teams=(*plan.teams, team),
        rounds=(*plan.rounds, *rounds),
        unserved=(*plan.unserved, *left_out),
    )


def patrol_car(setting: Setting) -> str:
    """The vehicle type of the patrol's rounds: the first car of the municipal organisation.

    Where none is municipal or it has no car, the first car of any organisation, or of the data.
    """
    vehicles = setting.parameters.vehicles
    municipal = sorted(setting.organisations, key=lambda it: it.type != MUNICIPAL)
    names = [name for it in municipal for name in it.vehicle_types]
    return next(name for name in (*names, *vehicles) if vehicles[name].mode == "car")


def _with_crews(parameters: Parameters) -> Parameters:
    """The parameters with an hour that costs what the crew of a car does."""
    economy = parameters.economy
    hour_sek = economy.staff_cost_sek_per_paid_h * parameters.day.night_crew
    return dataclasses.replace(
        parameters, economy=dataclasses.replace(economy, staff_cost_sek_per_paid_h=hour_sek)
    )
