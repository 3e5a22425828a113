"""Where stops are drawn: law over made-up homes on the streets of the toy village."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from ruttsim.domain.demand import SMALLEST_CELL, Buildings
from ruttsim.errors import DataError
from ruttsim.replay.stops import CLEAR_M, neighbours, stops
from ruttsim.toy import BLOCK_M, BLOCKS, SOUTH_M, WEST_M, toy_map

SIDE_M = BLOCKS * BLOCK_M
points = st.lists(
    st.tuples(st.integers(0, int(SIDE_M)), st.integers(0, int(SIDE_M))), min_size=1, max_size=60
)
enough = points.filter(lambda drawn: len(set(drawn)) >= SMALLEST_CELL)


def moved(people, at_m):
    """A population whose clients live at these points, in turn."""
    count = len(at_m)
    buildings = Buildings(
        x_m=WEST_M + at_m[:, 0],
        y_m=SOUTH_M + at_m[:, 1],
        basic_area=np.zeros(count, dtype=np.int32),
        flats=np.zeros(count, dtype=np.bool_),
    )
    clients = people.clients
    building = (np.arange(len(clients.client)) % count).astype(np.int32)
    homes = dataclasses.replace(clients, building=building)
    return dataclasses.replace(people, buildings=buildings, clients=homes)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(drawn=enough)
def test_no_stop_points_a_home_out(toy, drawn):
    """At least SMALLEST_CELL homes share each crossing, and it is CLEAR_M from every home."""
    people = moved(toy.people, np.array(drawn, dtype=np.float64))
    roads = toy_map().roads
    at = (np.array([WEST_M]), np.array([SOUTH_M]))
    try:
        found = stops(roads, people, *at, "clients.csv")
    except DataError:
        reject()
    homes = np.unique(people.clients.building)
    nodes = found.node[homes]
    assert np.unique(nodes, return_counts=True)[1].min() >= SMALLEST_CELL
    assert np.unique(found.group[homes], return_counts=True)[1].min() >= SMALLEST_CELL
    far_m = np.hypot(
        roads.node_x_m[nodes][:, np.newaxis] - people.buildings.x_m[homes],
        roads.node_y_m[nodes][:, np.newaxis] - people.buildings.y_m[homes],
    )
    assert far_m.min() >= CLEAR_M


@settings(max_examples=100, deadline=None)
@given(drawn=points)
def test_groups_are_large_enough_and_no_larger_than_needed(drawn):
    group = neighbours(np.array(drawn, dtype=np.float64))
    sizes = np.bincount(group)
    if len(drawn) >= SMALLEST_CELL:
        assert sizes.min() >= SMALLEST_CELL
    assert sizes.max() < 2 * SMALLEST_CELL


def test_homes_on_two_sides_of_the_village_are_two_groups():
    west, east = [(0.0, y) for y in range(5)], [(900.0, y) for y in range(5)]
    group = neighbours(np.array(west + east))
    assert group.tolist() == [0] * 5 + [1] * 5


def test_a_base_is_drawn_at_its_nearest_crossing(toy):
    """The premises of the toy village stand at crossings."""
    roads, bases = toy.setting.bundle.roads, toy.setting.bundle.premises.geometry
    nodes = toy.stops.node[len(toy.people.buildings.x_m) :]
    assert roads.node_x_m[nodes].tolist() == bases.x.tolist()
    assert roads.node_y_m[nodes].tolist() == bases.y.tolist()


def test_four_homes_cannot_be_shown(toy):
    people = moved(toy.people, np.array([(100.0, 20.0), (300.0, 20.0), (500.0, 20.0), (9.0, 99.0)]))
    with pytest.raises(DataError, match="There are 4 homes, too few"):
        stops(toy_map().roads, people, np.array([WEST_M]), np.array([SOUTH_M]), "clients.csv")


def test_homes_at_every_crossing_leave_none_to_show(toy):
    roads = toy_map().roads
    people = moved(toy.people, np.column_stack([roads.node_x_m - WEST_M, roads.node_y_m - SOUTH_M]))
    with pytest.raises(DataError, match="No crossing is 25 m or more from every home"):
        stops(roads, people, np.array([WEST_M]), np.array([SOUTH_M]), "clients.csv")
