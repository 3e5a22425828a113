"""Contiguous zones with given shares."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from square_map import squares

from ruttsim.domain.roads import CRS
from ruttsim.split.neighbours import is_connected, neighbours
from ruttsim.split.zones import Ground, zones

DRY = gpd.GeoSeries([], crs=CRS)
SIX = [0.5, 0.1, 0.1, 0.1, 0.1, 0.1]


def areas_of(shapes: list[shapely.Polygon]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=shapes, crs=CRS)


def ground_of(shapes: list[shapely.Polygon], hours: np.ndarray) -> Ground:
    centres = [shape.centroid for shape in shapes]
    return Ground(
        np.array([centre.x for centre in centres]).round(),
        np.array([centre.y for centre in centres]).round(),
        neighbours(areas_of(shapes), DRY),
        hours / hours.sum(),
    )


def cells(count: int, seed: int) -> list[shapely.Polygon]:
    """Cells around random points, denser towards one corner, as basic areas towards a centre."""
    generator = np.random.Generator(np.random.Philox(seed))
    points = shapely.MultiPoint(generator.random((count, 2)) ** 1.7 * 10_000)
    frame = shapely.box(0, 0, 10_000, 10_000)
    parts = shapely.voronoi_polygons(points, extend_to=frame).geoms
    return [part.intersection(frame) for part in parts]


def skewed_hours(count: int, seed: int) -> np.ndarray:
    return np.random.Generator(np.random.Philox(seed)).lognormal(0, 0.8, count).round(3)


def test_a_row_of_four_equal_areas_is_halved_in_the_middle():
    ground = ground_of(squares(4, 1), np.ones(4))
    assert zones(ground, [0.5, 0.5]).tolist() == [0, 0, 1, 1]


def test_a_zone_of_a_quarter_is_one_area_of_four():
    ground = ground_of(squares(1, 4), np.ones(4))
    assert zones(ground, [0.25, 0.75]).tolist() == [1, 1, 1, 0]


def test_one_zone_is_everything():
    assert zones(ground_of(squares(3, 2), np.ones(6)), [1.0]).tolist() == [0] * 6


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(12, 60), turn=st.integers(0, 5))
def test_zones_are_a_partition_into_connected_parts(seed, count, turn):
    ground = ground_of(cells(count, seed), skewed_hours(count, seed))
    zone = zones(ground, SIX[turn:] + SIX[:turn])
    assert sorted(set(zone.tolist())) == list(range(6))
    for k in range(6):
        assert is_connected(ground.graph, np.flatnonzero(zone == k).tolist())


@pytest.mark.parametrize("turn", range(6))
@pytest.mark.parametrize("seed", range(4))
def test_48_areas_give_each_zone_its_share_within_3_points(seed, turn):
    ground = ground_of(cells(48, seed), skewed_hours(48, seed))
    shares = np.array(SIX[turn:] + SIX[:turn])
    reached = np.bincount(zones(ground, shares.tolist()), weights=ground.share)
    assert np.abs(reached - shares).max() <= 0.03


def test_a_branch_is_not_cut_off():
    """A comb: a long back with three teeth; every zone hangs together."""
    shapes = [shapely.box(x, 0, x + 1000, 1000) for x in range(0, 7000, 1000)]
    shapes += [
        shapely.box(x, y, x + 1000, y + 1000)
        for x in (0, 3000, 6000)
        for y in range(1000, 4000, 1000)
    ]
    ground = ground_of(shapes, np.ones(len(shapes)))
    zone = zones(ground, [0.25, 0.25, 0.25, 0.25])
    for k in range(4):
        assert is_connected(ground.graph, np.flatnonzero(zone == k).tolist())


def test_areas_without_hours_belong_to_a_zone_too():
    hours = np.array([0.0, 0.0, 1.0, 1.0, 0.0, 0.0])
    zone = zones(ground_of(squares(6, 1), hours), [0.5, 0.5])
    assert zone[2] != zone[3]
    assert set(zone.tolist()) == {0, 1}


def test_zones_that_the_graph_does_not_allow_stay_empty_rather_than_fall_apart():
    """One area cannot hold two zones."""
    assert set(zones(ground_of(squares(1, 1), np.ones(1)), [0.5, 0.5]).tolist()) <= {0, 1}


def test_squares_are_neighbours_over_a_side_and_not_over_a_corner():
    graph = neighbours(areas_of(squares(2, 2)), DRY)
    assert graph == ((1, 2), (0, 3), (0, 3), (1, 2))


def test_borders_that_miss_each_other_by_less_than_a_metre_are_shared():
    graph = neighbours(
        areas_of([shapely.box(0, 0, 999.6, 1000), shapely.box(1000, 0, 2000, 1000)]), DRY
    )
    assert graph == ((1,), (0,))


def test_a_border_in_a_lake_is_none():
    """Of the two borders of the lower left square, the one to the right lies in a lake."""
    lake = gpd.GeoSeries([shapely.box(800, -100, 1200, 995)], crs=CRS)
    assert neighbours(areas_of(squares(2, 2)), lake) == ((2,), (3,), (0, 3), (1, 2))


def test_parts_separated_by_water_are_joined_where_they_are_nearest():
    """Two pairs of squares 500 m apart: only the inner two are joined."""
    shapes = [shapely.box(x, 0, x + 1000, 1000) for x in (0, 1000, 2500, 3500)]
    assert neighbours(areas_of(shapes), DRY) == ((1,), (0, 2), (1, 3), (2,))


def test_an_island_joins_the_zone_across_the_water():
    shapes = [*squares(3, 1), shapely.box(3400, 0, 4400, 1000)]
    assert zones(ground_of(shapes, np.ones(4)), [0.5, 0.5]).tolist() == [0, 0, 1, 1]
