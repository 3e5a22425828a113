"""Where places stand on the streets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from travel_samples import places_at, street, village

from ruttsim.domain.travel import Places
from ruttsim.errors import DataError
from ruttsim.roads.network import network_from_lines
from ruttsim.travel.snapping import snap, usable_streets


def test_a_place_stands_at_the_nearest_point_of_the_nearest_street():
    """The first street runs from (0, 0) to (100, 0): (25, 10) is 10 m from its first quarter."""
    snapped = snap(village(), "car", places_at((25, 10)), 50)
    assert (snapped.edge[0], snapped.fraction[0], snapped.access_m[0]) == (0, 0.25, 10)


def test_of_streets_equally_near_the_lowest_edge_wins():
    """At the corner (100, 100) four streets meet."""
    network = village()
    snapped = snap(network, "car", places_at((100, 100), (103, 97)), 50)
    x_m, y_m = network.node_x_m, network.node_y_m
    corner = np.flatnonzero((x_m == 100) & (y_m == 100))
    first = np.flatnonzero(np.isin(network.tail, corner) | np.isin(network.head, corner))[0]
    assert snapped.edge[0] == first
    assert snapped.access_m.tolist() == [0, 3]


def test_the_lower_edge_stands_for_both_directions_of_a_street():
    network = village()
    streets = usable_streets(network, "car")
    assert len(streets) == 12
    assert all(network.reverse[k] > k for k in streets)


def test_a_street_that_cars_may_only_drive_backwards_is_used_that_way():
    """The street up from (100, 0) is edges 2 (for walkers) and 3 (down, for cars too)."""
    down = replace(street((1, 0), (1, 1), modes=("walk",)), modes_backward=("car", "walk"))
    network = network_from_lines([street((0, 0), (1, 0)), down, street((0, 0), (1, 1))])
    snapped = snap(network, "car", places_at((100, 25)), 1)
    assert (snapped.edge[0], snapped.fraction[0]) == (3, 0.75)
    assert snap(network, "walk", places_at((100, 25)), 1).edge[0] == 2


def test_places_pass_by_streets_that_do_not_lead_back():
    """A one-way street out to a dead end is nearer, but no car comes back from it."""
    network = network_from_lines(
        [street((0, 0), (1, 0)), street((1, 0), (1, 1), oneway=True), street((5, 5), (5, 6))]
    )
    assert snap(network, "car", places_at((95, 20)), 50).edge[0] == 0
    assert snap(network, "walk", places_at((95, 20)), 50).edge[0] == 2


def test_places_pass_by_motorways():
    network = network_from_lines(
        [street((0, 0), (2, 0), road_class="motorway"), street((0, 0), (2, 0), length_m=250)]
    )
    assert snap(network, "car", places_at((20, 20)), 50).edge[0] == 2


def test_every_place_that_is_too_far_is_named_with_its_distance_and_the_remedy():
    with pytest.raises(DataError) as caught:
        snap(
            village(),
            "car",
            places_at((50, 50), (50, -51), (-100, -100)),
            50,
            label=lambda place: f"client {place + 7}",
        )
    assert [fault.field for fault in caught.value.faults] == ["client 8", "client 9"]
    assert "51 m from the nearest street" in str(caught.value)
    assert "travel.largest_snap_m" in str(caught.value)


def test_a_map_without_streets_for_the_mode_is_a_fault():
    network = network_from_lines([street((0, 0), (1, 0), modes=("walk",))])
    with pytest.raises(DataError, match="leads the mode 'car' out and back"):
        snap(network, "car", places_at((0, 0)), 50)


def test_no_places_stand_nowhere():
    none = np.empty(0)
    snapped = snap(village(), "car", Places(none, none), 50)
    assert len(snapped.edge) == 0


@given(st.lists(st.tuples(st.integers(-20, 220), st.integers(-20, 220)), min_size=1, max_size=8))
def test_no_street_is_nearer_than_the_one_a_place_stands_on(points):
    """By arithmetic in the village: the nearest line x or y in {0, 100, 200} within the square."""
    snapped = snap(village(), "walk", places_at(*points), 50)
    network = village()
    for (x, y), edge, fraction, access_m in zip(
        points, snapped.edge, snapped.fraction, snapped.access_m, strict=True
    ):
        line = network.line(edge)
        stand = line[0] + fraction * (line[-1] - line[0])
        assert np.hypot(*(stand - (x, y))) == pytest.approx(access_m)
        cx, cy = np.clip((x, y), 0, 200)
        outside_m = np.hypot(x - cx, y - cy)
        inside_m = min(abs(c - at) for c in (cx, cy) for at in (0, 100, 200))
        assert access_m == pytest.approx(np.hypot(outside_m, inside_m))
