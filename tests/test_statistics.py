"""Means and intervals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ruttsim.statistics import estimate


def test_the_interval_is_students():
    """Mean 2, standard deviation 1, t(2) = 4.303: 2 plus or minus 4.303 / sqrt(3) = 2.484."""
    found = estimate([1.0, 2.0, 3.0])
    assert found.mean == 2.0
    assert found.high - found.mean == pytest.approx(2.484, abs=0.001)
    assert found.mean - found.low == pytest.approx(2.484, abs=0.001)
    assert found.n == 3


def test_one_population_shows_no_uncertainty():
    found = estimate([7.0])
    assert found.mean == 7.0
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_no_values_is_an_error():
    with pytest.raises(ValueError, match="no values"):
        estimate([])


def test_the_interval_covers_the_truth_in_95_of_100_experiments():
    """2,000 experiments of five normal values: 95 % within 1.5 percentage points (3 sigma)."""
    draws = np.random.default_rng(1).normal(10.0, 3.0, size=(2000, 5))
    covered = sum(low <= 10 <= high for _, low, high, _ in map(estimate, draws.tolist()))
    assert covered / len(draws) == pytest.approx(0.95, abs=0.015)
