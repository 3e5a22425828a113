"""Drawings as part of a page: accessible, without clashing identities, shared parts only once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from ruttsim.figures.registry import Drawing

_BODY = re.compile(r'<g id="figure_1">.*</g>', re.DOTALL)
_VIEW_BOX = re.compile(r'viewBox="([^"]*)"')
_SHARED = re.compile(r'<g id="base-([a-z]+)">(.*?)</g>', re.DOTALL)
_IDENTITY = re.compile(r' id="(?!shared-)[^"]*"')
_NO_TURN = re.compile(r' transform="rotate\(-0 [^"]*\)"')
_FONT = re.compile(r"font-family: [^;\"]*;? ?")
_LINE_BREAK = re.compile(r" ?\n")


def inline_svgs(drawings: Sequence[Drawing]) -> dict[str, str]:
    """Each drawing as an <svg> element of one page, by the name of its file.

    A part that is the same in several drawings (the streets under every map) stands in the first
    of them, and the others point there.
    """
    known: dict[str, str] = {}
    return {drawing.file: _inline(drawing, known) for drawing in drawings}


def _inline(drawing: Drawing, known: dict[str, str]) -> str:
    """One drawing with its title and description; `known` holds the shared parts seen so far."""
    found, view_box = _BODY.search(drawing.svg), _VIEW_BOX.search(drawing.svg)
    if found is None or view_box is None:
        raise ValueError(f"{drawing.file}: not a drawing of this package")

    def once(match: re.Match[str]) -> str:
        name, content = match.groups()
        if content in known:
            return f'<use href="#{known[content]}"/>'
        known[content] = f"shared-{name}-{len(known)}"
        return f'<g id="{known[content]}">{content}</g>'

    body = _SHARED.sub(once, found.group())
    for pattern, replacement in ((_IDENTITY, ""), (_NO_TURN, ""), (_FONT, ""), (_LINE_BREAK, " ")):
        body = pattern.sub(replacement, body)
    name = escape(drawing.file)
    return (
        f'<svg role="img" viewBox="{view_box.group(1)}" '
        f'aria-labelledby="{name}-title {name}-text">'
        f'<title id="{name}-title">{escape(drawing.title)}</title>'
        f'<desc id="{name}-text">{escape(drawing.alt)}</desc>{body}</svg>'
    )
