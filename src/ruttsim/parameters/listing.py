"""The table of all parameters with their ranges and sources, for people to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ruttsim.domain.parameters import Quantity
from ruttsim.parameters.tables import sources

UNVERIFIED = ("BG", "ASSUMP")
"""Statuses of numbers that nobody has read in a source: unchecked background and assumptions."""


class ParameterRow(NamedTuple):
    """One line of `ruttsim params`."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    source: str
    status: str
    note: str
    is_overridden: bool
    is_outside_range: bool


def is_unverified(status: str) -> bool:
    """Whether a number of a status is an assumption, or background that nobody has checked."""
    return status in UNVERIFIED


def parameter_table(quantities: Sequence[Quantity]) -> tuple[ParameterRow, ...]:
    """One row a quantity, in the same order, with the title, publisher and year of its source."""
    known = sources()
    rows = []
    for quantity in quantities:
        source = known[quantity.source]
        rows.append(
            ParameterRow(
                quantity.name,
                quantity.value,
                quantity.low,
                quantity.high,
                quantity.unit,
                f"{source.title} ({source.publisher}, {source.year})",
                quantity.status,
                quantity.note,
                quantity.is_overridden,
                quantity.is_outside_range,
            )
        )
    return tuple(rows)
