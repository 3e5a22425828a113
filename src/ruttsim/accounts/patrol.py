"""The municipal patrol, accounted apart: in no sum, share or break-even of organisations.

Its cars are of the first car type of the organisation that has it: the municipal one, or the first
of the study where none is. Where that has no car, it is the first car of data/vehicles.toml.
"""

from __future__ import annotations

import math

import numpy as np

from ruttsim.accounts.books import Books
from ruttsim.accounts.energy import leg_kwh
from ruttsim.accounts.staff import hour_sek, supplement_sek, unsocial_by_hour
from ruttsim.costs import vehicle_day_manufacture_kg, vehicle_day_sek
from ruttsim.domain.day import PATROL
from ruttsim.domain.energy import JOULES_PER_KWH
from ruttsim.domain.parameters import VehicleType
from ruttsim.energy import energy_store
from ruttsim.fleets import patrol_vehicle, with_spares
from ruttsim.units import GRAMS_PER_KG, METRES_PER_KM, SECONDS_PER_HOUR

_CAR = "car"


def distance_km(books: Books) -> float:
    """Kilometres of its cars."""
    return math.fsum((books.patrol["distance_m"] / METRES_PER_KM).tolist())


def client_h(books: Books) -> float:
    """Hours of its crews with clients, everybody in a car counted as in its paid hours."""
    alarms = books.alarms
    is_own = alarms["organisation"] == PATROL
    seconds = int((alarms["end_s"] - alarms["start_s"])[is_own].sum())
    return seconds * books.parameters.day.patrol_crew / SECONDS_PER_HOUR


def paid_h(books: Books) -> float:
    """Hours of all crews on duty, around the clock, whether anybody rings or not."""
    of_day = books.parameters.day
    return sum(of_day.patrol_units_by_hour) * of_day.patrol_crew


def staff_cost_sek(books: Books) -> float:
    """Paid hours with evenings, nights and weekends, on municipal terms.

    Crews on duty at night, by the hours of `day`, work only at night.
    """
    parameters = books.parameters
    crews = np.array(parameters.day.patrol_units_by_hour) * parameters.day.patrol_crew
    parts = np.array(unsocial_by_hour(parameters.pay))
    hours = np.array([paid_h(books)])
    evening, night = (np.array([math.fsum((crews * part).tolist())]) for part in parts.T)
    night_staff = np.array([math.fsum(crews[list(parameters.day.night_by_hour)].tolist())])
    added = supplement_sek(hours, evening, night, night_staff, parameters)
    return paid_h(books) * hour_sek(parameters) + float(added[0])


def vehicles(books: Books) -> int:
    """Its cars, spares among them."""
    units = max(books.parameters.day.patrol_units_by_hour)
    return with_spares(units, books.parameters.economy.spare_vehicle_share)


def vehicle_cost_sek(books: Books) -> float:
    """Its cars' day, energy and wear."""
    car, parameters = vehicle(books), books.parameters
    energy_sek = energy_kwh(books) * parameters.carriers[car.carrier].price_sek_per_kwh
    fixed_sek = vehicles(books) * vehicle_day_sek(car, parameters.economy)
    return fixed_sek + energy_sek + distance_km(books) * car.wear_sek_per_km


def cost_sek(books: Books) -> float:
    """Staff and cars."""
    return staff_cost_sek(books) + vehicle_cost_sek(books)


def energy_kwh(books: Books) -> float:
    """Energy of its cars, cold starts in it."""
    return math.fsum(leg_kwh(books.patrol, vehicle(books), books.parameters).tolist())


def charged_kwh(books: Books) -> float:
    """Energy that its cars are refilled with: what they use, day after day."""
    return energy_kwh(books)


def charging_h(books: Books) -> float:
    """Hours that this takes: at a post, or at the pump as often as the tank is low."""
    car, parameters = vehicle(books), books.parameters
    store = energy_store(car, parameters.charging, parameters.climate)
    used_j = energy_kwh(books) * JOULES_PER_KWH
    if store.power_w:
        return used_j / store.power_w / SECONDS_PER_HOUR
    return used_j / (store.filled_j - store.low_j) * store.refuelling_s / SECONDS_PER_HOUR


def co2e_kg(books: Books) -> float:
    """Well-to-wheel emissions of its driving."""
    carrier = books.parameters.carriers[vehicle(books).carrier]
    return energy_kwh(books) * carrier.co2e_wtw_g_per_kwh / GRAMS_PER_KG


def co2e_manufacture_kg(books: Books) -> float:
    """Manufacture of its cars, spread over the days of their life."""
    day_kg = vehicle_day_manufacture_kg(vehicle(books), books.parameters.economy)
    return vehicles(books) * day_kg


def vehicle(books: Books) -> VehicleType:
    """The type of its cars."""
    known = books.parameters.vehicles
    return known[patrol_vehicle(books.organisations, known)]
