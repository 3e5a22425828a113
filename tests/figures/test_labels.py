"""Labels, letters and colours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb

from ruttsim.figures.colours import category_colour, count_colour, letters, light
from ruttsim.figures.labels import text_box


def luminance(colour):
    """Relative luminance by WCAG 2.1."""
    parts = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in to_rgb(colour)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def contrast(first, second):
    bright, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_runs_of_three_letters_and_more_are_joined():
    assert letters([0, 1, 2, 4]) == "A\N{EN DASH}C, E"
    assert letters([1, 0]) == "A, B"
    assert letters([]) == ""


@given(st.sets(st.integers(min_value=0, max_value=25), min_size=1))
def test_letters_name_the_first_and_last_organisation(indices):
    text = letters(sorted(indices))
    assert text[0] == chr(65 + min(indices))
    assert text[-1] == chr(65 + max(indices))


@pytest.mark.parametrize("most", [1, 2, 6, 20])
def test_every_street_colour_has_a_contrast_of_three_to_white(most):
    colours = [count_colour(count, most) for count in range(1, most + 1)]
    assert all(contrast(colour, "#ffffff") >= 3 for colour in colours)
    assert [luminance(c) for c in colours] == sorted(map(luminance, colours), reverse=True)


@pytest.mark.parametrize("index", range(8))
def test_dark_text_is_readable_on_every_part_of_a_stack(index):
    assert contrast(light(category_colour(index)), "#1f2328") >= 4.5


def test_boxes_that_touch_overlap_and_others_do_not():
    here, near, far = (text_box(x, 0, "AB", 8) for x in (0, 10, 40))
    assert here.overlaps(near)
    assert near.overlaps(here)
    assert not here.overlaps(far)
    assert here.grown(30).overlaps(far)
