"""Tests of paired differences: is there one, is it too small to be of interest, which is lowest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from ruttsim.statistics.intervals import CONFIDENCE, moments, quantile, tail

MORE, LESS, SAME = "more", "less", "same"
EQUIVALENT, NOT_TOLD_APART = "equivalent", "not_told_apart"
OUTCOMES = (MORE, LESS, SAME, EQUIVALENT, NOT_TOLD_APART)
"""What a difference may be said to be; see `outcome`."""


def p_value(differences: Sequence[float]) -> float:
    """Student's two-sided test that the mean of paired differences is zero; NaN where n is 1."""
    mean, error, n = moments(differences)
    return 2 * tail(abs(mean), error, n - 1)


def p_equivalence(differences: Sequence[float], margins: Sequence[float]) -> float:
    """Two one-sided tests that the mean difference lies within the mean margin, above and below.

    A margin that is a share of the reference is given for each population, and its own chance is
    then part of the test. Below 0.05 just when the interval at 90 % lies inside a fixed margin.
    Source: Schuirmann 1987, doi 10.1007/BF01068419.
    """
    pairs = list(zip(differences, margins, strict=True))
    above = moments([margin + it for it, margin in pairs])
    below = moments([margin - it for it, margin in pairs])
    return max(tail(it.mean, it.error, it.n - 1) for it in (above, below))


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjusted p-values: at most 5 % chance that any below 0.05 is a false alarm.

    NaN are no tests, and stay. Source: Holm 1979, Scandinavian Journal of Statistics 6, 65-70.
    """
    tests = sorted((p, place) for place, p in enumerate(p_values) if not math.isnan(p))
    adjusted = [math.nan] * len(p_values)
    largest = 0.0
    for rank, (p, place) in enumerate(tests):
        largest = max(largest, min(1.0, (len(tests) - rank) * p))
        adjusted[place] = largest
    return adjusted


def outcome(mean: float, is_same: bool, p: float, p_equivalent: float) -> str:
    """One of OUTCOMES, or nothing where there is one population or no value.

    `p` and `p_equivalent` are adjusted for what else is tested; the latter is NaN where no
    smallest difference of interest is stated. A difference that is shown to be too small to be of
    interest is equivalent, also if it is shown not to be zero. `is_same` is one that is zero in
    every population.
    """
    if math.isnan(p):
        return ""
    if is_same:
        return SAME
    if p_equivalent < 1 - CONFIDENCE:
        return EQUIVALENT
    if p < 1 - CONFIDENCE:
        return MORE if mean > 0 else LESS
    return NOT_TOLD_APART


class FromLowest(NamedTuple):
    """How far a mean is above the lowest of the others (below: negative), with its interval."""

    mean: float
    low: float
    high: float


def from_lowest(rows: Sequence[Sequence[float]]) -> list[FromLowest]:
    """Multiple comparisons with the lowest, one row an alternative, one column a population.

    With a chance of at least CONFIDENCE all intervals hold the truth at once, whatever the
    alternatives have in common. One with low = 0 is not the lowest, one with high = 0 is; those
    with low < 0 may be. Low is never above zero and high never below it (constrained intervals).
    The pairs' own variances are used with Bonferroni's bound, which needs no equal variances and
    no independence. Source: Hsu 1984, doi 10.1214/aos/1176346732.

    Raises
    ------
    ValueError
        Fewer than two alternatives or two populations.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        raise ValueError("comparisons with the lowest need two alternatives and two populations")
    t = quantile(len(rows[0]) - 1, 1 - (1 - CONFIDENCE) / (len(rows) - 1))

    def against(one: int, other: int) -> FromLowest:
        mean, error, _ = moments([a - b for a, b in zip(rows[one], rows[other], strict=True)])
        return FromLowest(mean, mean - t * error, mean + t * error)

    places = range(len(rows))
    pairs = {(i, j): against(i, j) for i in places for j in places if i != j}
    lows = [min(0.0, max(pairs[i, j].low for j in places if j != i)) for i in places]
    candidates = [i for i in places if lows[i] < 0] or [
        min(places, key=lambda i: math.fsum(rows[i]))
    ]
    found = []
    for i in places:
        others = [j for j in candidates if j != i]
        high = max((max(0.0, pairs[i, j].high) for j in others), default=0.0)
        mean = max(pairs[i, j].mean for j in places if j != i)
        found.append(FromLowest(mean, lows[i], high))
    return found
