"""Energy, emissions and particles of driving, leg by leg; sums by vehicle type.

The consumption of a type is for town driving with a warm engine. A leg's mean speed, cold starts
and winter change it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from ruttsim.accounts.books import Books, Columns
from ruttsim.accounts.fleet import ByType, distance_km, vehicle_types, vehicles
from ruttsim.costs import vehicle_day_manufacture_kg
from ruttsim.domain.arrays import Floats
from ruttsim.domain.energy import JOULES_PER_KWH, NO_ENERGY, EnergyStore
from ruttsim.domain.parameters import EnergyCarrier, VehicleType
from ruttsim.energy import cold_start_j, energy_store, warm_j
from ruttsim.parameters import Parameters
from ruttsim.units import GRAMS_PER_KG, METRES_PER_KM


def driving_kwh(legs: Columns, vehicle: VehicleType, parameters: Parameters) -> Floats:
    """Energy of each leg as if this vehicle drove it with a warm engine; winter is in it."""
    return _kwh(warm_j, legs, vehicle, parameters)


def cold_start_kwh(legs: Columns, vehicle: VehicleType, parameters: Parameters) -> Floats:
    """What a cold engine adds to each leg, as `energy.cold_start_j`."""
    return _kwh(cold_start_j, legs, vehicle, parameters)


def leg_kwh(legs: Columns, vehicle: VehicleType, parameters: Parameters) -> Floats:
    """Energy of each leg by this vehicle, cold starts and winter in it."""
    warm = driving_kwh(legs, vehicle, parameters)
    energy: Floats = warm + cold_start_kwh(legs, vehicle, parameters)
    return energy


def leg_co2e_kg(legs: Columns, parameters: Parameters) -> Floats:
    """Well-to-wheel emissions of each leg by its own vehicle; what is walked emits nothing."""
    return _of_each_type(
        legs,
        parameters,
        lambda own, it, carrier: (
            leg_kwh(own, it, parameters) * carrier.co2e_wtw_g_per_kwh / GRAMS_PER_KG
        ),
    )


def leg_driving_sek(legs: Columns, parameters: Parameters) -> Floats:
    """Energy and wear of each leg by its own vehicle; what is walked costs nothing."""
    return _of_each_type(
        legs,
        parameters,
        lambda own, it, carrier: (
            leg_kwh(own, it, parameters) * carrier.price_sek_per_kwh
            + own["distance_m"] / METRES_PER_KM * it.wear_sek_per_km
        ),
    )


def energy_kwh(books: Books) -> ByType:
    """Energy at the wheel's tank or battery, cold starts and winter in it."""
    warm, cold = driving_energy_kwh(books), cold_starts_kwh(books)
    return {name: warm[name] + cold[name] for name in warm}


@functools.lru_cache(maxsize=1)
def driving_energy_kwh(books: Books) -> ByType:
    """The part of energy that warm engines use."""
    return _of_legs(books, driving_kwh)


@functools.lru_cache(maxsize=1)
def cold_starts_kwh(books: Books) -> ByType:
    """The part of energy that cold engines add."""
    return _of_legs(books, cold_start_kwh)


def co2e_kg(books: Books) -> ByType:
    """Well-to-wheel emissions of driving."""
    return _emitted(books, energy_kwh(books), lambda it: it.co2e_wtw_g_per_kwh)


def co2e_cold_start_kg(books: Books) -> ByType:
    """The part of them that cold engines add."""
    return _emitted(books, cold_starts_kwh(books), lambda it: it.co2e_wtw_g_per_kwh)


def co2e_tailpipe_kg(books: Books) -> ByType:
    """The part that leaves the tailpipe."""
    return _emitted(books, energy_kwh(books), lambda it: it.co2e_ttw_g_per_kwh)


def co2e_manufacture_kg(books: Books) -> ByType:
    """Manufacture of the fleet, spread over the days of its life."""
    return {
        name: count
        * vehicle_day_manufacture_kg(books.parameters.vehicles[name], books.parameters.economy)
        for name, count in vehicles(books).items()
    }


def particles_g(books: Books) -> ByType:
    """PM10 of tyres, brakes and road."""
    return _per_km(books, lambda it: it.particles_g_per_km)


def tyre_wear_g(books: Books) -> ByType:
    """All that tyres lose."""
    return _per_km(books, lambda it: it.tyre_wear_g_per_km)


def energy_sek(books: Books) -> ByType:
    """What energy costs at the pump or socket."""
    return _of_carrier(books, energy_kwh(books), lambda it: it.price_sek_per_kwh)


def _of_each_type(
    legs: Columns,
    parameters: Parameters,
    amount: Callable[[Columns, VehicleType, EnergyCarrier], Floats],
) -> Floats:
    """An amount of each leg, reckoned for the legs of one vehicle type at a time."""
    found = np.zeros(len(legs["depart_s"]))
    for name in dict.fromkeys(legs["vehicle_type"].tolist()):
        rows = np.flatnonzero(legs["vehicle_type"] == name)
        vehicle = parameters.vehicles[name]
        own = {column: values[rows] for column, values in legs.items()}
        found[rows] = amount(own, vehicle, parameters.carriers[vehicle.carrier])
    return found


def _kwh(
    energy_j: Callable[[Columns, EnergyStore], Floats],
    legs: Columns,
    vehicle: VehicleType,
    parameters: Parameters,
) -> Floats:
    """Energy of each leg; nothing where there is neither battery nor tank."""
    if vehicle.refill == NO_ENERGY:
        return np.zeros(len(legs["depart_s"]))
    store = energy_store(vehicle, parameters.charging, parameters.climate)
    energy: Floats = energy_j(legs, store) / JOULES_PER_KWH
    return energy


def _of_legs(books: Books, energy: Callable[[Columns, VehicleType, Parameters], Floats]) -> ByType:
    """Energy of the legs of each vehicle type; what is walked needs neither tank nor socket."""
    legs, parameters = books.legs, books.parameters
    return {
        name: books.by_organisation(
            np.where(
                legs["vehicle_type"] == name,
                energy(legs, parameters.vehicles[name], parameters),
                0.0,
            ),
            legs["organisation"],
        )
        for name in vehicle_types(books)
    }


def _emitted(books: Books, energy: ByType, rate: Callable[[EnergyCarrier], float]) -> ByType:
    """Kilograms from grams per kWh of each type's carrier."""
    return _of_carrier(books, energy, lambda it: rate(it) / GRAMS_PER_KG)


def _of_carrier(books: Books, energy: ByType, rate: Callable[[EnergyCarrier], float]) -> ByType:
    """Energy times a rate of each type's carrier."""
    known = books.parameters
    return {
        name: kwh * rate(known.carriers[known.vehicles[name].carrier])
        for name, kwh in energy.items()
    }


def _per_km(books: Books, rate: Callable[[VehicleType], float]) -> ByType:
    """Distance times a rate per kilometre."""
    return {
        name: km * rate(books.parameters.vehicles[name]) for name, km in distance_km(books).items()
    }
