"""Means over populations and their intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from scipy.special import expit, stdtr, stdtrit

CONFIDENCE = 0.95
ALIKE = 5
"""So many populations with the same difference are no coincidence: a coin falls so 1 time in 16."""

ROUNDING = 1e-12
"""A standard error below this part of the mean is the rounding of values that are all alike."""


class Estimate(NamedTuple):
    """A mean over n populations with its interval; low and high are NaN where n is 1."""

    mean: float
    low: float
    high: float
    n: int


class Moments(NamedTuple):
    """Mean of n independent values and its standard error, which is NaN where n is 1."""

    mean: float
    error: float
    n: int


def moments(values: Sequence[float]) -> Moments:
    """Mean of independent populations and the standard error of that mean."""
    n = len(values)
    if n == 0:
        raise ValueError("no values to average")
    mean = math.fsum(values) / n
    if n == 1:
        return Moments(mean, math.nan, 1)
    variance = math.fsum((value - mean) ** 2 for value in values) / (n - 1)
    return Moments(mean, math.sqrt(variance / n), n)


def quantile(degrees: int, probability: float) -> float:
    """Student's quantile; 4.303 for 2 degrees of freedom and 0.975."""
    return float(stdtrit(degrees, probability))


def estimate(
    values: Sequence[float], lowest: float = -math.inf, highest: float = math.inf
) -> Estimate:
    """Mean of independent populations with Student's interval at CONFIDENCE.

    For differences, give the paired differences: one population, one value.

    Between two bounds the interval is Student's on the logit scale, with the standard error that
    the delta method gives there: it holds the mean, and never leaves the bounds. With one bound
    Student's interval ends there: it holds the truth as often as without, since the truth is never
    in what is cut off. Values beyond a bound by the rounding of a sum stay inside.
    """
    mean, error, n = moments(values)
    if n == 1:
        return Estimate(mean, math.nan, math.nan, 1)
    half = quantile(n - 1, (1 + CONFIDENCE) / 2) * error
    width = highest - lowest
    if math.isfinite(width) and lowest < mean < highest:
        share = (mean - lowest) / width
        middle, half = math.log(share / (1 - share)), half / (width * share * (1 - share))
        low, high = (lowest + width * float(expit(middle + it)) for it in (-half, half))
        return Estimate(mean, min(low, mean), max(high, mean), n)
    low = max(mean - half, min(lowest, *values))
    high = min(mean + half, max(highest, *values))
    return Estimate(mean, low, high, n)


def ratio(numbers: Sequence[float], bases: Sequence[float]) -> Estimate:
    """Mean of `numbers` over mean of `bases`, paired, with Fieller's interval at CONFIDENCE.

    The interval holds every ratio r for which the mean of number - r base is not told from zero
    by Student's test, which is exact for normal pairs however few, where a bootstrap of five
    populations is not. Low and high are NaN where n is 1 or the mean of the bases is itself not
    told from zero. Source: Fieller 1954, doi 10.1111/j.2517-6161.1954.tb00159.x.
    """
    n = len(bases)
    top, below = moments(numbers), moments(bases)
    found = top.mean / below.mean if below.mean else math.nan
    if n == 1:
        return Estimate(found, math.nan, math.nan, 1)
    t2 = quantile(n - 1, (1 + CONFIDENCE) / 2) ** 2
    pairs = zip(numbers, bases, strict=True)
    covariance = math.fsum((a - top.mean) * (b - below.mean) for a, b in pairs) / (n * (n - 1))
    square = below.mean**2 - t2 * below.error**2
    linear = top.mean * below.mean - t2 * covariance
    inside = linear**2 - square * (top.mean**2 - t2 * top.error**2)
    if not square > 0:
        return Estimate(found, math.nan, math.nan, n)
    root = math.sqrt(max(inside, 0.0))
    return Estimate(found, (linear - root) / square, (linear + root) / square, n)


def tail(mean: float, error: float, degrees: int) -> float:
    """Chance that Student's variable is above mean / error; NaN without an error.

    Values that are all alike have no spread to judge by. A sum of a few visits can be that by
    luck in two or three populations, so they are believed from ALIKE populations on.
    """
    if math.isnan(mean) or math.isnan(error):
        return math.nan
    if error > ROUNDING * abs(mean):
        return float(stdtr(degrees, -mean / error))
    if mean == 0 or degrees + 1 < ALIKE:
        return 0.5
    return float(mean < 0)
