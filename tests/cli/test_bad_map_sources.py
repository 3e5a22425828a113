"""Bad sources of maps from the command line: each fault told once, and no map half-built."""

from __future__ import annotations

import gzip
import os
import warnings
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from spoiling import contents

from made_study import run
from road_samples import osm_xml, village
from ruttsim.domain.roads import CRS
from ruttsim.roads.bundle import read_bundle

REAL = Path(os.environ.get("RUTTSIM_REAL_DATA", "../shared/data")).resolve()
HOME = {"highway": "residential"}
FOUR = {1: (0.0, 0.0), 2: (9.0, 0.0), 3: (0.0, 9.0), 4: (9.0, 9.0)}
NO_WALKING = osm_xml(FOUR, [([1, 2, 4, 3], {"highway": "residential", "foot": "no"})])


@pytest.fixture(scope="module")
def rim(tmp_path_factory):
    """Where the village's streets lie [m]: the bounds of the areas that are made by rule."""
    folder = tmp_path_factory.mktemp("rim")
    (folder / "by.osm").write_text(village())
    assert run("map", "build", folder / "by.osm", "--out", folder / "map") == 0
    return read_bundle(folder / "map").areas.total_bounds


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the village, as the working folder."""
    (tmp_path / "by.osm").write_text(village())
    monkeypatch.chdir(tmp_path)
    return tmp_path


SOURCES = {
    "a file that is not there": ("nothing.osm.pbf", None, ["There is no such file."]),
    "an empty file": ("by.osm.pbf", b"", ["The file is empty."]),
    "a truncated text": ("by.osm", village().encode()[:5000], ["It cannot be read as OpenStreet"]),
    "a truncated archive": (
        "by.osm.gz",
        gzip.compress(village().encode())[:900],
        ["It cannot be read as OpenStreetMap data"],
    ),
    "no map at all": ("by.graphml", b"<graphml>", ["It cannot be read as a graph of osmnx"]),
    "a broken polygon": ("by.gpkg", b"no layer", ["It cannot be read as a layer"]),
    "another kind of file": ("by.docx", b"a map in words", ["It is no kind of map source."]),
    "streets without their nodes": (
        "by.osm",
        osm_xml(FOUR, [([77, 78], HOME), ([78, 79], HOME)]).encode(),
        ["by.osm: node: It holds 2 streets, but not their nodes"],
    ),
    "streets where nobody may walk": ("by.osm", NO_WALKING.encode(), ["by the mode 'walk'"]),
    "a place that is not UTF-8": ("by.osm", b"<osm>\xe5", ["It cannot be read as OpenStreetMap"]),
}
"""Name and content of a source (none: not there), and what is told of it."""


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_that_cannot_be_used_is_told_once(name, folder, capsys):
    file, content, expected = SOURCES[name]
    if content is not None:
        (folder / file).write_bytes(content)
    check(folder, capsys, expected, "map", "build", file, "--out", "map")


def check(folder, capsys, expected, *command, code=3):
    """Run the command: these faults are told, each once, and nothing is written."""
    before = contents(folder)
    assert run(*command) == code
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error: ")]
    for text in expected:
        assert len([line for line in told if text in line]) == 1, (text, told)
    assert len(told) == len(expected), told
    assert contents(folder) == before


def halves(rim, gap_m=0.0):
    """The land of the village in two parts, so far from each other."""
    west, south, east, north = rim
    middle = round((west + east) / 2)
    return gpd.GeoDataFrame(
        {"basic_area": ["väst", "öst"], "population": [10.0, 30.0]},
        geometry=[
            shapely.box(west, south, middle, north),
            shapely.box(middle + gap_m, south, east, north),
        ],
        crs=CRS,
    )


AREAS = {
    "a gap": (lambda rim: halves(rim, 15.0), ["geometry: A gap of"]),
    "an overlap": (lambda rim: halves(rim, -100.0), ["'väst' and 'öst' overlap by"]),
    "no coordinate system": (
        lambda rim: halves(rim).set_crs(None, allow_override=True),
        ["CRS: The coordinate system is not given."],
    ),
    "a name twice and persons below zero": (
        lambda rim: halves(rim).assign(basic_area="same", population=[-1.0, 5.0]),
        ["basic_area: More than one row has the name same.", "population: -1 in row 0."],
    ),
    "no names": (lambda rim: halves(rim).drop(columns="basic_area"), ["Missing: basic_area."]),
    "another place": (
        lambda rim: halves(rim).set_geometry(halves(rim).translate(90_000)),
        ["areas.gpkg: geometry: None of its areas lies where by.osm has streets."],
    ),
    "points": (
        lambda rim: halves(rim).set_geometry(halves(rim).centroid),
        ["geometry: No sound Polygon or MultiPolygon in row 0, 1."],
    ),
}
"""A layer of areas, given the rim of the village, and what is told of it."""


@pytest.mark.parametrize("name", AREAS)
def test_areas_that_cannot_be_used_are_told_all_at_once(name, rim, folder, capsys):
    layer, expected = AREAS[name]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'crs' was not provided")
        layer(rim).to_file(folder / "areas.gpkg")
    command = ("map", "build", "by.osm", "--areas", "areas.gpkg", "--out", "map")
    check(folder, capsys, expected, *command)


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_an_empty_or_truncated_layer_of_areas_is_told(share, rim, folder, capsys):
    halves(rim).to_file(folder / "areas.gpkg")
    whole = (folder / "areas.gpkg").read_bytes()
    (folder / "areas.gpkg").write_bytes(whole[: int(len(whole) * share)])
    command = ("map", "build", "by.osm", "--areas", "areas.gpkg", "--out", "map")
    check(folder, capsys, ["areas.gpkg: file: It cannot be read as a layer"], *command)


def test_areas_in_degrees_make_the_same_map_as_in_metres(rim, folder):
    for name, layer in (("metres", halves(rim)), ("degrees", halves(rim).to_crs("EPSG:4326"))):
        layer.to_file(folder / f"{name}.gpkg")
        assert run("map", "build", "by.osm", "--areas", f"{name}.gpkg", "--out", name) == 0
    first, second = (read_bundle(folder / name).areas for name in ("metres", "degrees"))
    assert first["basic_area"].tolist() == second["basic_area"].tolist() == ["väst", "öst"]
    assert first.area.tolist() == pytest.approx(second.area.tolist(), rel=1e-6)


@pytest.mark.parametrize(
    ("out", "word"), [("by.osm", "This is a file"), ("by.osm/map", "is a file"), (".", "by.osm")]
)
def test_a_map_is_not_put_where_something_is(out, word, folder, capsys):
    check(folder, capsys, [word], "map", "build", "by.osm", "--out", out, code=2)


def test_a_map_that_cannot_be_written_is_a_fault_and_the_earlier_one_stays(
    folder, capsys, monkeypatch
):
    def full(*_):
        raise OSError(28, "No space left on device")

    assert run("map", "build", "by.osm", "--out", "map") == 0
    monkeypatch.setattr("ruttsim.roads.bundle.write_json", full)
    expected = ["map: --out: The map cannot be written: No space left on device."]
    command = ("map", "build", "by.osm", "--out", "map", "--replace")
    check(folder, capsys, expected, *command, code=2)


def test_a_finished_map_is_replaced_only_where_that_is_said(folder, capsys):
    command = ("map", "build", "by.osm", "--out", "map")
    assert run(*command) == 0
    capsys.readouterr()
    check(folder, capsys, ["map: --out: There is a map here already."], *command, code=2)
    run(*command)
    assert "give --replace" in capsys.readouterr().err
    (folder / "by.osm").rename(folder / "other.osm")
    assert run("map", "build", "other.osm", "--out", "map", "--replace") == 0
    assert read_bundle(folder / "map").manifest.title == "Other"


def test_a_truncated_extract_is_told(folder, capsys):
    path = REAL / "liechtenstein.osm.pbf"
    if not path.exists():
        pytest.skip(f"{path} is missing")
    (folder / "part.osm.pbf").write_bytes(path.read_bytes()[:600_000])
    expected = ["part.osm.pbf: file: It cannot be read as OpenStreetMap data"]
    check(folder, capsys, expected, "map", "build", "part.osm.pbf", "--out", "map")
