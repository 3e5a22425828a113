"""Kronor of a day: remuneration, staff, vehicles, overhead. Amounts per organisation."""

from __future__ import annotations

import numpy as np

from ruttsim.accounts import fleet, time
from ruttsim.accounts.books import Books
from ruttsim.accounts.volume import teams
from ruttsim.costs import vehicle_day_sek, vehicle_km_sek
from ruttsim.domain.arrays import Floats


def revenue_sek(books: Books) -> Floats:
    """Remuneration for granted time."""
    return time.granted_h(books) * books.parameters.economy.remuneration_sek_per_granted_h


def staff_cost_sek(books: Books) -> Floats:
    """Paid hours at the full cost of an hour."""
    return time.paid_h(books) * books.parameters.economy.staff_cost_sek_per_paid_h


def vehicle_cost_sek(books: Books) -> dict[str, Floats]:
    """The fleet's day and its kilometres, by vehicle type."""
    parameters = books.parameters
    fleets, distances = fleet.vehicles(books), fleet.distance_km(books)
    return {
        name: fleets[name] * vehicle_day_sek(vehicle, parameters.economy)
        + distances[name] * vehicle_km_sek(vehicle, parameters.carriers[vehicle.carrier])
        for name, vehicle in ((it, parameters.vehicles[it]) for it in fleets)
    }


def overhead_cost_sek(books: Books) -> Floats:
    """Per organisation with clients, per team, and per paid hour."""
    economy = books.parameters.economy
    count = teams(books)
    year_sek = (
        np.where(count > 0, economy.overhead_sek_per_organisation_year, 0.0)
        + count * economy.overhead_sek_per_team_year
    )
    return (
        year_sek / economy.operating_days_per_year
        + time.paid_h(books) * economy.overhead_sek_per_paid_h
    )


def cost_sek(books: Books) -> Floats:
    """All costs."""
    vehicle_sek: Floats = np.sum(list(vehicle_cost_sek(books).values()), axis=0)
    return staff_cost_sek(books) + vehicle_sek + overhead_cost_sek(books)


def result_sek(books: Books) -> Floats:
    """Remuneration less costs."""
    return revenue_sek(books) - cost_sek(books)
