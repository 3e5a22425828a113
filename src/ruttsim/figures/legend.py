"""What surrounds a map: heading, legend, line widths, scale bar; the same size for every map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ruttsim.figures.frame import WIDTH_PT, Frame
from ruttsim.figures.sheet import INK, Sheet, polylines, rectangles
from ruttsim.figures.words import number

if TYPE_CHECKING:
    from ruttsim.figures.words import Words

HEADING_PT = 30.0
"""Height kept for the heading above every map."""

WIDTH_STEPS = 6
_THINNEST_PT, _WIDEST_PT = 0.5, 3.2
_MARGIN_PT = 6.0
_ROW_PT = 10.0
_SIZE_PT = 7.0


@dataclass(frozen=True)
class Key:
    """One line of a legend: its colour, the letter or number on the map, and what it means."""

    colour: str
    label: str
    text: str


@dataclass(frozen=True, eq=False)
class MapStyle:
    """What the maps of one report have in common, so that they compare: frame, rows, scales.

    `organisations` are the titles in the study's order; `most_passages` and `most_organisations`
    are the largest of all splits.
    """

    frame: Frame
    words: Words
    organisations: tuple[str, ...]
    most_passages: int
    most_organisations: int

    @property
    def legend_rows(self) -> int:
        """Rows that the longest legend of any map takes: organisations, shared areas, none."""
        return max(len(self.organisations), self.most_organisations) + 2


def start(style: MapStyle, heading: str, subject: str) -> Sheet:
    """A sheet with its heading; every map of a report has the same size."""
    below = _ROW_PT * (style.legend_rows + 1) + 2 * _MARGIN_PT
    sheet = Sheet(WIDTH_PT, style.frame.bottom_pt + below)
    sheet.text(_MARGIN_PT, 12, heading, size_pt=9, is_bold=True)
    sheet.text(_MARGIN_PT, 23, subject, size_pt=7.5)
    return sheet


def width_steps(passages: Any, most: int) -> Any:
    """Which of the line widths each street has: even steps of the square root of its passages."""
    share = np.sqrt(passages / max(most, 1))
    return np.minimum((share * WIDTH_STEPS).astype(np.int64), WIDTH_STEPS - 1)


def width_pt(step: int) -> float:
    """The width of a line of one step."""
    return _THINNEST_PT + (_WIDEST_PT - _THINNEST_PT) * step / (WIDTH_STEPS - 1)


def scale_bar(style: MapStyle, sheet: Sheet) -> None:
    """A bar of a round length in the lower right corner of the sheet."""
    km, length_pt = style.frame.scale_bar()
    right, y = WIDTH_PT - _MARGIN_PT, sheet.height_pt - _MARGIN_PT
    bar = polylines(np.array([[right - length_pt, y], [right, y]]), np.array([0]))
    sheet.stroke(bar, INK, 1.2)
    language = style.words.language
    text = style.words("map.scale_bar", km=number(km, 0 if km >= 1 else 1, language))
    sheet.text(right, y - 4, text, size_pt=6.5, align="right")


def legend(style: MapStyle, sheet: Sheet, keys: Sequence[Key]) -> None:
    """The meaning of every colour and label, and whether the map is schematic."""
    top = style.frame.bottom_pt + _MARGIN_PT
    for row, key in enumerate(keys):
        y = top + row * _ROW_PT
        swatch = rectangles(np.array([_MARGIN_PT]), np.array([y + 1]), np.array([12.0]), 7.5)
        sheet.fill(swatch, key.colour, edge=INK, width_pt=0.4)
        sheet.text(_MARGIN_PT + 16, y + 7.5, key.label, size_pt=_SIZE_PT, is_bold=True)
        sheet.text(_MARGIN_PT + 48, y + 7.5, key.text, size_pt=_SIZE_PT)
    if style.frame.is_schematic:
        y = sheet.height_pt - _MARGIN_PT
        sheet.text(_MARGIN_PT, y, style.words("map.schematic"), size_pt=_SIZE_PT)


def width_legend(style: MapStyle, sheet: Sheet) -> None:
    """What line widths mean: passages at the lower end of three of the steps."""
    top = style.frame.bottom_pt + _MARGIN_PT
    language = style.words.language
    for row, step in enumerate((0, WIDTH_STEPS // 2, WIDTH_STEPS - 1)):
        passages = max(round(style.most_passages * (step / WIDTH_STEPS) ** 2), 1)
        y = top + row * _ROW_PT + 5
        left = WIDTH_PT / 2
        sheet.stroke(
            polylines(np.array([[left, y], [left + 18, y]]), np.array([0])), INK, width_pt(step)
        )
        text = style.words("map.passages", count=f"≥ {number(passages, 0, language)}")
        sheet.text(left + 24, y + 2.5, text, size_pt=_SIZE_PT)
