"""Time per edge, by mode and period."""

from __future__ import annotations

import numpy as np
import pytest
from travel_samples import PARAMETERS, street, village, with_speeds

from ruttsim.domain.travel import PERIODS
from ruttsim.errors import DataError
from ruttsim.roads.network import network_from_lines
from ruttsim.travel.speeds import PERIODS_BY_MODE, SPEEDS_KMH, edge_time_ms, period_of


def test_a_block_takes_its_length_over_the_share_of_the_limit():
    """100 m at half of 36 km/h (5 m/s) is 20 s by car; 5 m/s by e-bike, 1 m/s on foot."""
    network = village()
    for mode, seconds in (("car", 20), ("ebike", 20), ("walk", 100)):
        time_ms = edge_time_ms(network, mode, "free_flow", PARAMETERS)
        assert set(time_ms[network.allows(mode)]) == {seconds * 1000}


def test_the_mode_takes_for_ever_where_it_may_not_go():
    network = village()
    wrong_way = network.edges - 1
    assert edge_time_ms(network, "car", "free_flow", PARAMETERS)[wrong_way] == np.inf
    assert edge_time_ms(network, "walk", "free_flow", PARAMETERS)[wrong_way] == 100_000


@pytest.mark.parametrize(("period", "seconds"), list(zip(PERIODS, (20, 40, 80), strict=True)))
def test_a_peak_multiplies_the_time_of_a_car_by_the_factor_of_the_class(period, seconds):
    """Motorway: factor 2 in the morning and 4 in the afternoon of these parameters."""
    network = village(road_class="motorway")
    time_ms = edge_time_ms(network, "car", period, PARAMETERS)
    assert set(time_ms[network.allows("car")]) == {seconds * 1000}


def test_twice_the_speed_is_half_the_time():
    network = village()
    slow = edge_time_ms(network, "car", "free_flow", PARAMETERS)
    fast = edge_time_ms(with_speeds(network, 2), "car", "free_flow", PARAMETERS)
    assert np.array_equal(slow, 2 * fast)


@pytest.mark.parametrize(
    ("hour", "period"),
    [
        (0, "free_flow"),
        (6.999, "free_flow"),
        (7, "morning_peak"),
        (8.999, "morning_peak"),
        (9, "free_flow"),
        (15.5, "afternoon_peak"),
        (17.999, "afternoon_peak"),
        (18, "free_flow"),
        (24.5, "free_flow"),
    ],
)
def test_a_period_includes_its_start_and_not_its_end(hour, period):
    assert period_of(hour * 3600, PARAMETERS) == period


def test_every_mode_that_has_a_speed_has_periods_that_start_with_free_flow():
    assert SPEEDS_KMH.keys() == PERIODS_BY_MODE.keys()
    assert {periods[0] for periods in PERIODS_BY_MODE.values()} == {"free_flow"}


def test_every_class_and_limit_that_gives_no_speed_is_named_at_once():
    network = network_from_lines(
        [
            street((0, 0), (1, 0), road_class="footway"),
            street((1, 0), (2, 0), road_class="cycleway"),
            street((2, 0), (3, 0), road_class="primary", kmh=0),
        ]
    )
    with pytest.raises(DataError) as caught:
        edge_time_ms(network, "car", "free_flow", PARAMETERS)
    assert len(caught.value.faults) == 3
    for word in ("'footway'", "'cycleway'", "'primary'", "motorway, primary, residential"):
        assert word in str(caught.value)
