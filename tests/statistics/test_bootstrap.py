"""Bootstrap against what is known."""

from __future__ import annotations

import numpy as np
import pytest

from ruttsim.statistics.bootstrap import FEWEST, bootstrap
from ruttsim.statistics.intervals import estimate


def mean(rows):
    return float(rows.mean())


def test_of_a_mean_of_many_values_it_is_nearly_students():
    """100 normal values: both ends within 4 % of a standard error's 2 x 1.98."""
    values = np.random.default_rng(1).normal(5, 2, 100)
    found, known = bootstrap(values, mean, seed=1), estimate(values.tolist())
    assert found.mean == pytest.approx(known.mean)
    width = known.high - known.low
    assert found.low == pytest.approx(known.low, abs=0.04 * width)
    assert found.high == pytest.approx(known.high, abs=0.04 * width)


def test_it_leans_to_the_long_side_of_a_skew_sample():
    """The mean of a lognormal sample: more above it than below."""
    values = np.random.default_rng(2).lognormal(size=60)
    found = bootstrap(values, mean, seed=1)
    assert found.high - found.mean > 1.2 * (found.mean - found.low)


def test_the_same_seed_gives_the_same_interval_and_another_a_near_one():
    values = np.random.default_rng(3).normal(size=40)
    assert bootstrap(values, mean, seed=1) == bootstrap(values, mean, seed=1)
    assert bootstrap(values, mean, seed=1) != bootstrap(values, mean, seed=2)
    one, other = (bootstrap(values, mean, seed=it) for it in (1, 2))
    assert one.low == pytest.approx(other.low, abs=0.05)


def test_a_statistic_that_does_not_vary_has_no_width():
    found = bootstrap(np.full(30, 4.0), mean, seed=1)
    assert found == (4.0, 4.0, 4.0, 30)


def test_few_populations_are_refused():
    with pytest.raises(ValueError, match=f"needs {FEWEST} populations"):
        bootstrap(np.arange(FEWEST - 1.0), mean, seed=1)


@pytest.mark.long
def test_of_a_ratio_of_sums_it_covers_the_truth_with_forty_populations():
    """500 experiments, ratio 1.2: 92 to 97 % (measured beside: 5 populations 82 %, 10 88 %)."""
    rng = np.random.default_rng(4)
    covered = 0
    for number in range(500):
        bases = rng.normal(100, 15, 40)
        rows = np.column_stack([1.2 * bases + rng.normal(0, 8, 40), bases])
        found = bootstrap(rows, lambda it: float(it[:, 0].sum() / it[:, 1].sum()), number, 1000)
        covered += found.low <= 1.2 <= found.high
    assert 0.92 <= covered / 500 <= 0.97
