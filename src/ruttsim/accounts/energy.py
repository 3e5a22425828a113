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
from ruttsim.domain.parameters import SPEEDS, SPEEDS_KMH, EnergyCarrier, VehicleType
from ruttsim.parameters import Parameters
from ruttsim.units import GRAMS_PER_KG, KMH_PER_MS, METRES_PER_KM, SECONDS_PER_MINUTE


def driving_kwh(legs: Columns, vehicle: VehicleType, parameters: Parameters) -> Floats:
    """Energy of each leg as if this vehicle drove it with a warm engine; winter is in it."""
    climate = parameters.climate
    km = legs["distance_m"] / METRES_PER_KM
    winter = 1 + climate.winter_share * vehicle.winter_energy_share
    energy: Floats = km * vehicle.energy_kwh_per_km * winter
    curves = {
        "combustion": climate.combustion_speed_factor,
        "electric": climate.electric_speed_factor,
    }
    if vehicle.speed_curve in curves:
        curve = curves[vehicle.speed_curve]
        drive_s = np.maximum(legs["arrive_s"] - legs["depart_s"], 1)
        kmh = legs["distance_m"] / drive_s * KMH_PER_MS
        energy = energy * np.interp(kmh, SPEEDS_KMH, [curve[name] for name in SPEEDS])
    return energy


def cold_start_kwh(legs: Columns, vehicle: VehicleType, parameters: Parameters) -> Floats:
    """What a cold engine adds to each leg, by how long its car stood before.

    The first leg of a car on a day is wholly cold. A leg shorter than `cold_start_km` has its part.
    """
    climate = parameters.climate
    rows = np.flatnonzero((legs["vehicle"] >= 0) & (legs["distance_m"] > 0))
    rows = rows[np.lexsort((legs["depart_s"][rows], legs["vehicle"][rows]))]
    car, depart_s, arrive_s = (legs[name][rows] for name in ("vehicle", "depart_s", "arrive_s"))
    is_same = np.zeros(len(rows), dtype=np.bool_)
    is_same[1:] = car[1:] == car[:-1]
    off_min = np.full(len(rows), np.inf)
    off_min[1:] = (depart_s[1:] - arrive_s[:-1]) / SECONDS_PER_MINUTE
    share = np.where(is_same, np.clip(off_min / climate.cold_start_full_min, 0, 1), 1.0)
    km = legs["distance_m"][rows] / METRES_PER_KM
    season = climate.winter_share + (1 - climate.winter_share) * climate.mild_cold_start_factor
    energy = np.zeros(len(legs["depart_s"]))
    reach = np.minimum(km / climate.cold_start_km, 1)
    energy[rows] = vehicle.cold_start_kwh * season * share * reach
    return energy


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
