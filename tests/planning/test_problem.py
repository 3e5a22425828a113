"""One team's day as a routing problem, checked by hand in the small town."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_town import Due, people, street

from ruttsim.parameters import load_parameters
from ruttsim.planning.duties import duties
from ruttsim.planning.problem import ROUND_TIME_WEIGHT, team_problem
from ruttsim.units import SECONDS_PER_HOUR as HOUR

PARAMETERS = load_parameters(
    {
        "staffing.two_carer_window_min": 10.0,
        "economy.staff_cost_sek_per_paid_h": 360.0,
        "vehicles.car_petrol.energy_kwh_per_km": 0.5,
        "vehicles.car_petrol.wear_sek_per_km": 0.25,
        "carriers.petrol.price_sek_per_kwh": 1.5,
    }
)
"""10 öre a second, and 0.5 x 1.5 + 0.25 = 1 SEK a kilometre."""

NINE, HALF_HOUR = 9 * HOUR, HOUR // 2


def problem_of(*due, homes=(0, 1), rows=None):
    """Houses at 100 and 300 m, the base at 0."""
    chosen = np.arange(len(due)) if rows is None else np.array(rows, dtype=np.int64)
    menu = duties(("car_petrol", "walk"), PARAMETERS)
    return team_problem(2, chosen, people(due, homes), street([100, 300], [0]), menu, PARAMETERS)


def single(client):
    return Due(client, NINE, 10 * HOUR, HALF_HOUR)


def test_a_visit_of_one_carer_is_one_task_with_its_own_window():
    problem = problem_of(single(0), single(1))
    assert problem.visit.tolist() == [0, 1]
    assert problem.carer.tolist() == [0, 0]
    assert problem.earliest_s.tolist() == [NINE, NINE]
    assert problem.latest_s.tolist() == [10 * HOUR, 10 * HOUR]
    assert problem.duration_s.tolist() == [HALF_HOUR, HALF_HOUR]


def test_a_visit_of_two_carers_is_two_tasks_in_a_common_window_in_the_middle():
    """Ten minutes in the middle of 9:00-10:00: 9:25 to 9:35."""
    problem = problem_of(single(0), Due(1, NINE, 10 * HOUR, HALF_HOUR, carers=2))
    assert problem.visit.tolist() == [0, 1, 1]
    assert problem.carer.tolist() == [0, 0, 1]
    assert problem.earliest_s.tolist()[1:] == [NINE + 25 * 60] * 2
    assert problem.latest_s.tolist()[1:] == [NINE + 35 * 60] * 2


def test_the_common_window_of_a_short_visit_is_shorter_than_the_visit():
    """Five minutes of care: a window of 299 s."""
    problem = problem_of(Due(0, NINE, 10 * HOUR, 300, carers=2))
    assert (problem.latest_s - problem.earliest_s).tolist() == [299, 299]


@given(st.integers(0, 7200), st.integers(60, 7200), st.floats(1, 60, allow_nan=False, width=16))
def test_no_carer_can_do_both_parts_of_a_visit_in_time(width_s, duration_s, window_min):
    """The second part would start when the first has ended, which is after the window."""
    parameters = load_parameters({"staffing.two_carer_window_min": window_min})
    due = [Due(0, NINE, NINE + width_s, duration_s, carers=2)]
    menu = duties(("walk",), parameters)
    problem = team_problem(1, np.array([0]), people(due, [0]), street([9], [0]), menu, parameters)
    assert NINE <= problem.earliest_s[0] <= problem.latest_s[0] <= NINE + width_s
    assert problem.earliest_s[0] + duration_s > problem.latest_s[1]
    assert problem.earliest_s[0] == problem.earliest_s[1]
    assert problem.latest_s[0] == problem.latest_s[1]


def test_travel_is_from_the_base_and_from_door_to_door_and_nothing_on_the_diagonal():
    """100 s, twice that on foot, and a minute at the door; no door at the base."""
    problem = problem_of(single(0), single(1))
    assert problem.travel_s["car"].tolist() == [[0, 160, 360], [100, 0, 260], [300, 260, 0]]
    assert problem.travel_s["walk"].tolist() == [[0, 260, 660], [200, 0, 460], [600, 460, 0]]


def test_neighbours_in_one_building_are_half_a_minute_apart():
    problem = problem_of(single(0), single(2), homes=(0, 1, 0))
    assert problem.travel_s["car"].tolist() == [[0, 160, 160], [100, 0, 30], [100, 30, 0]]


def test_movement_costs_wage_and_kilometres():
    """160 s x 10 öre + 0.1 km x 100 öre = 1,610 öre from the base to the first door."""
    problem = problem_of(single(0), single(1))
    assert problem.travel_cost_ore["car_petrol"].tolist() == [
        [0, 1610, 3630],
        [1010, 0, 2620],
        [3030, 2620, 0],
    ]


def test_walking_costs_the_wage_and_wears_nothing():
    """260 s x 10 öre."""
    assert problem_of(single(0), single(1)).travel_cost_ore["walk"][0, 1] == 2600


def test_the_length_of_a_round_counts_at_a_share_of_the_wage():
    assert problem_of(single(0)).round_time_ore_per_s == round(10 * ROUND_TIME_WEIGHT)


def test_only_the_rows_asked_for_become_tasks_in_their_order():
    problem = problem_of(single(0), single(1), single(0), rows=[1, 2])
    assert problem.visit.tolist() == [1, 2]
    assert problem.travel_s["car"].tolist() == [[0, 360, 160], [300, 0, 260], [100, 260, 0]]


def test_no_visits_are_a_problem_without_tasks():
    problem = problem_of(single(0), rows=[])
    assert problem.tasks == 0
    assert problem.travel_s["car"].tolist() == [[0]]


@pytest.mark.parametrize("name", ["visit", "carer", "earliest_s", "latest_s", "duration_s"])
def test_a_problem_cannot_be_changed(name):
    column = getattr(problem_of(single(0)), name)
    with pytest.raises(ValueError, match="read-only"):
        column[0] = 1
