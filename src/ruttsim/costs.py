"""What vehicles and hours of work cost, and what vehicles emit, from their data.

Planning decides by vehicles, and accounts report both.
"""

from __future__ import annotations

from ruttsim.domain.parameters import (
    EconomyParameters,
    EnergyCarrier,
    FortnightParameters,
    PayParameters,
    VehicleType,
)
from ruttsim.domain.terms import Profile
from ruttsim.units import GRAMS_PER_KG, KG_PER_TONNE, MONTHS_PER_YEAR

WORK_WEEKS_PER_YEAR = 52
"""Whole weeks, as the hours of a full-time post are stated by."""


def vehicle_day_sek(vehicle: VehicleType, economy: EconomyParameters) -> float:
    """Cost of having one vehicle for one day of operation [SEK], energy and wear apart."""
    month_sek = vehicle.lease_sek_per_month + vehicle.other_sek_per_month
    return month_sek * MONTHS_PER_YEAR / economy.operating_days_per_year


def vehicle_km_sek(vehicle: VehicleType, carrier: EnergyCarrier) -> float:
    """Cost of driving one kilometre: energy and wear [SEK]."""
    return vehicle.energy_kwh_per_km * carrier.price_sek_per_kwh + vehicle.wear_sek_per_km


def vehicle_km_co2e_kg(vehicle: VehicleType, carrier: EnergyCarrier) -> float:
    """Well-to-wheel emissions of driving one kilometre [kg CO2e]."""
    return vehicle.energy_kwh_per_km * carrier.co2e_wtw_g_per_kwh / GRAMS_PER_KG


def vehicle_day_manufacture_kg(vehicle: VehicleType, economy: EconomyParameters) -> float:
    """Emissions of manufacture for one vehicle and day of operation over its life [kg CO2e]."""
    days = vehicle.life_years * economy.operating_days_per_year
    return vehicle.manufacture_co2e_t * KG_PER_TONNE / days


def worked_h_per_year(pay: PayParameters) -> float:
    """Hours that one full-time post works in a year, holiday and sick leave taken off once."""
    return pay.contract_h_per_year * (1 - pay.holiday_share) * (1 - pay.sick_leave_share)


def staff_hour_sek(pay: PayParameters, employer_on_cost_share: float) -> float:
    """Cost of an hour at work on municipal pay, supplements apart [SEK].

    A year's pay with on-cost, less what the employer does not pay of sick hours, over the hours
    that are worked: holiday and sick pay are in it once.
    """
    unpaid_share = (1 - pay.holiday_share) * pay.sick_leave_share * (1 - pay.sick_pay_share)
    year_sek = pay.pay_sek_per_month * MONTHS_PER_YEAR * (1 + employer_on_cost_share)
    return year_sek * (1 - unpaid_share) / worked_h_per_year(pay)


def night_staff_factor(pay: PayParameters, fortnight: FortnightParameters) -> float:
    """Cost of an hour of who works only at night, relative to any other, supplements apart.

    A full-time post has fewer hours a year there for the same pay, holiday and sick leave.
    """
    night_h_per_year = fortnight.night_work_h_per_fortnight * WORK_WEEKS_PER_YEAR / 2
    return pay.contract_h_per_year / night_h_per_year


def staff_factor(profile: Profile, municipal: Profile) -> float:
    """Cost of an hour of work on the terms of a profile, relative to the municipal ones."""
    own = profile.pay_factor * (1 + profile.employer_on_cost_share)
    return own / (municipal.pay_factor * (1 + municipal.employer_on_cost_share))
