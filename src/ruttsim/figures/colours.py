"""Colours that stay apart for colour-blind readers; a number or letter always says the same.

Categories are the palette of Okabe and Ito, "Color Universal Design" (2008), lightened where text
stands on them; counts are matplotlib's `inferno`, cut to the part with a contrast above 3 to white.
"""

from __future__ import annotations

import string

import matplotlib as mpl
from matplotlib.colors import to_hex, to_rgb

from ruttsim.figures.words import DASH

OKABE_ITO = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#999999")
SEVERAL = "#d9d9d9"
NOTHING = "#ffffff"
_LIGHTENED = 0.45
_FEWEST, _MOST = 0.66, 0.12


def category_colour(index: int) -> str:
    """The colour of the organisation or part with a number; colours return after eight."""
    return OKABE_ITO[index % len(OKABE_ITO)]


def light(colour: str) -> str:
    """The same colour mixed with white, for areas that carry text."""
    red, green, blue = (part + (1 - part) * _LIGHTENED for part in to_rgb(colour))
    return to_hex((red, green, blue))


def count_colour(count: int, most: int) -> str:
    """The colour of `count` organisations where at most `most` exist; darker is more."""
    step = (count - 1) / (most - 1) if most > 1 else 1.0
    return to_hex(mpl.colormaps["inferno"](_FEWEST + (_MOST - _FEWEST) * step))


def letter(index: int) -> str:
    """The letter that stands for an organisation on every picture: A is the study's first."""
    return string.ascii_uppercase[index]


def letters(indices: list[int]) -> str:
    """Letters of several organisations, runs of three and more as A-C."""
    runs: list[list[int]] = []
    for index in sorted(indices):
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    parts = [
        f"{letter(run[0])}{DASH}{letter(run[-1])}"
        if len(run) > 2
        else ", ".join(letter(index) for index in run)
        for run in runs
    ]
    return ", ".join(parts)
