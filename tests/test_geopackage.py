"""A run as layers of a GeoPackage: what is in them, and that no home can be read from them."""

from __future__ import annotations

import shutil

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from made_run import without_hashes, write_parquet, write_result
from ruttsim.cli import ruttsim as program
from ruttsim.domain.demand import SMALLEST_CELL
from ruttsim.errors import AuditError, DataError, StudyError
from ruttsim.geopackage import write_geopackage
from ruttsim.pipeline.ground import population_of
from ruttsim.recorded.manifest import read_manifest
from ruttsim.recorded.origin import setting_of_run
from ruttsim.replay.stops import CLEAR_M, stops

SPLITS = ["own_regime", "two_parallel", "two_zones"]


@pytest.fixture(scope="module")
def run(toy_result, tmp_path_factory):
    """A first look at the toy study."""
    return write_result(toy_result, tmp_path_factory.mktemp("run") / "run")


@pytest.fixture(scope="module")
def file(run, tmp_path_factory):
    """Its layers."""
    path = tmp_path_factory.mktemp("layers") / "toy.gpkg"
    write_geopackage(run, path)
    return path


def test_the_layers_open_with_their_columns_in_the_maps_coordinates(file):
    wanted = {
        "areas": {"split", "basic_area", "district", "care_municipality", "margin_sek"},
        "streets": {"split", "edge", "name", "organisations", "passages", "clients"},
        "rounds": {"split", "organisation", "premise", "mode", "leave_min", "return_min"},
    }
    assert [str(name) for name, _ in pyogrio.list_layers(file)] == list(wanted)
    for name, columns in wanted.items():
        layer = gpd.read_file(file, layer=name)
        assert layer.crs.to_epsg() == 3006
        assert columns <= set(layer.columns)
        assert layer["split"].unique().tolist() == SPLITS


def test_each_area_is_there_once_a_split_with_who_covers_it(file):
    areas = gpd.read_file(file, layer="areas")
    assert areas.groupby("split")["basic_area"].nunique().tolist() == [9, 9, 9]
    assert len(areas) == 27
    alone = areas[areas["split"] == "own_regime"]
    assert set(alone["care_municipality"]) == {"must"}
    zones = areas[areas["split"] == "two_zones"]
    served = zones[["care_municipality", "care_procured_1"]].isin(["may", "must"])
    assert served.sum(axis=1).tolist() == [1] * 9


def test_no_street_leads_to_fewer_clients_than_a_cell_may_have(file):
    streets = gpd.read_file(file, layer="streets")
    assert len(streets) > 20
    assert streets["clients"].min() >= SMALLEST_CELL


def test_rounds_begin_and_end_each_way_at_crossings_clear_of_homes(run, file):
    setting = setting_of_run(run, read_manifest(run), None)
    people = population_of(setting, 0)
    bases = setting.bundle.premises.geometry
    roads = setting.bundle.roads
    at = stops(roads, people, bases.x.to_numpy(), bases.y.to_numpy(), "toy")
    drawn = np.unique(at.node)
    crossings = {(roads.node_x_m[it], roads.node_y_m[it]) for it in drawn}
    rounds = gpd.read_file(file, layer="rounds")
    ends = {
        point
        for line in rounds.geometry
        for part in line.geoms
        for point in (part.coords[0], part.coords[-1])
    }
    assert ends <= crossings
    homes = np.unique(people.clients.building)
    home_m = shapely.points(people.buildings.x_m[homes], people.buildings.y_m[homes])
    of_clients = np.unique(at.node[homes])
    spots = shapely.points(roads.node_x_m[of_clients], roads.node_y_m[of_clients])
    assert shapely.distance(spots[:, None], home_m[None, :]).min() >= CLEAR_M
    assert (rounds[["leave_min", "return_min"]] % 5 == 0).all(axis=None)


def test_the_same_run_gives_the_same_bytes(run, file, tmp_path):
    write_geopackage(run, tmp_path / file.name)
    assert (tmp_path / file.name).read_bytes() == file.read_bytes()


def test_a_file_that_cannot_be_written_whole_is_not_there(run, tmp_path, monkeypatch):
    write = pyogrio.write_dataframe

    def full(frame, path, **options):
        if options["layer"] == "rounds":
            raise OSError(28, "No space left on device")
        write(frame, path, **options)

    monkeypatch.setattr(pyogrio, "write_dataframe", full)
    with pytest.raises(OSError, match="No space left"):
        write_geopackage(run, tmp_path / "toy.gpkg")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["toy.shp", "none/toy.gpkg", "taken.gpkg"])
def test_a_place_where_no_file_can_be_put_is_one_message(run, tmp_path, name):
    (tmp_path / "taken.gpkg").touch()
    with pytest.raises(StudyError) as raised:
        program.main(["export", str(run), "--out", str(tmp_path / name)], standalone_mode=False)
    assert len(raised.value.faults) == 1
    assert raised.value.faults[0].field == "--out"


def test_a_day_that_the_run_does_not_have_is_told(run, tmp_path):
    with pytest.raises(StudyError, match="There is no day 99"):
        write_geopackage(run, tmp_path / "toy.gpkg", day=99)


def test_a_day_that_fails_the_audit_in_some_split_is_not_written(run, tmp_path):
    without_hashes(shutil.copytree(run, tmp_path / "run"))
    file = tmp_path / "run" / "rounds.parquet"
    rounds = pd.read_parquet(file)
    first = rounds.index[(rounds["split"] == "two_zones") & (rounds["day"] == 0)][0]
    rounds.loc[first, "carer"] += 1
    write_parquet(file, rounds)
    with pytest.raises(AuditError, match="two_zones, day 0: The day fails the audit"):
        write_geopackage(tmp_path / "run", tmp_path / "toy.gpkg")
    assert [it.name for it in tmp_path.iterdir()] == ["run"]
    write_geopackage(tmp_path / "run", tmp_path / "toy.gpkg", day=1)


@pytest.mark.parametrize("name", ["results", "visits"])
def test_a_run_whose_figures_or_record_are_not_as_written_is_not_exported(run, tmp_path, name):
    shutil.copytree(run, tmp_path / "run")
    file = tmp_path / "run" / f"{name}.parquet"
    table = pd.read_parquet(file)
    write_parquet(file, table.iloc[::-1])
    with pytest.raises(DataError, match=f"run: files: {name}.parquet is gone, or not as written"):
        write_geopackage(tmp_path / "run", tmp_path / "toy.gpkg")
    assert [it.name for it in tmp_path.iterdir()] == ["run"]
