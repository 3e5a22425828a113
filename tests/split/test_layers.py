"""A partition drawn by the user."""

import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from square_map import PARAMETERS, many_clients, map_of, squares, study_of

from ruttsim.errors import DataError, StudyError
from ruttsim.split.assignment import assign
from ruttsim.split.layers import drawn_organisation

AREAS = map_of(squares(4, 1)).areas
HALVES = [shapely.box(0, 0, 2000, 1000), shapely.box(2000, 0, 4000, 1000)]
NAMES = ("m", "p1")


def layer_of(shapes: list, names: list | None = None, crs: str | None = "EPSG:3006"):
    columns = {"organisation": names or list(NAMES)[: len(shapes)]}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)


def saved(layer: gpd.GeoDataFrame, path: Path) -> Path:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'crs' was not provided")
        layer.to_file(path)
    return path


def faults_of(path: Path, names: tuple[str, ...] = NAMES) -> list[str]:
    with pytest.raises(DataError) as error:
        drawn_organisation(path, AREAS, names)
    assert all(fault.file == str(path) for fault in error.value.faults)
    return [str(fault) for fault in error.value.faults]


@pytest.mark.parametrize("ending", ["gpkg", "geojson"])
@pytest.mark.parametrize("crs", ["EPSG:3006", "EPSG:4326", "EPSG:3857"])
def test_each_area_gets_the_organisation_drawn_over_it_in_any_coordinate_system(
    tmp_path, ending, crs
):
    layer = layer_of(HALVES)
    if ending == "geojson" and crs == "EPSG:3857":
        crs = "EPSG:4326"
    path = saved(layer.to_crs(crs), tmp_path / f"layer.{ending}")
    assert drawn_organisation(path, AREAS, NAMES) == ["m", "m", "p1", "p1"]


def test_an_area_that_a_line_cuts_goes_to_the_larger_part(tmp_path):
    """The line at 1.6 km leaves the second area 60 % to the first organisation."""
    shapes = [shapely.box(0, 0, 1600, 1000), shapely.box(1600, 0, 4000, 1000)]
    path = saved(layer_of(shapes), tmp_path / "layer.gpkg")
    assert drawn_organisation(path, AREAS, NAMES) == ["m", "m", "p1", "p1"]


def test_several_polygons_of_one_organisation_may_overlap(tmp_path):
    shapes = [*HALVES, shapely.box(500, 0, 1500, 1000)]
    path = saved(layer_of(shapes, ["m", "p1", "m"]), tmp_path / "layer.gpkg")
    assert drawn_organisation(path, AREAS, NAMES) == ["m", "m", "p1", "p1"]


def test_a_sliver_between_polygons_is_not_a_gap(tmp_path):
    shapes = [shapely.box(0, 0, 1996, 1000), shapely.box(2004, 0, 4000, 1000)]
    path = saved(layer_of(shapes), tmp_path / "layer.gpkg")
    assert drawn_organisation(path, AREAS, NAMES) == ["m", "m", "p1", "p1"]


def test_unknown_organisations_missing_names_and_broken_polygons_are_told_at_once(tmp_path):
    bow_tie = shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
    layer = layer_of([bow_tie, *HALVES], ["m", "p1x", None])
    found = faults_of(saved(layer, tmp_path / "layer.gpkg"))
    assert [text.split(": ")[1] for text in found] == [
        "row 2, organisation",
        "row 3, organisation",
        "row 1, geometry",
    ]
    assert "Did you mean 'p1'?" in found[0]


def test_a_missing_column_is_told_with_those_that_are_there(tmp_path):
    layer = layer_of(HALVES).rename(columns={"organisation": "utforare"})
    (found,) = faults_of(saved(layer, tmp_path / "layer.gpkg"))
    assert "there are utforare" in found


def test_points_are_no_polygons(tmp_path):
    (found,) = faults_of(saved(layer_of([shapely.Point(1, 1)]), tmp_path / "layer.gpkg"))
    assert "It is Point, not a polygon." in found


def test_gaps_and_overlaps_are_told_at_once_with_the_areas(tmp_path):
    shapes = [shapely.box(0, 0, 2200, 1000), shapely.box(2000, 0, 3500, 1000)]
    gap, overlap = faults_of(saved(layer_of(shapes), tmp_path / "layer.gpkg"))
    assert "No organisation is drawn for parts of Area 3." in gap
    assert "More than one of m, p1 is drawn for parts of Area 2." in overlap


def test_an_organisation_without_any_area_is_told(tmp_path):
    path = saved(layer_of([shapely.box(0, 0, 4000, 1000)]), tmp_path / "layer.gpkg")
    (found,) = faults_of(path)
    assert "'p1' takes part in the split, but no basic area" in found


def test_a_layer_elsewhere_is_told_once(tmp_path):
    shapes = [shapely.box(90_000, 0, 91_000, 1000), shapely.box(91_000, 0, 92_000, 1000)]
    (found,) = faults_of(saved(layer_of(shapes), tmp_path / "layer.gpkg"))
    assert "outside the map" in found


@pytest.mark.parametrize("ending", ["gpkg", "geojson"])
def test_a_missing_coordinate_system_is_a_fault(tmp_path, ending):
    """A GeoJSON without a system claims degrees; coordinates in metres give it away."""
    path = saved(layer_of(HALVES, crs=None), tmp_path / f"layer.{ending}")
    (found,) = faults_of(path)
    assert "The coordinate system is not given." in found


@pytest.mark.parametrize("ending", ["gpkg", "geojson"])
@pytest.mark.parametrize("kept", [0.0, 0.1, 0.5, 0.95])
def test_an_empty_or_truncated_file_is_a_fault(tmp_path, ending, kept):
    path = saved(layer_of(HALVES), tmp_path / f"layer.{ending}")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    (found,) = faults_of(path)
    assert "cannot be read" in found


def test_a_layer_without_rows_is_a_fault(tmp_path):
    path = tmp_path / "layer.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}')
    (found,) = faults_of(path)
    assert "There are no shapes in it." in found


def test_a_file_with_two_layers_is_a_fault(tmp_path):
    path = tmp_path / "layer.gpkg"
    layer_of(HALVES).to_file(path, layer="one")
    layer_of(HALVES).to_file(path, layer="two")
    (found,) = faults_of(path)
    assert "one, two" in found


SPLIT = {
    "organisations": ["m", "p1"],
    "coverage": {"rule": "layer", "layer": "layer.gpkg"},
    "allocation": {"rule": "address"},
}


def test_clients_go_to_the_organisation_drawn_for_their_area(tmp_path):
    saved(layer_of(HALVES), tmp_path / "layer.gpkg")
    study = study_of(SPLIT, folder=tmp_path)
    population = many_clients(4)
    assignment = assign(population, map_of(squares(4, 1)), study, study.splits[0], PARAMETERS)
    expected = np.where(population.clients.basic_area < 2, 0, 1)
    assert (assignment.organisation[:, 0] == expected).all()


def test_shares_beside_a_layer_that_decides_are_a_fault(tmp_path):
    saved(layer_of(HALVES), tmp_path / "layer.gpkg")
    split = {**SPLIT, "allocation": {"rule": "address", "shares": {"m": 0.5, "p1": 0.5}}}
    study = study_of(split, folder=tmp_path)
    with pytest.raises(StudyError, match="do not read it"):
        assign(many_clients(4), map_of(squares(4, 1)), study, study.splits[0], PARAMETERS)
