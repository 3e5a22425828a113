"""Tests of differences: by hand, and by how often they are wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ruttsim.statistics.intervals import ALIKE, estimate
from ruttsim.statistics.verdicts import (
    EQUIVALENT,
    LESS,
    MORE,
    NOT_TOLD_APART,
    SAME,
    from_lowest,
    holm,
    outcome,
    p_equivalence,
    p_value,
)

VALUES = st.lists(st.floats(-10, 10), min_size=3, max_size=12).filter(lambda it: np.std(it) > 0.01)


def test_a_p_value_by_hand():
    """1, 2, 3: t = 2 / (1 / sqrt(3)) = 3.4641 with 2 degrees: p = 0.0742."""
    assert p_value([1.0, 2.0, 3.0]) == pytest.approx(0.07418, abs=1e-5)


@given(VALUES)
def test_a_p_value_is_below_5_per_cent_just_when_the_interval_is_off_zero(values):
    found = estimate(values)
    assert (p_value(values) < 0.05) == (found.low > 0 or found.high < 0)


def test_holm_by_hand():
    """Three tests: 0.01 x 3, then 0.03 x 2 = 0.06, then 0.04 x 1, which may not be less: 0.06."""
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])


def test_holm_passes_over_what_is_no_test_and_stops_at_one():
    found = holm([0.9, math.nan, 0.7])
    assert found[0] == found[2] == 1.0
    assert math.isnan(found[1])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_holm_never_lowers_a_p_value_and_is_never_above_bonferronis(p_values):
    for p, adjusted in zip(p_values, holm(p_values), strict=True):
        assert p <= adjusted <= min(1.0, p * len(p_values)) + 1e-12


def test_two_one_sided_tests_by_hand():
    """1, 2, 3 within 6.

    T = (6 - 2) / 0.57735 = 6.9282 above, 13.86 below; the first decides: p = 0.01010 with 2
    degrees.
    """
    assert p_equivalence([1.0, 2.0, 3.0], [6.0] * 3) == pytest.approx(0.01010, abs=1e-5)


@given(VALUES, st.floats(0.5, 20))
def test_equivalence_is_shown_just_when_the_90_per_cent_interval_is_within_the_margin(
    values, margin
):
    mean, error = np.mean(values), stats.sem(values)
    half = stats.t.ppf(0.95, len(values) - 1) * error
    is_within = -margin < mean - half and mean + half < margin
    assert (p_equivalence(values, [margin] * len(values)) < 0.05) == is_within


def test_a_margin_in_per_cent_brings_the_chance_of_the_reference_into_the_test():
    """Differences of 1 in each of five populations.

    2 % of references of 40 to 160 is 0.8 to 3.2. Against their mean of 2 as if it were known,
    all alike would be certain.
    """
    differences, margins = [1.0] * 5, [0.02 * it for it in (40, 70, 100, 130, 160)]
    assert p_equivalence(differences, [2.0] * 5) == 0
    assert 0.01 < p_equivalence(differences, margins) < 0.1


def test_every_outcome_by_its_p_values():
    assert outcome(1.5, False, 0.01, math.nan) == MORE
    assert outcome(-1.5, False, 0.01, 0.2) == LESS
    assert outcome(-0.5, False, 0.2, 0.2) == NOT_TOLD_APART
    assert outcome(-0.5, False, 0.2, 0.01) == EQUIVALENT
    assert outcome(1.5, False, 0.01, 0.01) == EQUIVALENT
    assert outcome(0.0, True, 1.0, 0.0) == SAME
    assert outcome(3.0, False, math.nan, math.nan) == ""


def test_two_populations_alike_prove_nothing_and_five_do():
    few = [1.0] * (ALIKE - 1)
    assert p_value(few) == 1
    assert p_value([1.0] * ALIKE) == 0
    assert p_equivalence(few, [2.0] * len(few)) == 0.5
    assert p_value([0.0] * ALIKE) == 1


@pytest.mark.long
def test_four_splits_without_a_difference_are_called_different_in_5_of_100_studies_at_most():
    """5,000 studies of four splits that share a reference: at most 5 % + 3 sigma."""
    rng = np.random.default_rng(1)
    false = 0
    for _ in range(5000):
        runs = rng.normal(size=(5, 8))
        adjusted = holm([p_value((row - runs[0]).tolist()) for row in runs[1:]])
        false += min(adjusted) < 0.05
    assert false / 5000 < 0.05 + 3 * math.sqrt(0.05 * 0.95 / 5000)


@pytest.mark.long
def test_a_difference_as_large_as_the_interest_is_called_equivalent_5_times_of_100():
    """10,000 experiments of ten values with mean 1 against a margin of 1: 5 % within 3 sigma."""
    draws = np.random.default_rng(2).normal(1.0, 0.5, size=(10_000, 10))
    shown = np.mean([p_equivalence(row, [1.0] * 10) < 0.05 for row in draws.tolist()])
    assert shown == pytest.approx(0.05, abs=0.0066)


def test_comparisons_with_the_lowest_by_hand():
    """Two alternatives, 0 and differences 1, 2, 3.

    Error 0.57735, t(2) at 95 % one-sided 2.920: 2 plus or minus 1.6859. The first is lowest for
    certain: high 0, low -3.6859; the second is 0 to 3.6859 above it.
    """
    first, second = from_lowest([[0.0, 0.0, 0.0], [1.0, 2.0, 3.0]])
    assert first == pytest.approx((-2.0, -3.6859, 0.0), abs=1e-3)
    assert second == pytest.approx((2.0, 0.0, 3.6859), abs=1e-3)


def test_alternatives_alike_may_each_be_the_lowest():
    found = from_lowest([[1.0, 2.0], [1.0, 2.0], [5.0, 6.5]])
    assert [it.high for it in found[:2]] == [0.0, 0.0]
    assert found[2].low == 0.0 < found[2].high


@given(st.lists(st.lists(st.floats(-100, 100), min_size=4, max_size=4), min_size=2, max_size=6))
def test_intervals_from_the_lowest_hold_zero_and_some_alternative_may_be_the_lowest(rows):
    found = from_lowest(rows)
    assert all(it.low <= 0 <= it.high for it in found)
    assert any(it.low < 0 or it.high == 0 for it in found)


def test_one_alternative_or_population_has_no_lowest():
    with pytest.raises(ValueError, match="two alternatives"):
        from_lowest([[1.0, 2.0]])
    with pytest.raises(ValueError, match="two populations"):
        from_lowest([[1.0], [2.0]])


@pytest.mark.parametrize("common", [0.0, 3.0])
def test_all_intervals_from_the_lowest_hold_at_once_in_95_of_100_studies(common):
    """600 studies of five alternatives, the two lowest 0.3 apart, with and without common chance.

    At least 95 % less 3 sigma.
    """
    rng = np.random.default_rng(5)
    means = np.array([0.0, 0.3, 0.5, 1.0, 2.0])
    truth = [means[i] - np.delete(means, i).min() for i in range(5)]
    held = 0
    for _ in range(600):
        rows = means[:, None] + rng.normal(size=(5, 8)) + common * rng.normal(size=8)
        found = from_lowest(rows.tolist())
        held += all(it.low <= at <= it.high for it, at in zip(found, truth, strict=True))
    assert held / 600 > 0.95 - 3 * math.sqrt(0.95 * 0.05 / 600)


def test_values_that_are_alike_but_for_the_rounding_of_sums_are_alike():
    """0.1 + 0.2 is not 0.3 to the last bit; of three populations that is no test."""
    assert 0.1 + 0.2 != 0.3
    assert p_value([0.1 + 0.2, 0.3, 0.3]) == 1.0
    assert p_value([0.1 + 0.2, 0.3, 0.3, 0.3, 0.3]) == 0.0
    assert p_value([0.3, 0.3, 0.31]) < 0.01
