"""The plan of one day under one area split: teams, their problems, their rounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Bools, Ints
from ruttsim.domain.demand import KINDS, Population
from ruttsim.domain.organisations import Organisation
from ruttsim.domain.planning import Plan, Round, Sequence, Team, TeamProblem, Unserved
from ruttsim.domain.split import Assignment
from ruttsim.parameters import Parameters
from ruttsim.planning.duties import duties
from ruttsim.planning.problem import DoorToDoor, team_problem
from ruttsim.planning.pyvrp_planner import plan_with_pyvrp
from ruttsim.planning.rounds import team_rounds
from ruttsim.planning.teams import form_teams

Planner: TypeAlias = Callable[[TeamProblem, int, int], tuple[Sequence, ...]]

PLANNERS: dict[str, Planner] = {"pyvrp": plan_with_pyvrp}
"""Planners by name: problem, iterations, seed -> sequences; same input, same sequences."""

PLANNED_KINDS = (KINDS.index("care"), KINDS.index("service"))
"""Day and evening. Nights and alarms have rounds of their own."""


def plan_day(
    population: Population,
    due: Ints,
    assignment: Assignment,
    organisations: tuple[Organisation, ...],
    premises: Mapping[str, tuple[int, ...]],
    bases: str,
    travel: DoorToDoor,
    parameters: Parameters,
    solve: Callable[[TeamProblem], tuple[Sequence, ...]],
) -> Plan:
    """The rounds of every organisation for the visits that are due (rows of Visits).

    `premises` gives, by organisation, the premises it may use; `bases` names the rule by which
    teams choose among them. `solve` finds the sequences of one team: the caller chooses the
    planner, its budget and whether to remember.
    """
    teams: list[Team] = []
    rounds: list[Round] = []
    unserved: list[Unserved] = []
    visits = population.visits
    first_premise = len(population.buildings.x_m)
    home = population.clients.building
    position_m = np.column_stack([population.buildings.x_m[home], population.buildings.y_m[home]])
    for index, organisation in enumerate(organisations):
        mine = _visits_of(index, due, population, assignment)
        ways = duties(organisation.vehicle_types, parameters)
        modes = tuple(dict.fromkeys(way.mode for way in ways))
        members = _clients_of(index, assignment)
        formed = form_teams(
            index,
            members,
            position_m[members],
            _visit_s(mine, population)[members],
            _fastest_s(travel, modes)[first_premise:, home[members]],
            premises[organisation.name],
            parameters.staffing.clients_per_team,
            bases,
        )
        for team in formed:
            problem = team_problem(
                first_premise + team.premise,
                mine[np.isin(visits.client[mine], team.clients)],
                population,
                travel,
                ways,
                parameters,
            )
            sequences = solve(problem) if problem.tasks else ()
            found, left_out = team_rounds(team, problem, sequences, len(rounds))
            rounds += found
            unserved += left_out
        teams += formed
    return Plan(tuple(teams), tuple(rounds), tuple(unserved))


def _clients_of(organisation: int, assignment: Assignment) -> Ints:
    """Clients who have the organisation for any of the planned kinds."""
    planned = assignment.organisation[:, list(PLANNED_KINDS)]
    is_served: Bools = (planned == organisation).any(axis=1)
    served: Ints = np.flatnonzero(is_served)
    return served


def _visits_of(
    organisation: int, due: Ints, population: Population, assignment: Assignment
) -> Ints:
    """Rows of the visits that are due and the organisation's to plan."""
    visits = population.visits
    provider = assignment.organisation[visits.client[due], visits.kind[due]]
    mine: Ints = due[(provider == organisation) & np.isin(visits.kind[due], PLANNED_KINDS)]
    return mine


def _visit_s(rows: Ints, population: Population) -> NDArray[np.int64]:
    """Planned carer-time of some visits, by client [s]."""
    visits = population.visits
    total_s = np.zeros(len(population.clients.client), dtype=np.int64)
    carer_s = visits.duration_s[rows].astype(np.int64) * visits.carers[rows]
    np.add.at(total_s, visits.client[rows], carer_s)
    return total_s


def _fastest_s(travel: DoorToDoor, modes: tuple[str, ...]) -> NDArray[np.int64]:
    """Travel by whichever of some modes is fastest, pair by pair [s]."""
    fastest: NDArray[np.int64] = np.min([travel.time_s[mode] for mode in modes], axis=0)
    return fastest
