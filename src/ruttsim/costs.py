"""What a vehicle costs and emits, from its data; planning decides by it and accounts report it."""

from __future__ import annotations

from ruttsim.domain.parameters import EconomyParameters, EnergyCarrier, VehicleType
from ruttsim.units import GRAMS_PER_KG, KG_PER_TONNE, MONTHS_PER_YEAR


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
