"""Whether an interval is narrow enough, and how many populations that is likely to take."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ruttsim.statistics.intervals import CONFIDENCE, moments, quantile

FEWEST = 10
"""Populations before anything is judged: a spread seen on fewer is too often too small."""
MARGIN = 1.1
"""How many more than are likely needed are asked for, so that few stages are looked at."""
MOST = 1_000_000
"""More populations than this are not counted out: it stands for all that is more."""


@dataclass(frozen=True)
class Precision:
    """How far a difference is from being known well enough.

    Attributes
    ----------
    half_width
        Of the interval at CONFIDENCE; NaN with one population.
    target
        What it should be at most.
    n
        Populations so far.
    likely_n
        Populations that the spread seen so far makes likely to be enough.
    """

    half_width: float
    target: float
    n: int
    likely_n: int

    @property
    def is_reached(self) -> bool:
        """Whether the interval is narrow enough, over populations enough to say so."""
        return self.n >= FEWEST and self.half_width <= self.target


def precision(differences: Sequence[float], target: float) -> Precision:
    """Where paired differences, one a population, stand against a wanted half-width."""
    _, error, n = moments(differences)
    if n == 1:
        return Precision(math.nan, target, 1, FEWEST)
    half = quantile(n - 1, (1 + CONFIDENCE) / 2) * error
    likely_n = max(FEWEST, populations_needed(error * math.sqrt(n), target))
    return Precision(half, target, n, likely_n)


def populations_needed(deviation: float, target: float) -> int:
    """Fewest populations at which Student's interval has at most the target as half its width."""
    if not target > 0:
        raise ValueError("a half-width to reach must be above zero")

    def is_enough(n: int) -> bool:
        return quantile(n - 1, (1 + CONFIDENCE) / 2) * deviation <= target * math.sqrt(n)

    low, high = 1, 2
    while high < MOST and not is_enough(high):
        low, high = high, min(2 * high, MOST)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def next_stage(found: Sequence[Precision], most: int) -> int:
    """Populations to have before looking again; as many as there are now where it is time to stop.

    The least precise decides. Stages are few, because each look is one more chance to stop on a
    spread that happens to be small (Chow and Robbins 1965, doi 10.1214/aoms/1177700156): to what
    is likely needed and a tenth, but at least half as many again and at most twice as many.
    """
    n = min(it.n for it in found)
    if n >= most or all(it.is_reached for it in found):
        return n
    likely = max(math.ceil(MARGIN * it.likely_n) for it in found)
    return min(max(FEWEST, min(max(likely, math.ceil(1.5 * n)), 2 * n)), most)
