"""How much the answer of six-organisations depends on each number, as it was last measured.

data/influence.csv is what runs of `ruttsim sensitivity` wrote, put together and cut to COLUMNS by
sensitivity/collected.py; data/influence.json has their commands: see docs/sensitivity.md.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from ruttsim.domain.parameters import Quantity
from ruttsim.errors import StudyError
from ruttsim.parameters.records import load_parameters

MEASURED, LUCK, NONE = "measured", "within luck", "no effect"
CHANGED, NOT_MEASURED = "changed since", "not measured"
NOT_REACHED = "not reached"
STANDINGS = (MEASURED, LUCK, CHANGED, NOT_MEASURED, NOT_REACHED, NONE)
"""What is known of a number's influence, in the order in which a list has them.

Measured beyond the luck of searching plans anew; moved, and no more than that; measured when its
value or range was another; not measured; moved, and nothing changed at any stage, so that another
study, or other days, may depend on it; moved, and what it changes leaves the differences as they
are.
"""
COLUMNS = (
    *("number", "unit", "low", "value", "high", "changes_first", "kpi", "kpi_unit"),
    *("difference_low", "difference", "difference_high", "swing", "luck_sd", "is_beyond_luck"),
    *("turning_value", "turning_by", "fault", "date"),
)
ENDS = ("low", "high")
STEP = 0.01
"""Of what is left to an end: so far beyond where a number stopped short of it others forbid it."""
DIGITS = 6
"""Digits of the numbers in influence.csv."""


class Swing(NamedTuple):
    """How far a key figure's difference moves within a number's range, and that difference."""

    kpi: str
    unit: str
    swing: float
    difference: float
    is_beyond_luck: bool

    @property
    def share(self) -> float:
        """The swing as a share of the difference."""
        return self.swing / abs(self.difference)


class Influence(NamedTuple):
    """What is known of one number; `swings` are in the order of the key figures measured."""

    quantity: Quantity
    standing: str
    swings: tuple[Swing, ...]

    @property
    def weight(self) -> float:
        """The largest share that any difference moves by; beyond luck alone where anything is."""
        beyond = [it.share for it in self.swings if it.is_beyond_luck]
        return max(beyond or [it.share for it in self.swings], default=0.0)


def influences(quantities: Sequence[Quantity]) -> tuple[Influence, ...]:
    """The numbers by how much the answer depends on them, those that are not known after these."""
    found = [_influence(it) for it in quantities]
    return tuple(
        sorted(found, key=lambda it: (STANDINGS.index(it.standing), -it.weight, it.quantity.name))
    )


@cache
def measurement() -> Mapping[str, Any]:
    """How influence.csv was made."""
    text = files("ruttsim").joinpath("data", "influence.json").read_text(encoding="utf-8")
    made: Mapping[str, Any] = json.loads(text)
    return made


@cache
def measured_rows() -> Mapping[str, tuple[Mapping[str, str], ...]]:
    """Rows of influence.csv by number."""
    text = files("ruttsim").joinpath("data", "influence.csv").read_text(encoding="utf-8")
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["number"], []).append(row)
    return {name: tuple(rows) for name, rows in found.items()}


def _influence(quantity: Quantity) -> Influence:
    """What is known of one number."""
    rows = measured_rows().get(quantity.name, ())
    if not rows or any(row["fault"] for row in rows):
        return Influence(quantity, NOT_MEASURED, ())
    swings = tuple(
        Swing(
            row["kpi"],
            row["kpi_unit"],
            float(row["swing"]),
            float(row["difference"]),
            row["is_beyond_luck"] == "True",
        )
        for row in rows
    )
    is_same = float(rows[0]["value"]) == short(quantity.value)
    if not (is_same and all(_is_end(quantity, end, float(rows[0][end])) for end in ENDS)):
        return Influence(quantity, CHANGED, swings)
    if any(it.is_beyond_luck for it in swings):
        return Influence(quantity, MEASURED, swings)
    if rows[0]["changes_first"] == "nothing":
        return Influence(quantity, NOT_REACHED, swings)
    if not any(it.swing for it in swings):
        return Influence(quantity, NONE, swings)
    return Influence(quantity, LUCK, swings)


def _is_end(quantity: Quantity, end: str, moved_to: float) -> bool:
    """Whether a number was moved to an end of its range, or as far towards it as others allow."""
    value: float = getattr(quantity, end)
    if moved_to == short(value):
        return True
    if not min(value, quantity.value) <= moved_to <= max(value, quantity.value):
        return False
    try:
        load_parameters({quantity.name: moved_to + STEP * (value - moved_to)})
    except StudyError:
        return True
    return False


def short(value: float) -> float:
    """A number as influence.csv has it."""
    return float(f"{value:.{DIGITS}g}")
