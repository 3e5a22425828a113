"""Household services in slack time, by hand; see made_books."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_books import ORGANISATIONS, H, books

from ruttsim.accounts import slack
from ruttsim.domain.terms import Terms

SELLERS = tuple(replace(it, terms=Terms(sells_rut=True)) for it in ORGANISATIONS)
SOLD = {"economy.rut_sold_share": 0.3}


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


def test_a_share_is_sold_at_the_price_without_tax():
    """0.3 x 2.5 h x 480 / 1.25 = 288 SEK; as it stands nothing is sold."""
    it = books(organisations=SELLERS, overrides=SOLD)
    assert slack.rut_revenue_sek(it) == pytest.approx([0, 288])
    assert not slack.rut_revenue_sek(books(organisations=SELLERS)).any()
