"""Household services sold in idle time: what could be sold, what was, and what it brings.

Their driving is in these figures alone: kilometres, energy and emissions of home care, by which
area splits are compared, are without it.
"""

from __future__ import annotations

import functools

import numpy as np

from ruttsim.accounts.books import Books, Columns
from ruttsim.accounts.energy import leg_co2e_kg, leg_driving_sek
from ruttsim.domain.arrays import Bools, Floats
from ruttsim.domain.household import GAVE_WAY, SOLD
from ruttsim.units import METRES_PER_KM, SECONDS_PER_HOUR, SECONDS_PER_MINUTE


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
    may_sell = np.array([it.may_sell for it in books.organisations])
    is_free = is_enough & may_sell[rounds["organisation"]]
    return books.by_organisation(
        np.where(is_free, longest_s, 0.0) / SECONDS_PER_HOUR, rounds["organisation"]
    )


def rut_sold_h(books: Books) -> Floats:
    """Time of household services at the buyers' homes."""
    rows = books.household
    worked_s = rows["end_s"] - rows["arrive_s"] - rows["stop_s"]
    return _of_sold(books, worked_s / SECONDS_PER_HOUR)


def rut_given_up(books: Books) -> Floats:
    """Services that were planned and gave way to care."""
    is_given_up: Bools = books.household["outcome"] == GAVE_WAY
    return books.by_organisation(is_given_up, books.household["organisation"])


def rut_distance_km(books: Books) -> Floats:
    """Ways to buyers and back, by all means of travel."""
    return _of_sold(
        books,
        (books.household["out_distance_m"] + books.household["back_distance_m"]) / METRES_PER_KM,
    )


def rut_co2e_kg(books: Books) -> Floats:
    """Well-to-wheel emissions of these ways."""
    legs = _legs(books)
    return books.by_organisation(leg_co2e_kg(legs, books.parameters), legs["organisation"])


def rut_driving_sek(books: Books) -> Floats:
    """Energy and wear of these ways, and the carbon price where there is one."""
    legs, economy = _legs(books), books.parameters.economy
    driven_sek = books.by_organisation(
        leg_driving_sek(legs, books.parameters), legs["organisation"]
    )
    factor = np.array([it.terms.purchase_price_factor for it in books.organisations])
    cost_sek: Floats = driven_sek * factor + rut_co2e_kg(books) * economy.carbon_price_sek_per_kg
    return cost_sek


def rut_revenue_sek(books: Books) -> Floats:
    """What is paid without value-added tax, less the driving."""
    economy = books.parameters.economy
    paid_sek = rut_sold_h(books) * economy.rut_sek_per_h / (1 + economy.rut_vat_share)
    return paid_sek - rut_driving_sek(books)


def _of_sold(books: Books, values: Floats) -> Floats:
    """Sums over the services that were sold, by organisation."""
    is_sold = books.household["outcome"] == SOLD
    return books.by_organisation(np.where(is_sold, values, 0.0), books.household["organisation"])


@functools.lru_cache(maxsize=1)
def _legs(books: Books) -> Columns:
    """The ways to buyers and back as legs: of each service out, then back."""
    rows = books.household
    is_sold = rows["outcome"] == SOLD
    out = {"depart_s": "depart_s", "arrive_s": "arrive_s", "distance_m": "out_distance_m"}
    back = {"depart_s": "end_s", "arrive_s": "return_s", "distance_m": "back_distance_m"}
    common = {name: name for name in ("organisation", "vehicle_type", "vehicle")}
    return {
        name: np.concatenate([rows[way[name]][is_sold] for way in (out | common, back | common)])
        for name in (*out, *common)
    }
