"""A map from a place name, through osmnx and its cache, from servers well and unwell."""

from __future__ import annotations

import json
import re
import socket
import time

import osmnx as ox
import pytest
import shapely

from made_study import run
from osm_server import OVERPASS_TIMED_OUT, PLACE, MapServer, parsed, serving
from road_samples import village, write_osm
from ruttsim.roads.bundle import read_bundle

BOUNDARY = shapely.box(17.7995, 59.1995, 17.820, 59.2105)
SECONDS = 20.0
"""No failure may take longer; osmnx itself pauses 1 s before it asks for a place."""


@pytest.fixture
def server(monkeypatch, tmp_path):
    """A server that knows the village, and the command pointed at it."""
    with serving(MapServer(*parsed(village()), BOUNDARY)) as running:
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        monkeypatch.setenv("RUTTSIM_NOMINATIM", running.url)
        monkeypatch.setenv("RUTTSIM_OVERPASS", running.url + "/")
        monkeypatch.setenv("RUTTSIM_ANSWER_S", "1")
        monkeypatch.setenv("RUTTSIM_CACHE", str(tmp_path / "cache"))
        yield running


def facts(folder, capsys):
    """What `map info` says of a map."""
    capsys.readouterr()
    assert run("map", "info", folder, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_a_place_name_becomes_the_map_of_the_same_streets_in_a_file(server, tmp_path, capsys):
    assert run("map", "build", PLACE, "--out", tmp_path / "by") == 0
    assert run("map", "build", write_osm(tmp_path, village()), "--out", tmp_path / "file") == 0
    served, read = facts(tmp_path / "by", capsys), facts(tmp_path / "file", capsys)
    assert served["title"] == PLACE
    assert (served["nodes"], served["edges"]) == (read["nodes"], read["edges"])
    assert sum(served["street_km"].values()) == pytest.approx(
        sum(read["street_km"].values()), rel=0.005
    )
    assert server.asked == ["/search", "/interpreter", "/interpreter"]
    told = "ferries", "traffic_lights", "barriers", "turn_restrictions"
    assert [served["import"][name] for name in told] == [1, 1, 0, 1]
    of_files = {"ways_cut_by_the_rim", "water_left_out", "ways_without_nodes"}
    left_out = read["import"].keys() - of_files - {"ways_outside_the_areas"}
    assert {name: served["import"][name] for name in left_out} == pytest.approx(
        {name: read["import"][name] for name in left_out}, rel=0.005
    )
    for unknown in ("ways its rim cuts", "Water, railways and names"):
        assert any(unknown in sentence for sentence in served["assumptions"])
    of_served, of_file = (read_bundle(tmp_path / name).roads for name in ("by", "file"))
    assert len(of_served.forbidden_from) == len(of_file.forbidden_from) > 0
    assert of_served.signals.sum() == of_file.signals.sum() > 0


def test_the_same_map_is_not_asked_for_twice_in_a_day(server, tmp_path):
    assert run("map", "build", PLACE, "--out", tmp_path / "one") == 0
    asked = list(server.asked)
    old = tmp_path / "cache" / "osm-servers" / "2001-01-01"
    old.mkdir()
    assert run("map", "build", PLACE, "--out", tmp_path / "two") == 0
    assert server.asked == asked
    assert not old.exists()
    assert (tmp_path / "one" / "roads.npz").read_bytes() == (
        tmp_path / "two" / "roads.npz"
    ).read_bytes()


@pytest.mark.usefixtures("server")
def test_a_cache_that_cannot_be_written_is_no_hindrance(tmp_path, monkeypatch):
    (tmp_path / "taken").touch()
    monkeypatch.setenv("RUTTSIM_CACHE", str(tmp_path / "taken"))
    assert run("map", "build", PLACE, "--out", tmp_path / "by") == 0


def test_a_polygon_asks_no_server_for_names(server, tmp_path, monkeypatch):
    monkeypatch.setenv("RUTTSIM_NOMINATIM", "http://127.0.0.1:9")
    polygon = tmp_path / "by.geojson"
    feature = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(BOUNDARY)}
    polygon.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert run("map", "build", polygon, "--out", tmp_path / "by") == 0
    assert server.asked == ["/interpreter", "/interpreter"]


def without_an_area(places):
    """The place as a point."""
    return [
        {**place, "geojson": {"type": "Point", "coordinates": [17.8, 59.2]}} for place in places
    ]


UNWELL = {
    "no such place": ({"/search": b"[]"}, "0 results"),
    "a place without an area": ({"/search": without_an_area}, "Nominatim"),
    "places too many": ({"/search": 429}, "answers 429: too many requests"),
    "places slow behind": ({"/search": 504}, "answers 504"),
    "places hang": ({"/search": "hang"}, "ReadTimeout"),
    "places of another form": ({"/search": b'[{"geojson": {}}]'}, "could not be downloaded"),
    "a page to log in": ({"/search": b"<html>log in</html>"}, "could not be downloaded"),
    "streets too many": ({"/interpreter": 429}, "answers 429: too many requests"),
    "streets slow behind": ({"/interpreter": 504}, "answers 504"),
    "streets refused": ({"/interpreter": 403}, "answers 403"),
    "streets hang": ({"/interpreter": "hang"}, "ReadTimeout"),
    "places drip": ({"/search": "drip"}, "had not sent all of its answer after 1 s"),
    "streets drip": ({"/interpreter": "drip"}, "had not sent all of its answer after 1 s"),
    "no streets": ({"/interpreter": b'{"elements": []}'}, "could not be downloaded"),
    "streets of another form": ({"/interpreter": b'{"elements": [{}]}'}, "could not be downloaded"),
    "streets half": ({"/interpreter": b'{"elements": [{"type": "no'}, "could not be downloaded"),
    "streets given up": (
        {"/interpreter": lambda whole: {**whole, "remark": OVERPASS_TIMED_OUT}},
        "gave up: .*timed out",
    ),
}


@pytest.mark.parametrize("unwell", UNWELL)
def test_a_server_that_is_unwell_is_a_fault_within_seconds(server, tmp_path, capsys, unwell):
    server.faults, said = UNWELL[unwell]
    settings = {name: getattr(ox.settings, name) for name in ("overpass_url", "use_cache")}
    looked_up, started = socket.getaddrinfo, time.monotonic()
    assert run("map", "build", PLACE, "--out", tmp_path / "by") == 3
    assert time.monotonic() - started < SECONDS
    told = capsys.readouterr().err
    assert f"error: {PLACE}: place name: Its streets could not be downloaded" in told
    assert re.search(said, told), told
    assert "extract by hand" in told
    assert not (tmp_path / "by").exists()
    assert settings == {name: getattr(ox.settings, name) for name in settings}
    assert socket.getaddrinfo is looked_up


def test_an_empty_answer_is_not_kept(server, tmp_path):
    server.faults = {"/interpreter": b'{"elements": []}'}
    assert run("map", "build", PLACE, "--out", tmp_path / "by") == 3
    server.faults = {}
    assert run("map", "build", PLACE, "--out", tmp_path / "by") == 0


@pytest.mark.parametrize("variable", ["RUTTSIM_NOMINATIM", "RUTTSIM_OVERPASS"])
@pytest.mark.usefixtures("server")
def test_a_dead_server_is_a_fault_within_seconds(tmp_path, capsys, monkeypatch, variable):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv(variable, f"http://127.0.0.1:{taken.getsockname()[1]}")
    started = time.monotonic()
    assert run("map", "build", PLACE, "--out", tmp_path / "by") == 3
    assert time.monotonic() - started < SECONDS
    told = capsys.readouterr().err
    assert "is out of reach" in told
    assert "could not be downloaded from http://127.0.0.1:" in told
    assert f"set {variable} to the address of another server" in told


BAD_VARIABLES = {
    "RUTTSIM_NOMINATIM": "nominatim.example",
    "RUTTSIM_OVERPASS": "overpass.example",
    "RUTTSIM_ANSWER_S": "soon",
}


@pytest.mark.parametrize("variable", BAD_VARIABLES)
@pytest.mark.usefixtures("server")
def test_a_variable_that_says_nothing_is_told(tmp_path, capsys, monkeypatch, variable):
    monkeypatch.setenv(variable, BAD_VARIABLES[variable])
    assert run("map", "build", PLACE, "--out", tmp_path / "by") == 2
    assert f"error: {variable}: environment: '{BAD_VARIABLES[variable]}'" in capsys.readouterr().err
