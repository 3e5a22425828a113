"""What a map lacks is filled by rule from its residential streets, and every rule says so."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from road_samples import street
from ruttsim.domain.roads import AREA_COLUMNS, CRS
from ruttsim.errors import DataError
from ruttsim.roads.area_columns import completed_areas
from ruttsim.roads.defaults import AREAS, default_areas, default_premises
from ruttsim.roads.layers import layer_faults
from ruttsim.roads.network import network_from_lines
from ruttsim.roads.numbers import road_numbers
from ruttsim.roads.source import landmark_layer

NUMBERS = road_numbers()
NO_PLACES = landmark_layer([], CRS)


def town(blocks, x_m=0.0, step_m=100.0):
    """Streets of a square town of so many blocks to a side."""
    corners = range(blocks + 1)
    lines = []
    for fixed in corners:
        for along in range(blocks):
            lines += [((fixed, along), (fixed, along + 1)), ((along, fixed), (along + 1, fixed))]
    return [
        street(
            (x_m, start),
            (x_m, end),
            [(x_m + step_m * column, step_m * row) for column, row in (start, end)],
        )
        for start, end in lines
    ]


def town_and_hamlet():
    """A town of 20 x 20 blocks (84 km of street), 3 km of road, and a hamlet of one block."""
    road = street((0.0, (20, 0)), (5000.0, (0, 0)), [(2000, 0), (5000, 0)], road_class="primary")
    return [*town(20), road, *town(1, x_m=5000.0)]


@pytest.fixture(scope="module")
def roads():
    return network_from_lines(town_and_hamlet())


@pytest.fixture(scope="module")
def boundary():
    return shapely.box(-500, -500, 6000, 3000)


@pytest.fixture(scope="module")
def areas(roads, boundary):
    return default_areas(roads, boundary, "by")


def test_a_town_has_forty_areas_that_fill_its_boundary(areas, boundary):
    assert len(areas) == AREAS
    assert areas.area.sum() == pytest.approx(boundary.area)
    assert areas.union_all().area == pytest.approx(boundary.area)


def test_a_hamlet_has_fewer_areas():
    """One block is 400 m of street: one area; 2 x 2 blocks are 1.2 km: one; 3 x 3 2.4 km: two."""
    counts = {}
    for blocks in (1, 2, 3):
        small = network_from_lines(town(blocks))
        counts[blocks] = len(default_areas(small, shapely.box(-100, -100, 500, 500), "by"))
    assert counts == {1: 1, 2: 1, 3: 2}


def test_the_areas_of_a_town_have_about_the_same_population(areas, roads):
    complete, _ = completed_areas(areas, roads, NO_PLACES, "by")
    in_town = complete["population"].to_numpy()[complete.centroid.x < 2500]
    assert in_town.max() < 3 * in_town.min()


def test_everything_that_was_filled_is_said(areas, roads):
    complete, sentences = completed_areas(areas, roads, NO_PLACES, "by")
    assert tuple(complete.columns) == AREA_COLUMNS
    assert layer_faults("areas", complete, "by") == []
    assert len(sentences) == len(AREA_COLUMNS) - len(("basic_area", "geometry"))


def test_what_is_given_stays_as_it_is(areas, roads):
    given = areas.assign(population=7.0, district="Mitten")
    complete, sentences = completed_areas(given, roads, NO_PLACES, "by")
    assert set(complete["population"]) == {7.0}
    assert set(complete["district"]) == {"Mitten"}
    assert not any("population is nominal" in sentence.en for sentence in sentences)


def test_population_is_nominal_by_metres_of_residential_street(areas, roads):
    """84 km in the town and 400 m in the hamlet, by 4 m a person."""
    complete, _ = completed_areas(areas, roads, NO_PLACES, "by")
    expected = (84_000 + 400) / NUMBERS.residential_m_per_person
    assert complete["population"].sum() == pytest.approx(expected, abs=len(areas))


def test_a_hamlet_is_countryside_and_a_town_is_houses(roads):
    """Within 500 m of the hamlet's homes are 400 m of street: 100 nominal persons, not 200."""
    halves = gpd.GeoDataFrame(
        {"basic_area": ["town", "hamlet"]},
        geometry=[shapely.box(-500, -500, 3000, 3000), shapely.box(3000, -500, 6000, 3000)],
        crs=CRS,
    )
    complete, _ = completed_areas(halves, roads, NO_PLACES, "by")
    assert complete["character"].tolist() == ["houses", "countryside"]
    assert complete["share_flats"].tolist() == [
        NUMBERS.share_flats_houses,
        NUMBERS.share_flats_countryside,
    ]


def test_built_land_is_that_beside_residential_streets():
    """A street of 1 km with 40 m to each side: 0.08 km2, and two rounded ends of 0.004-0.005."""
    roads = network_from_lines([street(0, 1, [(0, 0), (1000, 0)])])
    layer = gpd.GeoDataFrame(
        {"basic_area": ["one"]}, geometry=[shapely.box(-500, -500, 1500, 500)], crs=CRS
    )
    complete, _ = completed_areas(layer, roads, NO_PLACES, "by")
    assert complete["built_km2"].iloc[0] == pytest.approx(0.085, abs=0.001)


def test_areas_and_districts_take_the_names_of_places(roads):
    places = landmark_layer(
        [
            ("place", "Stad", shapely.Point(1000, 1000)),
            ("place", "Byn", shapely.Point(5000, 50)),
        ],
        CRS,
    )
    thirds = gpd.GeoDataFrame(
        {"basic_area": ["a", "b", "c"]},
        geometry=[
            shapely.box(-500, -500, 1000, 3000),
            shapely.box(1000, -500, 3000, 3000),
            shapely.box(3000, -500, 6000, 3000),
        ],
        crs=CRS,
    )
    complete, _ = completed_areas(thirds, roads, places, "by")
    assert complete["name"].tolist() == ["Stad", "Stad 2", "Byn"]
    assert set(complete["district"]) == {"Stad"}


def test_districts_are_groups_of_about_four_areas(areas, roads):
    complete, _ = completed_areas(areas, roads, NO_PLACES, "by")
    assert complete["district"].nunique() == AREAS // 4


def test_a_district_has_one_premise_where_most_people_live(roads):
    """In the middle of the square town most street is within 500 m; at its rim half of that."""
    layer = gpd.GeoDataFrame(
        {"basic_area": ["one"], "district": ["Stad"]},
        geometry=[shapely.box(-500, -500, 3000, 3000)],
        crs=CRS,
    )
    premises, sentence = default_premises(layer, roads, "by")
    assert premises["premise"].tolist() == ["P01"]
    assert 400 < premises.geometry.x.iloc[0] < 1600
    assert 400 < premises.geometry.y.iloc[0] < 1600
    assert "assumed" in sentence.en


def test_every_district_has_its_premise_inside(areas, roads):
    complete, _ = completed_areas(areas, roads, NO_PLACES, "by")
    premises, _ = default_premises(complete, roads, "by")
    assert premises["district"].tolist() == list(dict.fromkeys(complete["district"]))
    for premise in premises.itertuples():
        inside = complete[complete.intersects(premise.geometry)]
        assert premise.district in set(inside["district"])


def test_without_residential_streets_areas_must_be_given():
    roads = network_from_lines([street(0, 1, [(0, 0), (1000, 0)], road_class="primary")])
    with pytest.raises(DataError, match=r"(?s)no residential streets.*--areas"):
        default_areas(roads, shapely.box(0, -100, 1000, 100), "väg.osm")


def test_areas_of_another_place_are_a_fault(roads):
    layer = gpd.GeoDataFrame(
        {"basic_area": ["far"], "district": ["Bort"]},
        geometry=[shapely.box(90_000, 0, 91_000, 1000)],
        crs=CRS,
    )
    with pytest.raises(DataError, match="None of its streets"):
        default_premises(layer, roads, "by")


def test_the_order_of_the_streets_does_not_move_the_areas(boundary, areas):
    again = default_areas(network_from_lines(town_and_hamlet()[::-1]), boundary, "by")
    assert np.allclose(again.centroid.x, areas.centroid.x, atol=1.0)
