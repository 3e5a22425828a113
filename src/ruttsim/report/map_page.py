"""The picture of a map as a file: PNG, SVG, or a page with what the map rests on."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from ruttsim.files import write_bytes
from ruttsim.report.bare_page import bare_page

if TYPE_CHECKING:
    from ruttsim.domain.roads import MapBundle
    from ruttsim.figures.registry import Drawing

_STYLE = "svg path { vector-effect: non-scaling-stroke; }"


def write_map_picture(bundle: MapBundle, path: Path, language: str) -> None:
    """Put the picture of a map at a path that `store.require_new_file` has accepted."""
    from ruttsim.figures.map_picture import draw_map

    drawing = draw_map(bundle, language)
    write_bytes(path, WRITERS[path.suffix.lower()](bundle, drawing, language))


def _page(bundle: MapBundle, drawing: Drawing, language: str) -> bytes:
    """One page without outside requests: the picture, then what the map assumes."""
    from ruttsim.figures.words import Words
    from ruttsim.report.inline import inline_svgs

    sentences, told_in = bundle.manifest.assumed(language)
    lines = [f"<li>{escape(sentence)}</li>" for sentence in sentences]
    heading = escape(Words("ruttsim.figures", language)("show.assumptions"))
    svg, assumed = inline_svgs([drawing])[drawing.file], "\n".join(lines)
    other = "" if told_in == language else f' lang="{told_in}"'
    body = f"{svg}\n<h2>{heading}</h2>\n<ul{other}>\n{assumed}\n</ul>"
    return bare_page(language, drawing.title, body, _STYLE).encode()


WRITERS: dict[str, Callable[[MapBundle, Drawing, str], bytes]] = {
    ".png": lambda _, drawing, __: drawing.png,
    ".svg": lambda _, drawing, __: drawing.svg.encode(),
    ".html": _page,
}
"""What a picture is written as, by the end of its file's name."""
