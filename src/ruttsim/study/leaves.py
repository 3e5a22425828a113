"""What a study says, piece by piece: pieces of the wrong type are as none and hide no others."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def table(content: object, key: str) -> Mapping[str, Any]:
    """The table of that name; empty where there is none."""
    found = content.get(key) if isinstance(content, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def tables(content: object, key: str) -> dict[int, Mapping[str, Any]]:
    """The tables of a list, by row."""
    return {row: it for row, it in enumerate(entries(content, key)) if isinstance(it, Mapping)}


def texts(content: object, key: str) -> dict[int, str]:
    """The texts of a list that are not empty, by row."""
    return {row: it for row, it in enumerate(entries(content, key)) if isinstance(it, str) and it}


def text(content: object, key: str) -> str | None:
    """The text of that name."""
    found = content.get(key) if isinstance(content, Mapping) else None
    return found if isinstance(found, str) else None


def entries(content: object, key: str) -> tuple[object, ...]:
    """The list of that name, whatever is in it."""
    found = content.get(key) if isinstance(content, Mapping) else None
    return tuple(found) if isinstance(found, list | tuple) else ()


def numbers(content: Mapping[str, Any]) -> dict[str, float]:
    """The finite numbers of a table."""
    return {
        name: float(it)
        for name, it in content.items()
        if isinstance(it, int | float) and not isinstance(it, bool) and is_finite(it)
    }


def is_finite(value: float) -> bool:
    """Whether a number is finite, and no longer than a float can be."""
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False
