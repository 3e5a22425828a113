"""A map is built from a file and areas, whole or not at all; every fault has its remedy."""

from __future__ import annotations

import gzip
import json
import os
import warnings
from pathlib import Path

import geopandas as gpd
import osmnx as ox
import pytest
import shapely

from road_samples import islands, osm_xml, village, write_osm
from ruttsim.domain.roads import CRS
from ruttsim.errors import DataError, StudyError
from ruttsim.roads.build import READERS, build_map
from ruttsim.roads.bundle import MAP_FILES, read_bundle
from ruttsim.roads.info import map_info

DATA = Path(os.environ.get("RUTTSIM_REAL_DATA", "../shared/data"))


@pytest.fixture
def village_path(tmp_path):
    return write_osm(tmp_path, village(), "lilla_byn.osm")


def halves(bundle):
    """The land of a map in two parts, west and east."""
    west, south, east, north = bundle.areas.total_bounds
    middle = round((west + east) / 2)
    return gpd.GeoDataFrame(
        {"basic_area": ["väst", "öst"], "population": [10.0, 30.0]},
        geometry=[
            shapely.box(west, south, middle, north),
            shapely.box(middle, south, east, north),
        ],
        crs=CRS,
    )


def test_a_village_becomes_a_map_that_can_be_read(village_path, tmp_path):
    told = []
    built = build_map(str(village_path), tmp_path / "byn", progress=told.append)
    bundle = read_bundle(tmp_path / "byn")
    assert bundle.manifest == built.manifest
    assert (bundle.manifest.name, bundle.manifest.title) == ("byn", "Lilla byn")
    assert not bundle.manifest.schematic
    assert "OpenStreetMap contributors" in bundle.manifest.licence
    assert told[0] == f"reading {village_path}"
    assert told[-1] == f"writing {tmp_path / 'byn'}"


def test_all_that_is_assumed_is_said(village_path, tmp_path):
    counts = build_map(str(village_path), tmp_path / "counted").manifest.counts
    assert counts["percent_of_car_km_with_limit"] == 0
    assert counts["ferries"] == counts["traffic_lights"] == counts["turn_restrictions"] == 1
    assert counts["barriers"] == 0
    said = "\n".join(build_map(str(village_path), tmp_path / "byn").manifest.assumptions)
    for word in ("left out", "speed limit", "boundary", "basic areas", "population", "premises"):
        assert word in said


def test_an_island_with_a_ferry_is_left_out_of_the_map_and_told(tmp_path):
    """Islands of 12 x 12 and 6 x 6 crossings: 264 and 60 streets of 100 m."""
    path = write_osm(tmp_path, islands())
    bundle = build_map(str(path), tmp_path / "skärgård")
    alone = build_map(str(write_osm(tmp_path, village())), tmp_path / "fastland")
    assert bundle.roads.edges == alone.roads.edges
    assert bundle.manifest.counts["ferries"] == 1
    assert bundle.manifest.counts["parts_left_out"] == 1
    assert bundle.manifest.counts["km_of_parts_left_out"] == pytest.approx(6.0, rel=0.01)
    (said,) = (line for line in bundle.manifest.assumptions if "No street leads to" in line)
    assert "ferries are not taken" in said
    read_bundle(tmp_path / "skärgård")


def test_one_area_is_told_as_one(tmp_path):
    path = write_osm(
        tmp_path, osm_xml({1: (0.0, 0.0), 2: (1.0, 0.0)}, [([1, 2], {"highway": "residential"})])
    )
    said = "\n".join(build_map(str(path), tmp_path / "one").manifest.assumptions)
    assert ": 1 area, each the land" in said


def test_the_same_source_gives_the_same_bytes(village_path, tmp_path):
    for name in ("one", "two"):
        build_map(str(village_path), tmp_path / name / "byn")
    for name in MAP_FILES:
        first, second = (tmp_path / run / "byn" / name for run in ("one", "two"))
        assert first.read_bytes() == second.read_bytes()


def test_the_info_of_a_map_counts_what_is_in_it(village_path, tmp_path):
    """12 x 12 crossings less the four corners that only bend: 140 junctions.

    2 x 12 x 11 pieces of street, of which the corners join eight to four: 260 streets, 520 edges,
    264 x 0.1 km.
    """
    info = map_info(build_map(str(village_path), tmp_path / "byn"))
    assert json.loads(json.dumps(info)) == info
    assert (info["nodes"], info["edges"], info["drivable_edges"]) == (140, 520, 520)
    assert info["street_km"] == {"residential": pytest.approx(26.4, rel=0.01)}
    assert info["basic_areas"] == 26
    assert info["premises"][0] in info["districts"]


def test_given_areas_are_kept_and_completed(village_path, tmp_path):
    layer = halves(build_map(str(village_path), tmp_path / "first"))
    layer.to_file(tmp_path / "halves.gpkg")
    bundle = build_map(str(village_path), tmp_path / "byn", tmp_path / "halves.gpkg")
    assert bundle.areas["basic_area"].tolist() == ["väst", "öst"]
    assert bundle.areas["population"].tolist() == [10.0, 30.0]
    assert not any("made by rule" in line for line in bundle.manifest.assumptions)
    read_bundle(tmp_path / "byn")


def test_faults_of_given_areas_are_told_at_once(village_path, tmp_path):
    layer = halves(build_map(str(village_path), tmp_path / "first"))
    layer.assign(basic_area="same", population=-1.0).to_file(tmp_path / "halves.gpkg")
    with pytest.raises(DataError) as caught:
        build_map(str(village_path), tmp_path / "byn", tmp_path / "halves.gpkg")
    assert [fault.field for fault in caught.value.faults] == ["basic_area", "population"]
    assert not (tmp_path / "byn").exists()


def test_areas_in_other_coordinates_are_transformed(village_path, tmp_path):
    layer = halves(build_map(str(village_path), tmp_path / "first"))
    layer.to_crs("EPSG:4326").to_file(tmp_path / "halves.geojson")
    bundle = build_map(str(village_path), tmp_path / "byn", tmp_path / "halves.geojson")
    assert bundle.areas.crs == CRS
    assert bundle.areas.area.tolist() == pytest.approx(layer.area.tolist(), rel=1e-4)


def test_areas_without_a_coordinate_system_are_refused(village_path, tmp_path):
    """GeoJSON claims degrees where nothing is said; coordinates in metres give it away."""
    layer = halves(build_map(str(village_path), tmp_path / "first")).set_crs(
        None, allow_override=True
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'crs' was not provided")
        layer.to_file(tmp_path / "halves.geojson")
    with pytest.raises(DataError, match="coordinate system is not given"):
        build_map(str(village_path), tmp_path / "byn", tmp_path / "halves.geojson")


@pytest.mark.parametrize("content", [None, "", "this is no layer"])
def test_missing_or_broken_areas_are_a_fault(village_path, tmp_path, content):
    path = tmp_path / "halves.gpkg"
    if content is not None:
        path.write_text(content)
    with pytest.raises(DataError, match=r"halves\.gpkg"):
        build_map(str(village_path), tmp_path / "byn", path)


@pytest.mark.parametrize("ending", sorted(READERS))
def test_a_missing_file_of_any_kind_is_a_fault(tmp_path, ending):
    with pytest.raises(DataError, match="no such file"):
        build_map(str(tmp_path / f"by{ending}"), tmp_path / "byn")


@pytest.mark.parametrize("ending", sorted(READERS))
def test_an_empty_file_of_any_kind_is_a_fault(tmp_path, ending):
    (tmp_path / f"by{ending}").write_bytes(b"")
    with pytest.raises(DataError, match="The file is empty"):
        build_map(str(tmp_path / f"by{ending}"), tmp_path / "byn")


@pytest.mark.parametrize("ending", sorted(READERS))
def test_a_broken_file_of_any_kind_is_a_fault_and_leaves_nothing(tmp_path, ending):
    (tmp_path / f"by{ending}").write_bytes(b"this is no map")
    with pytest.raises(DataError, match="cannot be read"):
        build_map(str(tmp_path / f"by{ending}"), tmp_path / "byn")
    assert not (tmp_path / "byn").exists()


def test_a_file_of_another_kind_is_a_fault_that_lists_the_kinds(tmp_path):
    (tmp_path / "by.docx").write_text("a map in words")
    with pytest.raises(DataError, match=r"\.osm\.pbf"):
        build_map(str(tmp_path / "by.docx"), tmp_path / "byn")


def test_a_file_without_roads_is_a_fault(tmp_path):
    nodes = {1: (0.0, 0.0), 2: (1.0, 0.0)}
    path = write_osm(tmp_path, osm_xml(nodes, [([1, 2], {"building": "yes"})]))
    with pytest.raises(DataError, match="no streets that cars may use"):
        build_map(str(path), tmp_path / "byn")


def test_a_file_without_residential_streets_is_a_fault(tmp_path):
    nodes = {1: (0.0, 0.0), 2: (1.0, 0.0)}
    path = write_osm(tmp_path, osm_xml(nodes, [([1, 2], {"highway": "primary"})]))
    with pytest.raises(DataError, match="no residential streets"):
        build_map(str(path), tmp_path / "byn")


def test_a_folder_with_something_else_is_refused_before_any_work(village_path, tmp_path):
    told = []
    with pytest.raises(StudyError, match=r"lilla_byn\.osm"):
        build_map(str(village_path), tmp_path, progress=told.append)
    assert told == []


def test_areas_beside_a_folder_of_facts_are_refused(tmp_path):
    (tmp_path / "facts").mkdir()
    with pytest.raises(StudyError, match="areas of its own"):
        build_map(str(tmp_path / "facts"), tmp_path / "byn", tmp_path / "halves.gpkg")


@pytest.mark.parametrize("source", ["Byn", "by.geojson", "by.gpkg"])
def test_areas_beside_a_boundary_of_its_own_are_refused_before_any_work(source, tmp_path):
    with pytest.raises(StudyError, match=r"(?s)boundary of its own.*Leave out --areas"):
        build_map(source, tmp_path / "byn", tmp_path / "halves.gpkg")


def test_a_graph_is_cut_to_given_areas_as_an_extract_is(tmp_path):
    """3.5 km of village: the westernmost 0.75 km are an area, and 2 km around it are kept."""
    path = write_osm(tmp_path, village(36))
    whole = build_map(str(path), tmp_path / "whole")
    west, south, _, north = whole.areas.total_bounds
    corner = gpd.GeoDataFrame(
        {"basic_area": ["väst"]}, geometry=[shapely.box(west, south, west + 750, north)], crs=CRS
    )
    corner.to_file(tmp_path / "corner.gpkg")
    ox.save_graphml(ox.graph_from_xml(path, simplify=False), tmp_path / "by.graphml")
    reach_m = [
        build_map(str(it), tmp_path / it.suffix[1:], tmp_path / "corner.gpkg").roads.node_x_m.max()
        for it in (path, tmp_path / "by.graphml")
    ]
    assert reach_m[0] == pytest.approx(reach_m[1], abs=150.0)
    assert reach_m[0] < whole.roads.node_x_m.max() - 500


def test_a_compressed_file_gives_the_same_roads(village_path, tmp_path):
    packed = tmp_path / "lilla_byn.osm.gz"
    packed.write_bytes(gzip.compress(village_path.read_bytes()))
    plain = build_map(str(village_path), tmp_path / "plain")
    assert build_map(str(packed), tmp_path / "packed").manifest.content_hash == (
        plain.manifest.content_hash
    )


def test_liechtenstein_becomes_a_map_with_forty_areas(tmp_path):
    """Its villages: some 39,000 persons in fact; the nominal population has the same order."""
    path = DATA / "liechtenstein.osm.pbf"
    if not path.exists():
        pytest.skip(f"{path} is missing")
    build_map(str(path), tmp_path / "li")
    info = map_info(read_bundle(tmp_path / "li"))
    assert info["basic_areas"] == 40
    assert 20_000 < info["population"] < 80_000
    assert {"Vaduz", "Schaan", "Balzers", "Triesenberg"} <= set(info["districts"])
