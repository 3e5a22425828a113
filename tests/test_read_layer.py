"""Layers of geodata are read in the map's system, or refused with one fault."""

from __future__ import annotations

import warnings

import geopandas as gpd
import pytest
import shapely

from ruttsim.domain.roads import CRS
from ruttsim.errors import DataError
from ruttsim.layers import read_layer

BOX = shapely.box(664_000, 6_566_000, 665_000, 6_567_000)
LAYER = gpd.GeoDataFrame({"name": ["a"]}, geometry=[BOX], crs=CRS)


def saved(layer, path):
    """The path, with a layer in it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'crs' was not provided")
        layer.to_file(path)
    return path


def fault_of(path):
    """The one thing that is wrong with a file."""
    with pytest.raises(DataError) as caught:
        read_layer(path, "polygons")
    (fault,) = caught.value.faults
    assert fault.file == str(path)
    return fault


@pytest.mark.parametrize("crs", [CRS, "EPSG:4326", "EPSG:3857"])
def test_a_layer_in_any_system_comes_in_the_maps(tmp_path, crs):
    found = read_layer(saved(LAYER.to_crs(crs), tmp_path / "a.gpkg"), "polygons")
    assert found.crs == CRS
    assert found["name"].tolist() == ["a"]
    assert found.area[0] == pytest.approx(BOX.area, rel=1e-4)


@pytest.mark.parametrize("ending", ["gpkg", "geojson"])
def test_a_layer_that_does_not_say_its_system_is_refused(tmp_path, ending):
    path = saved(LAYER.set_crs(None, allow_override=True), tmp_path / f"a.{ending}")
    assert fault_of(path).field == "CRS"


def test_a_table_without_shapes_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("name\na\n")
    assert fault_of(tmp_path / "a.csv").problem == "There are no shapes in it."


def test_several_layers_are_refused_by_name(tmp_path):
    for name in ("one", "two"):
        LAYER.to_file(tmp_path / "a.gpkg", layer=name)
    assert "one, two" in fault_of(tmp_path / "a.gpkg").problem


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    assert fault_of(tmp_path / "a.gpkg").problem == "There is no such file."
    assert fault_of(tmp_path).problem == "It is a folder."


@pytest.mark.parametrize("ending", ["gpkg", "geojson"])
def test_any_beginning_of_a_file_is_refused(tmp_path, ending):
    whole = saved(LAYER, tmp_path / f"a.{ending}").read_bytes()
    for share in range(10):
        (tmp_path / f"a.{ending}").write_bytes(whole[: len(whole) * share // 10])
        fault = fault_of(tmp_path / f"a.{ending}")
        assert fault.problem.startswith("It cannot be read as a layer: ")
        assert ".." not in fault.problem


def test_what_gdal_warns_of_is_a_fault_and_not_a_traceback_on_the_side(tmp_path, capfd):
    """A ring that does not close: GDAL warns from where no exception can be raised."""
    text = saved(LAYER.to_crs("EPSG:4326"), tmp_path / "a.geojson").read_text()
    start = text.index("[ [ [ ") + 6
    end = text.index(" ], [", start)
    (tmp_path / "a.geojson").write_text(f"{text[:start]}17.9, 59.2{text[end:]}")
    assert "ring" in fault_of(tmp_path / "a.geojson").problem
    assert capfd.readouterr().err == ""
