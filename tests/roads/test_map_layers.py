"""Layers of a map are checked for what cannot be, and small slips of the pen are let pass."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from road_samples import SQUARE_M, square_bundle
from ruttsim.domain.roads import CRS
from ruttsim.roads.layers import AREA_TOLERANCE_M2, layer_faults, partition_faults


def areas_of(*shapes):
    names = [f"A{number}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({"basic_area": names}, geometry=list(shapes), crs=CRS)


def fields(layer, frame):
    return [fault.field for fault in layer_faults(layer, frame, "by.gpkg")]


@pytest.mark.parametrize("layer", ["areas", "premises", "landmarks"])
def test_a_sound_layer_has_no_fault(layer):
    assert fields(layer, getattr(square_bundle(), layer)) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda areas: areas.set_crs("EPSG:3857", allow_override=True), "crs"),
        (lambda areas: areas.set_crs(None, allow_override=True), "crs"),
        (lambda areas: areas.assign(basic_area="same"), "basic_area"),
        (lambda areas: areas.assign(basic_area=[1, 2]), "basic_area"),
        (lambda areas: areas.iloc[:0], "basic_area"),
        (lambda areas: areas.assign(population=[-1.0, 5.0]), "population"),
        (lambda areas: areas.assign(population=[float("nan"), 5.0]), "population"),
        (lambda areas: areas.assign(population=["many", "few"]), "population"),
        (lambda areas: areas.assign(share_65plus=20.0), "share_65plus"),
        (lambda areas: areas.assign(character="town"), "character"),
        (lambda areas: areas.set_geometry(areas.centroid), "geometry"),
        (lambda areas: areas.drop(columns="district"), "columns"),
    ],
)
def test_a_fault_of_the_areas_is_told_by_field(change, field):
    assert fields("areas", change(square_bundle().areas)) == [field]


def test_unknown_landmarks_are_told():
    landmarks = square_bundle().landmarks.assign(kind="castle")
    assert fields("landmarks", landmarks) == ["kind"]


def test_a_bow_tie_is_no_area():
    tie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    areas = square_bundle().areas
    assert fields("areas", areas.set_geometry([tie, areas.geometry.iloc[1]])) == ["geometry"]


def test_overlapping_areas_are_named_with_the_size_of_the_overlap():
    """200 m by 1 km are 200,000 m2."""
    areas = areas_of(shapely.box(0, 0, 600, SQUARE_M), shapely.box(400, 0, 1000, SQUARE_M))
    (fault,) = partition_faults(areas, "by.gpkg")
    assert fault.problem == "'A0' and 'A1' overlap by 200000 m2."


def test_a_hole_between_areas_is_a_gap():
    """A ring of 3 x 3 squares of 1 km without its middle."""
    squares = [
        shapely.box(SQUARE_M * x, SQUARE_M * y, SQUARE_M * (x + 1), SQUARE_M * (y + 1))
        for x in range(3)
        for y in range(3)
        if (x, y) != (1, 1)
    ]
    (fault,) = partition_faults(areas_of(*squares), "by.gpkg")
    assert fault.problem.startswith("A gap of 1.000 km2 at 1500, 1500 beside 'A0'")


def test_a_slit_between_two_areas_is_a_gap_also_where_it_is_open():
    areas = areas_of(shapely.box(0, 0, 500, SQUARE_M), shapely.box(510, 0, 1000, SQUARE_M))
    (fault,) = partition_faults(areas, "by.gpkg")
    assert fault.problem.startswith("A gap of 0.010 km2")
    assert fault.problem.endswith("beside 'A0', 'A1'.")


def test_a_narrow_bay_of_one_area_is_no_gap():
    bay = shapely.box(0, 0, SQUARE_M, SQUARE_M).difference(shapely.box(400, 500, 420, SQUARE_M))
    assert partition_faults(areas_of(bay), "by.gpkg") == []


def test_slips_of_the_pen_are_let_pass():
    """Half a metre along a kilometre is 500 m2."""
    assert AREA_TOLERANCE_M2 > 500
    for right in (499.5, 500.5):
        areas = areas_of(shapely.box(0, 0, 500, SQUARE_M), shapely.box(right, 0, 1000, SQUARE_M))
        assert partition_faults(areas, "by.gpkg") == []
