"""Numbers and texts in both languages."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruttsim.accounts.kpis import KPIS
from ruttsim.figures.words import (
    LANGUAGES,
    compact,
    decimals_for,
    decimals_of_step,
    listed,
    load_texts,
    number,
    percent,
    signed,
    span,
    title,
    unit_text,
)

HARD_SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"


def test_swedish_has_a_decimal_comma_and_english_a_point():
    assert number(1234567.25, 1, "sv") == f"1{HARD_SPACE}234{HARD_SPACE}567,2"
    assert number(1234567.25, 1, "en") == "1,234,567.2"


def test_a_missing_number_is_an_en_dash_in_every_form():
    assert number(math.nan, 1, "sv") == signed(math.nan, 1, "sv") == DASH
    assert span(math.nan, 2.0, 1, "sv") == ""
    assert percent(1.0, 0.0, 1, "en") == DASH


def test_differences_carry_their_sign_and_zero_carries_none():
    assert signed(2.5, 1, "en") == "+2.5"
    assert signed(-2.5, 1, "en") == f"{MINUS}2.5"
    assert signed(-0.01, 1, "en") == "0.0"


def test_an_interval_reads_low_to_high():
    assert span(-1.0, 2.0, 0, "sv", is_signed=True) == f"{MINUS}1 till +2"
    assert span(1.0, 2.0, 0, "en") == "1 to 2"


def test_names_in_a_sentence_have_a_word_before_the_last_and_commas_before_that():
    assert listed(["A"], "sv") == "A"
    assert listed(["A", "B"], "sv") == "A och B"
    assert listed(["A", "B", "C"], "en") == "A, B and C"


def test_three_digits_show_whatever_the_size():
    assert [decimals_for([x]) for x in (312.0, 31.2, 3.12, 0.312)] == [0, 1, 2, 2]
    assert decimals_for([math.nan]) == 2


@pytest.mark.parametrize("power", range(-4, 6))
@pytest.mark.parametrize("first", [1.0, 2.0, 2.5, 5.0])
def test_marks_of_a_scale_stand_where_their_numbers_say(power, first):
    step = first * 10.0**power
    marks = [k * step for k in range(-7, 8)]
    shown = [number(mark, decimals_of_step(step), "en") for mark in marks]
    read = [float(text.replace("\u2212", "-").replace(",", "")) for text in shown]
    assert read == pytest.approx(marks, abs=step / 1e6)
    assert decimals_of_step(step) <= max(0, -power) + 1


def test_compact_numbers_have_no_zeros_at_the_end():
    assert [compact(x, "en") for x in (4000.0, 0.572, 0.0, 1.50)] == ["4,000", "0.572", "0", "1.5"]


@given(st.floats(min_value=-1e9, max_value=1e9), st.integers(min_value=0, max_value=3))
def test_english_numbers_can_be_read_back(value, decimals):
    text = number(value, decimals, "en").replace(",", "").replace(MINUS, "-")
    assert math.isclose(float(text), value, abs_tol=0.5 * 10.0**-decimals * (1 + 1e-9))


@pytest.mark.parametrize("kpi", KPIS.values(), ids=lambda kpi: kpi.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_figure_has_a_title_and_a_unit_in_both_languages(kpi, language):
    assert title(kpi, language)
    assert unit_text(kpi.unit, language)


@pytest.mark.parametrize("package", ["ruttsim.figures", "ruttsim.report"])
def test_every_text_is_in_both_languages_with_the_same_fields(package):
    for key, texts in load_texts(package).items():
        assert tuple(texts) == LANGUAGES, key
        fields = [
            sorted(part.split("}")[0] for part in text.split("{")[1:]) for text in texts.values()
        ]
        assert fields[0] == fields[1], key
