"""Vehicles, kilometres, energy and emissions added up by hand; see made_books."""

from __future__ import annotations

import pytest
from made_books import books

from ruttsim.accounts import fleet


def test_distance_is_by_vehicle_type():
    assert {name: km.tolist() for name, km in fleet.distance_km(books()).items()} == {
        "car_petrol": [10, 10],
        "walk": [0, 0],
    }


def test_each_organisation_needs_a_car_of_its_own_and_a_spare():
    """One in use at once each; 1.1 rounds up to 2. Together they would have needed 3."""
    assert fleet.vehicles_in_use(books())["car_petrol"].tolist() == [1, 1]
    assert fleet.vehicles(books())["car_petrol"].tolist() == [2, 2]


def test_walking_needs_no_vehicle():
    assert fleet.vehicles(books())["walk"].tolist() == [0, 0]


def test_energy_and_emissions_follow_kilometres():
    """10 km x 0.572 kWh/km = 5.72 kWh; petrol 91.3 g/MJ x 3.6 = 328.68 g/kWh: 1.880 kg."""
    it = books()
    assert fleet.energy_kwh(it)["car_petrol"] == pytest.approx([5.72, 5.72])
    assert fleet.co2e_kg(it)["car_petrol"] == pytest.approx([1.880, 1.880], abs=0.001)


def test_manufacture_follows_the_number_of_vehicles_and_their_life():
    """6 t over 9 years of 342 days: 1.949 kg a day and car, two cars each."""
    assert fleet.co2e_manufacture_kg(books())["car_petrol"] == pytest.approx(
        [2 * 6000 / 9 / 342] * 2
    )
