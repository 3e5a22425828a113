"""A roundabout where two streets cross at right angles."""

import numpy as np
import pytest

from road_samples import street
from ruttsim.graphs import main_component
from ruttsim.roads.network import network_from_lines
from ruttsim.roads.schematic_plane import metres
from ruttsim.roads.schematic_roundabouts import with_roundabout

FAR = [(1000, 0), (0, 1000), (-1000, 0), (0, -1000)]


@pytest.fixture(scope="module")
def ringed():
    arms = [
        street(end, (0, 0), metres([end, (0, 0)]), road_class=name)
        for end, name in zip(FAR, ("primary", "tertiary", "tertiary", "tertiary"), strict=True)
    ]
    return with_roundabout(arms, (0, 0), 20, 30)


def test_streets_end_on_the_ring(ringed):
    assert [part.end for part in ringed[:4]] == [(200, 0), (0, 200), (-200, 0), (0, -200)]
    assert [part.start for part in ringed[:4]] == FAR


def test_the_ring_goes_round_counterclockwise_once(ringed):
    """Eight corners, of which the four streets have taken four; the area by corners is positive."""
    ring = ringed[4:]
    assert len(ring) == 8
    x, y = np.array([part.start for part in ring]).T
    assert (x * np.roll(y, -1) - y * np.roll(x, -1) > 0).all()
    assert ring[-1].end == ring[0].start


def test_wheels_go_one_way_and_walkers_both(ringed):
    assert {part.modes_forward for part in ringed[4:]} == {("car", "ebike", "walk")}
    assert {part.modes_backward for part in ringed[4:]} == {("walk",)}


def test_the_ring_is_of_the_highest_class_that_meets_it(ringed):
    assert {part.road_class for part in ringed[4:]} == {"primary"}


def test_everybody_gets_through(ringed):
    roads = network_from_lines(ringed)
    for mode in ("car", "ebike", "walk"):
        assert main_component(roads, mode).all()
