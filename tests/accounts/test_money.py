"""Kronor of a day added up by hand; see made_books."""

from __future__ import annotations

import pytest
from made_books import books

from ruttsim.accounts import money, time
from ruttsim.accounts.statement import ratios, sums


def test_remuneration_is_for_granted_time():
    """1.25 h x 420 SEK/h, where 0.8 of granted time is performed."""
    it = books(overrides={"demand.performed_per_granted": 0.8})
    assert money.revenue_sek(it).tolist() == [525, 525]


def test_staff_is_paid_by_the_hour():
    """5.5 h x 385 SEK/h."""
    assert money.staff_cost_sek(books()).tolist() == [2117.5, 2117.5]


def test_a_car_costs_its_day_and_its_kilometres():
    """Two cars x (4,000 + 600) x 12 / 342 = 322.81; 10 km x (0.572 kWh x price + 0.3)."""
    it = books()
    price = it.parameters.carriers["petrol"].price_sek_per_kwh
    expected = 2 * 4600 * 12 / 342 + 10 * (0.572 * price + 0.3)
    assert money.vehicle_cost_sek(it)["car_petrol"] == pytest.approx([expected, expected])


def test_overhead_is_per_organisation_team_and_paid_hour():
    """(900,000 + 1,100,000) / 342 + 5.5 x 20."""
    assert money.overhead_cost_sek(books()) == pytest.approx([2_000_000 / 342 + 110] * 2)


def test_cost_is_staff_vehicles_and_overhead_and_result_is_the_rest():
    it = books()
    vehicles = sum(money.vehicle_cost_sek(it).values())
    parts = money.staff_cost_sek(it) + vehicles + money.overhead_cost_sek(it)
    assert money.cost_sek(it) == pytest.approx(parts)
    assert money.result_sek(it) == pytest.approx(money.revenue_sek(it) - parts)


def test_raising_remuneration_changes_revenue_and_result_alone():
    before = {(it.organisation, it.kpi, it.group): it.value for it in sums(books(), NAMES)}
    dearer = books(overrides={"economy.remuneration_sek_per_granted_h": 450.0})
    after = {(it.organisation, it.kpi, it.group): it.value for it in sums(dearer, NAMES)}
    assert {kpi for key, kpi in ((it, it[1]) for it in before) if before[key] != after[key]} == {
        "revenue_sek",
        "result_sek",
    }


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
