"""The table of all parameters with their ranges and sources, for people to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ruttsim.domain.parameters import Quantity, Source
from ruttsim.parameters.tables import sources

UNVERIFIED = ("BG", "ASSUMP")
"""Statuses of numbers that nobody has read in a source: unchecked background and assumptions."""


UNDATED = "undated"
"""What stands in place of the year of a source without one."""


class ParameterRow(NamedTuple):
    """One line of `ruttsim params`."""

    name: str
    title: str
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


def parameter_table(
    quantities: Sequence[Quantity], language: str = "en"
) -> tuple[ParameterRow, ...]:
    """One row a quantity, in the same order, with the title, publisher and year of its source.

    Titles, sources and notes are in the language, `sv` or `en`; units are as the files have them.
    """
    known = {name: _cited(source, language) for name, source in sources().items()}
    return tuple(
        ParameterRow(
            quantity.name,
            getattr(quantity, f"title_{language}"),
            quantity.value,
            quantity.low,
            quantity.high,
            quantity.unit,
            known[quantity.source],
            quantity.status,
            getattr(quantity, f"note_{language}"),
            quantity.is_overridden,
            quantity.is_outside_range,
        )
        for quantity in quantities
    )


def _cited(source: Source, language: str) -> str:
    """Title, publisher and year of a source."""
    if language != "sv":
        return f"{source.title} ({source.publisher}, {source.year})"
    title, publisher = source.title_sv or source.title, source.publisher_sv or source.publisher
    year = "odaterad" if source.year == UNDATED else source.year
    return f"{title} ({publisher}, {year})"
