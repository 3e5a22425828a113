"""Carriageways and ramps of a motorway that runs north, crossed by a road that runs east."""

import pytest

from ruttsim.roads.schematic_facts import RoadFact
from ruttsim.roads.schematic_motorway import motorway
from ruttsim.roads.schematic_numbers import MotorwayNumbers

NUMBERS = MotorwayNumbers(half_gap_m=10, ramp_m=300, ramp_aside_m=40, ramp_end_m=50, ramp_kmh=60)
NORTH = [(0, 0), (0, 20_000)]
EAST = [(-9_000, 10_000), (9_000, 10_000)]
FACT = RoadFact("E1", "motorway", 110, "interchanges", tuple(NORTH), ("Road",))


@pytest.fixture(scope="module")
def drawn():
    return motorway(FACT, NORTH, [("Other", EAST), ("Road", EAST)], NUMBERS)


def _carriageways(drawn):
    return [line for line in drawn.lines if line.speed_kmh == 110]


def _ramps(drawn):
    return [line for line in drawn.lines if line.speed_kmh == 60]


def test_traffic_keeps_to_the_right(drawn):
    """10 m east of the middle it runs north, 10 m west of it south."""
    ahead, back = _carriageways(drawn)
    assert ahead.points[0] == (100, 0)
    assert ahead.points[-2] == (100, 20_000)
    assert back.points[0] == (-100, 20_000)
    assert back.points[-2] == (-100, 0)


def test_carriageways_are_joined_where_the_map_ends(drawn):
    ahead, back = _carriageways(drawn)
    assert ahead.points[-1] == back.points[0]
    assert back.points[-1] == ahead.points[0]


def test_ramps_end_fifty_metres_from_the_bridge_on_either_side(drawn):
    assert sorted(foot.point for foot in drawn.feet) == [(-500, 10_000), (500, 10_000)]
    assert {(foot.road, foot.piece) for foot in drawn.feet} == {(1, 0)}


def test_every_carriageway_is_left_before_the_bridge_and_entered_beyond_it(drawn):
    """300 m before it and behind it, on the carriageway's own side of the motorway."""
    ends = {(ramp.points[0], ramp.points[-1]) for ramp in _ramps(drawn)}
    assert ends == {
        ((100, 7_000), (500, 10_000)),
        ((500, 10_000), (100, 13_000)),
        ((-100, 13_000), (-500, 10_000)),
        ((-500, 10_000), (-100, 7_000)),
    }


def test_ramps_begin_and_end_at_bends_of_the_carriageways(drawn):
    on_them = {point for line in _carriageways(drawn) for point in line.points}
    feet = {foot.point for foot in drawn.feet}
    assert {end for ramp in _ramps(drawn) for end in (ramp.points[0], ramp.points[-1])} <= (
        on_them | feet
    )


def test_a_road_that_no_ramp_leads_to_is_crossed_on_a_bridge():
    assert not motorway(FACT, NORTH, [("Other", EAST)], NUMBERS).feet
