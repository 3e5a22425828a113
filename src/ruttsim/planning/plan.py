"""The teams of an area split, and the rounds of a day."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Bools, Ints, Ints32
from ruttsim.domain.demand import CARE, SERVICE, Population
from ruttsim.domain.organisations import Organisation
from ruttsim.domain.planning import Plan, Round, Team, TeamProblem, Unserved
from ruttsim.domain.rounds import RoundsPlan, RoundsProblem
from ruttsim.domain.split import Assignment
from ruttsim.domain.travel import DoorToDoor
from ruttsim.parameters import Parameters
from ruttsim.planning.duties import duties
from ruttsim.planning.halves import paired
from ruttsim.planning.planner import plan_rounds
from ruttsim.planning.problem import team_problem
from ruttsim.planning.pyvrp_planner import plan_with_pyvrp
from ruttsim.planning.rounds import paired_carers, team_rounds
from ruttsim.planning.teams import Grouping, form_teams
from ruttsim.units import DAYS_PER_WEEK

Planner: TypeAlias = Callable[[RoundsProblem, int, int], RoundsPlan]

PLANNERS: dict[str, Planner] = {"ruttsim": plan_rounds, "pyvrp": plan_with_pyvrp}
"""Planners by name: problem, moves, seed -> plan; the same input gives the same plan."""

EXTRAS = {"pyvrp": "pyvrp"}
"""The package that a planner needs, which is also the name of the extra that brings it."""

STAGES = (0.7, 0.2, 0.1)
"""Shares of the moves: for all that the menu allows, then with halves of split shifts paired."""

PLANNED_KINDS = (CARE, SERVICE)
"""Day and evening. Nights and alarms have rounds of their own."""


def teams_of_split(
    population: Population,
    assignment: Assignment,
    organisations: tuple[Organisation, ...],
    premises: Mapping[str, tuple[int, ...]],
    bases: str,
    travel: DoorToDoor,
    parameters: Parameters,
    grouped: Grouping,
) -> tuple[Team, ...]:
    """The teams of all organisations, from their clients' homes and care plans.

    `premises` gives, by organisation, the premises it may use; `bases` names the rule by which
    teams choose among them. `grouped` divides clients into groups.
    """
    first_premise = len(population.buildings.x_m)
    home = population.clients.building
    slowest_s = {mode: travel.slowest_s(mode) for mode in travel.time_s}
    teams: list[Team] = []
    for index, organisation in enumerate(organisations):
        used = (parameters.vehicles[name].mode for name in organisation.vehicle_types)
        by_mode = [slowest_s[mode] for mode in dict.fromkeys(used)]
        week_s = _week_s(index, population, assignment)
        members = _clients_of(index, population, assignment)
        homes = home[members]
        there_s = _fastest_s(by_mode, homes, homes)
        teams += form_teams(
            index,
            members,
            there_s + there_s.T,
            week_s[members],
            _fastest_s(by_mode, np.arange(first_premise, len(by_mode[0])), homes),
            premises[organisation.name],
            parameters.staffing.clients_per_team,
            bases,
            grouped,
        )
    return tuple(teams)


def team_problems(
    population: Population,
    due: Ints,
    assignment: Assignment,
    organisations: tuple[Organisation, ...],
    teams: tuple[Team, ...],
    districts: Sequence[str],
    travel: DoorToDoor,
    parameters: Parameters,
) -> Iterator[TeamProblem]:
    """The problem of each team for the visits by day that are due (rows of Visits).

    `districts` are where the premises lie.
    """
    client = population.visits.client
    first_premise = len(population.buildings.x_m)
    for team in teams:
        organisation = organisations[team.organisation]
        mine = _visits_of(team.organisation, due, population, assignment)
        yield team_problem(
            first_premise + team.premise,
            mine[np.isin(client[mine], team.clients)],
            population,
            travel,
            duties(organisation.vehicle_types_in(districts[team.premise]), parameters),
            organisation.numbers,
            parameters,
        )


def day_plan(
    teams: tuple[Team, ...],
    problems: Iterable[TeamProblem],
    solve: Callable[[TeamProblem], RoundsPlan],
) -> Plan:
    """The rounds of every team on a day that is planned by itself.

    `solve` plans one team: the caller chooses the planner, its work and whether to remember.
    """
    rounds: list[Round] = []
    unserved: list[Unserved] = []
    for team, problem in zip(teams, problems, strict=True):
        if problem.tasks:
            plan = solve(problem)
            carers = paired_carers(problem, plan, len(rounds))
            found, left_out = team_rounds(team, problem, plan, len(rounds), carers)
            rounds += found
            unserved += left_out
    return Plan(teams, tuple(rounds), tuple(unserved))


def planned_team(problem: TeamProblem, planner: str, moves: int, seed: int) -> RoundsPlan:
    """A team's plan by a planner of PLANNERS with so many moves for each task.

    The last stages pair the halves of split shifts: as many of each half may be worked as there
    are of the other, and what a surplus half did goes elsewhere. They are our own search's, which
    has no moves there where another planner has had them all.
    """
    total = moves * problem.tasks
    first, *later = STAGES if PLANNERS[planner] is plan_rounds else (1.0, 0.0, 0.0)
    plan = PLANNERS[planner](problem.rounds, round(total * first), seed)
    for stage in later:
        plan = plan_rounds(paired(problem, plan), round(total * stage), seed, start=plan)
    return plan


def _clients_of(organisation: int, population: Population, assignment: Assignment) -> Ints:
    """Clients who have the organisation for a planned kind that they have visits of."""
    needed = population.needs(PLANNED_KINDS)
    planned = assignment.organisation[:, list(PLANNED_KINDS)]
    is_served: Bools = ((planned == organisation) & needed).any(axis=1)
    served: Ints = np.flatnonzero(is_served)
    return served


def _visits_of(
    organisation: int, due: Ints, population: Population, assignment: Assignment
) -> Ints:
    """Rows of the visits by day that are due and the organisation's to plan."""
    visits = population.visits
    provider = assignment.organisation[visits.client[due], visits.kind[due]]
    mine: Ints = due[(provider == organisation) & np.isin(visits.kind[due], PLANNED_KINDS)]
    return mine


def _fastest_s(
    by_mode: Iterable[NDArray[np.int32]], start: Ints | Ints32, end: Ints32
) -> NDArray[np.int64]:
    """Time from and to some places by the fastest of some modes."""
    pairs = np.ix_(start, end)
    fastest: NDArray[np.int32] = functools.reduce(np.minimum, (it[pairs] for it in by_mode))
    return fastest.astype(np.int64)


def _week_s(organisation: int, population: Population, assignment: Assignment) -> NDArray[np.int64]:
    """Carer-time by day that an organisation plans for each client in a week, whole seconds."""
    visits = population.visits
    days = ((visits.weekdays[:, None] >> np.arange(DAYS_PER_WEEK)) & 1).sum(axis=1)
    carer_s = visits.duration_s.astype(np.int64) * visits.carers * days // visits.every_weeks
    is_mine = assignment.organisation[visits.client, visits.kind] == organisation
    total_s = np.zeros(len(population.clients.client), dtype=np.int64)
    is_mine &= np.isin(visits.kind, PLANNED_KINDS)
    np.add.at(total_s, visits.client[is_mine], carer_s[is_mine])
    return total_s
