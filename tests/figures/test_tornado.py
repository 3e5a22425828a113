"""Tornado figures: each end where it belongs, what is luck marked, the same bytes."""

import math

import pytest

from ruttsim.figures.sheet import text_width_pt
from ruttsim.figures.tornado import (
    LABEL_INDENTS_PT,
    LABEL_PT,
    LABEL_SIZES_PT,
    TornadoRow,
    draw_tornado,
    labels,
    tornado,
)
from ruttsim.figures.words import DASH, LANGUAGES, Words, capital, title
from ruttsim.parameters import load_parameters
from ruttsim.report.numbers import number_unit

ROWS = (
    TornadoRow(
        *("travel.everyday_factor", "Everyday driving", 1.1, 1.3, 1.5, "", 80.0, 101.5),
        is_beyond_luck=True,
    ),
    TornadoRow(
        *("staffing.clients_per_team", "Size of a team", 60, 100, 150, "clients/team"),
        *(math.nan, 92.0),
        is_beyond_luck=False,
    ),
)


def drawn(language):
    words = Words("ruttsim.figures", language)
    return draw_tornado(words, "tornado_travel_h", "Travel", "h/day", 90.0, ROWS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_has_its_name_and_both_differences_in_words_too(language):
    alt = drawn(language).alt
    for row in ROWS:
        assert row.title in alt
    for text in ("+80", "+92"):
        assert text in alt


def test_what_is_no_more_than_luck_is_marked():
    svg = drawn("en").svg
    assert "Size of a team *" in svg
    assert "Everyday driving *" not in svg


def test_the_range_stands_with_the_value_of_the_study():
    svg = drawn("sv").svg
    assert f"travel.everyday_factor: 1,1 {DASH} 1,5 (1,3)" in svg
    assert f"staffing.clients_per_team: 60 {DASH} 150 clients/team (100)" in svg


def test_the_same_drawing_gives_the_same_bytes():
    assert drawn("sv").svg == drawn("sv").svg
    assert drawn("sv").png == drawn("sv").png


def test_a_row_more_makes_the_sheet_higher():
    words = Words("ruttsim.figures", "en")
    heights = [tornado(words, "Travel", "h", 90.0, ROWS[:n]).sheet.height_pt for n in (1, 2)]
    assert heights[1] > heights[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_every_number_is_called_ends_where_the_bars_begin(language):
    for it in load_parameters().quantities:
        row = TornadoRow(
            *(it.name, capital(title(it, language)), it.low, it.value, it.high),
            *(number_unit(it.unit, language), 0.0, 0.0),
            is_beyond_luck=False,
        )
        for text, size_pt, indent_pt in zip(
            labels(row, language), LABEL_SIZES_PT, LABEL_INDENTS_PT, strict=True
        ):
            assert indent_pt + text_width_pt(text, size_pt) < LABEL_PT, text
