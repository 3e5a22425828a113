"""Expected margin of each basic area, from a file that a pilot run has made."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ruttsim.domain.arrays import Floats
from ruttsim.errors import DataError, Faults, choices_hint
from ruttsim.split.rows import table_rows

AREA, MARGIN = "basic_area", "margin_sek"
"""Columns of the file: a basic area of the map, and its margin [SEK per day]."""


def margins_sek(path: Path, areas: Sequence[str]) -> Floats:
    """Margin of each basic area [SEK per day], in the order of `areas`.

    Raises
    ------
    DataError
        With every fault: unknown, repeated and missing areas, and what is no number.
    """
    faults = Faults(DataError)
    found: dict[str, float] = {}
    for row in table_rows(path, (AREA, MARGIN), (MARGIN,)):
        area, text = row.texts[AREA], row.texts[MARGIN]
        if area not in areas:
            field, problem = f"row {row.number}, {AREA}", f"'{area}' is no basic area of the map."
            faults.add(str(path), field, problem, choices_hint(area, areas))
        elif area in found:
            problem = f"'{area}' stands there already."
            faults.add(str(path), f"row {row.number}, {AREA}", problem, "Give each area once.")
        found[area] = _number(text)
        if not math.isfinite(found[area]):
            problem = f"'{text}' is not a number."
            remedy = "Write SEK per day, with a decimal point."
            faults.add(str(path), f"row {row.number}, {MARGIN}", problem, remedy)
    missing = [area for area in areas if area not in found]
    if missing:
        problem = f"No margin is given for {len(missing)} basic areas, first {missing[0]}."
        faults.add(str(path), AREA, problem, "Give every basic area of the map a row.")
    faults.raise_if_any()
    return np.array([found[area] for area in areas])


def _number(text: str) -> float:
    """A number; not finite where it is none."""
    try:
        return float(text)
    except ValueError:
        return math.nan
