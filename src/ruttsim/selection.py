"""Which of many alternatives has the lowest figure, with few simulations of those that have not."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ruttsim.domain.arrays import Floats

Sample = Callable[[Sequence[int], int], Sequence[float]]
"""Gives the figures of some alternatives, by number, on one population, by number."""


@dataclass(frozen=True)
class Selection:
    """The alternative that is left, and what it took.

    Attributes
    ----------
    lowest
        Number of the alternative.
    means
        Mean of each alternative over the populations that it was simulated on.
    populations
        How many these were, by alternative: who is not left was left out after so many.
    left
        Those still in question at the end: one, or several whose means are nearer than what is of
        interest, or whom the populations were too few to tell apart.
    is_decided
        Whether it ended before the populations did: else nothing is promised.
    """

    lowest: int
    means: tuple[float, ...]
    populations: tuple[int, ...]
    left: tuple[int, ...]
    is_decided: bool


def kim_nelson(
    sample: Sample,
    alternatives: int,
    interest: float,
    *,
    confidence: float = 0.95,
    first: int = 10,
    most: int | None = None,
) -> Selection:
    """The alternative with the lowest mean, by Kim and Nelson's fully sequential procedure.

    Where the lowest mean is at least `interest` below all others it is found with a probability of
    at least `confidence`; where some are nearer, one of these may be found instead. All that are
    left meet the same populations (common random numbers), and their differences may have any
    variances. Figures should be about normal. Source: Kim and Nelson 2001, doi
    10.1145/502109.502111, procedure KN with c = 1.

    Parameters
    ----------
    sample
        Called once for each population, in order from 0, with the alternatives still in question.
    first
        Populations that all alternatives are simulated on before any is left out.
    most
        Populations that there may be; as many as it takes, if left out.

    Raises
    ------
    ValueError
        No alternative, `interest` not above zero, `confidence` not a probability of more than one
        in the number of alternatives, `first` below two, or `most` below `first`.
    """
    _require(alternatives, interest, confidence, first)
    if most is not None and most < first:
        raise ValueError("there must be as many populations as all are simulated on at first")
    if alternatives == 1:
        return Selection(0, (math.nan,), (0,), (0,), is_decided=True)
    everybody = list(range(alternatives))
    values = np.array([sample(everybody, it) for it in range(first)], dtype=float)
    sums, counts = values.sum(axis=0), np.full(alternatives, first)
    eta = ((2 * (1 - confidence) / (alternatives - 1)) ** (-2 / (first - 1)) - 1) / 2
    reach = 2 * eta * (first - 1) * _pair_variances(values) / interest**2
    longest = np.floor(reach).max(axis=1)
    left, n, is_spent = everybody, first, False
    while len(left) > 1 and n <= longest[left].max() and not is_spent:
        left = _kept(left, sums / n, reach, n, interest)
        is_spent = len(left) > 1 and n == most
        if len(left) > 1 and not is_spent:
            sums[left] += np.asarray(sample(left, n), dtype=float)
            counts[left] += 1
            n += 1
    lowest = min(left, key=lambda it: (sums[it], it))
    means, seen = tuple((sums / counts).tolist()), tuple(counts.tolist())
    return Selection(lowest, means, seen, tuple(left), is_decided=not is_spent)


def _require(alternatives: int, interest: float, confidence: float, first: int) -> None:
    """Raise where the procedure means nothing."""
    if alternatives < 1:
        raise ValueError("there is nothing to select from")
    if not interest > 0:
        raise ValueError("the smallest difference of interest must be above zero")
    if not 1 / max(alternatives, 2) < confidence < 1:
        raise ValueError("the confidence must be above that of a guess and below 1")
    if first < 2:
        raise ValueError("a spread needs two populations")


def _pair_variances(values: Floats) -> Floats:
    """Variance of the difference of each pair of columns."""
    apart = values - values.mean(axis=0)
    between = apart[:, :, None] - apart[:, None, :]
    variances: Floats = np.sum(between**2, axis=0) / (len(values) - 1)
    return variances


def _kept(left: list[int], means: Floats, reach: Floats, n: int, interest: float) -> list[int]:
    """Those whose mean is within reach of every other one's that is left."""
    return [
        it
        for it in left
        if all(
            means[it] <= means[other] + max(0.0, interest / (2 * n) * (reach[it, other] - n))
            for other in left
        )
    ]
