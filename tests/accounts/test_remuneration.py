"""What is paid for visits, by hand; see made_books."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_books import ORGANISATIONS, H, books, visit

from ruttsim.accounts import remuneration
from ruttsim.accounts.remuneration import PAID_H_SEK
from ruttsim.domain.demand import SERVICE
from ruttsim.domain.terms import Payment, Terms

GRANTED = {"demand.performed_per_granted": 0.8}
RATE = {"payment.performed_sek_per_h": 500.0}
PERFORMED = Payment("performed")


def test_granted_time_is_paid_whatever_became_of_the_visit():
    """1.25 h x 420 SEK/h each, one delivered and one cancelled; 0.8 of granted is performed."""
    assert remuneration.remuneration_sek(books(overrides=GRANTED)) == pytest.approx([525, 525])


def test_performed_time_is_paid_and_half_of_a_visit_cancelled_at_the_door():
    """Half an hour of care at 500, and an hour planned at half of it."""
    it = books(overrides=RATE, payment=PERFORMED)
    assert remuneration.remuneration_sek(it) == pytest.approx([250, 250])


@pytest.mark.parametrize(
    ("reason", "share"), [("at_the_door", 0.5), ("in_hospital", 0.3), ("nobody_came", 0)]
)
def test_a_cancelled_visit_is_paid_by_its_reason(reason, share):
    more = [visit(1, 8 * H, -1, 0, "cancelled", reason)]
    it = books(overrides=RATE, payment=PERFORMED, more_visits=more)
    assert remuneration.of_visits_sek(it)[2] == pytest.approx(500 * share)


def test_a_missed_visit_is_paid_by_granted_time_alone():
    more = [visit(1, -1, -1, 0, "missed", "too_late")]
    assert remuneration.of_visits_sek(books(more_visits=more, payment=PERFORMED))[2] == 0
    assert remuneration.of_visits_sek(books(more_visits=more))[2] > 0


@pytest.mark.parametrize("basis", PAID_H_SEK)
@pytest.mark.parametrize(
    ("changed", "key", "factor"),
    [
        ({"kind": SERVICE}, "payment.service_factor", 0.82),
        ({"earliest_s": 18 * H}, "payment.evening_factor", 1.1),
        ({"earliest_s": 23 * H}, "payment.night_factor", 1.3),
        ({"earliest_s": 5 * H}, "payment.night_factor", 1.3),
    ],
)
def test_kind_and_hour_have_their_factor(basis, changed, key, factor):
    more = [visit(0, 8 * H, 9 * H, 1800)._replace(**changed)]
    paid = [
        remuneration.of_visits_sek(
            books(overrides=overrides, more_visits=more, payment=Payment(basis))
        ).tolist()
        for overrides in ({}, {key: factor})
    ]
    assert paid[1][2] == pytest.approx(factor * paid[0][2])
    assert paid[1][:2] == paid[0][:2]


def test_a_rural_area_gets_its_uplift():
    it = books(overrides=GRANTED, payment=Payment("granted", (1,)))
    assert remuneration.remuneration_sek(it) == pytest.approx([525, 525 * 1.15])


def test_what_the_municipality_pays_by_area_is_what_organisations_receive():
    taxed = (ORGANISATIONS[0], replace(ORGANISATIONS[1], terms=Terms(vat_compensation_share=0.02)))
    it = books(overrides=GRANTED, organisations=taxed, payment=Payment("granted", (0,)))
    received = remuneration.remuneration_sek(it) + remuneration.vat_compensation_sek(it)
    assert remuneration.vat_compensation_sek(it) == pytest.approx([0, 10.5])
    assert remuneration.paid_by_area_sek(it).sum() == pytest.approx(received.sum())
