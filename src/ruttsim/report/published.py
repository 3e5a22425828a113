"""Published ranges that the report sets beside the model's values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ruttsim.parameters import load_parameters, parameter_table

TABLE = "published."
"""The names of the ranges begin with their file, data/published.toml."""

WITHOUT_VERDICT = ("distance_km_per_car",)
"""Measures that say too little of this kind of care for a verdict."""


@dataclass(frozen=True)
class Published:
    """One published range; `has_verdict` says whether the report tells in or out."""

    unit: str
    low: float
    high: float
    has_verdict: bool
    source: str
    note: str


@cache
def published(language: str) -> dict[str, Published]:
    """Every published range by the name of its measure, sources and notes in the language."""
    rows = parameter_table(load_parameters().quantities, language)
    named = {row.name.removeprefix(TABLE): row for row in rows if row.name.startswith(TABLE)}
    return {
        name: Published(
            row.unit, row.low, row.high, name not in WITHOUT_VERDICT, row.source, row.note
        )
        for name, row in named.items()
    }
