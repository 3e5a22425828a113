"""Numbers from the world on a page: what they are called, and values with their units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruttsim.figures.words import DASH, SHARE_UNIT, capital, compact, title, unit_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ruttsim.domain.parameters import Quantity


def number_headings(quantities: Iterable[Quantity], language: str) -> dict[str, str]:
    """The heading of each number by its name."""
    return {it.name: number_heading(title(it, language), it.name) for it in quantities}


def number_heading(words: str, name: str) -> str:
    """A number in words with its name in a study's `parameters`."""
    return f"{capital(words)} ({name})"


def measured(value: float, unit: str, language: str) -> str:
    """A value with its unit; a share is written as studies give it, not in per cent."""
    return f"{compact(value, language)} {number_unit(unit, language)}".rstrip()


def number_unit(unit: str, language: str) -> str:
    """The unit of a number; empty where it has none."""
    return "" if unit == SHARE_UNIT else unit_text(unit, language)


def reach(low: float, high: float, language: str) -> str:
    """The plausible range of a number, without its unit."""
    return f"{compact(low, language)}{DASH}{compact(high, language)}"
