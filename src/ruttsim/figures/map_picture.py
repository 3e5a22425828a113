"""A picture of a map itself: streets by class, basic areas, premises, water, railways, places."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
import shapely

from ruttsim.domain.roads import CHARACTERS, ROAD_CLASSES
from ruttsim.figures.colours import OKABE_ITO
from ruttsim.figures.frame import WIDTH_PT, line_path, make_frame, shape_path
from ruttsim.figures.labels import place_names
from ruttsim.figures.legend import HEADING_PT, Key, MapStyle, legend, scale_bar
from ruttsim.figures.registry import Drawing
from ruttsim.figures.sheet import INK, Picture, Sheet, plain_style
from ruttsim.figures.words import Words, number
from ruttsim.graphs import street_edges
from ruttsim.units import METRES_PER_KM

if TYPE_CHECKING:
    from ruttsim.domain.roads import MapBundle

PNG_DPI = 300
"""Finer than in reports: the map alone is looked at closely, and printed."""
STREETS: dict[str, tuple[tuple[str, ...], str, float]] = {
    "paths": (("cycleway", "footway"), OKABE_ITO[2], 0.25),
    "yards": (("service", "track"), "#9a9a9a", 0.25),
    "local": (("unclassified", "residential", "living_street"), "#4d4d4d", 0.4),
    "tertiary": (("tertiary",), OKABE_ITO[1], 0.8),
    "main": (("primary", "secondary"), OKABE_ITO[5], 1.1),
    "trunk": (("motorway", "trunk"), "#8b1a1a", 1.6),
}
"""Groups of streets in the order that they are drawn: their classes, colour and width [pt]."""
CHARACTER_FILLS = {"apartments": "#eedfe8", "houses": "#fbf6dd", "countryside": "#f3f7ef"}
_PREMISE_PT = 1.6
_MARGIN_PT = 6.0
_ROW_PT = 10.0
_SMALL_PT = 5.5
_SMALL_LINE = 88
"""Characters of small text that fit beside each other."""


def draw_map(bundle: MapBundle, language: str) -> Drawing:
    """The picture of a map as SVG and PNG, with what it shows in words."""
    with plain_style():
        picture = map_picture(bundle, language)
        title = bundle.manifest.title
        svg, png = picture.sheet.svg(title), picture.sheet.png(PNG_DPI)
    return Drawing("map", "", "map", title, picture.alt, svg, png)


def map_picture(bundle: MapBundle, language: str) -> Picture:
    """The sheet of a map, drawn inside `plain_style`."""
    words, manifest = Words("ruttsim.figures", language), bundle.manifest
    style = MapStyle(make_frame(bundle, HEADING_PT), words, (), 0, 0)
    frame, roads = style.frame, bundle.roads
    is_street = street_edges(roads)
    small = textwrap.wrap(
        f"{manifest.source.rstrip('.')}. {manifest.licence.rstrip('.')}.", _SMALL_LINE
    )
    rows = len(STREETS) + len(CHARACTERS) + 1
    below = _ROW_PT * (rows + 1) + (len(small) + 1) * _SMALL_PT * 1.3 + 2 * _MARGIN_PT
    sheet = Sheet(WIDTH_PT, frame.bottom_pt + below)
    sheet.text(_MARGIN_PT, 12, manifest.title, size_pt=9, is_bold=True)
    sheet.text(_MARGIN_PT, 23, words("show.subject"), size_pt=7.5)
    keys = []
    characters = bundle.areas["character"].to_numpy()
    for character in CHARACTERS:
        chosen = frame.areas[characters == character]
        sheet.fill(shape_path(chosen), CHARACTER_FILLS[character])
        text = words(f"show.{character}")
        keys.append(Key(CHARACTER_FILLS[character], str(len(chosen)), text))
    frame.draw(sheet)
    for group, (classes, colour, width_pt) in STREETS.items():
        wanted = [ROAD_CLASSES.index(name) for name in classes]
        chosen = is_street & np.isin(roads.road_class, wanted)
        sheet.stroke(line_path(frame.streets[chosen]), colour, width_pt)
        km = number(float(roads.length_m[chosen].sum()) / METRES_PER_KM, 0, language)
        keys.insert(0, Key(colour, km, words(f"show.{group}")))
    place_names(sheet, frame.names, [])
    bases = shapely.buffer(frame.premises, _PREMISE_PT, cap_style="square")
    sheet.fill(shape_path(bases), INK, edge="#ffffff", width_pt=0.4)
    keys.append(Key(INK, str(len(bases)), words("show.premises")))
    legend(style, sheet, keys)
    scale_bar(style, sheet)
    top = frame.bottom_pt + _MARGIN_PT + _ROW_PT * (rows + 0.7)
    for line, text in enumerate(small):
        sheet.text(_MARGIN_PT, top + line * _SMALL_PT * 1.3, text, size_pt=_SMALL_PT)
    parts = "; ".join(f"{key.label} {key.text}" for key in keys)
    notice = f" {words('map.schematic')}." if manifest.schematic else ""
    return Picture(sheet, words("show.alt", title=manifest.title, parts=parts) + notice)
