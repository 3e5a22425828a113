"""Dots with intervals: the difference of two splits at each point of a sweep, below each other."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from ruttsim.figures.bars import TOTAL_COLOUR
from ruttsim.figures.colours import OKABE_ITO
from ruttsim.figures.registry import Drawing
from ruttsim.figures.sheet import (
    INK,
    Picture,
    Sheet,
    plain_style,
    polylines,
    rectangles,
    text_width_pt,
)
from ruttsim.figures.words import (
    Words,
    decimals_of_step,
    number,
    signed,
    span,
    with_unit,
)

_WIDTH_PT, _MARGIN_PT = 620.0, 8.0
_LABEL_PT, _VALUES_PT = 205.0, 130.0
_LABEL_CHARACTERS, _HEADING_CHARACTERS = 46, 90
_ROW_PT, _GROUP_PT, _DOT_PT, _CAP_PT = 13.0, 16.0, 5.0, 2.0
_HEADING_PT, _FOOT_PT = 46.0, 44.0
_SIZE_PT = 7.5
_KEY_PT = 175.0
_COLOUR, _GRID = OKABE_ITO[0], "#d8dee4"
_TICKS = 5
_ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


class Dot(NamedTuple):
    """A difference with its interval (NaN: none), and whether it is shown to be higher or lower.

    The last is None where that is not tested.
    """

    label: str
    value: float
    low: float
    high: float
    is_shown: bool | None


class DotGroup(NamedTuple):
    """Dots under a common heading (none if empty)."""

    heading: str
    dots: tuple[Dot, ...]


class Dots(NamedTuple):
    """What one figure shows: `own` is the dot that the others are compared with."""

    title: str
    subject: str
    unit: str
    decimals: int
    own: Dot
    groups: tuple[DotGroup, ...]


def dots(words: Words, shown: Dots) -> Picture:
    """Dots on one scale that holds zero; a dashed line runs through the one that is own."""
    language = words.language
    groups = (DotGroup("", (shown.own,)), *shown.groups)
    every = [dot for group in groups for dot in group.dots]
    rows_pt = _ROW_PT * len(every) + _GROUP_PT * sum(bool(it.heading) for it in groups)
    bottom = _HEADING_PT + rows_pt
    sheet = Sheet(_WIDTH_PT, bottom + _FOOT_PT)
    sheet.text(_MARGIN_PT, 14, with_unit(shown.title, shown.unit), size_pt=10, is_bold=True)
    sheet.text(_MARGIN_PT, 28, shown.subject, size_pt=_SIZE_PT)
    x = _scale(sheet, [end for it in every for end in it[1:4]], bottom, language)
    if math.isfinite(shown.own.value):
        _upright(sheet, x(shown.own.value), bottom, (TOTAL_COLOUR, 0.8), dashes="--")
    y, told = _HEADING_PT, []
    for group in groups:
        if group.heading:
            heading = textwrap.shorten(group.heading, _HEADING_CHARACTERS, placeholder="…")
            width = np.array([text_width_pt(heading, _SIZE_PT)])
            plate = rectangles(np.array([_MARGIN_PT]), np.array([y + 3]), width, _GROUP_PT - 4)
            sheet.fill(plate, "#ffffff")
            sheet.text(_MARGIN_PT, y + _GROUP_PT - 4, heading, size_pt=_SIZE_PT, is_bold=True)
            y += _GROUP_PT
        for dot in group.dots:
            _dot(sheet, y, dot, x, TOTAL_COLOUR if dot is shown.own else _COLOUR)
            text = _with_interval(dot, shown.decimals, language)
            at = _WIDTH_PT - _MARGIN_PT, y + _ROW_PT / 2 + 2.5
            sheet.text(*at, text, size_pt=_SIZE_PT, align="right")
            told.append(f"{', '.join(filter(None, (group.heading, dot.label)))} {text}")
            y += _ROW_PT
    is_tested = any(dot.is_shown is not None for dot in every)
    _key(sheet, bottom + 24, words, is_tested=is_tested)
    alt = words(
        "dots.alt",
        title=shown.title,
        subject=shown.subject,
        unit=shown.unit,
        values="; ".join(told),
    )
    return Picture(sheet, alt)


def draw_dots(words: Words, file: str, shown: Dots) -> Drawing:
    """A figure of dots with its files."""
    heading = f"{shown.title}: {shown.subject}"
    with plain_style():
        picture = dots(words, shown)
        svg, png = picture.sheet.svg(heading), picture.sheet.png()
    return Drawing("dots", "", file, heading, picture.alt, svg, png)


def _scale(
    sheet: Sheet, ends: Sequence[float], bottom: float, language: str
) -> Callable[[float], float]:
    """Grid lines with their values, the one at zero dark; and where a value lies across."""
    known = [0.0, *(end for end in ends if math.isfinite(end))]
    rough = (max(known) - min(known)) / _TICKS or 1.0
    power: float = 10.0 ** math.floor(math.log10(rough))
    step = next(it * power for it in _ROUND_STEPS if it * power >= rough)
    first, last = math.floor(min(known) / step) * step, math.ceil(max(known) / step) * step
    last = last if last > first else first + step
    left, right = _MARGIN_PT + _LABEL_PT, _WIDTH_PT - _MARGIN_PT - _VALUES_PT

    def x(value: float) -> float:
        return left + (value - first) / (last - first) * (right - left)

    for k in range(round((last - first) / step) + 1):
        tick = first + k * step
        is_zero = abs(tick) < step / 2
        _upright(sheet, x(tick), bottom, (INK, 0.8) if is_zero else (_GRID, 0.5))
        text = number(tick, decimals_of_step(step), language)
        sheet.text(x(tick), bottom + 10, text, size_pt=6.5, align="center")
    return x


def _upright(
    sheet: Sheet, x: float, bottom: float, style: tuple[str, float], *, dashes: str = "-"
) -> None:
    """A line from the heading to below the rows."""
    line = polylines(np.array([[x, _HEADING_PT - 4], [x, bottom + 2]]), np.array([0]))
    sheet.stroke(line, *style, dashes=dashes)


def _dot(sheet: Sheet, y: float, dot: Dot, x: Callable[[float], float], colour: str) -> None:
    """One row: its label, its interval as a line with ends, and its square upon that."""
    middle = y + _ROW_PT / 2
    label = textwrap.shorten(dot.label, _LABEL_CHARACTERS, placeholder="…")
    sheet.text(_MARGIN_PT, middle + 2.5, label, size_pt=_SIZE_PT)
    if not math.isfinite(dot.value):
        return
    if math.isfinite(dot.low) and math.isfinite(dot.high):
        low, high = x(dot.low), x(dot.high)
        top, bottom = middle - _CAP_PT, middle + _CAP_PT
        points = [(low, middle), (high, middle), (low, top), (low, bottom), (high, top)]
        line = polylines(np.array([*points, (high, bottom)]), np.array([0, 2, 4]))
        sheet.stroke(line, colour, 1.2)
    _mark(sheet, x(dot.value), middle, colour, is_filled=dot.is_shown is not False)


def _mark(sheet: Sheet, x: float, y: float, colour: str, *, is_filled: bool) -> None:
    """A square around a point, filled or hollow."""
    corner = np.array([x - _DOT_PT / 2]), np.array([y - _DOT_PT / 2])
    box = rectangles(*corner, np.array([_DOT_PT]), _DOT_PT)
    sheet.fill(box, colour if is_filled else "#ffffff", edge=colour, width_pt=1.2)


def _with_interval(dot: Dot, decimals: int, language: str) -> str:
    """`+87 (+80 to +94)`, or the difference alone."""
    interval = span(dot.low, dot.high, decimals, language, is_signed=True)
    value = signed(dot.value, decimals, language)
    return f"{value} ({interval})" if interval else value


def _key(sheet: Sheet, y: float, words: Words, *, is_tested: bool) -> None:
    """What filled and hollow squares and the dashed line mean."""
    for place, is_filled in enumerate((True, False) if is_tested else ()):
        at = _MARGIN_PT + _DOT_PT + place * _KEY_PT
        _mark(sheet, at, y, _COLOUR, is_filled=is_filled)
        key = "dots.shown" if is_filled else "dots.not_shown"
        sheet.text(at + 8, y + 2.5, words(key), size_pt=_SIZE_PT)
    if not is_tested:
        told = words("bars.without_interval")
        sheet.text(_MARGIN_PT, y + 2.5, told, size_pt=_SIZE_PT)
    at = _MARGIN_PT + 2 * _KEY_PT
    line = polylines(np.array([[at, y], [at + 16, y]]), np.array([0]))
    sheet.stroke(line, TOTAL_COLOUR, 0.8, dashes="--")
    sheet.text(at + 22, y + 2.5, words("dots.own"), size_pt=_SIZE_PT)
