"""Household services sold in slack time: idle stretches in daytime, per organisation.

Reckoned from the record alone. What is sold is not planned as visits, so its kilometres and the
time on the way are in no figure; the shortest stretch leaves room for them.
"""

from __future__ import annotations

import numpy as np

from ruttsim.accounts.books import Books
from ruttsim.domain.arrays import Floats
from ruttsim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE


def rut_saleable_h(books: Books) -> Floats:
    """Idle time that could be sold, of organisations that may.

    Of each round the longer stretch of its shift part in which it is not out, before or after,
    as far as it lies in daytime, less the other time of the part; nothing if it is too short.
    """
    economy, rounds = books.parameters.economy, books.rounds
    menu = {shift.name: shift.parts for shift in books.parameters.staffing.shifts}
    parts = [
        menu[shift][part]
        for shift, part in zip(rounds["shift"].tolist(), rounds["part"].tolist(), strict=True)
    ]
    start_s = np.array([it.start_s for it in parts], dtype=np.float64)
    end_s = np.array([it.end_s for it in parts], dtype=np.float64)
    opens_s, closes_s = (it * SECONDS_PER_HOUR for it in (economy.rut_start_h, economy.rut_end_h))
    before_s = np.minimum(rounds["leave_s"], closes_s) - np.maximum(start_s, opens_s)
    after_s = np.minimum(end_s, closes_s) - np.maximum(rounds["return_s"], opens_s)
    longest_s = np.maximum(before_s, after_s) - books.duty.other_s
    is_enough = longest_s >= economy.rut_shortest_min * SECONDS_PER_MINUTE
    may_sell = np.array([it.terms.sells_rut and not it.is_municipal for it in books.organisations])
    is_sold = is_enough & may_sell[rounds["organisation"]]
    return books.by_organisation(
        np.where(is_sold, longest_s, 0.0) / SECONDS_PER_HOUR, rounds["organisation"]
    )


def rut_sold_h(books: Books) -> Floats:
    """The share of it that is sold."""
    return rut_saleable_h(books) * books.parameters.economy.rut_sold_share


def rut_revenue_sek(books: Books) -> Floats:
    """What it brings, without value-added tax."""
    economy = books.parameters.economy
    return rut_sold_h(books) * economy.rut_sek_per_h / (1 + economy.rut_vat_share)
