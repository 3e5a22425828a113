"""What a day does to plans: keyed by day and visit, as often and as much as cited."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from demand_village import village
from hypothesis import given
from hypothesis import strategies as st

from ruttsim.demand.days import disturbances, in_hospital, lognormal_factors
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


def one_day(people, parameters, seed, day, due=()):
    """A day by itself, of which some visits are planned."""
    return disturbances(people, np.array(due, dtype=np.int64), parameters, seed, [day])


def test_factors_are_rounded_to_a_millionth():
    day = one_day(POPULATION, PARAMETERS, 1, 0)
    for factors in (day.duration_factor, day.leg_factor):
        assert np.array_equal(factors, factors.round(6))
        assert np.all(factors > 0)


def test_a_day_has_a_number_for_every_visit_and_leg():
    day = one_day(POPULATION, PARAMETERS, 1, 7)
    rows = len(POPULATION.visits.visit)
    assert day.day == 7
    assert day.is_cancelled.shape == day.duration_factor.shape == (rows,)
    assert day.leg_factor.shape == (rows, 2)


def test_six_visits_in_a_hundred_are_cancelled():
    days = [one_day(POPULATION, PARAMETERS, 1, day).is_cancelled for day in range(10)]
    assert np.mean(days) == pytest.approx(0.06, abs=0.006)


def test_a_day_is_the_same_again_and_unlike_every_other():
    hashes = {
        content_hash(one_day(POPULATION, PARAMETERS, seed, day).leg_factor)
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
    whole = one_day(POPULATION, PARAMETERS, 1, 0)
    part = one_day(replace(POPULATION, visits=fewer), PARAMETERS, 1, 0)
    assert np.array_equal(part.duration_factor, whole.duration_factor[kept])
    assert np.array_equal(part.leg_factor, whole.leg_factor[kept])
    assert np.array_equal(part.is_cancelled, whole.is_cancelled[kept])


def test_more_cancellations_keep_those_there_were():
    more = load_parameters({"demand.cancelled_share": 0.1})
    before = one_day(POPULATION, PARAMETERS, 1, 0).is_cancelled
    after = one_day(POPULATION, more, 1, 0).is_cancelled
    assert np.all(after[before])
    assert after.sum() > before.sum()


def test_without_variation_every_factor_is_one():
    assert lognormal_factors(np.array([0.01, 0.5, 0.99]), 0.0).tolist() == [1.0, 1.0, 1.0]


def test_a_larger_coefficient_spreads_the_same_order():
    u = np.array([0.1, 0.9])
    narrow, wide = lognormal_factors(u, 0.1), lognormal_factors(u, 0.3)
    assert wide[0] < narrow[0] < 1 < narrow[1] < wide[1]
    assert math.isclose(narrow[0] * narrow[1], 1 / 1.01, rel_tol=1e-5)


def test_one_client_in_forty_is_in_hospital_for_some_days_in_a_row():
    """2.5 % on each day of a fortnight; five of six stay until the next (mean stay 6 days)."""
    there = [
        in_hospital(POPULATION, PARAMETERS.day, seed, range(day + 1))
        for seed in range(40)
        for day in (12, 13)
    ]
    before, after = np.array(there[::2]), np.array(there[1::2])
    assert after.mean() == pytest.approx(0.025, abs=0.006)
    assert after[before].mean() == pytest.approx(5 / 6, abs=0.12)


def test_visits_at_short_notice_are_of_other_days_and_one_in_a_hundred_of_those_due():
    due = POPULATION.visits.on(1, 0)
    days = [one_day(POPULATION, PARAMETERS, 1, day, due) for day in range(60)]
    assert not any(day.is_extra[due].any() for day in days)
    assert not any((day.is_extra & day.is_in_hospital).any() for day in days)
    found = np.mean([day.is_extra.sum() for day in days]) / len(due)
    assert found == pytest.approx(0.01, abs=0.004)


def test_some_carers_are_sick_late_or_without_a_vehicle_and_none_where_the_plan_knows():
    day = one_day(POPULATION, PARAMETERS, 1, 0)
    assert day.is_sick.mean() == pytest.approx(0.08, abs=0.02)
    late_s = day.late_start_s[day.late_start_s > 0]
    assert (day.late_start_s > 0).mean() == pytest.approx(0.03, abs=0.012)
    assert late_s.mean() == pytest.approx(15 * 60, rel=0.35)
    none = np.array([], dtype=np.int64)
    staffed = disturbances(POPULATION, none, PARAMETERS, 1, [0], is_staffed=True)
    assert not staffed.is_sick.any()


def test_three_days_in_a_hundred_have_snow_which_slows_every_mode():
    days = [one_day(POPULATION, PARAMETERS, seed, 0).mode_factor for seed in range(300)]
    snowy = [day for day in days if day]
    assert len(snowy) / len(days) == pytest.approx(0.03, abs=0.03)
    assert set(map(tuple, map(sorted, snowy))) == {("car", "ebike", "walk")}


def test_holders_ring_as_often_as_cited_and_more_seldom_at_night():
    """0.75 of clients and those with an alarm alone, 0.8 a month each, 30 % in nine hours."""
    days = [one_day(POPULATION, PARAMETERS, seed, 0).alarms for seed in range(400)]
    holders = 0.75 * len(POPULATION.clients.client) + len(POPULATION.alarm_only.building)
    rung_s = np.concatenate([day.rung_s for day in days])
    assert len(rung_s) / len(days) == pytest.approx(holders * 0.8 * 12 / 365.25, rel=0.1)
    is_night = (rung_s >= 22 * 3600) | (rung_s < 7 * 3600)
    assert is_night.mean() == pytest.approx(0.3, abs=0.04)
    assert all(np.all(np.diff(day.rung_s) >= 0) for day in days)
