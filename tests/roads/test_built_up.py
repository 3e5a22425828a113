"""Built-up areas by the road around a street."""

from __future__ import annotations

import dataclasses

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from road_samples import street
from ruttsim.roads.built_up import is_built_up
from ruttsim.roads.streets import settled_streets


def block(x_m: float, y_m: float, **changes):
    return street((x_m, y_m), (x_m + 100, y_m), [(x_m, y_m), (x_m + 100, y_m)], **changes)


def test_streets_with_enough_road_within_reach_are_built_up():
    """20 streets of 100 m at one place: 2 km within 200 m, 2 / (pi 0.04) = 15.9 km/km2."""
    town, farm = [block(0, 0)] * 20, [block(5000, 5000)]
    assert is_built_up([*town, *farm], 15.0, 200.0).tolist() == [True] * 20 + [False]
    assert not is_built_up([*town, *farm], 16.0, 200.0).any()


def test_paths_and_yards_are_no_roads_between_places():
    paths = [block(0, 0, modes_forward=("walk",), modes_backward=("walk",))] * 20
    yards = [dataclasses.replace(block(0, 0), is_yard=True)] * 20
    assert not is_built_up([*paths, *yards], 1.0, 200.0).any()


def test_streets_without_a_limit_are_slower_where_they_are_built_up():
    own = {"speed_kmh": 70.0, "built_up_kmh": (50.0, 40.0)}
    town, farm = [block(0, 0, **own)] * 1600, [block(50_000, 0, **own)]
    settled = settled_streets([*town, *farm, block(0, 0)])
    assert (settled[0].speed_kmh, settled[0].back_kmh) == (50, 40)
    assert (settled[-2].speed_kmh, settled[-2].back_kmh) == (70, 70)
    assert settled[-1].speed_kmh == 30


@given(st.lists(st.tuples(st.integers(-30, 30), st.integers(-30, 30)), min_size=1, max_size=20))
def test_what_is_counted_is_what_lies_within_the_disc(cells):
    """Streets of 20 m inside squares of 100 m, counted one by one."""
    streets = [
        street(k, (k, 1), [(100 * x + 40, 100 * y + 50), (100 * x + 60, 100 * y + 50)])
        for k, (x, y) in enumerate(cells)
    ]
    near = np.array([sum((x - u) ** 2 + (y - v) ** 2 <= 100 for u, v in cells) for x, y in cells])
    least = 0.1
    expected = near * 0.020 >= least * np.pi
    assert is_built_up(streets, least, 1000.0).tolist() == expected.tolist()
