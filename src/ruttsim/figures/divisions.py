"""Pictures of divisions of the basic areas, as letters on the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ruttsim.figures.frame import make_frame
from ruttsim.figures.legend import HEADING_PT, MapStyle
from ruttsim.figures.maps import area_split_map
from ruttsim.figures.registry import Drawing
from ruttsim.figures.sheet import plain_style
from ruttsim.figures.words import Words

if TYPE_CHECKING:
    from ruttsim.domain.roads import MapBundle


class DrawnDivision(NamedTuple):
    """A division to draw: name, title, organisation of each area, share of each organisation.

    Organisations are numbered in study order; the share is None for one that takes no part.
    """

    name: str
    title: str
    organisation: Sequence[int]
    shares: Sequence[float | None]


def draw_divisions(
    bundle: MapBundle, titles: Sequence[str], divisions: Sequence[DrawnDivision], language: str
) -> tuple[Drawing, ...]:
    """A map of each division; `titles` are those of the study's organisations."""
    words = Words("ruttsim.figures", language)
    drawings = []
    with plain_style():
        style = MapStyle(make_frame(bundle, HEADING_PT), words, tuple(titles), 0, 1)
        for one in divisions:
            served = [[it] for it in one.organisation]
            picture = area_split_map(style, one.title, served, one.shares)
            heading = f"{words('map.area_split')}: {one.title}"
            svg, png = picture.sheet.svg(heading), picture.sheet.png()
            drawings.append(
                Drawing("area_split", one.name, one.name, heading, picture.alt, svg, png)
            )
    return tuple(drawings)
