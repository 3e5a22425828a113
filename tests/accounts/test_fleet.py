"""Vehicles, kilometres, energy and emissions added up by hand; see made_books."""

from __future__ import annotations

import pytest
from made_books import H, books, leg

from ruttsim.accounts import fleet
from ruttsim.accounts.kpis import KPIS


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


def test_a_vehicle_is_out_from_its_first_leg_until_it_is_back():
    """Both from 8:00 to 10:00: two of the fifteen hours, with two cars in each fleet."""
    it = books()
    assert fleet.vehicle_out_h(it)["car_petrol"].tolist() == [2, 2]
    assert fleet.vehicles_out_at_peak(it)["car_petrol"].tolist() == [1, 1]
    totals = {"vehicle_out_h": 4.0, "vehicle_available_h": 60.0}
    assert KPIS["vehicle_use_share"].ratio(totals) == pytest.approx(2 / 30)


def test_only_the_hours_of_use_count():
    """Back at 23:00: out from 8:00, of which 14 hours are before 22:00."""
    assert fleet.vehicle_out_h(books((23 * H, 10 * H)))["car_petrol"].tolist() == [14, 2]


def test_a_carer_who_comes_home_and_is_called_again_is_out_twice():
    """Home from 8:30 to 9:40 between two times out: 30 minutes and 20, with another car."""
    home = leg(0, 1, 1, -1, 8 * H + 1200, 600, 0, 5000.0)
    call = leg(0, 2, 0, -1, 9 * H + 2400, 300, 0, 2000.0, alarm=0)._replace(vehicle=7)
    it = books(more_legs=[home, call])
    assert fleet.outings(it).vehicle.tolist() == [0, 7, 1]
    assert fleet.vehicle_out_h(it)["car_petrol"] == pytest.approx([50 / 60, 2])
    assert fleet.vehicles_out_at_peak(it)["car_petrol"].tolist() == [1, 1]


def test_who_walks_has_no_vehicle_out():
    on_foot = leg(0, 1, 1, 0, 9 * H, 60, 0, 50.0)._replace(vehicle=-1)
    it = books(more_legs=[on_foot])
    assert fleet.vehicle_out_h(it)["walk"].tolist() == [0, 0]
