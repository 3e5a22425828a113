"""Energy, emissions and particles added up by hand; see made_books."""

from __future__ import annotations

import numpy as np
import pytest
from made_books import H, books, leg

from ruttsim.accounts import energy
from ruttsim.parameters import load_parameters

PARAMETERS = load_parameters()
PETROL, ELECTRIC = (PARAMETERS.vehicles[name] for name in ("car_petrol", "car_electric"))
SEASON = 0.33 + 0.67 * 0.6
"""A third of the starts at 0 degrees, the others at 0.6 of them."""


def legs_of(*rows):
    """Columns of legs of one car: departure, drive in seconds, metres."""
    made = [
        leg(0, k, 0, 0, depart_s, drive_s, 0, m) for k, (depart_s, drive_s, m) in enumerate(rows)
    ]
    return {name: np.array([getattr(it, name) for it in made]) for name in made[0]._fields}


def test_town_driving_at_30_uses_what_the_vehicle_says():
    """5 km in ten minutes: 5 x 0.572 kWh."""
    used = energy.driving_kwh(legs_of((8 * H, 600, 5000.0)), PETROL, PARAMETERS)
    assert used == pytest.approx([2.86])


@pytest.mark.parametrize(
    ("kmh", "factor"), [(5, 1.6), (15, 1.4), (50, 0.82), (60, 0.785), (120, 0.8)]
)
def test_mean_speed_changes_consumption_in_straight_lines(kmh, factor):
    used = energy.driving_kwh(legs_of((8 * H, 3600, kmh * 1000.0)), PETROL, PARAMETERS)
    assert used == pytest.approx([kmh * 0.572 * factor])


def test_winter_adds_to_electricity():
    """5 km x 0.18 kWh x (1 + 0.33 x 0.3)."""
    used = energy.driving_kwh(legs_of((8 * H, 600, 5000.0)), ELECTRIC, PARAMETERS)
    assert used == pytest.approx([5 * 0.18 * 1.099])
    assert not energy.cold_start_kwh(legs_of((8 * H, 600, 5000.0)), ELECTRIC, PARAMETERS).any()


def test_the_first_leg_is_wholly_cold_and_later_ones_by_how_long_the_car_stood():
    """0.88 kWh; off 20 min: a fifth; off four hours: all; a leg of 1 km: a quarter of it."""
    rows = ((8 * H, 600, 5000.0), (8 * H + 1800, 600, 5000.0), (13 * H, 120, 1000.0))
    used = energy.cold_start_kwh(legs_of(*rows), PETROL, PARAMETERS)
    assert used == pytest.approx([0.88 * SEASON, 0.88 * SEASON * 0.2, 0.88 * SEASON / 4])


def test_another_car_is_cold_by_itself_and_walking_starts_nothing():
    columns = legs_of((8 * H, 600, 5000.0), (8 * H + 660, 600, 5000.0), (9 * H, 60, 50.0))
    columns["vehicle"] = np.array([0, 7, -1])
    used = energy.cold_start_kwh(columns, PETROL, PARAMETERS)
    assert used == pytest.approx([0.88 * SEASON, 0.88 * SEASON, 0])


def test_emissions_follow_energy_from_well_to_wheel_and_from_the_tailpipe():
    """10 km at 30 km/h, 5.72 kWh, and a start wholly cold and one of 45 minutes or an hour."""
    it = books()
    kwh = energy.energy_kwh(it)["car_petrol"]
    cold = energy.cold_starts_kwh(it)["car_petrol"]
    first = legs_of((8 * H, 600, 5000.0), (10 * H - 600, 600, 5000.0))
    assert cold[0] == pytest.approx(energy.cold_start_kwh(first, PETROL, PARAMETERS).sum())
    assert kwh == pytest.approx(5.72 + cold)
    assert energy.co2e_kg(it)["car_petrol"] == pytest.approx(kwh * 0.3287)
    assert energy.co2e_cold_start_kg(it)["car_petrol"] == pytest.approx(cold * 0.3287)
    assert energy.co2e_tailpipe_kg(it)["car_petrol"] == pytest.approx(kwh * 0.262)
    assert energy.co2e_kg(it)["walk"].tolist() == [0, 0]


def test_particles_follow_kilometres():
    assert energy.particles_g(books())["car_petrol"] == pytest.approx([0.4, 0.4])
    assert energy.tyre_wear_g(books())["car_petrol"] == pytest.approx([1.0, 1.0])


def test_manufacture_follows_the_number_of_vehicles_and_their_life():
    """6 t over 9 years of 342 days: 1.949 kg a day and car, two cars each."""
    assert energy.co2e_manufacture_kg(books())["car_petrol"] == pytest.approx(
        [2 * 6000 / 9 / 342] * 2
    )
