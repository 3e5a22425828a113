"""Rounds of the night, of the municipal patrol or of each organisation, beside those of the day."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from ruttsim.domain.arrays import Ints
from ruttsim.domain.day import NIGHT_PATROL
from ruttsim.domain.demand import NIGHT
from ruttsim.domain.planning import NIGHT_TEAM, Plan, Team, TeamProblem
from ruttsim.domain.split import Assignment
from ruttsim.fleets import patrol_vehicle
from ruttsim.parameters import Parameters
from ruttsim.pipeline.ground import Ground
from ruttsim.pipeline.plans import remembered_rounds
from ruttsim.pipeline.setting import Setting
from ruttsim.planning.duties import duties
from ruttsim.planning.problem import team_problem
from ruttsim.planning.rounds import paired_carers, team_rounds

FIRST_CARER = -2
"""On a day planned by itself who works at night is numbered downwards from here, so that nobody who
works by day has another number for it."""

CAR = "car"


class _Means(NamedTuple):
    """With what the nights are worked, and at which prices."""

    vehicle_types: tuple[str, ...]
    fleet: Mapping[str, int]
    parameters: Parameters


def night_teams(setting: Setting, base: Ground, assignment: Assignment) -> tuple[Team, ...]:
    """One team for all clients whose care plans have visits at night, of each who makes these."""
    visits = base.population.visits
    providers = assignment.organisation[:, NIGHT].astype(np.int64)
    has_nights = np.unique(visits.client[visits.kind == NIGHT]).astype(np.int64)
    found = []
    for provider in np.unique(providers[has_nights]).tolist():
        clients = has_nights[providers[has_nights] == provider]
        premise = _premise(setting, base, provider, clients)
        found.append(Team(provider, NIGHT_TEAM, premise, clients))
    return tuple(found)


def night_problem(setting: Setting, base: Ground, team: Team, due: Ints) -> TeamProblem:
    """What a team of the night has to plan of the visits that are due."""
    visits = base.population.visits
    rows = due[(visits.kind[due] == NIGHT) & np.isin(visits.client[due], team.clients)]
    means = _means(setting, team)
    return team_problem(
        len(base.population.buildings.x_m) + team.premise,
        rows,
        base.population,
        base.door_to_door,
        duties(means.vehicle_types, means.parameters, at_night=True),
        means.fleet,
        means.parameters,
    )


def with_night_rounds(
    setting: Setting, base: Ground, assignment: Assignment, plan: Plan, due: Ints
) -> Plan:
    """A plan of the day, planned by itself, with the rounds of the night after all others.

    Each team of the night that has visits then is planned as any other, and names nobody.
    """
    teams, rounds, unserved = list(plan.teams), list(plan.rounds), list(plan.unserved)
    first_carer = FIRST_CARER
    for team in night_teams(setting, base, assignment):
        problem = night_problem(setting, base, team, due)
        if not problem.tasks:
            continue
        worked = remembered_rounds(setting, problem)
        carers = [first_carer - it for it in paired_carers(problem, worked, 0)]
        first_carer = min([first_carer, *(it - 1 for it in carers)])
        found, left_out = team_rounds(team, problem, worked, len(rounds), carers)
        teams.append(team)
        rounds += found
        unserved += left_out
    return dataclasses.replace(
        plan, teams=tuple(teams), rounds=tuple(rounds), unserved=tuple(unserved)
    )


def _premise(setting: Setting, base: Ground, provider: int, clients: Ints) -> int:
    """Where the patrol's cars for alarms are; an organisation's own with least travel to these."""
    houses = len(base.population.buildings.x_m)
    if provider == NIGHT_PATROL:
        return base.patrol_base - houses
    homes = base.population.clients.building[clients]
    travel_s = base.door_to_door.slowest_s(CAR)[houses:, homes]
    may = list(setting.premises[setting.organisations[provider].name])
    return may[int(travel_s.sum(axis=1)[may].argmin())]


def _means(setting: Setting, team: Team) -> _Means:
    """With what a team of the night works.

    The patrol by such a car as for alarms, at the price of a crew's hour; an organisation by car,
    if it has any there.
    """
    vehicles, parameters = setting.parameters.vehicles, setting.parameters
    if team.organisation == NIGHT_PATROL:
        economy = parameters.economy
        hour_sek = economy.planning_sek_per_paid_h * parameters.day.night_crew
        economy = dataclasses.replace(economy, planning_sek_per_paid_h=hour_sek)
        car = patrol_vehicle(setting.organisations, vehicles)
        return _Means((car,), {}, dataclasses.replace(parameters, economy=economy))
    organisation = setting.organisations[team.organisation]
    district = setting.bundle.premises["district"].iloc[team.premise]
    there = organisation.vehicle_types_in(district)
    scarce = organisation.numbers
    cars = tuple(it for it in there if vehicles[it].mode == CAR and scarce.get(it, 1) > 0)
    return _Means(cars or there, scarce, parameters)
