"""What the municipality pays for visits: by time, kind, hour and area."""

from __future__ import annotations

import numpy as np

from ruttsim.accounts.books import Books
from ruttsim.domain.arrays import Floats
from ruttsim.domain.demand import SERVICE
from ruttsim.units import SECONDS_PER_HOUR


def remuneration_sek(books: Books) -> Floats:
    """Remuneration for time, per organisation, value-added tax apart."""
    return books.by_organisation(of_visits_sek(books), books.visits["organisation"])


def vat_compensation_sek(books: Books) -> Floats:
    """What is paid on top of it for value-added tax that cannot be deducted, per organisation."""
    share = np.array([it.terms.vat_compensation_share for it in books.organisations])
    added: Floats = remuneration_sek(books) * share
    return added


def paid_by_area_sek(books: Books) -> Floats:
    """Both together by basic area, whoever receives it: what the payer pays for each area."""
    share = np.array([it.terms.vat_compensation_share for it in books.organisations])
    paid = of_visits_sek(books) * (1 + share[books.visits["organisation"]])
    return np.bincount(books.visits["basic_area"], weights=paid, minlength=len(books.areas)).astype(
        np.float64
    )


def of_visits_sek(books: Books) -> Floats:
    """Remuneration of each row of the visit records: one carer's part of a visit.

    The hour is that of the window's start and the same in every split.
    """
    visits, rules = books.visits, books.parameters.payment
    rate = np.where(visits["kind"] == SERVICE, rules.service_factor, 1.0)
    start_h = visits["earliest_s"] / SECONDS_PER_HOUR
    is_night = (start_h >= rules.night_start_h) | (start_h < rules.night_end_h)
    is_evening = ~is_night & (start_h >= rules.evening_start_h)
    rate = rate * np.where(is_night, rules.night_factor, 1.0)
    rate = rate * np.where(is_evening, rules.evening_factor, 1.0)
    is_rural = np.isin(visits["basic_area"], np.array(books.payment.rural, dtype=np.int64))
    rate = rate * np.where(is_rural, 1 + rules.rural_uplift_share, 1.0)
    amount: Floats = rate * PAID_H_SEK[books.payment.basis](books)
    return amount


def _granted(books: Books) -> Floats:
    """Granted hours at their rate, whatever became of the visit."""
    granted_h = books.visits["planned_s"] / SECONDS_PER_HOUR
    granted_h = granted_h / books.parameters.demand.performed_per_granted
    amount: Floats = granted_h * books.parameters.economy.remuneration_sek_per_granted_h
    return amount


def _performed(books: Books) -> Floats:
    """Hours of care in fact at their rate, and a share of the planned ones for cancelled visits.

    Nothing is paid for a visit that was missed, or cancelled without anybody having come.
    """
    visits, rules = books.visits, books.parameters.payment
    at_the_door = np.where(
        visits["kind"] == SERVICE, rules.cancelled_service_share, rules.cancelled_care_share
    )
    share = np.select(
        [visits["reason"] == "at_the_door", visits["reason"] == "in_hospital"],
        [at_the_door, rules.hospital_share],
        0.0,
    )
    seconds = visits["care_s"] + visits["planned_s"] * share
    amount: Floats = seconds / SECONDS_PER_HOUR * rules.performed_sek_per_h
    return amount


PAID_H_SEK = {"granted": _granted, "performed": _performed}
"""What is paid at the common rate for each visit, by the study's basis of payment."""
