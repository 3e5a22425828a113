"""Published ranges that the report sets beside the model's values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


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
def published() -> dict[str, Published]:
    """Every published range by the name of its measure."""
    text = resources.files(__package__).joinpath("published.toml").read_text(encoding="utf-8")
    return {name: Published(**entry) for name, entry in tomllib.loads(text).items()}
