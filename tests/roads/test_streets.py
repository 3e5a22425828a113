"""Joining streets changes neither lengths nor times, and islands are told from parts."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from road_samples import ALL, street
from ruttsim.errors import DataError
from ruttsim.roads.network import line_length_m
from ruttsim.roads.streets import merged_streets, network_between_junctions, reversed_street


def chain(speeds, turned=()):
    """Streets in a row, 100 m each, some of them told from their other end."""
    made = [
        street(node, node + 1, [(100.0 * node, 0), (100.0 * node + 100, 0)], speed_kmh=speed)
        for node, speed in enumerate(speeds)
    ]
    return [reversed_street(part) if k in turned else part for k, part in enumerate(made)]


def test_streets_in_a_row_become_one_that_takes_as_long_as_they_did():
    """100 m at 20 km/h and 100 m at 60 km/h take 18 + 6 = 24 s: 200 m at 30 km/h."""
    (joined,) = merged_streets(chain([20.0, 60.0], turned=[1]))
    assert (joined.start, joined.end) == (0, 2)
    assert joined.length_m == 200.0
    assert joined.speed_kmh == pytest.approx(30.0, rel=1e-12)
    assert joined.points.tolist() == [[0, 0], [100, 0], [200, 0]]


def test_each_direction_is_joined_with_its_own_limits():
    first = street(0, 1, [(0, 0), (100, 0)], speed_kmh=20.0, speed_backward_kmh=50.0)
    second = street(2, 1, [(200, 0), (100, 0)], speed_kmh=50.0, speed_backward_kmh=60.0)
    (joined,) = merged_streets([first, second])
    assert joined.speed_kmh == pytest.approx(30.0, rel=1e-12)
    assert joined.speed_backward_kmh == 50.0


@pytest.mark.parametrize(
    "changes",
    [{"road_class": "service"}, {"modes_backward": ()}, {"modes_forward": ("walk",)}],
)
def test_streets_of_another_class_or_for_others_stay_apart(changes):
    first, second = chain([30.0, 30.0])
    other = street(1, 2, second.points, **changes)
    assert len(merged_streets([first, other])) == 2


def test_one_way_streets_that_meet_head_on_stay_apart():
    first, second = (
        street(part.start, part.end, part.points, modes_backward=()) for part in chain([30, 30])
    )
    assert len(merged_streets([first, second])) == 1
    assert len(merged_streets([first, reversed_street(second)])) == 1
    head_on = street(2, 1, second.points[::-1], modes_backward=())
    assert len(merged_streets([first, head_on])) == 2


def test_a_street_ends_where_a_third_one_begins():
    side = street("side", 1, [(100, 50), (100, 0)])
    assert len(merged_streets([*chain([30.0, 30.0]), side])) == 3


def test_the_name_of_the_longest_part_stays():
    first = street(0, 1, [(0, 0), (100, 0)], name="Kort")
    second = street(1, 2, [(100, 0), (300, 0)], name="Lång")
    assert merged_streets([first, second])[0].name == "Lång"


def test_a_ring_on_a_stalk_becomes_a_loop():
    stalk = street("out", "a", [(-100, 0), (0, 0)])
    spots = {"a": (0, 0), "b": (100, 0), "c": (100, 100)}
    ring = [street(s, e, [spots[s], spots[e]]) for s, e in ("ab", "bc", "ca")]
    joined = merged_streets([stalk, *ring])
    assert [(part.start, part.end) for part in joined] == [("out", "a"), ("a", "a")]


@given(
    st.lists(st.sampled_from([20.0, 30.0, 50.0, 70.0]), min_size=1, max_size=8),
    st.sets(st.integers(0, 7)),
    st.randoms(use_true_random=False),
)
def test_length_and_time_of_a_row_of_streets_do_not_depend_on_how_it_is_cut(speeds, turned, luck):
    parts = chain(speeds, turned)
    luck.shuffle(parts)
    (joined,) = merged_streets(parts)
    assert line_length_m(joined.points) == pytest.approx(100.0 * len(speeds))
    hours = sum(0.1 / speed for speed in speeds)
    assert 0.1 * len(speeds) / joined.speed_kmh == pytest.approx(hours)


def grid(prefix, columns, x_m=0.0):
    """A row of square blocks, 100 m to a side."""
    spots = {(c, r): (x_m + 100.0 * c, 100.0 * r) for c in range(columns + 1) for r in range(2)}
    pairs = [((c, r), (c + 1, r)) for c in range(columns) for r in range(2)]
    pairs += [((c, 0), (c, 1)) for c in range(columns + 1)]
    return [street((prefix, a), (prefix, b), [spots[a], spots[b]]) for a, b in pairs]


def test_a_small_island_is_left_out_and_its_length_is_told():
    """200 blocks have 201 + 400 = 601 streets of 100 m; one block has 4: 0.7 %."""
    island = grid("island", 1, x_m=50_000)
    network, left_out, _ = network_between_junctions([*grid("main", 200), *island], "by.osm")
    assert network.node_x_m.max() < 50_000
    assert left_out.en.startswith("0.4 km of 60.5 km")


def test_an_island_of_notable_length_is_left_out_and_told():
    """22 blocks have 67 streets, 2 have 7, 1 has 4: 6.7, 0.7 and 0.4 km."""
    parts = [*grid("main", 22), *grid("other", 2, x_m=50_000), *grid("third", 1, x_m=90_000)]
    network, left_out, counts = network_between_junctions(parts, "by.osm")
    assert network.node_x_m.max() < 50_000
    assert left_out.en.startswith("1.1 km of 7.8 km")
    assert "No street leads to 1.1 km of them" in left_out.en
    assert "parts: 2, the longest of 0.7 km" in left_out.en
    assert left_out.sv.startswith("Av 7,8 km gator för bilar är 1,1 km utelämnade")
    assert "antal delar: 2, den längsta 0,7 km" in left_out.sv
    assert (counts["parts_left_out"], counts["km_of_parts_left_out"]) == (2, 1.1)
    assert counts["km_of_longest_part_left_out"] == 0.7


def test_without_islands_none_is_told():
    _, left_out, counts = network_between_junctions(grid("main", 22), "by.osm")
    assert "No street leads" not in left_out.en
    assert counts["parts_left_out"] == counts["km_of_longest_part_left_out"] == 0


def test_all_modes_stay_on_the_land_where_cars_have_most_street():
    """22 blocks have 6.7 km of street, the other island's paths are 24 blocks: 7.3 km."""
    paths = [
        dataclasses.replace(part, modes_forward=("walk",), modes_backward=("walk",))
        for part in grid("paths", 24, x_m=50_000)
    ]
    network, *_ = network_between_junctions([*paths, *grid("main", 22)], "by.osm")
    assert network.node_x_m.max() < 50_000
    assert all(network.allows(mode).all() for mode in ALL)


def test_a_mode_with_no_street_on_the_land_of_cars_is_a_fault():
    drive = [
        dataclasses.replace(part, modes_forward=("car",), modes_backward=("car",))
        for part in grid("main", 22)
    ]
    with pytest.raises(DataError, match="by the mode 'ebike' or 'walk'"):
        network_between_junctions([*drive, *grid("other", 2, x_m=50_000)], "by.osm")


def test_a_one_way_street_that_an_extract_cuts_is_left_out():
    cut = street(("main", (0, 0)), "rim", [(0, 0), (-500, 0)], modes_backward=("walk",))
    network, *_ = network_between_junctions([*grid("main", 22), cut], "by.osm")
    rim = np.flatnonzero(network.node_x_m == -500.0)
    touching = np.isin(network.tail, rim) | np.isin(network.head, rim)
    assert network.allows("walk")[touching].all()
    assert not network.allows("car")[touching].any()


def test_streets_for_walkers_alone_make_no_map():
    path = street(0, 1, [(0, 0), (100, 0)], modes_forward=("walk",), modes_backward=("walk",))
    with pytest.raises(DataError, match="no streets that cars may use"):
        network_between_junctions([path], "park.osm")


def test_streets_too_far_away_for_the_coordinates_are_refused():
    far = street(0, 1, [(np.inf, 0), (np.inf, 100)], length_m=100.0)
    with pytest.raises(DataError, match="too far from Sweden"):
        network_between_junctions([far], "perth.osm")


def test_all_modes_of_a_network_reach_all_their_streets():
    network, *_ = network_between_junctions(grid("main", 3), "by.osm")
    assert all(network.allows(mode).all() for mode in ALL)
