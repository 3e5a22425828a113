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


def test_a_plan_reckons_with_the_drive_of_the_hour_and_the_stop_of_where_it_arrives(
    matrices, stops
):
    """100 m between any two, 20 s; in the morning twice as long towards the city, north-east.

    In the afternoon it is twice as long away from it. Half of the way to the base leads to the
    city and half away: 30 s in both peaks. 2 minutes at the house, 3.5 at the flats, none there.
    """
    time_s = door_to_door(matrices, stops, PARAMETERS).time_s["car"][:]
    assert time_s.shape == (5, 3, 3)
    assert time_s[:, 0, 1].tolist() == [20 + 120, 40 + 120, 20 + 120, 20 + 120, 20 + 120]
    assert time_s[:, 1, 0].tolist() == [20 + 210, 20 + 210, 20 + 210, 40 + 210, 20 + 210]
    assert time_s[:, 0, 2].tolist() == [20, 30, 20, 30, 20]


def test_the_slowest_hour_is_what_suffices_at_any(matrices, stops):
    travel = door_to_door(matrices, stops, PARAMETERS)
    slowest_s, distance_dm = travel.slowest_s("car"), travel.distance_dm["car"][:]
    assert (slowest_s[0, 1], slowest_s[1, 0], slowest_s[0, 2]) == (40 + 120, 40 + 210, 30)
    assert (distance_dm[0, 1], distance_dm[1, 0], distance_dm[0, 2]) == (1000, 1000, 1000)


def test_the_spans_of_the_day_begin_at_midnight_and_where_the_peaks_do(matrices, stops):
    """Peaks from 7 to 9 and from 15:30 to 18."""
    travel = door_to_door(matrices, stops, PARAMETERS)
    assert travel.span_start_s.tolist() == [0, 25_200, 32_400, 55_800, 64_800]


@pytest.mark.parametrize("mode", MODES)
def test_within_a_building_nothing_is_driven_and_the_stop_is_the_walk_next_door(
    matrices, stops, mode
):
    travel = door_to_door(matrices, stops, PARAMETERS)
    for time_s in travel.time_s[mode][:]:
        assert time_s.diagonal().tolist() == [60, 60, 0]
    assert travel.slowest_s(mode).diagonal().tolist() == [60, 60, 0]
    assert travel.distance_dm[mode][:].diagonal().tolist() == [0, 0, 0]


def test_the_distance_is_that_of_the_slowest_period(stops):
    """The first of those that are equally slow in whole seconds, in the order of the day."""
    size = (3, 3)
    drives = {"evening": (9_000, 80), "midday": (10_300, 90), "morning_peak": (10_400, 100)}
    drives["afternoon_peak"] = (9_400, 85)
    matrices = {
        ("car", period): TravelMatrix(
            "car", period, np.full(size, ms, np.int32), np.full(size, dm, np.int32)
        )
        for period, (ms, dm) in drives.items()
    }
    travel = door_to_door(matrices, stops, PARAMETERS)
    assert travel.time_s["car"][:, 0, 1].tolist() == [129, 130, 130, 129, 129]
    assert (travel.slowest_s("car")[0, 1], travel.distance_dm["car"][0, 1]) == (10 + 120, 100)


def test_plans_on_foot_know_no_periods(matrices, stops):
    travel = door_to_door(matrices, stops, PARAMETERS)
    assert travel.time_s["walk"][:].shape == (1, 3, 3)
    assert travel.time_s["walk"][0, 0, 1] == travel.slowest_s("walk")[0, 1] == 100 + 90


def test_all_modes_are_there(matrices, stops):
    travel = door_to_door(matrices, stops, PARAMETERS)
    assert set(travel.time_s) == set(travel.distance_dm) == set(MODES)
