"""From stop to stop."""

from __future__ import annotations

import numpy as np
import pytest
from travel_samples import PARAMETERS, places_at, travel_matrices, village

from ruttsim.domain.roads import MODES
from ruttsim.domain.travel import TravelMatrix
from ruttsim.travel.stops import (
    ARRIVALS_MIN,
    arrival_overhead_s,
    door_to_door,
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


def test_a_plan_reckons_with_the_slowest_drive_and_the_stop_of_where_it_arrives(matrices, stops):
    """100 m between any two, 20 s; in the morning twice as long towards the city, north-east.

    Half of the way to the base leads there. 2 minutes at the house, 3.5 at the flats, none there.
    """
    time_s, distance_m = door_to_door(matrices, stops, "car")
    assert (time_s[0, 1], time_s[1, 0], time_s[0, 2]) == (40 + 120, 40 + 210, 30)
    assert (distance_m[0, 1], distance_m[1, 0], distance_m[0, 2]) == (100, 100, 100)


@pytest.mark.parametrize("mode", MODES)
def test_within_a_building_nothing_is_driven_and_the_stop_is_the_walk_next_door(
    matrices, stops, mode
):
    time_s, distance_m = door_to_door(matrices, stops, mode)
    assert time_s.diagonal().tolist() == [60, 60, 0]
    assert distance_m.diagonal().tolist() == [0, 0, 0]


def test_the_distance_is_that_of_the_slowest_period(stops):
    """The first of those that are equally slow in whole seconds."""
    size = (3, 3)
    drives = {"evening": (9_000, 80), "morning_peak": (10_400, 100), "midday": (10_300, 90)}
    drives["afternoon_peak"] = (9_400, 85)
    matrices = {
        ("car", period): TravelMatrix(
            "car", period, np.full(size, ms, np.int32), np.full(size, dm, np.int32)
        )
        for period, (ms, dm) in drives.items()
    }
    time_s, distance_m = door_to_door(matrices, stops, "car")
    assert (time_s[0, 1], distance_m[0, 1]) == (10 + 120, 10)


def test_plans_on_foot_know_no_periods(matrices, stops):
    time_s, _ = door_to_door(matrices, stops, "walk")
    assert time_s[0, 1] == 100 + 90
