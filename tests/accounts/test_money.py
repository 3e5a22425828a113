"""Kronor of a day added up by hand; see made_books."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_books import ORGANISATIONS, books

from ruttsim.accounts import energy, money, staff, time
from ruttsim.accounts.statement import ratios, sums
from ruttsim.domain.terms import Terms

PATROL_CARS = {"patrol_cost_sek", "patrol_vehicle_cost_sek"}
COLD = {
    "energy_kwh",
    "co2e_kg",
    "co2e_cold_start_kg",
    "co2e_tailpipe_kg",
    "carbon_value_sek",
}


def test_a_car_costs_its_day_its_energy_and_its_kilometres():
    """Two cars x (4,000 + 600) x 12 / 342 = 322.81; energy at its price, and 10 km x 0.3."""
    it = books()
    price = it.parameters.carriers["petrol"].price_sek_per_kwh
    kwh = energy.energy_kwh(it)["car_petrol"]
    expected = 2 * 4600 * 12 / 342 + kwh * price + 10 * 0.3
    assert money.vehicle_cost_sek(it)["car_petrol"] == pytest.approx(expected)


def test_overhead_is_per_organisation_team_and_paid_hour():
    """(900,000 + 1,100,000) / 342 + 5.5 x 20."""
    assert money.overhead_cost_sek(books()) == pytest.approx([2_000_000 / 342 + 110] * 2)


def test_cost_is_staff_vehicles_and_overhead_and_result_is_the_rest():
    it = books()
    vehicles = sum(money.vehicle_cost_sek(it).values())
    assert not sum(money.carbon_cost_sek(it).values()).any()
    parts = staff.staff_cost_sek(it) + vehicles + money.overhead_cost_sek(it)
    assert money.cost_sek(it) == pytest.approx(parts)
    assert money.result_sek(it) == pytest.approx(money.revenue_sek(it) - parts)


MONEY_OF_PAYER = {"paid_sek", "payer_cost_sek", "municipality_cost_sek"}
RESULTS = {"result_sek", "margin_sek"}
CARS = {"vehicle_cost_sek", "cost_sek", *RESULTS, "municipality_cost_sek"}

WITH_PATROL = {
    "cost_with_patrol_sek": {"cost_sek", "patrol_cost_sek", "night_cost_sek"},
    "co2e_with_patrol_kg": {"co2e_kg", "co2e_manufacture_kg", "patrol_co2e_kg"},
}
"""Sums of organisations and patrol, and what they are of."""


def changed_by(name, value, **others):
    """Key figures that a number changes, of the sums of a day."""
    before = {it[:3]: it.value for it in sums(books(**others), NAMES)}
    after = {it[:3]: it.value for it in sums(books(overrides={name: value}, **others), NAMES)}
    return {key[1] for key in before if before[key] != after[key]}


@pytest.mark.parametrize(
    ("name", "value", "changed"),
    [
        (
            "economy.remuneration_sek_per_granted_h",
            450.0,
            {"remuneration_sek", "revenue_sek", *RESULTS, *MONEY_OF_PAYER},
        ),
        (
            "economy.carbon_price_sek_per_kg",
            7.0,
            {"carbon_cost_sek", "cost_sek", *RESULTS, "municipality_cost_sek"},
        ),
        ("economy.carbon_value_sek_per_kg", 3.0, {"carbon_value_sek"}),
        ("vehicles.car_petrol.lease_sek_per_month", 8000.0, {*CARS, *PATROL_CARS}),
        (
            "organisations.municipal.employer_on_cost_share",
            0.4,
            {
                "staff_cost_sek",
                "staff_cost_municipal_terms_sek",
                "unsocial_cost_sek",
                "cost_sek",
                *RESULTS,
                "municipality_cost_sek",
                "payer_cost_sek",
                "last_resort_sek",
                "patrol_cost_sek",
                "patrol_staff_cost_sek",
            },
        ),
        (
            "payer.follow_up_sek_per_organisation_year",
            400_000.0,
            {"follow_up_sek", "payer_cost_sek", "municipality_cost_sek"},
        ),
        ("payment.performed_sek_per_h", 600.0, set()),
        ("economy.planning_sek_per_paid_h", 400.0, set()),
        ("climate.winter_share", 0.4, {*CARS, *COLD}),
    ],
)
def test_a_number_changes_what_it_is_about_and_nothing_else(name, value, changed):
    with_patrol = {whole for whole, parts in WITH_PATROL.items() if parts & changed}
    assert changed_by(name, value) == changed | with_patrol


def test_doubling_the_lease_adds_the_lease_of_every_car():
    """Two cars each x 4,000 x 12 / 342."""
    dearer = books(overrides={"vehicles.car_petrol.lease_sek_per_month": 8000.0})
    added = money.cost_sek(dearer) - money.cost_sek(books())
    assert added == pytest.approx([2 * 4000 * 12 / 342] * 2)


def test_carbon_is_paid_for_driving_and_manufacture():
    it = books(overrides={"economy.carbon_price_sek_per_kg": 7.0})
    kg = energy.co2e_kg(it)["car_petrol"] + energy.co2e_manufacture_kg(it)["car_petrol"]
    assert money.carbon_cost_sek(it)["car_petrol"] == pytest.approx(7 * kg)
    assert money.cost_sek(it) - money.cost_sek(books()) == pytest.approx(7 * kg)


def test_terms_of_an_organisation_change_its_costs():
    """Half the overhead and vehicles a fifth dearer, of one of two alike."""
    terms = Terms(overhead_factor=0.5, purchase_price_factor=1.2)
    it = books(organisations=(ORGANISATIONS[0], replace(ORGANISATIONS[1], terms=terms)))
    own, other = money.overhead_cost_sek(it)
    assert other == pytest.approx(0.5 * own)
    own, other = money.vehicle_cost_sek(it)["car_petrol"]
    assert other == pytest.approx(1.2 * own)


def test_at_the_break_even_remuneration_the_result_is_zero():
    it = books()
    totals = {f.kpi: f.value for f in sums(it, NAMES) if (f.organisation, f.group) == TOTAL}
    rate = ratios(totals)["break_even_sek_per_granted_h"]
    even = books(overrides={"economy.remuneration_sek_per_granted_h": rate})
    assert money.result_sek(even).sum() == pytest.approx(0, abs=1e-6)


def test_at_the_break_even_direct_time_share_paid_time_costs_what_it_brings():
    """Cost = revenue when paid hours shrink to care / share at the same cost an hour."""
    it = books()
    totals = {f.kpi: f.value for f in sums(it, NAMES) if (f.organisation, f.group) == TOTAL}
    share = ratios(totals)["break_even_direct_time_share"]
    cost_per_paid_h = money.cost_sek(it).sum() / time.paid_h(it).sum()
    assert time.care_h(it).sum() / share * cost_per_paid_h == pytest.approx(totals["revenue_sek"])


NAMES = ("municipality", "procured")
TOTAL = ("total", "all")
