"""Dots with intervals: each where it belongs, what is shown filled, the same bytes."""

import math

import pytest

from ruttsim.figures.dots import Dot, DotGroup, Dots, dots, draw_dots
from ruttsim.figures.words import DASH, LANGUAGES, MINUS, Words

OWN = Dot("The start", 87.0, 80.0, 94.0, is_shown=True)
WINTER = Dot("Winter", 107.0, 99.0, 115.0, is_shown=True)
SMALL = Dot("Small teams", -3.0, -9.0, 3.0, is_shown=False)
HIDDEN = Dot("Municipality", math.nan, math.nan, math.nan, is_shown=False)


def shown(*found, heading="Season", decimals=0):
    return Dots("Travel", "Six less one", "h/day", decimals, OWN, (DotGroup(heading, found),))


def drawn(language, *found, **said):
    return draw_dots(Words("ruttsim.figures", language), "travel_h_six", shown(*found, **said))


@pytest.mark.parametrize(("language", "to"), [("sv", "till"), ("en", "to")])
def test_every_difference_and_interval_stands_in_words_too(language, to):
    drawing = drawn(language, WINTER, SMALL)
    winter, small = f"+107 (+99 {to} +115)", f"{MINUS}3 ({MINUS}9 {to} +3)"
    assert f"The start +87 (+80 {to} +94); Season, Winter {winter}" in drawing.alt
    assert f"Season, Small teams {small}" in drawing.alt
    assert winter in drawing.svg
    assert small in drawing.svg


def test_what_is_shown_from_zero_is_filled_and_the_rest_is_hollow():
    """The key has one hollow square of its own."""
    hollow = [drawn("en", it).svg.count("fill: #ffffff; stroke: #0072b2") for it in (WINTER, SMALL)]
    assert hollow == [1, 2]


def test_where_nothing_is_tested_squares_are_filled_and_the_key_says_that_nothing_can_be_told():
    one = WINTER._replace(low=math.nan, high=math.nan, is_shown=None)
    figure = shown(one)._replace(own=one)
    svg = draw_dots(Words("ruttsim.figures", "en"), "one", figure).svg
    assert "fill: #ffffff; stroke: #0072b2" not in svg
    assert "no uncertainty can be given" in svg
    assert "higher or lower" not in svg


def test_a_difference_that_is_not_there_is_a_dash_without_a_square():
    with_it, without = (drawn("en", *it) for it in ((WINTER, HIDDEN), (WINTER,)))
    assert f"Municipality {DASH}" in with_it.alt
    assert [it.svg.count("stroke: #0072b2") for it in (with_it, without)] == [4, 4]


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_is_known_the_figure_is_drawn_with_dashes(language):
    empty = shown(HIDDEN)._replace(own=HIDDEN)
    alt = draw_dots(Words("ruttsim.figures", language), "empty", empty).alt
    assert alt.count(f"Municipality {DASH}") == 2


def test_the_scale_holds_zero_so_that_no_difference_looks_larger_than_it_is():
    assert ">0<" in drawn("en", WINTER).svg.replace(" ", "").replace("\n", "")


def test_a_label_that_does_not_fit_is_cut_with_an_ellipsis_and_whole_in_words():
    label = "small teams, electric cars alone, and " * 3
    drawing = drawn("en", WINTER._replace(label=label.strip()))
    assert "…" in drawing.svg
    assert label.strip() in drawing.alt


def test_the_same_dots_give_the_same_bytes():
    assert drawn("sv", WINTER).svg == drawn("sv", WINTER).svg
    assert drawn("sv", WINTER).png == drawn("sv", WINTER).png


def test_a_dot_more_or_a_heading_makes_the_sheet_higher():
    words = Words("ruttsim.figures", "en")
    bare = shown(WINTER, heading="")
    heights = [
        dots(words, it).sheet.height_pt for it in (bare, shown(WINTER), shown(WINTER, SMALL))
    ]
    assert heights == sorted(set(heights))
