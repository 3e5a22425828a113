"""A blank sheet measured in points from its top left corner, written as SVG and PNG.

All pictures are drawn on it with matplotlib's artists, without axes: positions rounded to a tenth
of a point keep the files small and the same on every machine.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Floats

POINTS_PER_INCH = 72
PNG_DPI = 150
_PNG_COMPRESSION = 3
INK = "#1f2328"
_RC: dict[str, Any] = {
    "svg.hashsalt": "ruttsim",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Arial"],
    "text.hinting": "none",
}
_SVG_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
_GLYPH_WIDTH = 0.62
"""Mean width of a DejaVu Sans glyph as a share of its size, on the wide side."""


@contextmanager
def plain_style() -> Iterator[None]:
    """Matplotlib with this package's settings alone, whatever the user's own say.

    Sheets are made, drawn on and written inside it.
    """
    default: dict[Any, Any] = {
        key: value for key, value in mpl.rcParamsDefault.items() if not key.startswith("backend")
    }
    with mpl.rc_context(default | _RC):
        yield


def text_width_pt(text: str, size_pt: float) -> float:
    """Width that a text takes at most, without asking a font, so that layout is the same."""
    return len(text) * size_pt * _GLYPH_WIDTH


def rectangles(x: Floats, y: Floats, width: Floats, height: float) -> Path:
    """Rectangles with corners `x`, `y` (top left) as one path."""
    right, bottom = x + width, y + height
    corners = np.stack([x, y, right, y, right, bottom, x, bottom, x, y], axis=1)
    return polylines(corners.reshape(-1, 2), np.arange(len(x)) * 5)


def polylines(points: Floats, starts: Any) -> Path:
    """Lines that begin at the rows `starts` of `points` [pt] as one path."""
    codes = np.full(len(points), Path.LINETO, dtype=np.uint8)
    codes[starts] = Path.MOVETO
    return Path(np.round(points, 1), codes)


class Sheet:
    """A page of fixed size that pictures are drawn on; x to the right, y downwards [pt]."""

    def __init__(self, width_pt: float, height_pt: float) -> None:
        self.width_pt = width_pt
        self.height_pt = height_pt
        self._figure = Figure(figsize=(width_pt / POINTS_PER_INCH, height_pt / POINTS_PER_INCH))
        self._to_page = (
            Affine2D().scale(1, -1).translate(0, height_pt).scale(1 / POINTS_PER_INCH)
            + self._figure.dpi_scale_trans
        )

    def fill(
        self, path: Path, colour: str, *, edge: str = "none", width_pt: float = 0, gid: str = ""
    ) -> None:
        """Paint the inside of a path; `gid` names a part that several pictures share."""
        self._add(path, gid, facecolor=colour, edgecolor=edge, linewidth=width_pt)

    def stroke(
        self, path: Path, colour: str, width_pt: float, *, dashes: str = "-", gid: str = ""
    ) -> None:
        """Draw along a path."""
        self._add(
            path,
            gid,
            fill=False,
            edgecolor=colour,
            linewidth=width_pt,
            linestyle=dashes,
            capstyle="round",
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size_pt: float = 8,
        align: str = "left",
        colour: str = INK,
        is_bold: bool = False,
        gid: str = "",
    ) -> None:
        """Write a text whose baseline starts, ends or is centred at a point."""
        artist = self._figure.text(
            round(x, 1),
            round(y, 1),
            text,
            transform=self._to_page,
            fontsize=size_pt,
            ha=align,
            va="baseline",
            color=colour,
            fontweight="bold" if is_bold else "normal",
            parse_math=False,
            zorder=self._next_layer(),
        )
        if gid:
            artist.set_gid(gid)

    def _add(self, path: Path, gid: str, **style: Any) -> None:
        """Put a path above all that is there."""
        artist = PathPatch(
            path,
            transform=self._to_page,
            clip_on=False,
            joinstyle="round",
            zorder=self._next_layer(),
            **style,
        )
        if gid:
            artist.set_gid(gid)
        self._figure.add_artist(artist)

    def _next_layer(self) -> int:
        """The order of drawing is the order of calls."""
        return len(self._figure.get_children())

    def svg(self, title: str) -> str:
        """The sheet as SVG with text as text; the same drawing gives the same bytes."""
        sink = io.BytesIO()
        self._figure.savefig(sink, format="svg", metadata=_SVG_METADATA | {"Title": title})
        return sink.getvalue().decode()

    def png(self, dpi: int = PNG_DPI) -> bytes:
        """The sheet as PNG without metadata."""
        sink = io.BytesIO()
        self._figure.savefig(
            sink,
            format="png",
            dpi=dpi,
            metadata={"Software": None},
            pil_kwargs={"compress_level": _PNG_COMPRESSION},
        )
        return sink.getvalue()


@dataclass(frozen=True, eq=False)
class Picture:
    """A finished sheet and what it shows in words."""

    sheet: Sheet
    alt: str
