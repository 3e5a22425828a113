"""From stop to stop."""

from __future__ import annotations

import numpy as np
import pytest
from travel_samples import PARAMETERS, places_at, travel_matrices, village

from ruttsim.domain.roads import MODES
from ruttsim.travel.speeds import PERIODS_BY_MODE
from ruttsim.travel.stops import (
    ARRIVALS_MIN,
    arrival_overhead_s,
    door_to_door,
    movement,
    stop_times,
)

FLATS = np.array([True, False])
PLACES = places_at((50, 0), (100, 50), (0, 50))
"""A block of flats, a house, and a base."""


@pytest.fixture(scope="module")
def matrices():
    return travel_matrices(village(road_class="primary"), PLACES, PARAMETERS)


@pytest.fixture
def stops():
    return stop_times(FLATS, 1, PARAMETERS)


def test_every_mode_has_a_stop():
    assert set(ARRIVALS_MIN) == set(MODES)


@pytest.mark.parametrize(("mode", "seconds"), [("car", [210, 120]), ("walk", [90, 90])])
def test_a_car_takes_longer_from_the_vehicle_to_the_door_most_of_all_at_flats(mode, seconds):
    """3.5 and 2 minutes by car, 1.5 minutes without one."""
    assert arrival_overhead_s(mode, FLATS, PARAMETERS).tolist() == seconds


def test_the_stop_at_a_base_is_nothing(stops):
    for mode in MODES:
        assert stops.arrival_s[mode][2] == 0
    assert stops.next_door_s.tolist() == [60, 60, 0]


def test_a_movement_is_the_drive_and_the_stop_of_where_it_arrives(matrices, stops):
    """From the flats to the house 100 m at 5 m/s; 2 minutes at the house, 3.5 at the flats."""
    matrix = matrices["car", "evening"]
    assert movement(matrix, stops, 0, 1) == (20, 120, 100)
    assert movement(matrix, stops, 1, 0) == (20, 210, 100)
    assert movement(matrix, stops, 0, 2) == (20, 0, 100)


@pytest.mark.parametrize("mode", MODES)
def test_within_a_building_nothing_is_driven_and_the_stop_is_the_walk_next_door(
    matrices, stops, mode
):
    assert movement(matrices[mode, PERIODS_BY_MODE[mode][0]], stops, 0, 0) == (0, 60, 0)


@pytest.mark.parametrize("mode", MODES)
def test_the_matrix_of_movements_is_each_movement(matrices, stops, mode):
    matrix = matrices[mode, PERIODS_BY_MODE[mode][0]]
    places = np.arange(3)
    whole = movement(matrix, stops, places[:, np.newaxis], places)
    for a in places:
        for b in places:
            assert tuple(part[a, b] for part in whole) == movement(matrix, stops, a, b)


def test_plans_reckon_with_the_slowest_period(matrices, stops):
    """The morning takes twice as long on these streets: 2 x 20 s, and the stop."""
    time_s, distance_m = door_to_door(matrices, stops, "car")
    assert time_s[0, 1] == 40 + 120
    assert distance_m[0, 1] == 100
    assert time_s.diagonal().tolist() == [60, 60, 0]


def test_plans_on_foot_know_no_periods(matrices, stops):
    time_s, _ = door_to_door(matrices, stops, "walk")
    assert time_s[0, 1] == 100 + 90
