"""Vehicles, distance, energy and emissions. Amounts by vehicle type, per organisation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ruttsim.accounts.books import Books
from ruttsim.costs import vehicle_day_manufacture_kg, vehicle_km_co2e_kg
from ruttsim.domain.arrays import Floats
from ruttsim.domain.parameters import VehicleType
from ruttsim.fleets import peaks, with_spares
from ruttsim.units import METRES_PER_KM

ByType = dict[str, Floats]


def vehicle_types(books: Books) -> list[str]:
    """Names of the vehicle types of the study's organisations, each once."""
    return list(dict.fromkeys(name for it in books.organisations for name in it.vehicle_types))


def distance_km(books: Books) -> ByType:
    """Kilometres by vehicle type; walking included."""
    driven = books.legs["distance_m"] / METRES_PER_KM
    return {
        name: books.by_organisation(
            np.where(books.legs["vehicle_type"] == name, driven, 0.0), books.legs["organisation"]
        )
        for name in vehicle_types(books)
    }


def vehicles_in_use(books: Books) -> ByType:
    """The most in use at once by the plan, added over the bases of each organisation."""
    return _by_base(books, lambda peak: peak)


def vehicles(books: Books) -> ByType:
    """The fleet: the most in use at once per base and type, and spares, rounded up per base."""
    spare_share = books.parameters.economy.spare_vehicle_share
    return _by_base(books, lambda peak: with_spares(peak, spare_share))


def energy_kwh(books: Books) -> ByType:
    """Energy at the wheel's tank or battery."""
    return _per_km(books, lambda vehicle: vehicle.energy_kwh_per_km)


def co2e_kg(books: Books) -> ByType:
    """Well-to-wheel emissions of driving."""
    carriers = books.parameters.carriers
    return _per_km(books, lambda it: vehicle_km_co2e_kg(it, carriers[it.carrier]))


def co2e_manufacture_kg(books: Books) -> ByType:
    """Manufacture of the fleet, spread over the days of its life."""
    return {
        name: count
        * vehicle_day_manufacture_kg(books.parameters.vehicles[name], books.parameters.economy)
        for name, count in vehicles(books).items()
    }


def _per_km(books: Books, rate: Callable[[VehicleType], float]) -> ByType:
    """Distance times a rate per kilometre; what is walked needs neither tank nor socket."""
    return {
        name: km * rate(books.parameters.vehicles[name]) for name, km in distance_km(books).items()
    }


def _by_base(books: Books, needed: Callable[[int], int]) -> ByType:
    """Vehicles by type: `needed` of the peak at each base, added over each one's bases."""
    counts = {name: np.zeros(len(books.organisations)) for name in vehicle_types(books)}
    for (organisation, _, name), peak in peaks(books.plan.rounds).items():
        counts[name][organisation] += needed(peak)
    return counts
