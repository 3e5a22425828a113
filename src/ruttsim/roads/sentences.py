"""What a map assumes, said in Swedish and English side by side."""

from __future__ import annotations

from dataclasses import dataclass

_SIGNS = str.maketrans({",": "\u00a0", ".": ",", "%": "\u00a0%"})


@dataclass(frozen=True)
class Sentence:
    """One thing that a map assumes, in both languages of the reports."""

    sv: str
    en: str


def swedish(figure: str) -> str:
    """An English figure as Swedish writes it: `1,234.5` as `1 234,5`, its spaces hard."""
    return figure.translate(_SIGNS)
