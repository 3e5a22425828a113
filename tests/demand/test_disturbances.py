"""What a day does to plans: keyed by day and visit, as often and as much as cited."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from demand_village import village
from hypothesis import given
from hypothesis import strategies as st

from ruttsim.demand.days import disturbances, lognormal_factors
from ruttsim.demand.synthetic import synthetic_population
from ruttsim.domain.demand import Visits
from ruttsim.files import content_hash
from ruttsim.parameters import load_parameters

PARAMETERS = load_parameters()
POPULATION = synthetic_population(village(), PARAMETERS, 1, 0)


def test_a_lognormal_factor_by_hand():
    """A coefficient of 0.2: variance ln 1.04 = 0.0392207; median exp(-0.0196104) = 0.980581.

    One standard deviation above: exp(0.198042 - 0.0196104) = 1.195341.
    """
    one_above = 0.8413447460685429
    factors = lognormal_factors(np.array([0.5, one_above]), 0.2)
    assert factors.tolist() == pytest.approx([0.980581, 1.195341], abs=2e-6)


@given(st.floats(0.05, 0.6))
def test_factors_have_mean_one_and_the_coefficient_of_variation(cv: float):
    places = (np.arange(20_000) + 0.5) / 20_000
    factors = lognormal_factors(places, cv)
    assert factors.mean() == pytest.approx(1, abs=2e-3)
    assert factors.std() == pytest.approx(cv, rel=0.03)
    assert np.all(np.diff(factors) >= 0)


def test_factors_are_rounded_to_a_millionth():
    day = disturbances(POPULATION, PARAMETERS, 1, 0)
    for factors in (day.duration_factor, day.leg_factor):
        assert np.array_equal(factors, factors.round(6))
        assert np.all(factors > 0)


def test_a_day_has_a_number_for_every_visit_and_leg():
    day = disturbances(POPULATION, PARAMETERS, 1, 7)
    rows = len(POPULATION.visits.visit)
    assert day.day == 7
    assert day.is_cancelled.shape == day.duration_factor.shape == (rows,)
    assert day.leg_factor.shape == (rows, 2)


def test_six_visits_in_a_hundred_are_cancelled():
    days = [disturbances(POPULATION, PARAMETERS, 1, day).is_cancelled for day in range(10)]
    assert np.mean(days) == pytest.approx(0.06, abs=0.006)


def test_a_day_is_the_same_again_and_unlike_every_other():
    hashes = {
        content_hash(disturbances(POPULATION, PARAMETERS, seed, day).leg_factor)
        for seed in (1, 2)
        for day in range(3)
        for _ in range(2)
    }
    assert len(hashes) == 6


def test_a_visit_meets_the_same_day_whatever_other_visits_there_are():
    visits = POPULATION.visits
    kept = np.arange(0, len(visits.visit), 3)
    fewer = Visits(
        **{
            name: value[kept] if isinstance(value, np.ndarray) else value
            for name, value in vars(visits).items()
        }
    )
    whole = disturbances(POPULATION, PARAMETERS, 1, 0)
    part = disturbances(replace(POPULATION, visits=fewer), PARAMETERS, 1, 0)
    assert np.array_equal(part.duration_factor, whole.duration_factor[kept])
    assert np.array_equal(part.leg_factor, whole.leg_factor[kept])
    assert np.array_equal(part.is_cancelled, whole.is_cancelled[kept])


def test_more_cancellations_keep_those_there_were():
    more = load_parameters({"demand.cancelled_share": 0.1})
    before = disturbances(POPULATION, PARAMETERS, 1, 0).is_cancelled
    after = disturbances(POPULATION, more, 1, 0).is_cancelled
    assert np.all(after[before])
    assert after.sum() > before.sum()


def test_without_variation_every_factor_is_one():
    assert lognormal_factors(np.array([0.01, 0.5, 0.99]), 0.0).tolist() == [1.0, 1.0, 1.0]


def test_a_larger_coefficient_spreads_the_same_order():
    u = np.array([0.1, 0.9])
    narrow, wide = lognormal_factors(u, 0.1), lognormal_factors(u, 0.3)
    assert wide[0] < narrow[0] < 1 < narrow[1] < wide[1]
    assert math.isclose(narrow[0] * narrow[1], 1 / 1.01, rel_tol=1e-5)
