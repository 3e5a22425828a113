"""The picture of a map: what it shows is what the map holds, and nothing is written over."""

from __future__ import annotations

import dataclasses
import re
from xml.etree import ElementTree as ET

import pytest

from made_study import run
from road_samples import square_bundle
from ruttsim.domain.roads import ROAD_CLASSES
from ruttsim.figures.map_picture import STREETS, draw_map
from ruttsim.report.map_page import WRITERS, write_map_picture
from ruttsim.toy import toy_map


def texts(svg):
    """Every text on a picture."""
    return [it.text for it in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_every_class_of_street_is_drawn_in_one_group():
    drawn = [name for classes, _, _ in STREETS.values() for name in classes]
    assert sorted(drawn) == sorted(ROAD_CLASSES)


def test_the_legend_counts_what_is_there():
    """A ring of 2 x 1000 m and 2 x 400 m of residential street, an area of each of two kinds."""
    alt = draw_map(square_bundle(), "en").alt
    assert "3 km of residential" in alt
    assert "0 km of motorway" in alt
    assert "0 basic areas, mostly apartments; 1 basic areas, mostly houses" in alt
    assert "1 premises" in alt


@pytest.mark.parametrize(
    ("language", "said"), [("sv", "Schematisk karta"), ("en", "Schematic map")]
)
def test_a_schematic_map_says_so_and_another_does_not(language, said):
    bundle = square_bundle()
    real = dataclasses.replace(
        bundle, manifest=dataclasses.replace(bundle.manifest, schematic=False)
    )
    schematic, surveyed = draw_map(bundle, language), draw_map(real, language)
    assert any(said in text for text in texts(schematic.svg))
    assert said in schematic.alt
    assert not any(said in text for text in texts(surveyed.svg))
    assert said not in surveyed.alt


def test_source_and_licence_stand_on_the_picture():
    assert "made up. none." in texts(draw_map(square_bundle(), "sv").svg)


@pytest.mark.parametrize("ending", WRITERS)
def test_the_same_map_gives_the_same_bytes(tmp_path, ending):
    paths = [tmp_path / f"{name}{ending}" for name in ("one", "two")]
    for path in paths:
        write_map_picture(toy_map(), path, "sv")
    assert paths[0].read_bytes() == paths[1].read_bytes()


STARTS = {".png": b"\x89PNG", ".svg": b"<?xml", ".html": b"<!doctype html>"}


@pytest.mark.parametrize("ending", WRITERS)
def test_the_command_writes_each_kind_and_refuses_to_write_over_it(tmp_path, capsys, ending):
    path = tmp_path / f"toy{ending}"
    assert run("map", "show", "toy", "--out", path, "--lang", "en") == 0
    assert str(path) in capsys.readouterr().out
    before = path.read_bytes()
    assert before.startswith(STARTS[ending])
    assert run("map", "show", "toy", "--out", path) == 2
    assert "There is something here already" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_the_page_asks_for_nothing_and_tells_what_the_map_rests_on(tmp_path):
    bundle = square_bundle()
    write_map_picture(bundle, tmp_path / "by.html", "en")
    page = (tmp_path / "by.html").read_text()
    assert not re.search(r"(src|href)=\"(?!#)", page)
    assert all(sentence in page for sentence in bundle.manifest.assumptions)


def test_the_page_tells_it_in_its_language_or_says_which_it_is(tmp_path):
    bundle = square_bundle()
    old = dataclasses.replace(bundle.manifest, assumptions_sv=())
    maps = {"new": bundle, "old": dataclasses.replace(bundle, manifest=old)}
    pages = {}
    for name, one in maps.items():
        write_map_picture(one, tmp_path / f"{name}.html", "sv")
        pages[name] = (tmp_path / f"{name}.html").read_text()
    assert "<ul>\n<li>Allt är påhittat.</li>" in pages["new"]
    assert 'lang="en"' not in pages["new"]
    assert '<ul lang="en">\n<li>All is made up.</li>' in pages["old"]


def test_another_ending_is_told_with_those_there_are(tmp_path, capsys):
    assert run("map", "show", "toy", "--out", tmp_path / "toy.pdf") == 2
    assert re.search(r"\.png, \.svg, \.html", capsys.readouterr().err)


def test_an_unknown_map_is_told(tmp_path, capsys):
    assert run("map", "show", "botkirka", "--out", tmp_path / "map.png") == 3
    assert "Did you mean 'botkyrka'" in capsys.readouterr().err
