"""Tags are read as OpenStreetMap's wiki means them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruttsim.domain.roads import MODES, ROAD_CLASSES
from ruttsim.parameters import load_parameters
from ruttsim.roads.numbers import road_numbers
from ruttsim.roads.osm_speeds import harmonic_mean
from ruttsim.roads.osm_tags import CLASSES, USED_KEYS, listed_tags, way_rules

NUMBERS = road_numbers()
BOTH = "car ebike walk", "car ebike walk"


def rules(**raw):
    """What tags say; `__` in a key stands for a colon."""
    return way_rules(
        listed_tags({key.replace("__", ":"): value for key, value in raw.items()}), NUMBERS
    )


@pytest.mark.parametrize(
    ("raw", "forward", "backward"),
    [
        ({"highway": "residential"}, *BOTH),
        ({"highway": "motorway"}, "car", ""),
        ({"highway": "motorway_link"}, "car", ""),
        ({"highway": "motorway", "oneway": "no"}, "car", "car"),
        ({"highway": "motorway", "bicycle": "yes", "foot": "designated"}, "car", ""),
        ({"highway": "motorway_link", "access": "yes"}, "car", ""),
        ({"highway": "trunk"}, *BOTH),
        ({"highway": "trunk", "motorroad": "yes"}, "car", "car"),
        ({"highway": "footway"}, "walk", "walk"),
        ({"highway": "footway", "bicycle": "yes"}, "ebike walk", "ebike walk"),
        ({"highway": "steps"}, "walk", "walk"),
        ({"highway": "path"}, "ebike walk", "ebike walk"),
        ({"highway": "pedestrian"}, "ebike walk", "ebike walk"),
        ({"highway": "cycleway"}, "ebike walk", "ebike walk"),
        ({"highway": "cycleway", "foot": "no"}, "ebike", "ebike"),
        ({"highway": "track"}, "ebike walk", "ebike walk"),
        ({"highway": "track", "motor_vehicle": "permissive"}, *BOTH),
        ({"highway": "track", "access": "yes"}, *BOTH),
        ({"highway": "footway", "access": "yes"}, "walk", "walk"),
        ({"highway": "service", "access": "private"}, "", ""),
        ({"highway": "service", "access": "no", "bicycle": "yes"}, "ebike", "ebike"),
        ({"highway": "service", "access": "no", "motor_vehicle": "destination"}, "car", "car"),
        ({"highway": "residential", "motor_vehicle": "no"}, "ebike walk", "ebike walk"),
        ({"highway": "residential", "vehicle": "no"}, "walk", "walk"),
        ({"highway": "primary", "bicycle": "use_sidepath"}, "car walk", "car walk"),
        ({"highway": "service", "service": "parking_aisle"}, *BOTH),
        ({"highway": "service", "service": "drive-through"}, "ebike walk", "ebike walk"),
        ({"highway": "residential", "oneway": "yes"}, "car ebike walk", "walk"),
        ({"highway": "residential", "oneway": "-1"}, "walk", "car ebike walk"),
        (
            {"highway": "residential", "oneway": "yes", "oneway__bicycle": "no"},
            "car ebike walk",
            "ebike walk",
        ),
        (
            {"highway": "residential", "oneway": "yes", "cycleway__left": "opposite_lane"},
            "car ebike walk",
            "ebike walk",
        ),
        ({"highway": "tertiary", "junction": "roundabout"}, "car ebike walk", "walk"),
        ({"highway": "pedestrian", "area": "yes"}, "", ""),
        ({"highway": "construction"}, "", ""),
        ({"building": "yes"}, "", ""),
    ],
)
def test_who_may_use_a_way_in_which_direction(raw, forward, backward):
    found = rules(**raw)
    shown = ("", "") if found is None else (found.modes_forward, found.modes_backward)
    assert tuple(" ".join(sorted(modes)) for modes in shown) == (forward, backward)


@pytest.mark.parametrize(
    ("raw", "forward_kmh", "backward_kmh"),
    [
        ({"highway": "primary", "maxspeed": "60"}, 60, 60),
        ({"highway": "primary", "maxspeed": "60 km/h"}, 60, 60),
        ({"highway": "primary", "maxspeed": "30 mph"}, 48.28032, 48.28032),
        ({"highway": "primary", "maxspeed": "SE:urban"}, 50, 50),
        ({"highway": "primary", "maxspeed": "SE:rural"}, 70, 70),
        ({"highway": "primary", "source__maxspeed": "SE:urban"}, 50, 50),
        ({"highway": "primary", "maxspeed": "40", "source__maxspeed": "SE:urban"}, 40, 40),
        ({"highway": "primary", "maxspeed": "SE:zone:30"}, 30, 30),
        ({"highway": "primary", "maxspeed__forward": "70", "maxspeed": "50"}, 70, 50),
        ({"highway": "primary", "maxspeed__backward": "40"}, 75, 40),
        ({"highway": "primary", "maxspeed": "signals"}, 75, 75),
        ({"highway": "primary", "maxspeed": "0"}, 75, 75),
        ({"highway": "motorway"}, 105, 105),
        ({"highway": "motorway_link"}, 105 * 0.85, 105 * 0.85),
        ({"highway": "primary_link"}, 75 * 0.85, 75 * 0.85),
        ({"highway": "residential"}, 35, 35),
        ({"highway": "living_street"}, 10, 10),
        ({"highway": "living_street", "maxspeed": "walk"}, 7, 7),
        ({"highway": "footway"}, 10, 10),
        ({"highway": "service", "service": "driveway"}, 10, 10),
        ({"highway": "tertiary", "junction": "roundabout"}, 25, 25),
        ({"highway": "tertiary", "surface": "gravel"}, 25, 25),
        ({"highway": "tertiary", "surface": "gravel", "maxspeed": "70"}, 60, 60),
        ({"highway": "tertiary", "surface": "gravel", "maxspeed": "30"}, 25, 25),
        ({"highway": "tertiary", "surface": "gravel", "maxspeed": "10"}, 10, 10),
    ],
)
def test_the_limit_in_each_direction(raw, forward_kmh, backward_kmh):
    found = rules(**raw)
    assert found.speeds.countryside == (forward_kmh, backward_kmh)


@pytest.mark.parametrize(
    ("raw", "kmh"),
    [
        ({"highway": "residential"}, 30),
        ({"highway": "primary"}, 57),
        ({"highway": "primary_link"}, 75 * 0.8),
        ({"highway": "primary", "maxspeed": "70"}, 70),
    ],
)
def test_built_up_areas_are_slower_where_no_limit_is_tagged(raw, kmh):
    found = rules(**raw)
    assert found.speeds.built_up == (kmh, kmh)
    assert found.speeds.has_limit == ("maxspeed" in raw)


@pytest.mark.parametrize(
    ("value", "surface"),
    [
        ("asphalt", "paved"),
        ("fine_gravel", "compacted"),
        ("gravel", "loose"),
        ("asphalt;gravel", "loose"),
        ("lava", "unknown"),
    ],
)
def test_a_surface_is_the_worst_that_the_tag_names(value, surface):
    assert rules(highway="residential", surface=value).surface == surface


@pytest.mark.parametrize(
    ("raw", "kmh", "is_doubted"),
    [
        ({"highway": "residential", "maxspeed": "999"}, 35, True),
        ({"highway": "residential", "maxspeed": "none"}, 35, True),
        ({"highway": "residential", "maxspeed": "100 mph"}, 35, True),
        ({"highway": "residential", "maxspeed": "999", "source__maxspeed": "SE:urban"}, 50, True),
        ({"highway": "residential", "maxspeed": ["999", "40"]}, 40, True),
        ({"highway": "trunk", "maxspeed": "130"}, 130, False),
        ({"highway": "motorway", "maxspeed": "none"}, 140, False),
        ({"highway": "motorway", "maxspeed": "1200"}, 105, True),
    ],
)
def test_a_limit_too_high_to_be_one_is_not_believed(raw, kmh, is_doubted):
    """Above 130, on motorways above what `none` stands for (140), the next tag or class counts."""
    speeds = rules(**raw).speeds
    assert speeds.countryside == (kmh, kmh)
    assert speeds.has_doubtful == is_doubted


def test_a_link_counts_as_its_class():
    assert rules(highway="trunk_link").road_class == "trunk"


def test_a_path_with_the_sign_of_a_cycleway_is_one():
    assert rules(highway="path").road_class == "footway"
    assert rules(highway="path", bicycle="designated").road_class == "cycleway"
    assert rules(highway="track", bicycle="designated").road_class == "track"


def test_of_the_classes_of_a_merged_edge_the_best_counts():
    assert rules(highway=["service", "tertiary"]).road_class == "tertiary"


def test_of_the_limits_of_a_merged_edge_the_mean_time_counts():
    """Half at 30, half at 60: 2 / (1/30 + 1/60) = 40."""
    for several in (["30", "60"], "30; 60"):
        found = rules(highway="tertiary", maxspeed=several)
        assert found.speeds.countryside == pytest.approx((40, 40))
    assert harmonic_mean([30.0, 60.0]) == pytest.approx(40)


def test_a_merged_edge_is_closed_where_a_part_of_it_is():
    found = rules(highway="service", access=["yes", "private"])
    assert found is None


def test_a_name_with_a_semicolon_stays_whole():
    assert rules(highway="service", name="A; B").name == "A; B"


@pytest.mark.parametrize("highway", sorted(CLASSES))
def test_every_class_is_known_and_used_by_somebody(highway):
    found = rules(highway=highway)
    assert found.road_class in ROAD_CLASSES
    assert found.modes_forward
    assert min(found.speeds.countryside) > 0


@pytest.mark.parametrize("highway", sorted(CLASSES))
def test_wherever_signs_let_an_ebike_in_it_has_a_speed(highway):
    found = rules(highway=highway, access="yes", vehicle="yes", bicycle="yes")
    if "ebike" in {*found.modes_forward, *found.modes_backward}:
        assert load_parameters().travel.ebike_class_share[found.road_class] > 0


@given(
    st.dictionaries(
        st.sampled_from(USED_KEYS),
        st.sampled_from(["yes", "no", "private", "-1", "50", "SE:urban", "walk", "", "roundabout"]),
    ),
    st.sampled_from(sorted(CLASSES)),
)
def test_whatever_the_tags_a_street_has_a_mode_and_positive_limits(tags, highway):
    found = way_rules(listed_tags(tags | {"highway": highway}), NUMBERS)
    if found is not None:
        assert set(found.modes_forward) | set(found.modes_backward) <= set(MODES)
        assert found.modes_forward or found.modes_backward
        assert min(*found.speeds.countryside, *found.speeds.built_up) > 0
