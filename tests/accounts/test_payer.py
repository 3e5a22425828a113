"""The municipality as payer, by hand; see made_books."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_books import ORGANISATIONS, books

from ruttsim.accounts import money, payer, staff

OWN_ALONE = tuple(replace(it, type="municipal") for it in ORGANISATIONS)
NONE_OWN = tuple(replace(it, type="private") for it in ORGANISATIONS)


def test_procurement_is_paid_once_for_each_agreement():
    """1,000,000 SEK over five years of 342 days."""
    assert payer.procurement_sek(books()) == pytest.approx(1_000_000 / 5 / 342)
    assert payer.procurement_sek(books(organisations=NONE_OWN)) == payer.procurement_sek(books())


def test_each_external_organisation_is_followed_up():
    assert payer.follow_up_sek(books()) == pytest.approx(300_000 / 342)
    assert payer.follow_up_sek(books(organisations=NONE_OWN)) == pytest.approx(600_000 / 342)


def test_half_of_the_overhead_stays_at_first_and_none_after_three_years():
    """One team and 5.5 h of overhead x 0.5 x 3 / (2 x 5)."""
    overhead = 1_100_000 / 342 + 5.5 * 20
    assert payer.stranded_sek(books()) == pytest.approx(overhead * 0.5 * 0.3)


@pytest.mark.parametrize(("years", "left"), [(0, 0), (3, 0.3), (5, 0.5), (10, 0.75)])
def test_what_falls_in_a_straight_line_has_its_mean_over_the_agreement(years, left):
    assert payer.mean_left(years, 5) == pytest.approx(left)


def test_an_own_regime_costs_nothing_beside_its_remuneration():
    it = books(organisations=OWN_ALONE)
    assert payer.payer_cost_sek(it) == payer.paid_sek(it) > 0
    costs = money.cost_sek(it).sum()
    assert payer.municipality_cost_sek(it) == pytest.approx(costs)


def test_an_own_regime_that_has_no_clients_was_closed():
    """Two clients x 10,700 SEK over five years."""
    third = replace(ORGANISATIONS[0], name="closed")
    it = books(organisations=(*NONE_OWN, third))
    assert payer.wind_up_sek(it) == pytest.approx(2 * 10_700 / 5 / 342)
    assert payer.wind_up_sek(books()) == payer.wind_up_sek(books(organisations=NONE_OWN)) == 0


def test_a_hundredth_of_external_hours_is_held_ready():
    it = books()
    assert payer.last_resort_sek(it) == pytest.approx(0.055 * staff.hour_sek(it.parameters))
