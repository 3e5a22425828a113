"""Time per edge, by mode and period."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from travel_samples import PARAMETERS, street, village, with_speeds

from ruttsim.domain.travel import PERIODS, period_of
from ruttsim.errors import DataError
from ruttsim.roads.network import network_from_lines
from ruttsim.travel.speeds import (
    PERIODS_BY_MODE,
    SPEEDS_KMH,
    day_factor,
    edge_time_ms,
)


def test_a_block_takes_its_length_over_the_speed():
    """100 m at the limit of 18 km/h (5 m/s) is 20 s by car; 5 m/s by e-bike, 1 m/s on foot."""
    network = village()
    for mode, seconds in (("car", 20), ("ebike", 20), ("walk", 100)):
        time_ms = edge_time_ms(network, mode, "free_flow", PARAMETERS)
        assert set(time_ms[network.allows(mode)]) == {seconds * 1000}


def test_the_mode_takes_for_ever_where_it_may_not_go():
    network = village()
    wrong_way = network.edges - 1
    assert edge_time_ms(network, "car", "free_flow", PARAMETERS)[wrong_way] == np.inf
    assert edge_time_ms(network, "walk", "free_flow", PARAMETERS)[wrong_way] == 100_000


@pytest.mark.parametrize(
    ("period", "towards_s", "back_s"),
    [
        ("free_flow", 20, 20),
        ("morning_peak", 80, 40),
        ("midday", 30, 30),
        ("afternoon_peak", 40, 80),
        ("evening", 20, 20),
    ],
)
def test_cars_queue_towards_the_city_in_the_morning_and_from_it_in_the_afternoon(
    period, towards_s, back_s
):
    """A block of 20 s; queue 4, the other way 2, midday 1.5. Forward edges run north or east."""
    network = network_from_lines(
        [street((0, 0), (1, 0), road_class="motorway"), street((1, 0), (1, 1))]
    )
    time_ms = edge_time_ms(network, "car", period, PARAMETERS)
    assert time_ms.tolist() == [towards_s * 1000, back_s * 1000, 20_000, 20_000]


def test_everyday_and_season_multiply_all_hours_but_free_flow():
    """20 s x 1.2 x 1.08 = 25.92 s."""
    parameters = replace(PARAMETERS, everyday_factor=1.2, season_factor=1.08)
    for period, time_ms in (("free_flow", 20_000), ("evening", 25_920), ("midday", 25_920)):
        assert edge_time_ms(village(), "car", period, parameters)[0] == time_ms
        assert day_factor(period, parameters) == pytest.approx(time_ms / 20_000)


def test_an_e_bike_slows_down_off_the_asphalt_and_on_narrow_paths_and_in_winter():
    """5 m/s times 0.5 for the class, 0.8 or 0.5 for the surface; 100 m. Winter: 20 % longer."""
    lanes = [
        replace(street((k, 0), (k + 1, 0), road_class=name, modes=("ebike",)), surface=surface)
        for k, (name, surface) in enumerate(
            (
                ("cycleway", "unknown"),
                ("cycleway", "paved"),
                ("cycleway", "compacted"),
                ("residential", "loose"),
            )
        )
    ]
    network = network_from_lines(lanes)
    summer_ms = edge_time_ms(network, "ebike", "free_flow", PARAMETERS)
    assert summer_ms[::2].tolist() == [40_000, 40_000, 50_000, 40_000]
    winter = replace(PARAMETERS, ebike_season_factor=1.2)
    assert np.array_equal(edge_time_ms(network, "ebike", "free_flow", winter), 1.2 * summer_ms)


def test_twice_the_speed_is_half_the_time():
    network = village()
    slow = edge_time_ms(network, "car", "free_flow", PARAMETERS)
    fast = edge_time_ms(with_speeds(network, 2), "car", "free_flow", PARAMETERS)
    assert np.array_equal(slow, 2 * fast)


@pytest.mark.parametrize(
    ("hour", "period"),
    [
        (0, "evening"),
        (6.999, "evening"),
        (7, "morning_peak"),
        (8.999, "morning_peak"),
        (9, "midday"),
        (15.499, "midday"),
        (15.5, "afternoon_peak"),
        (17.999, "afternoon_peak"),
        (18, "evening"),
        (24.5, "evening"),
    ],
)
def test_a_period_includes_its_start_and_not_its_end(hour, period):
    assert period_of(hour * 3600, PARAMETERS) == period


def test_every_mode_has_a_speed_and_periods_and_the_day_has_all_of_the_car():
    assert SPEEDS_KMH.keys() == PERIODS_BY_MODE.keys()
    assert set(PERIODS_BY_MODE["car"]) == set(PERIODS) - {"free_flow"}


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
    for word in ("'footway'", "'cycleway'", "'primary'", "'car'"):
        assert word in str(caught.value)
