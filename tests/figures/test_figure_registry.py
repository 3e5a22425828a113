"""Every figure of the registry: drawn, described, small, and the same bytes every time."""

from __future__ import annotations

import dataclasses
import io
import math
import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from PIL import Image

from fake_result import SPLITS, fake_result
from ruttsim.figures.registry import BARS, FIGURES, draw, make_scene, write_figures
from ruttsim.figures.sheet import plain_style

MAPS = ("area_split", "street_use", "choice", "margin")


@pytest.fixture(scope="module")
def result():
    return fake_result()


@pytest.fixture(scope="module")
def drawings(result):
    return draw(result, "sv")


def of(drawings, figure, split=""):
    return next(d for d in drawings if d.figure == figure and d.split == split)


def pictures(result, figure, language="sv"):
    """SVG and text alternative of one figure alone, by split."""
    with plain_style():
        parts = FIGURES[figure](make_scene(result, language))
        return {split: (picture.sheet.svg(title), picture.alt) for split, title, picture in parts}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_of_the_registry_is_drawn_with_a_text_alternative(drawings, name):
    found = [drawing for drawing in drawings if drawing.figure == name]
    assert len(found) == (len(SPLITS) if name in MAPS else 1)
    for drawing in found:
        assert drawing.title
        assert len(drawing.alt) > len(drawing.title)


def test_maps_of_all_splits_are_equally_large(drawings):
    sizes = {Image.open(io.BytesIO(d.png)).size for d in drawings if d.figure in MAPS}
    assert len(sizes) == 1


def test_drawings_ask_for_nothing_outside_and_carry_no_date(drawings):
    for drawing in drawings:
        assert ET.fromstring(drawing.svg) is not None
        links = re.findall(r'(?:href|src)="([^"]*)"', drawing.svg)
        assert all(link.startswith("#") for link in links)
        assert "dc:date" not in drawing.svg
        assert not Image.open(io.BytesIO(drawing.png)).info.keys() & {"Software", "Creation Time"}


def test_drawing_twice_gives_the_same_bytes(result, drawings):
    assert draw(result, "sv") == drawings


def test_any_number_of_processes_draws_the_same_bytes(result, drawings):
    assert draw(result, "sv", workers=2) == drawings


def test_every_drawing_is_written_as_svg_and_png(drawings, tmp_path):
    write_figures(drawings, tmp_path)
    written = {path.name for path in tmp_path.iterdir()}
    assert written == {f"{d.file}.{ending}" for d in drawings for ending in ("svg", "png")}


def test_a_zone_map_says_with_letters_who_serves_where(drawings):
    drawing = of(drawings, "area_split", "three_zones")
    assert all(f"{letter} i 3 basområden" in drawing.alt for letter in "ABC")
    assert all(f">{letter}</text>" in drawing.svg for letter in "ABC")


def test_areas_that_several_serve_are_told_apart_by_letters(drawings):
    """Seven areas have all three organisations, two only the first two."""
    alt = of(drawings, "area_split", "three_parallel").alt
    assert "A, B i 2 basområden" in alt
    assert "A\N{EN DASH}C i 7 basområden" in alt


def test_the_choice_map_counts_organisations(drawings):
    alt = of(drawings, "choice", "three_parallel").alt
    assert "2 utförare: 2 basområden" in alt
    assert "3 utförare: 7 basområden" in alt


def test_the_street_map_measures_the_streets_of_each_count(drawings):
    """312 streets of 250 m, every third used: 104 streets, 26 km, all by one organisation."""
    assert "1 utförare: 26 km gata" in of(drawings, "street_use", "own_regime").alt


def test_a_schematic_map_says_so_on_the_picture_and_a_surveyed_one_does_not(drawings):
    surveyed = fake_result(schematic=False)
    for name in MAPS:
        assert "Schematisk karta" in of(drawings, name, "own_regime").svg
        assert "Schematisk karta" not in pictures(surveyed, name)["own_regime"][0]


@pytest.mark.parametrize("name", BARS)
def test_bars_show_intervals_only_where_there_are_several_populations(drawings, name):
    assert "95 % intervall" in of(drawings, name).svg
    alone, alt = pictures(fake_result(populations=1), name)[""]
    assert "95 %" not in alone
    assert " till " not in alone + alt
    assert "ingen osäkerhet" in alone


def test_suppressed_values_are_en_dashes(result):
    summary = result.summary.copy()
    hidden = (summary["organisation"] == "south") & (summary["split"] == "three_parallel")
    summary.loc[hidden, ["mean", "low", "high"]] = math.nan
    bars, _ = pictures(dataclasses.replace(result, summary=summary), "travel_h")[""]
    assert ">\N{EN DASH}</text>" in bars


def test_streets_without_use_are_drawn_without_fault(result):
    empty = pd.DataFrame(columns=result.street_use.columns)
    changed = dataclasses.replace(result, street_use=empty)
    assert "No streets to show" in pictures(changed, "street_use", "en")["own_regime"][1]


def test_a_split_that_is_not_compared_is_drawn_with_dashes(result):
    summary = result.summary[result.summary["split"] != "three_zones"]
    maps = pictures(dataclasses.replace(result, summary=summary), "area_split")
    assert "\N{EN DASH} % av beviljad tid" in maps["three_zones"][0]
