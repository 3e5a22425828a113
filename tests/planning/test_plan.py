"""The teams of a split and the rounds of a day: what holds of every plan."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest
from small_town import Due, people, street

from ruttsim.domain.demand import KINDS, Population
from ruttsim.domain.organisations import FleetLimit, Organisation
from ruttsim.domain.planning import Plan, Team
from ruttsim.domain.split import Assignment, Coverage
from ruttsim.parameters import load_parameters
from ruttsim.planning.plan import PLANNERS, day_plan, planned_team, team_problems, teams_of_split
from ruttsim.planning.teams import compact_groups
from ruttsim.units import SECONDS_PER_HOUR as HOUR

CARE, SERVICE = KINDS.index("care"), KINDS.index("service")
PARAMETERS = load_parameters({"staffing.clients_per_team": 10.0})
ORGANISATIONS = (
    Organisation("municipality", "Kommunen", "Municipality", "municipal", ("car_petrol", "walk")),
    Organisation("walkers", "Gångarna", "Walkers", "private", ("walk",)),
    Organisation("idle", "Utan brukare", "Without clients", "private", ("car_petrol",)),
)
MUNICIPALITY, WALKERS, IDLE = range(3)
PREMISES = {"municipality": (0, 1), "walkers": (2,), "idle": (0, 1, 2)}
HOUSES_M, PREMISES_M = range(0, 500, 25), (0, 475, 250)
DISTRICTS = ("West", "East", "Middle")
PARTS_OF_DAY = ((7 * HOUR + HOUR // 2, 13 * HOUR), (16 * HOUR, 19 * HOUR))
"""When visits are wanted: where a shift can hold each of them, even on foot."""

CLIENTS = 40
MIDNIGHT_VISIT = Due(0, 24 * HOUR, 24 * HOUR, 600)


def made_town(seed):
    """Forty clients in twenty houses with one to three visits each, one in five of two carers.

    Every fifth client walks with the walkers; every seventh has care and service from different
    organisations. One visit is at midnight, when no shift is.
    """
    random = np.random.default_rng(seed)
    due = []
    for client in range(CLIENTS):
        for _ in range(int(random.integers(1, 4))):
            part_of_day = PARTS_OF_DAY[int(random.random() < 0.3)]
            earliest_s = int(random.integers(*part_of_day))
            kind = SERVICE if random.random() < 0.2 else CARE
            carers = 1 + int(random.random() < 0.2)
            duration_s = int(random.integers(600, 3600))
            due.append(Due(client, earliest_s, earliest_s + HOUR, duration_s, carers, kind))
    due.append(MIDNIGHT_VISIT)
    provider = np.zeros((CLIENTS, len(KINDS)), dtype=np.int8)
    provider[::5] = WALKERS
    provider[::7, SERVICE] = WALKERS
    coverage = Coverage(np.ones((1, len(KINDS), len(ORGANISATIONS)), dtype=np.int8))
    homes = [client % len(HOUSES_M) for client in range(CLIENTS)]
    return people(due, homes), Assignment(provider, coverage, provider, provider)


class Made(NamedTuple):
    """A town with its plan."""

    population: Population
    assignment: Assignment
    teams: tuple[Team, ...]
    plan: Plan


def made_plan(seed, planner, due=None, organisations=ORGANISATIONS):
    """The plan of the visits that are due in a town (all, if not said)."""
    population, assignment = made_town(seed)
    travel = street(HOUSES_M, PREMISES_M)
    teams = teams_of_split(
        population,
        assignment,
        organisations,
        PREMISES,
        "nearest",
        travel,
        PARAMETERS,
        compact_groups,
    )
    rows = np.arange(len(population.visits.visit)) if due is None else due
    made = team_problems(
        population, rows, assignment, organisations, teams, DISTRICTS, travel, PARAMETERS
    )
    plan = day_plan(teams, made, planner)
    return Made(population, assignment, teams, plan)


def hardly_searched(problem):
    """The plan of the first insertion."""
    return planned_team(problem, "ruttsim", 0, 1)


def searched(problem):
    """Our own planner with a small budget."""
    return planned_team(problem, "ruttsim", 500, 1)


def searched_by_pyvrp(problem):
    """PyVRP with a small budget."""
    return planned_team(problem, "pyvrp", 10_000, 1)


MADE = [
    pytest.param(made_plan(seed, planner), id=f"{planner.__name__}-{seed}")
    for planner in (hardly_searched, searched, searched_by_pyvrp)
    for seed in range(3)
]
of_every_plan = pytest.mark.parametrize("made", MADE)


@of_every_plan
def test_every_carer_of_every_due_visit_is_in_one_round_or_unserved(made):
    carers = made.population.visits.carers.tolist()
    expected = [(visit, carer) for visit, count in enumerate(carers) for carer in range(count)]
    held = [(stop.visit, stop.carer) for it in made.plan.rounds for stop in it.stops]
    left_out = [(it.visit, it.carer) for it in made.plan.unserved]
    assert sorted(held + left_out) == expected


@of_every_plan
def test_only_what_no_shift_reaches_is_unserved(made):
    last = len(made.population.visits.visit) - 1
    assert [(it.visit, it.reason) for it in made.plan.unserved] == [(last, "no_window")]


@of_every_plan
def test_no_round_holds_both_carers_of_a_visit(made):
    for it in made.plan.rounds:
        visits = [stop.visit for stop in it.stops]
        assert len(visits) == len(set(visits))


@of_every_plan
def test_rounds_belong_to_the_organisation_that_has_the_visit(made):
    visits = made.population.visits
    for it in made.plan.rounds:
        for stop in it.stops:
            client, kind = visits.client[stop.visit], visits.kind[stop.visit]
            assert made.assignment.organisation[client, kind] == it.organisation


@of_every_plan
def test_rounds_use_only_vehicles_that_their_organisation_may_use(made):
    for it in made.plan.rounds:
        assert it.vehicle_type in ORGANISATIONS[it.organisation].vehicle_types
        assert it.mode == PARAMETERS.vehicles[it.vehicle_type].mode


@of_every_plan
def test_rounds_start_at_the_premise_of_their_team_and_hold_its_clients(made):
    by_name = {(it.organisation, it.team): it for it in made.teams}
    for it in made.plan.rounds:
        team = by_name[it.organisation, it.team]
        assert it.premise == team.premise
        clients = {int(made.population.visits.client[stop.visit]) for stop in it.stops}
        assert clients <= set(team.clients.tolist())


@of_every_plan
def test_rounds_are_numbered_in_order_and_carers_work_in_one_team(made):
    assert [it.round for it in made.plan.rounds] == list(range(len(made.plan.rounds)))
    of_carer = {}
    for it in made.plan.rounds:
        of_carer.setdefault(it.carer, []).append(it)
    for rounds in of_carer.values():
        assert len({(it.organisation, it.team, it.shift) for it in rounds}) == 1
        parts = [it.part for it in rounds]
        assert len(parts) == len(set(parts))


@of_every_plan
def test_rounds_leave_within_their_shift_and_stops_come_in_time_order(made):
    menu = {it.name: it.parts for it in PARAMETERS.staffing.shifts}
    for it in made.plan.rounds:
        assert it.leave_s >= menu[it.shift][it.part].start_s
        starts = [it.leave_s, *(stop.start_s for stop in it.stops), it.return_s]
        assert starts == sorted(starts)
        assert all(
            stop.start_s >= made.population.visits.earliest_s[stop.visit] for stop in it.stops
        )
        has_break = menu[it.shift][it.part].break_s > 0
        assert (0 <= it.break_before <= len(it.stops)) if has_break else it.break_before == -1


@of_every_plan
def test_teams_hold_every_client_of_their_organisation_once(made):
    for index, organisation in enumerate(ORGANISATIONS):
        own = [it for it in made.teams if it.organisation == index]
        rows = sorted(row for it in own for row in it.clients.tolist())
        provided = made.assignment.organisation[:, [CARE, SERVICE]] == index
        provided &= made.population.needs((CARE, SERVICE))
        assert rows == np.flatnonzero(provided.any(axis=1)).tolist()
        assert [it.team for it in own] == list(range(len(own)))
        assert {it.premise for it in own} <= set(PREMISES[organisation.name])


@of_every_plan
def test_an_organisation_without_clients_has_neither_team_nor_round(made):
    assert IDLE not in {it.organisation for it in (*made.teams, *made.plan.rounds)}


def test_visits_that_are_not_due_are_not_planned():
    made = made_plan(0, hardly_searched, due=np.array([3, 5]))
    assert {stop.visit for it in made.plan.rounds for stop in it.stops} == {3, 5}


def test_a_day_without_visits_has_teams_and_no_rounds():
    made = made_plan(0, hardly_searched, due=np.empty(0, dtype=np.int64))
    assert made.plan.teams == made.teams
    assert made.plan.rounds == made.plan.unserved == ()


@pytest.mark.parametrize("planner", PLANNERS)
def test_the_same_town_has_the_same_plan(planner):
    solve = partial(planned_team, planner=planner, moves=300, seed=5)
    first, second = (made_plan(4, solve).plan for _ in range(2))
    assert (first.rounds, first.unserved) == (second.rounds, second.unserved)


def test_halves_of_split_shifts_have_partners_wherever_there_is_a_whole_shift_for_their_work():
    made = made_plan(1, searched)
    worked = [it for it in made.plan.rounds if it.shift == "split"]
    assert Counter(it.part for it in worked)[0] == Counter(it.part for it in worked)[1]


def test_a_vehicle_kept_in_one_district_is_used_by_teams_based_there_alone():
    """Walking everywhere, the car in the West only."""
    car_in_the_west = FleetLimit("car_petrol", ("West",), None)
    organisations = tuple(replace(it, fleet=(car_in_the_west,)) for it in ORGANISATIONS[:1])
    made = made_plan(0, searched, organisations=(*organisations, *ORGANISATIONS[1:]))
    used = {(DISTRICTS[it.premise], it.vehicle_type) for it in made.plan.rounds}
    assert ("East", "car_petrol") not in used
    assert {it.premise for it in made.teams if it.organisation == MUNICIPALITY} == {0, 1}


def test_no_more_cars_than_a_team_has_are_out_at_once():
    scarce = tuple(
        replace(
            it, fleet=(FleetLimit("car_petrol", (), 1),) if "car_petrol" in it.vehicle_types else ()
        )
        for it in ORGANISATIONS
    )
    made = made_plan(0, searched, organisations=scarce)
    for team in made.teams:
        out = sorted(
            (it.leave_s, it.return_s)
            for it in made.plan.rounds
            if (it.organisation, it.team, it.vehicle_type)
            == (team.organisation, team.team, "car_petrol")
        )
        assert all(first[1] <= second[0] for first, second in pairwise(out))
