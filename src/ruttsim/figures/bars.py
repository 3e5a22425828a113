"""Bars: a key figure by area split and organisation with intervals, and totals split into parts."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.figures import colours
from ruttsim.figures.sheet import INK, Picture, Sheet, polylines, rectangles, text_width_pt
from ruttsim.figures.words import decimals_for, decimals_of_step, number, span, with_unit

if TYPE_CHECKING:
    from ruttsim.figures.words import Words

_WIDTH_PT = 560.0
_MARGIN_PT = 8.0
_LABEL_PT = 150.0
_LABEL_CHARACTERS = 34
_VALUES_PT = 120.0
_ROW_PT, _BAR_PT = 12.0, 8.0
_GROUP_PT, _STACK_PT = 17.0, 34.0
_HEADING_PT, _FOOT_PT = 34.0, 30.0
_SIZE_PT = 7.5
TOTAL_COLOUR = "#57606a"
_GRID = "#d8dee4"
_TICKS = 5
_ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_CAP_PT = 2.0


@dataclass(frozen=True)
class Bar:
    """One bar: what it is called, its colour, its value and the interval around it (or NaN)."""

    label: str
    colour: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Group:
    """The bars of one area split; the first is all organisations together."""

    heading: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Stack:
    """The parts that one area split's total is made of, in the order of `parts`."""

    heading: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class _Scale:
    """From a value to a position across the sheet [pt]."""

    low: float
    high: float
    left_pt: float
    right_pt: float

    def x(self, value: float) -> float:
        """The position of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.left_pt + share * (self.right_pt - self.left_pt)


def organisation_bars(
    words: Words, heading: str, unit: str, groups: Sequence[Group], populations: int
) -> Picture:
    """Horizontal bars with intervals, one group an area split, all on one scale from zero."""
    bars = [bar for group in groups for bar in group.bars]
    ends = [end for bar in bars for end in (bar.value, bar.low, bar.high)]
    decimals = decimals_for(bar.value for bar in bars)
    rows_pt = sum(_GROUP_PT + _ROW_PT * len(group.bars) for group in groups)
    sheet = _start(heading, unit, rows_pt)
    scale = _scale(ends, _MARGIN_PT + _LABEL_PT, _WIDTH_PT - _MARGIN_PT - _VALUES_PT)
    _grid(sheet, scale, words.language, rows_pt)
    y = _HEADING_PT
    for group in groups:
        _heading(sheet, y, group.heading)
        y += _GROUP_PT
        for bar in group.bars:
            _bar(sheet, scale, y, bar)
            _value(sheet, y, bar, decimals, words.language)
            y += _ROW_PT
    is_one = populations == 1
    note = "bars.without_interval" if is_one else "bars.with_interval"
    sheet.text(_MARGIN_PT, sheet.height_pt - 6, words(note, n=populations), size_pt=7)
    totals = ", ".join(
        f"{group.heading} {_with_interval(group.bars[0], decimals, words.language)}"
        for group in groups
    )
    return Picture(sheet, words("bars.alt", title=heading, unit=unit, values=totals))


def stacked_bars(
    words: Words, heading: str, unit: str, parts: Sequence[str], stacks: Sequence[Stack]
) -> Picture:
    """One horizontal bar an area split, made of numbered parts."""
    totals = [sum(value for value in stack.values if math.isfinite(value)) for stack in stacks]
    decimals = decimals_for(totals)
    rows_pt = _STACK_PT * len(stacks)
    sheet = _start(heading, unit, rows_pt, legend_rows=len(parts))
    scale = _scale([0.0, *totals], _MARGIN_PT, _WIDTH_PT - 3 * _MARGIN_PT)
    _grid(sheet, scale, words.language, rows_pt)
    y = _HEADING_PT
    for stack, total in zip(stacks, totals, strict=True):
        text = f"{stack.heading}: {number(total, decimals, words.language)}"
        _heading(sheet, y, text)
        _stack(sheet, scale, y + _GROUP_PT, stack, decimals, words.language)
        y += _STACK_PT
    for row, part in enumerate(parts):
        _stack_key(sheet, y + _FOOT_PT + row * _ROW_PT, row, part)
    described = "; ".join(
        f"{stack.heading}: "
        + ", ".join(
            f"{part} {number(value, decimals, words.language)}"
            for part, value in zip(parts, stack.values, strict=True)
        )
        for stack in stacks
    )
    return Picture(sheet, words("bars.alt_stacked", title=heading, unit=unit, values=described))


def _start(heading: str, unit: str, rows_pt: float, legend_rows: int = 0) -> Sheet:
    """A sheet with its heading and unit, as high as its rows need."""
    height_pt = _HEADING_PT + rows_pt + _FOOT_PT + legend_rows * _ROW_PT + _MARGIN_PT
    sheet = Sheet(_WIDTH_PT, height_pt)
    sheet.text(_MARGIN_PT, 14, with_unit(heading, unit), size_pt=10, is_bold=True)
    return sheet


def _heading(sheet: Sheet, y: float, text: str) -> None:
    """A bold line above the bars that it is about, on white so that no grid line crosses it."""
    width = np.array([text_width_pt(text, _SIZE_PT)])
    plate = rectangles(np.array([_MARGIN_PT + 1]), np.array([y + 3]), width, _ROW_PT)
    sheet.fill(plate, "#ffffff")
    sheet.text(_MARGIN_PT + 3, y + _ROW_PT, text, size_pt=_SIZE_PT, is_bold=True)


def _scale(ends: Sequence[float], left_pt: float, right_pt: float) -> _Scale:
    """A scale that holds zero and every end, on whole steps."""
    known = [end for end in ends if math.isfinite(end)]
    low, high = min([0.0, *known]), max([0.0, *known])
    step = _step(low, high)
    return _Scale(
        math.floor(low / step) * step, math.ceil(high / step) * step or step, left_pt, right_pt
    )


def _step(low: float, high: float) -> float:
    """The distance between grid lines: 1, 2, 2.5 or 5 times a power of ten."""
    rough = (high - low) / _TICKS or 1.0
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _ROUND_STEPS if step * power >= rough)


def _grid(sheet: Sheet, scale: _Scale, language: str, rows_pt: float) -> None:
    """Grid lines with their values below the rows; the line at zero is dark."""
    step = _step(scale.low, scale.high)
    bottom = _HEADING_PT + rows_pt + 3
    ticks = [scale.low + k * step for k in range(round((scale.high - scale.low) / step) + 1)]
    decimals = decimals_of_step(step)
    for tick in ticks:
        x = scale.x(tick)
        is_zero = abs(tick) < step / 2
        line = polylines(np.array([[x, _HEADING_PT], [x, bottom]]), np.array([0]))
        sheet.stroke(line, INK if is_zero else _GRID, 0.8 if is_zero else 0.5)
        sheet.text(x, bottom + 8, number(tick, decimals, language), size_pt=6.5, align="center")


def _bar(sheet: Sheet, scale: _Scale, y: float, bar: Bar) -> None:
    """One bar from zero, its name before it and its interval as a line with ends."""
    label = textwrap.shorten(bar.label, _LABEL_CHARACTERS, placeholder="…")
    sheet.text(_MARGIN_PT, y + _BAR_PT, label, size_pt=_SIZE_PT)
    if not math.isfinite(bar.value):
        return
    left, right = sorted((scale.x(0.0), scale.x(bar.value)))
    sheet.fill(
        rectangles(np.array([left]), np.array([y + 1]), np.array([right - left]), _BAR_PT),
        bar.colour,
    )
    if math.isfinite(bar.low) and math.isfinite(bar.high):
        low, high, middle = scale.x(bar.low), scale.x(bar.high), y + 1 + _BAR_PT / 2
        top, bottom = middle - _CAP_PT, middle + _CAP_PT
        points = [(low, middle), (high, middle), (low, top), (low, bottom), (high, top)]
        line = polylines(np.array([*points, (high, bottom)]), np.array([0, 2, 4]))
        sheet.stroke(line, "#ffffff", 2.4)
        sheet.stroke(line, INK, 1.0)


def _value(sheet: Sheet, y: float, bar: Bar, decimals: int, language: str) -> None:
    """The value and its interval as text beside the bar."""
    text = _with_interval(bar, decimals, language)
    sheet.text(_WIDTH_PT - _MARGIN_PT, y + _BAR_PT, text, size_pt=_SIZE_PT, align="right")


def _with_interval(bar: Bar, decimals: int, language: str) -> str:
    """`312 (298 to 326)`, or the value alone."""
    interval = span(bar.low, bar.high, decimals, language)
    value = number(bar.value, decimals, language)
    return f"{value} ({interval})" if interval else value


def _stack(
    sheet: Sheet, scale: _Scale, y: float, stack: Stack, decimals: int, language: str
) -> None:
    """The parts of one bar, each with its number and, where there is room, its value."""
    start = 0.0
    for part, value in enumerate(stack.values):
        if not math.isfinite(value) or value <= 0:
            continue
        left, right = scale.x(start), scale.x(start + value)
        box = rectangles(np.array([left]), np.array([y]), np.array([right - left]), _BAR_PT + 4)
        sheet.fill(box, _part_colour(part), edge="#ffffff", width_pt=0.8)
        texts = (f"{part + 1}: {number(value, decimals, language)}", str(part + 1))
        fitting = next((text for text in texts if text_width_pt(text, 6.5) < right - left), "")
        if fitting:
            sheet.text((left + right) / 2, y + _BAR_PT, fitting, size_pt=6.5, align="center")
        start += value


def _stack_key(sheet: Sheet, y: float, part: int, text: str) -> None:
    """One line of the legend under stacked bars."""
    swatch = rectangles(np.array([_MARGIN_PT]), np.array([y - 7]), np.array([12.0]), _BAR_PT)
    sheet.fill(swatch, _part_colour(part))
    sheet.text(_MARGIN_PT + 18, y, f"{part + 1}  {text}", size_pt=_SIZE_PT)


def _part_colour(part: int) -> str:
    """The colour of a numbered part, light enough for dark text."""
    return colours.light(colours.category_colour(part))
