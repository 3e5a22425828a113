"""Tornado figures: the difference of two splits with each number at its ends, widest first."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from ruttsim.figures.registry import Drawing
from ruttsim.figures.sheet import INK, Picture, Sheet, plain_style, polylines, rectangles
from ruttsim.figures.words import (
    DASH,
    Words,
    compact,
    decimals_for,
    decimals_of_step,
    number,
    signed,
    with_unit,
)

_WIDTH_PT, _MARGIN_PT = 770.0, 8.0
LABEL_PT = 395.0
"""Room for the longest title of a number, and for its name with its range."""

_VALUES_PT = 110.0
_ROW_PT, _BAR_PT = 15.0, 9.0
_HEADING_PT, _FOOT_PT = 44.0, 54.0
_SIZE_PT = 7.0
LABEL_SIZES_PT, LABEL_INDENTS_PT = (_SIZE_PT, 5.5), (0.0, 8.0)
_LOW_COLOUR, _HIGH_COLOUR = "#56b4e9", "#e69f00"
_GRID = "#d8dee4"
_TICKS = 5
_ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


class TornadoRow(NamedTuple):
    """A number, its ends and the study's value, and the difference at either end (NaN: unknown)."""

    name: str
    title: str
    low: float
    value: float
    high: float
    unit: str
    difference_low: float
    difference_high: float
    is_beyond_luck: bool


def tornado(
    words: Words, heading: str, unit: str, difference: float, rows: Sequence[TornadoRow]
) -> Picture:
    """Bars from the difference that the study's own numbers give to that at each end."""
    language = words.language
    height_pt = _HEADING_PT + _ROW_PT * len(rows) + _FOOT_PT
    sheet = Sheet(_WIDTH_PT, height_pt)
    sheet.text(_MARGIN_PT, 14, with_unit(heading, unit), size_pt=10, is_bold=True)
    decimals = decimals_for([difference])
    middle = words("tornado.middle", value=signed(difference, decimals, language))
    sheet.text(_MARGIN_PT, 28, middle, size_pt=_SIZE_PT)
    ends = [end for row in rows for end in (row.difference_low, row.difference_high)]
    step, first, last = _ticks([difference, *(end for end in ends if math.isfinite(end))])
    left, right = _MARGIN_PT + LABEL_PT, _WIDTH_PT - _MARGIN_PT - _VALUES_PT

    def x(value: float) -> float:
        return left + (value - first) / (last - first) * (right - left)

    bottom = _HEADING_PT + _ROW_PT * len(rows)
    for k in range(round((last - first) / step) + 1):
        tick = first + k * step
        is_zero = abs(tick) < step / 2
        _upright(sheet, x(tick), bottom, INK if is_zero else _GRID, 0.8 if is_zero else 0.5)
        text = number(tick, decimals_of_step(step), language)
        sheet.text(x(tick), bottom + 9, text, size_pt=6.5, align="center")
    for place, row in enumerate(rows):
        _row(sheet, _HEADING_PT + place * _ROW_PT, row, (x(difference), x), decimals, language)
    _upright(sheet, x(difference), bottom, INK, 1.0)
    for place, (colour, key) in enumerate(((_LOW_COLOUR, "low"), (_HIGH_COLOUR, "high"))):
        at = _MARGIN_PT + place * 150
        box = rectangles(np.array([at]), np.array([bottom + 18]), np.array([12.0]), _BAR_PT)
        sheet.fill(box, colour)
        sheet.text(at + 18, bottom + 26, words(f"tornado.{key}"), size_pt=_SIZE_PT)
    sheet.text(_MARGIN_PT, bottom + 42, words("tornado.luck"), size_pt=_SIZE_PT)
    values = "; ".join(f"{row.title} {_ends(row, decimals, language)}" for row in rows)
    return Picture(sheet, words("tornado.alt", title=heading, unit=unit, values=values))


def draw_tornado(
    words: Words,
    file: str,
    heading: str,
    unit: str,
    difference: float,
    rows: Sequence[TornadoRow],
) -> Drawing:
    """A tornado figure with its files."""
    with plain_style():
        picture = tornado(words, heading, unit, difference, rows)
        svg, png = picture.sheet.svg(heading), picture.sheet.png()
    return Drawing("tornado", "", file, heading, picture.alt, svg, png)


def _row(
    sheet: Sheet,
    y: float,
    row: TornadoRow,
    scale: tuple[float, Callable[[float], float]],
    decimals: int,
    language: str,
) -> None:
    """One number: its title, name and range, its bars, and the differences at its ends."""
    middle, x = scale
    for text, size_pt, x_pt, y_pt in zip(
        labels(row, language), LABEL_SIZES_PT, LABEL_INDENTS_PT, (y + 6, y + 12.5), strict=True
    ):
        sheet.text(_MARGIN_PT + x_pt, y_pt, text, size_pt=size_pt)
    pairs = ((row.difference_low, _LOW_COLOUR), (row.difference_high, _HIGH_COLOUR))
    for place, (end, colour) in enumerate(pairs):
        if math.isfinite(end):
            start, stop = sorted((middle, x(end)))
            top = np.array([y + 2 + place * _BAR_PT / 2])
            width = np.array([stop - start])
            sheet.fill(rectangles(np.array([start]), top, width, _BAR_PT / 2), colour)
    text = _ends(row, decimals, language)
    sheet.text(_WIDTH_PT - _MARGIN_PT, y + _BAR_PT, text, size_pt=_SIZE_PT, align="right")


def labels(row: TornadoRow, language: str) -> tuple[str, str]:
    """The title of a number, marked where it is luck, and its name with its range and value."""
    low, own, high = (compact(it, language) for it in (row.low, row.value, row.high))
    reach = f"{row.name}: {low} {DASH} {high} {row.unit}".rstrip() + f" ({own})"
    return row.title + ("" if row.is_beyond_luck else " *"), reach


def _ends(row: TornadoRow, decimals: int, language: str) -> str:
    """The differences at low and high; an en dash where one was not computed."""
    pairs = (row.difference_low, row.difference_high)
    return " / ".join(signed(end, decimals, language) for end in pairs)


def _upright(sheet: Sheet, x: float, bottom: float, colour: str, width_pt: float) -> None:
    """A line from the heading to below the rows."""
    line = polylines(np.array([[x, _HEADING_PT - 4], [x, bottom + 2]]), np.array([0]))
    sheet.stroke(line, colour, width_pt)


def _ticks(values: Sequence[float]) -> tuple[float, float, float]:
    """Step between grid lines, and the first and last of them around the values."""
    low, high = min(values), max(values)
    rough = (high - low) / _TICKS or max(abs(high), 1.0) / _TICKS
    power: float = 10.0 ** math.floor(math.log10(rough))
    step = next(it * power for it in _ROUND_STEPS if it * power >= rough)
    first, last = math.floor(low / step) * step, math.ceil(high / step) * step
    return step, first, last if last > first else first + step
