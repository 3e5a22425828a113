"""Labels on maps: plates with a letter or number, and names of places, none above another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from matplotlib.path import Path
from shapely.ops import polylabel

from ruttsim.figures.sheet import INK, Sheet, rectangles, text_width_pt

_AREA_SIZE_PT = 7.5
_STREET_SIZE_PT = 6.0
_NAME_SIZE_PT = 6.0
_NAME_COLOUR = "#3d3d3d"
_SEE_THROUGH = "#ffffffb3"
_STREET_LABELS = 12
_BETWEEN_STREET_LABELS_PT = 8.0
_SMALLEST_LABELLED_PT2 = 40.0
_BASELINE = 0.36
"""How far below the middle of a text its baseline is, as a share of its size."""


@dataclass(frozen=True)
class Box:
    """A place on the sheet that a label takes [pt]."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Whether two labels would touch."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def grown(self, pt: float) -> Box:
        """The place with air around it."""
        return Box(self.left - pt, self.top - pt, self.right + pt, self.bottom + pt)


def text_box(x: float, y: float, text: str, size_pt: float, padding_pt: float = 1.0) -> Box:
    """The place that a text centred on a point takes."""
    half = text_width_pt(text, size_pt) / 2 + padding_pt
    return Box(x - half, y - size_pt / 2 - padding_pt, x + half, y + size_pt / 2 + padding_pt)


def area_labels(sheet: Sheet, labelled: Sequence[tuple[str, Any]]) -> list[Box]:
    """Label every group at least once, and each of its larger parts where there is room."""
    parts = [
        (part.area, label, rank, part)
        for label, outline in labelled
        for rank, part in enumerate(
            sorted(shapely.get_parts(outline), key=lambda part: (-part.area, part.wkb))
        )
    ]
    parts.sort(key=lambda item: (item[2] > 0, -item[0], item[1]))
    taken: list[Box] = []
    for area, label, rank, part in parts:
        if rank and area < _SMALLEST_LABELLED_PT2:
            continue
        spot = polylabel(part, tolerance=1.0)
        box = text_box(spot.x, spot.y, label, _AREA_SIZE_PT)
        if rank and any(box.overlaps(other) for other in taken):
            continue
        _label(sheet, box, label, _AREA_SIZE_PT)
        taken.append(box)
    return taken


def street_labels(sheet: Sheet, lines: Any, counts: Any) -> list[Box]:
    """Number the busiest street of each count, then other busy streets where there is room."""
    _, firsts = np.unique(counts, return_index=True)
    rows = np.arange(len(counts))
    taken: list[Box] = []
    for row in np.concatenate([firsts, rows[~np.isin(rows, firsts)]]):
        if len(taken) == _STREET_LABELS:
            break
        middle = shapely.line_interpolate_point(lines[row], 0.5, normalized=True)
        label = str(counts[row])
        box = text_box(middle.x, middle.y, label, _STREET_SIZE_PT)
        if not any(box.grown(_BETWEEN_STREET_LABELS_PT).overlaps(other) for other in taken):
            _label(sheet, box, label, _STREET_SIZE_PT)
            taken.append(box)
    return taken


def _label(sheet: Sheet, box: Box, label: str, size_pt: float) -> None:
    """A dark text on a white plate."""
    sheet.fill(_plate(box), "#ffffff", edge=INK, width_pt=0.4)
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    sheet.text(x, y + size_pt * _BASELINE, label, size_pt=size_pt, align="center", is_bold=True)


def place_names(sheet: Sheet, names: Sequence[tuple[str, float, float]], taken: list[Box]) -> None:
    """Write the names of places that cover no label and no other name."""
    kept = list(taken)
    for name, x, y in names:
        box = text_box(x, y, name, _NAME_SIZE_PT)
        if not any(box.overlaps(other) for other in kept):
            kept.append(box)
            sheet.fill(_plate(box), _SEE_THROUGH)
            baseline = y + _NAME_SIZE_PT * _BASELINE
            sheet.text(
                x, baseline, name, size_pt=_NAME_SIZE_PT, align="center", colour=_NAME_COLOUR
            )


def _plate(box: Box) -> Path:
    """The rectangle that a label stands on."""
    left, width = np.array([box.left]), np.array([box.right - box.left])
    return rectangles(left, np.array([box.top]), width, box.bottom - box.top)
