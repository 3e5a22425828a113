"""Vehicles of the night: number, cost and emissions, and what the patrol's are refilled with.

An organisation's vehicles of the day stand at night: only those that its nights add to its fleet
cost the night their day. The municipal patrol's cars of the night are its own, with spares.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from ruttsim.accounts import nights
from ruttsim.accounts.books import Books
from ruttsim.accounts.energy import leg_driving_sek
from ruttsim.costs import vehicle_day_manufacture_kg, vehicle_day_sek
from ruttsim.domain.arrays import Floats
from ruttsim.domain.parameters import EconomyParameters, VehicleType
from ruttsim.fleets import fleet
from ruttsim.units import SECONDS_PER_HOUR

_Fleet = Mapping[tuple[int, int, str], int]
_PerDay = Callable[[VehicleType, EconomyParameters], float]


def vehicles(books: Books) -> Floats:
    """Vehicles that the nights of each organisation add to its fleet, spares among them."""
    return _per_organisation(books, lambda _, __: 1.0)


def vehicles_of_patrol(books: Books) -> float:
    """The patrol's cars of the night, spares among them."""
    return _sum(books, _of_patrol(books), lambda _, __: 1.0)


def co2e_manufacture_kg(books: Books) -> Floats:
    """Manufacture of the vehicles that nights add."""
    return _per_organisation(books, vehicle_day_manufacture_kg)


def co2e_manufacture_kg_of_patrol(books: Books) -> float:
    """The same of the patrol's."""
    return _sum(books, _of_patrol(books), vehicle_day_manufacture_kg)


def vehicle_cost_sek(books: Books) -> Floats:
    """The day of the vehicles that nights add, and energy and wear of the rounds at night."""
    factor = np.array([it.terms.purchase_price_factor for it in books.organisations])
    driving_sek = nights.of_legs(books, leg_driving_sek(books.legs, books.parameters))
    cost_sek: Floats = (_per_organisation(books, vehicle_day_sek) + driving_sek) * factor
    return cost_sek


def vehicle_cost_sek_of_patrol(books: Books) -> float:
    """The same of the patrol's, on municipal terms."""
    fixed_sek = _sum(books, _of_patrol(books), vehicle_day_sek)
    return fixed_sek + math.fsum(leg_driving_sek(books.night.legs, books.parameters).tolist())


def cost_sek(books: Books) -> Floats:
    """Staff and vehicles of the night."""
    return nights.staff_cost_sek(books) + vehicle_cost_sek(books)


def cost_sek_of_patrol(books: Books) -> float:
    """The same of the patrol."""
    return nights.staff_cost_sek_of_patrol(books) + vehicle_cost_sek_of_patrol(books)


def charged_kwh_of_patrol(books: Books) -> float:
    """Energy that the patrol's cars of the night were given until the next morning."""
    rows = books.night.charging
    return math.fsum((rows["end_kwh"] - rows["start_kwh"]).tolist())


def charging_h_of_patrol(books: Books) -> float:
    """Hours that these were being refilled, waiting for a post apart."""
    rows = books.night.charging
    seconds = np.where(rows["start_s"] >= 0, rows["end_s"] - rows["start_s"], 0)
    return int(seconds.sum()) / SECONDS_PER_HOUR


def _of_patrol(books: Books) -> _Fleet:
    """The patrol's cars of the night."""
    return fleet(books.night.planned, books.parameters.economy.spare_vehicle_share)


def _per_organisation(books: Books, per_day: _PerDay) -> Floats:
    """An amount of a day of each vehicle that nights add, summed by organisation."""
    amounts = np.zeros(len(books.organisations))
    for key, number in books.fleet_of_nights.items():
        amounts[key[0]] += _sum(books, {key: number}, per_day)
    return amounts


def _sum(books: Books, vehicles: _Fleet, per_day: _PerDay) -> float:
    """An amount of a day of each vehicle, in all."""
    known, economy = books.parameters.vehicles, books.parameters.economy
    return math.fsum(
        number * per_day(known[name], economy) for (_, _, name), number in vehicles.items()
    )
