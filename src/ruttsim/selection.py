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
        How many these were, by alternative.
    """

    lowest: int
    means: tuple[float, ...]
    populations: tuple[int, ...]


def kim_nelson(
    sample: Sample,
    alternatives: int,
    interest: float,
    *,
    confidence: float = 0.95,
    first: int = 10,
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

    Raises
    ------
    ValueError
        No alternative, `interest` not above zero, `confidence` not a probability of more than one
        in the number of alternatives, or `first` below two.
    """
    _require(alternatives, interest, confidence, first)
    if alternatives == 1:
        return Selection(0, (math.nan,), (0,))
    everybody = list(range(alternatives))
    values = np.array([sample(everybody, it) for it in range(first)], dtype=float)
    sums, counts = values.sum(axis=0), np.full(alternatives, first)
    eta = ((2 * (1 - confidence) / (alternatives - 1)) ** (-2 / (first - 1)) - 1) / 2
    reach = 2 * eta * (first - 1) * _pair_variances(values) / interest**2
    most = np.floor(reach).max(axis=1)
    left, n = everybody, first
    while len(left) > 1 and n <= most[left].max():
        left = _kept(left, sums / n, reach, n, interest)
        if len(left) > 1:
            sums[left] += np.asarray(sample(left, n), dtype=float)
            counts[left] += 1
            n += 1
    lowest = min(left, key=lambda it: (sums[it], it))
    return Selection(lowest, tuple((sums / counts).tolist()), tuple(counts.tolist()))


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
