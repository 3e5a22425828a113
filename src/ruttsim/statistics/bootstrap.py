"""Intervals for any statistic of populations, by drawing populations again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import ndtr, ndtri

from ruttsim.chance import EVERY_DAY, uniforms
from ruttsim.domain.arrays import Floats
from ruttsim.statistics.intervals import CONFIDENCE, Estimate

RESAMPLES = 4000
FEWEST = 20
"""Populations below which the interval is far too narrow: see docs/model.md, 4.2."""


def bootstrap(
    rows: Floats, statistic: Callable[[Floats], float], seed: int, resamples: int = RESAMPLES
) -> Estimate:
    """A statistic of populations with its BCa interval at CONFIDENCE.

    Meant for what has no interval of its own, such as a percentile over populations or a ratio of
    sums. Whole populations are drawn, so what belongs together stays together. The same rows and
    seed give the same interval. Source: Efron 1987, doi 10.1080/01621459.1987.10478410.

    Parameters
    ----------
    rows
        One row a population, in whatever shape `statistic` takes several of them.

    Raises
    ------
    ValueError
        Fewer than FEWEST populations.
    """
    n = len(rows)
    if n < FEWEST:
        raise ValueError(f"a bootstrap needs {FEWEST} populations, and there are {n}")
    drawn = uniforms(seed, 0, EVERY_DAY, "bootstrap", (resamples, n))
    chosen = np.minimum((drawn * n).astype(np.int64), n - 1)
    found = statistic(rows)
    again = np.sort([statistic(rows[it]) for it in chosen])
    without = np.array([statistic(np.delete(rows, it, axis=0)) for it in range(n)])
    below = (np.sum(again < found) + np.sum(again == found) / 2) / resamples
    if below in {0.0, 1.0}:
        return Estimate(found, float(again[0]), float(again[-1]), n)
    bias = ndtri(below)
    pull = without.mean() - without
    size = np.sum(pull**2) ** 1.5
    skew = np.sum(pull**3) / (6 * size) if size > 0 else 0.0
    ends = bias + ndtri(np.array([(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]))
    low, high = np.quantile(again, ndtr(bias + ends / (1 - skew * ends)))
    return Estimate(found, float(low), float(high), n)
