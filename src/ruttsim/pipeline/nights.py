"""Rounds of the night, of the municipal patrol or of each organisation, beside those of the day."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from ruttsim.domain.arrays import Ints
from ruttsim.domain.day import NIGHT_PATROL
from ruttsim.domain.demand import NIGHT
from ruttsim.domain.planning import NIGHT_TEAM, Plan, Team
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
"""Who works at night is numbered downwards from here, so that nobody who works by day has another
number for it, nor is one of the persons whom a fortnight names."""

CAR = "car"


class _Means(NamedTuple):
    """Whence and with what the nights are worked, and at which prices."""

    premise: int
    vehicle_types: tuple[str, ...]
    fleet: Mapping[str, int]
    parameters: Parameters


def with_night_rounds(
    setting: Setting, base: Ground, assignment: Assignment, plan: Plan, due: Ints
) -> Plan:
    """A plan of the day with the rounds of the night after all others.

    One team for all night visits of an organisation, or of the patrol, planned as any other.
    """
    visits = base.population.visits
    rows = due[visits.kind[due] == NIGHT]
    providers = assignment.organisation[:, NIGHT].astype(np.int64)
    its = providers[visits.client[rows]]
    has_nights = np.unique(visits.client[visits.kind == NIGHT]).astype(np.int64)
    teams, rounds, unserved = list(plan.teams), list(plan.rounds), list(plan.unserved)
    first_carer = FIRST_CARER
    for provider in np.unique(its).tolist():
        clients = has_nights[providers[has_nights] == provider]
        means = _of_patrol(setting, base)
        if provider != NIGHT_PATROL:
            means = _of_organisation(setting, base, provider, clients)
        team = Team(provider, NIGHT_TEAM, means.premise, clients)
        problem = team_problem(
            len(base.population.buildings.x_m) + means.premise,
            rows[its == provider],
            base.population,
            base.door_to_door,
            duties(means.vehicle_types, means.parameters, at_night=True),
            means.fleet,
            means.parameters,
        )
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


def _of_patrol(setting: Setting, base: Ground) -> _Means:
    """Where its cars for alarms are, and by such a car; an hour costs a crew's."""
    vehicles, parameters = setting.parameters.vehicles, setting.parameters
    car = patrol_vehicle(setting.organisations, vehicles)
    economy = parameters.economy
    hour_sek = economy.planning_sek_per_paid_h * parameters.day.night_crew
    economy = dataclasses.replace(economy, planning_sek_per_paid_h=hour_sek)
    premise = base.patrol_base - len(base.population.buildings.x_m)
    return _Means(premise, (car,), {}, dataclasses.replace(parameters, economy=economy))


def _of_organisation(setting: Setting, base: Ground, number: int, clients: Ints) -> _Means:
    """The premise of its own with least travel to these clients; by car, if it has any there."""
    organisation, vehicles = setting.organisations[number], setting.parameters.vehicles
    homes = base.population.clients.building[clients]
    travel_s = base.door_to_door.slowest_s(CAR)[len(base.population.buildings.x_m) :, homes]
    may = list(setting.premises[organisation.name])
    premise = may[int(travel_s.sum(axis=1)[may].argmin())]
    district = setting.bundle.premises["district"].iloc[premise]
    there = organisation.vehicle_types_in(district)
    scarce = organisation.numbers
    cars = tuple(it for it in there if vehicles[it].mode == CAR and scarce.get(it, 1) > 0)
    return _Means(premise, cars or there, scarce, setting.parameters)
