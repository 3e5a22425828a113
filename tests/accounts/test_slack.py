"""Household services in slack time, by hand; see made_books."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_books import ORGANISATIONS, H, books

from ruttsim.accounts import slack
from ruttsim.accounts.energy import energy_kwh
from ruttsim.accounts.fleet import distance_km
from ruttsim.accounts.money import cost_sek, revenue_sek, vehicle_cost_sek
from ruttsim.domain.household import GAVE_WAY, SOLD, HouseholdVisit
from ruttsim.domain.terms import Terms

SELLERS = tuple(replace(it, terms=Terms(sells_rut=True)) for it in ORGANISATIONS)


def test_the_rest_of_the_shift_in_daytime_can_be_sold_but_for_other_time():
    """Back at 10, the short shift ends at 13, and half an hour is other time: 2.5 h."""
    it = books(organisations=SELLERS)
    assert slack.rut_saleable_h(it).tolist() == [0, 2.5]


def test_the_municipality_sells_nothing_whatever_its_terms():
    assert slack.rut_saleable_h(books(organisations=SELLERS))[0] == 0


def test_who_may_not_sell_sells_nothing():
    assert not slack.rut_saleable_h(books()).any()


def test_a_stretch_that_is_too_short_is_not_sold():
    """Back at 11:01: 119 minutes, less 30: 89."""
    it = books(return_s=(10 * H, 11 * H + 60), organisations=SELLERS)
    assert not slack.rut_saleable_h(it).any()
    longer = books(return_s=(10 * H, 11 * H), organisations=SELLERS)
    assert slack.rut_saleable_h(longer).tolist() == [0, 1.5]


def test_evenings_are_not_sold():
    """Back at 18 of an evening shift until 22: nothing of it is daytime."""
    it = books(
        changed={1: {"shift": "evening", "leave_s": 16 * H, "return_s": 18 * H}},
        organisations=SELLERS,
    )
    assert not slack.rut_saleable_h(it).any()


SERVICE = HouseholdVisit(
    client=1,
    round=1,
    organisation=1,
    team=0,
    vehicle_type="car_petrol",
    mode="car",
    planned_depart_s=10 * H + 1800,
    vehicle=1,
    depart_s=10 * H + 1800,
    arrive_s=10 * H + 2400,
    stop_s=300,
    end_s=11 * H + 2700,
    return_s=11 * H + 3300,
    out_distance_m=4000.0,
    back_distance_m=4000.0,
    outcome=SOLD,
)
"""An hour of work, ten minutes and 4 km away."""
GIVEN_UP = SERVICE._replace(outcome=GAVE_WAY, depart_s=-1, out_distance_m=0.0, back_distance_m=0.0)


def test_what_is_sold_is_paid_by_the_hour_without_tax_less_the_driving():
    """1 h x 480 / 1.25 = 384 SEK, less energy and wear of 8 km."""
    it = books(organisations=SELLERS, household=(SERVICE,))
    assert slack.rut_sold_h(it).tolist() == [0, 1]
    assert slack.rut_distance_km(it).tolist() == [0, 8]
    driven_sek = slack.rut_driving_sek(it)
    assert slack.rut_revenue_sek(it) == pytest.approx([0, 384 - driven_sek[1]])
    known = it.parameters
    petrol, car = known.carriers["petrol"], known.vehicles["car_petrol"]
    kwh = slack.rut_co2e_kg(it)[1] * 1000 / petrol.co2e_wtw_g_per_kwh
    assert 8 * car.energy_kwh_per_km < kwh < 8 * car.energy_kwh_per_km + 2 * car.cold_start_kwh
    worn_sek = 8 * car.wear_sek_per_km
    assert driven_sek == pytest.approx([0, kwh * petrol.price_sek_per_kwh + worn_sek])


def test_what_gave_way_brings_and_costs_nothing_and_is_counted():
    it = books(organisations=SELLERS, household=(GIVEN_UP,))
    assert slack.rut_given_up(it).tolist() == [0, 1]
    for figure in (slack.rut_sold_h, slack.rut_distance_km, slack.rut_revenue_sek):
        assert not figure(it).any()


def test_home_care_drives_as_far_with_and_without_services():
    """Their driving is in figures of their own."""
    with_it = books(organisations=SELLERS, household=(SERVICE,))
    without = books(organisations=SELLERS)
    for figure in (distance_km, energy_kwh, vehicle_cost_sek):
        (one, other) = (figure(it) for it in (with_it, without))
        assert {name: it.tolist() for name, it in one.items()} == {
            name: it.tolist() for name, it in other.items()
        }
    assert cost_sek(with_it).tolist() == cost_sek(without).tolist()
    assert revenue_sek(with_it)[1] > revenue_sek(without)[1]
