"""What a vehicle costs and emits, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ruttsim.costs import (
    vehicle_day_manufacture_kg,
    vehicle_day_sek,
    vehicle_km_co2e_kg,
    vehicle_km_sek,
)
from ruttsim.domain.parameters import EnergyCarrier, VehicleType
from ruttsim.parameters import load_parameters

CAR = VehicleType(
    name="car",
    title_sv="bil",
    title_en="car",
    mode="car",
    carrier="fuel",
    speed_curve="none",
    energy_kwh_per_km=0.5,
    cold_start_kwh=0,
    winter_energy_share=0,
    particles_g_per_km=0,
    tyre_wear_g_per_km=0,
    lease_sek_per_month=3000,
    other_sek_per_month=500,
    wear_sek_per_km=0.25,
    manufacture_co2e_t=7,
    life_years=10,
    refill="pump",
    capacity_kwh=400,
    refilled_to_share=1,
    refill_kw=0,
    refill_min=15,
)
FUEL = EnergyCarrier("fuel", co2e_wtw_g_per_kwh=300, co2e_ttw_g_per_kwh=200, price_sek_per_kwh=1.5)
ECONOMY = replace(load_parameters().economy, operating_days_per_year=350, spare_vehicle_share=0.1)


def test_a_day_with_a_vehicle_costs_twelve_months_over_the_days_of_operation():
    """(3,000 + 500) SEK x 12 / 350 days = 120 SEK."""
    assert vehicle_day_sek(CAR, ECONOMY) == pytest.approx(120)


def test_a_kilometre_costs_energy_and_wear():
    """0.5 kWh x 1.5 SEK + 0.25 SEK = 1 SEK."""
    assert vehicle_km_sek(CAR, FUEL) == pytest.approx(1)


def test_a_kilometre_emits_what_its_energy_does():
    """0.5 kWh x 300 g = 0.15 kg."""
    assert vehicle_km_co2e_kg(CAR, FUEL) == pytest.approx(0.15)


def test_manufacture_is_spread_over_the_days_of_a_vehicles_life():
    """7,000 kg over 10 years of 350 days = 2 kg a day."""
    assert vehicle_day_manufacture_kg(CAR, ECONOMY) == pytest.approx(2)


def test_fewer_days_of_operation_make_each_day_dearer():
    fewer = replace(ECONOMY, operating_days_per_year=175)
    assert vehicle_day_sek(CAR, fewer) == pytest.approx(2 * vehicle_day_sek(CAR, ECONOMY))
    assert vehicle_day_manufacture_kg(CAR, fewer) == pytest.approx(4)


def test_what_needs_no_energy_emits_nothing_and_costs_its_wear():
    on_foot = replace(CAR, energy_kwh_per_km=0)
    assert vehicle_km_co2e_kg(on_foot, FUEL) == 0
    assert vehicle_km_sek(on_foot, FUEL) == 0.25
