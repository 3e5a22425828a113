"""Means and intervals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruttsim.statistics.intervals import CONFIDENCE, estimate, ratio

SHARES = st.lists(st.floats(0, 1), min_size=2, max_size=20)


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


def test_an_interval_on_the_logit_scale_by_hand():
    """Shares 0.8 and 0.9.

    Mean 0.85, logit 1.7346, error 0.05 / (0.85 x 0.15) = 0.39216, times t(1) = 12.706 is
    4.9829: the ends are 1 / (1 + e^3.2483) and 1 / (1 + e^-6.7175).
    """
    found = estimate([0.8, 0.9], 0.0, 1.0)
    assert found.mean == pytest.approx(0.85)
    assert found.low == pytest.approx(1 / (1 + math.exp(3.2483)), rel=1e-3)
    assert found.high == pytest.approx(1 / (1 + math.exp(-6.7175)), rel=1e-3)


@given(SHARES)
def test_an_interval_between_bounds_holds_the_mean_and_stays_inside(shares):
    found = estimate(shares, 0.0, 1.0)
    assert 0 <= found.low <= found.mean <= found.high <= 1


def test_far_from_its_bounds_an_interval_is_students():
    shares = [0.5001, 0.5002, 0.5004]
    free, bounded = estimate(shares), estimate(shares, 0.0, 1.0)
    assert bounded.low == pytest.approx(free.low, abs=1e-6)
    assert bounded.high == pytest.approx(free.high, abs=1e-6)


def test_a_count_has_no_interval_below_zero_and_keeps_its_upper_end():
    free, bounded = estimate([0.0, 3.0]), estimate([0.0, 3.0], 0.0)
    assert free.low < 0
    assert bounded == free._replace(low=0.0)


def test_a_value_beyond_a_bound_by_rounding_stays_inside():
    found = estimate([-1e-12, 2.0], 0.0)
    assert found.low == -1e-12


@pytest.mark.long
@pytest.mark.parametrize("populations", [2, 5, 20])
def test_the_interval_of_a_share_covers_its_truth_also_near_the_bound(populations):
    """4,000 experiments with Beta(90, 10) shares of mean 0.9: 93 to 97 %."""
    draws = np.random.default_rng(2).beta(90, 10, size=(4000, populations))
    found = [estimate(row, 0.0, 1.0) for row in draws.tolist()]
    covered = np.mean([it.low <= 0.9 <= it.high for it in found])
    assert 0.93 <= covered <= 0.97


def test_a_ratio_of_fixed_bases_is_the_mean_over_the_base():
    """Bases all 4: Fieller's interval is Student's of the numbers, divided by 4."""
    numbers = [1.0, 2.0, 3.0]
    whole, found = estimate(numbers), ratio(numbers, [4.0] * 3)
    assert found.mean == pytest.approx(0.5)
    assert found.low == pytest.approx(whole.low / 4)
    assert found.high == pytest.approx(whole.high / 4)


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(90, 110)), min_size=3, max_size=9))
def test_the_ends_of_a_ratio_are_those_that_student_just_does_not_tell_apart(pairs):
    """At an end r the mean of number - r base is as far from zero as its interval reaches."""
    numbers, bases = zip(*pairs, strict=True)
    found = ratio(numbers, bases)
    for end in (found.low, found.high):
        if math.isfinite(end):
            apart = estimate([a - end * b for a, b in pairs])
            half = apart.high - apart.mean
            assert abs(apart.mean) == pytest.approx(half, rel=1e-4, abs=1e-6)


def test_a_base_that_may_be_zero_leaves_a_ratio_without_interval():
    found = ratio([1.0, 2.0, 3.0], [-5.0, 1.0, 7.0])
    assert found.mean == pytest.approx(2.0)
    assert math.isnan(found.low)
    assert math.isnan(ratio([1.0], [2.0]).high)


@pytest.mark.long
def test_the_interval_of_a_ratio_covers_its_truth_with_five_populations():
    """4,000 experiments, ratio 1.2, bases of 100 with a deviation of 15: 93 to 97 %."""
    rng = np.random.default_rng(3)
    bases = rng.normal(100, 15, size=(4000, 5))
    numbers = 1.2 * bases + rng.normal(0, 8, size=bases.shape)
    found = [ratio(a, b) for a, b in zip(numbers.tolist(), bases.tolist(), strict=True)]
    assert 0.93 <= np.mean([it.low <= 1.2 <= it.high for it in found]) <= 0.97


def test_the_interval_of_two_split_levels_of_chance_covers_the_truth():
    """A toy with known truth, 1,000 experiments of eight populations of four days.

    Populations N(0, 2), days N(0, 3) around a difference of 5: the means over days have an
    interval that holds 5 in 93 to 97 % of them.
    """
    rng = np.random.default_rng(4)
    days = 5 + rng.normal(0, 2, size=(1000, 8, 1)) + rng.normal(0, 3, size=(1000, 8, 4))
    found = [estimate(row) for row in days.mean(axis=2).tolist()]
    assert CONFIDENCE == 0.95
    assert 0.93 <= np.mean([it.low <= 5 <= it.high for it in found]) <= 0.97
