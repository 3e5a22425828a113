"""Kronor of a day: revenue, vehicles, overhead, carbon, result. Amounts per organisation."""

from __future__ import annotations

import numpy as np

from ruttsim.accounts import energy, fleet, time
from ruttsim.accounts.books import Books
from ruttsim.accounts.remuneration import remuneration_sek, vat_compensation_sek
from ruttsim.accounts.slack import rut_revenue_sek
from ruttsim.accounts.staff import staff_cost_sek
from ruttsim.accounts.volume import teams
from ruttsim.costs import vehicle_day_sek
from ruttsim.domain.arrays import Floats


def revenue_sek(books: Books) -> Floats:
    """Remuneration, compensation for value-added tax, and what slack time brings."""
    return remuneration_sek(books) + vat_compensation_sek(books) + rut_revenue_sek(books)


def vehicle_fixed_sek(books: Books) -> dict[str, Floats]:
    """The fleet's day, by vehicle type."""
    parameters, factor = books.parameters, _purchase_factor(books)
    return {
        name: count * vehicle_day_sek(parameters.vehicles[name], parameters.economy) * factor
        for name, count in fleet.vehicles(books).items()
    }


def vehicle_driving_sek(books: Books) -> dict[str, Floats]:
    """Energy and wear, by vehicle type."""
    energies, distances = energy.energy_sek(books), fleet.distance_km(books)
    factor = _purchase_factor(books)
    return {
        name: (energies[name] + km * books.parameters.vehicles[name].wear_sek_per_km) * factor
        for name, km in distances.items()
    }


def vehicle_cost_sek(books: Books) -> dict[str, Floats]:
    """The fleet's day, energy and wear, by vehicle type."""
    fixed, driving = vehicle_fixed_sek(books), vehicle_driving_sek(books)
    return {name: fixed[name] + driving[name] for name in fixed}


def carbon_cost_sek(books: Books) -> dict[str, Floats]:
    """Driving and manufacture at the price of carbon, by vehicle type."""
    return _valued(books, books.parameters.economy.carbon_price_sek_per_kg)


def carbon_value_sek(books: Books) -> dict[str, Floats]:
    """The same at the value that appraisals use; in no cost."""
    return _valued(books, books.parameters.economy.carbon_value_sek_per_kg)


def overhead_cost_sek(books: Books) -> Floats:
    """Per organisation with clients, per team, and per paid hour, on each one's terms."""
    economy = books.parameters.economy
    once_sek = np.where(teams(books) > 0, economy.overhead_sek_per_organisation_year, 0.0)
    factor = np.array([it.terms.overhead_factor for it in books.organisations])
    whole: Floats = (
        once_sek / economy.operating_days_per_year + volume_overhead_sek(books)
    ) * factor
    return whole


def volume_overhead_sek(books: Books) -> Floats:
    """Overhead that follows volume, per team and paid hour, on municipal terms."""
    economy = books.parameters.economy
    year_sek = teams(books) * economy.overhead_sek_per_team_year
    return (
        year_sek / economy.operating_days_per_year
        + time.paid_h(books) * economy.overhead_sek_per_paid_h
    )


def cost_sek(books: Books) -> Floats:
    """All costs."""
    by_type = [*vehicle_cost_sek(books).values(), *carbon_cost_sek(books).values()]
    of_vehicles: Floats = np.sum(by_type, axis=0)
    return staff_cost_sek(books) + of_vehicles + overhead_cost_sek(books)


def result_sek(books: Books) -> Floats:
    """Revenue less costs."""
    return revenue_sek(books) - cost_sek(books)


def _purchase_factor(books: Books) -> Floats:
    """What each organisation pays for what it buys, relative to the municipality."""
    return np.array([it.terms.purchase_price_factor for it in books.organisations])


def _valued(books: Books, sek_per_kg: float) -> dict[str, Floats]:
    """Emissions of driving and manufacture at a price."""
    driving, manufacture = energy.co2e_kg(books), energy.co2e_manufacture_kg(books)
    return {name: (driving[name] + manufacture[name]) * sek_per_kg for name in driving}
