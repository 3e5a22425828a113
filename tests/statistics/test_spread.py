"""Sources of spread, of made designs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ruttsim.statistics.spread import spread

ONE_DAY_KIND = np.zeros(2, dtype=int)


def test_by_hand():
    """Populations (1, 3) and (5, 9).

    Within (2 + 8) / 2 = 5; between 2 x (2.5^2 + 2.5^2) = 25; populations (25 - 5) / 2 = 10.
    """
    found = spread(np.array([[[1.0, 3.0], [5.0, 9.0]]]), ONE_DAY_KIND)
    assert found.day[0] == pytest.approx(math.sqrt(5))
    assert found.population[0] == pytest.approx(math.sqrt(10))


def test_populations_alike_have_no_spread_below_zero():
    found = spread(np.array([[[1.0, 3.0], [3.0, 1.0]]]), ONE_DAY_KIND)
    assert found.population[0] == 0
    assert found.day[0] == pytest.approx(math.sqrt(2))


def test_one_day_a_population_leaves_days_unknown():
    found = spread(np.array([[[1.0], [3.0]]]), np.zeros(1, dtype=int))
    assert math.isnan(found.day[0])
    assert found.population[0] == pytest.approx(math.sqrt(2))


def test_one_population_leaves_populations_unknown():
    found = spread(np.array([[[1.0, 3.0]]]), ONE_DAY_KIND)
    assert math.isnan(found.population[0])


def test_what_a_weekday_does_to_all_populations_is_no_chance():
    """The second day is 100 more in both: as without."""
    days = np.array([[[1.0, 3.0], [5.0, 9.0]]])
    shifted = days + np.array([0.0, 100.0])
    kinds = np.array([0, 1])
    assert spread(shifted, kinds).day == pytest.approx(spread(days, kinds).day)
    assert spread(shifted, kinds).population == pytest.approx(spread(days, kinds).population)


def test_a_missing_day_is_passed_over():
    """(1, 3, -) and (5, 9, -) with a third day of the first alone: nothing of it is zero."""
    known = spread(np.array([[[1.0, 3.0, 2.0], [5.0, 9.0, math.nan]]]), np.zeros(3, dtype=int))
    assert known.day[0] == pytest.approx(math.sqrt(10 / 3))
    nothing = spread(np.full((1, 2, 2), math.nan), ONE_DAY_KIND)
    assert math.isnan(nothing.day[0])
    assert math.isnan(nothing.population[0])


def test_a_made_nested_normal_gives_its_deviations_back():
    """2,000 figures of 8 populations of 5 days over two weekdays, deviations 3 and 2.

    The mean variances are unbiased, within 3 %.
    """
    rng = np.random.default_rng(1)
    weekday = np.array([0.0, 0.0, 0.0, 7.0, 7.0])
    values = 3 * rng.normal(size=(2000, 8, 1)) + 2 * rng.normal(size=(2000, 8, 5)) + weekday
    found = spread(values, (weekday > 0).astype(int))
    assert np.mean(found.day**2) == pytest.approx(4, rel=0.03)
    assert np.mean(found.population**2) == pytest.approx(9, rel=0.03)


def test_missing_days_leave_the_deviations_as_they_are():
    """The same with one day of five missing at random."""
    rng = np.random.default_rng(2)
    values = 3 * rng.normal(size=(2000, 8, 1)) + 2 * rng.normal(size=(2000, 8, 5))
    values[rng.random(values.shape) < 0.2] = math.nan
    found = spread(values, np.zeros(5, dtype=int))
    assert np.mean(found.day**2) == pytest.approx(4, rel=0.03)
    assert np.mean(found.population**2) == pytest.approx(9, rel=0.05)
