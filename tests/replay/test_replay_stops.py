"""Where stops are drawn: law over made-up homes on the streets of the toy village."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from ruttsim.domain.demand import NIGHT, SMALLEST_CELL, Buildings
from ruttsim.errors import DataError
from ruttsim.replay.stops import (
    AT_ALARM,
    AT_NIGHT,
    CLEAR_M,
    FEWEST_HOMES_OF_ALARM,
    SORTS,
    neighbours,
    stops,
)
from ruttsim.toy import BLOCK_M, BLOCKS, SOUTH_M, WEST_M, toy_map

SIDE_M = BLOCKS * BLOCK_M
points = st.lists(
    st.tuples(st.integers(0, int(SIDE_M)), st.integers(0, int(SIDE_M))), min_size=1, max_size=60
)
enough = points.filter(lambda drawn: len(set(drawn)) >= SMALLEST_CELL)


def moved(people, at_m):
    """A population who live at these points in turn, who have an alarm only from the last."""
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
    only = (count - 1 - np.arange(len(people.alarm_only.building)) % count).astype(np.int32)
    others = dataclasses.replace(people.alarm_only, building=only)
    return dataclasses.replace(people, buildings=buildings, clients=homes, alarm_only=others)


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
    everybodys = np.unique(people.holder_building)
    for sort in SORTS:
        group = found.group[sort]
        homes = np.flatnonzero(group >= 0)
        nodes = found.node[sort, homes]
        fewest = FEWEST_HOMES_OF_ALARM if sort == AT_ALARM else SMALLEST_CELL
        fewest = min(fewest, len(everybodys))
        assert np.unique(nodes, return_counts=True)[1].min() >= fewest
        assert np.unique(group[homes], return_counts=True)[1].min() >= fewest
        far_m = np.hypot(
            roads.node_x_m[nodes][:, np.newaxis] - people.buildings.x_m[everybodys],
            roads.node_y_m[nodes][:, np.newaxis] - people.buildings.y_m[everybodys],
        )
        assert far_m.min() >= CLEAR_M


def test_where_somebody_is_at_night_is_shared_by_homes_with_visits_at_night(toy):
    """Or by all homes together where they are fewer than five."""
    visits, building = toy.people.visits, toy.people.clients.building
    with_nights = set(building[visits.client[visits.kind == NIGHT]].tolist())
    grouped = set(np.flatnonzero(toy.stops.group[AT_NIGHT] >= 0).tolist())
    if len(with_nights) >= SMALLEST_CELL:
        assert grouped == with_nights
    else:
        assert grouped == set(building.tolist())
        assert toy.stops.group[AT_NIGHT].max() == 0


def test_whoever_has_an_alarm_and_no_other_help_is_drawn_among_neighbours(toy):
    """Their buildings have no group by day, and one of at least ten homes of alarms."""
    only = toy.people.alarm_only.building
    assert len(only) > 0
    assert (toy.stops.group[AT_ALARM, only] >= 0).all()
    sizes = np.bincount(toy.stops.group[AT_ALARM][toy.stops.group[AT_ALARM] >= 0])
    assert sizes.min() >= FEWEST_HOMES_OF_ALARM


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
    for nodes in toy.stops.node[:, len(toy.people.buildings.x_m) :]:
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
