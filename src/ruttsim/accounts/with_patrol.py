"""Sums of organisations and the municipal patrol together, whoever has alarms and nights.

For an organisation they are what it has in all. Only with the patrol's can splits be compared that
give alarms or nights to others.
"""

from __future__ import annotations

import numpy as np

from ruttsim.accounts import energy, fleet, money, night_vehicles, nights, patrol
from ruttsim.accounts.books import Books
from ruttsim.domain.arrays import Floats


def cost_sek(books: Books) -> Floats:
    """All costs of organisations."""
    return money.cost_sek(books)


def cost_sek_of_patrol(books: Books) -> float:
    """The patrol's, for alarms and nights."""
    return patrol.cost_sek(books) + night_vehicles.cost_sek_of_patrol(books)


def distance_km(books: Books) -> Floats:
    """Kilometres of organisations, walking included."""
    return _over_types(fleet.distance_km(books))


def distance_km_of_patrol(books: Books) -> float:
    """The patrol's."""
    return patrol.distance_km(books) + nights.distance_km_of_patrol(books)


def vehicles(books: Books) -> Floats:
    """Fleets of organisations."""
    return _over_types(fleet.vehicles(books))


def vehicles_of_patrol(books: Books) -> float:
    """The patrol's cars."""
    return patrol.vehicles(books) + night_vehicles.vehicles_of_patrol(books)


def co2e_kg(books: Books) -> Floats:
    """Driving of organisations and manufacture of their vehicles."""
    return _over_types(energy.co2e_kg(books)) + _over_types(energy.co2e_manufacture_kg(books))


def co2e_kg_of_patrol(books: Books) -> float:
    """The patrol's."""
    driving = patrol.co2e_kg(books) + nights.co2e_kg_of_patrol(books)
    made = patrol.co2e_manufacture_kg(books) + night_vehicles.co2e_manufacture_kg_of_patrol(books)
    return driving + made


def _over_types(by_type: fleet.ByType) -> Floats:
    """Sums over vehicle types."""
    whole: Floats = np.sum(list(by_type.values()), axis=0)
    return whole
