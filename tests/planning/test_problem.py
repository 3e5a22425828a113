"""One team's day as a problem of rounds, checked by hand in the small town."""

from __future__ import annotations

import numpy as np
import pytest
from small_town import SPANS_S, Due, people, street

from ruttsim.domain.rounds import NEVER_S
from ruttsim.parameters import load_parameters
from ruttsim.planning.duties import duties
from ruttsim.planning.problem import UNSERVED_ROUNDS, team_problem
from ruttsim.units import SECONDS_PER_HOUR as HOUR

PARAMETERS = load_parameters(
    {
        "economy.planning_sek_per_paid_h": 360.0,
        "vehicles.car_petrol.energy_kwh_per_km": 0.5,
        "vehicles.car_petrol.wear_sek_per_km": 0.25,
        "carriers.petrol.price_sek_per_kwh": 1.5,
    }
)
"""10 öre a second, and 0.5 x 1.5 + 0.25 = 1 SEK a kilometre."""

NINE, HALF_HOUR = 9 * HOUR, HOUR // 2
CAR, WALK = 0, 1


def problem_of(*due, homes=(0, 1), rows=None, fleet=None):
    """Houses at 100 and 300 m, the base at 0."""
    chosen = np.arange(len(due)) if rows is None else np.array(rows, dtype=np.int64)
    menu = duties(("car_petrol", "walk"), PARAMETERS)
    town = street([100, 300], [0])
    return team_problem(2, chosen, people(due, homes), town, menu, fleet or {}, PARAMETERS)


def single(client):
    return Due(client, NINE, 10 * HOUR, HALF_HOUR)


def test_a_visit_of_one_carer_is_one_task_with_its_own_window():
    problem = problem_of(single(0), single(1))
    tasks = problem.rounds.tasks
    assert problem.visit.tolist() == problem.client.tolist() == [0, 1]
    assert problem.carer.tolist() == [0, 0]
    assert tasks.earliest_s.tolist() == [[NINE, NEVER_S]] * 2
    assert tasks.latest_s.tolist() == [[10 * HOUR, NEVER_S]] * 2
    assert tasks.duration_s.tolist() == [HALF_HOUR, HALF_HOUR]
    assert tasks.lateness_limit_s.tolist() == [0, 0]
    assert problem.rounds.links.first.tolist() == []


def test_a_visit_of_two_carers_is_two_linked_tasks_that_start_together_within_its_window():
    problem = problem_of(single(0), Due(1, NINE, 10 * HOUR, HALF_HOUR, carers=2), single(0))
    tasks, links = problem.rounds.tasks, problem.rounds.links
    assert problem.visit.tolist() == [0, 1, 1, 2]
    assert problem.carer.tolist() == [0, 0, 1, 0]
    assert tasks.group.tolist() == [0, 1, 1, 2]
    assert tasks.earliest_s[:, 0].tolist() == [NINE] * 4
    assert (links.first.tolist(), links.second.tolist()) == ([1], [2])
    assert (links.least_s.tolist(), links.most_s.tolist()) == ([0], [0])


def test_travel_is_door_to_door_in_each_span_of_the_day():
    """100 s, twice that on foot or between eight and nine, and a minute at the door.

    None at the base. On foot all spans are alike.
    """
    rounds = problem_of(single(0), single(1)).rounds
    free = [[0, 160, 360], [100, 30, 260], [300, 260, 30]]
    queue = [[0, 260, 660], [200, 30, 460], [600, 460, 30]]
    assert rounds.period_start_s.tolist() == list(SPANS_S)
    assert rounds.travel_s[CAR].tolist() == [free, queue, free]
    assert rounds.travel_s[WALK].tolist() == [queue] * 3


def test_clients_of_one_building_are_one_place_and_half_a_minute_apart():
    rounds = problem_of(single(0), single(2), homes=(0, 1, 0)).rounds
    assert rounds.tasks.place.tolist() == [1, 1]
    assert rounds.travel_s[CAR, 0].tolist() == [[0, 160], [100, 30]]


def test_movement_costs_kilometres_and_the_wage_of_the_slowest_hour():
    """(100 x 2 + 60) s x 10 öre + 0.1 km x 100 öre = 2,610 öre from the base to the first door."""
    rounds = problem_of(single(0), single(1)).rounds
    assert rounds.travel_cost[CAR].tolist() == [
        [0, 2610, 6630],
        [2010, 300, 4620],
        [6030, 4620, 300],
    ]


def test_walking_costs_the_wage_and_wears_nothing():
    """260 s x 10 öre."""
    assert problem_of(single(0), single(1)).rounds.travel_cost[WALK, 0, 1] == 2600


def test_leaving_out_a_visit_costs_more_than_any_round():
    """Two of the dearest: its duty, its break missed, and all of its hours too much work."""
    problem = problem_of(single(0))
    duties = problem.rounds.duties
    worst = [
        cost + missed + (end_s - start_s) * (length + overlong)
        for cost, missed, end_s, start_s, length, overlong in zip(
            duties.cost.tolist(),
            duties.break_missed_cost.tolist(),
            duties.end_s.tolist(),
            duties.start_s.tolist(),
            duties.length_cost_per_s.tolist(),
            duties.overlong_cost_per_s.tolist(),
            strict=True,
        )
    ]
    assert problem.rounds.tasks.unserved_cost.tolist() == [UNSERVED_ROUNDS * max(worst)]


def test_a_scarce_vehicle_is_as_many_as_said_and_any_other_enough_for_all():
    due = (single(0), single(1), single(0))
    plenty = 3 * len(problem_of(*due).duties)
    assert problem_of(*due).rounds.vehicles.tolist() == [plenty, plenty]
    assert problem_of(*due, fleet={"car_petrol": 1}).rounds.vehicles.tolist() == [1, plenty]


def test_only_the_rows_asked_for_become_tasks_in_their_order():
    problem = problem_of(single(0), single(1), single(0), rows=[1, 2])
    assert problem.visit.tolist() == [1, 2]
    assert problem.rounds.tasks.place.tolist() == [2, 1]


@pytest.mark.parametrize("name", ["visit", "carer", "client"])
def test_a_problem_cannot_be_changed(name):
    column = getattr(problem_of(single(0)), name)
    with pytest.raises(ValueError, match="read-only"):
        column[0] = 1
