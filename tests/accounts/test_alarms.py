"""Alarms and the patrol by hand; see made_books."""

from __future__ import annotations

import dataclasses

import pytest
from made_books import H, alarm, books, leg

from ruttsim.accounts import alarms, patrol, staff
from ruttsim.domain.day import PATROL

RUNG_S = 9 * H


def day():
    """Four alarms with a promise of 30 minutes.

    Two carers of the municipality come to the first after 40 and 20 minutes, one of the other
    organisation to the second after 30 minutes and a second, the patrol to two after 30 and 5.
    """
    first = alarm(0, 0, RUNG_S, RUNG_S + 2400, RUNG_S + 2400, RUNG_S + 3000)
    return books(
        alarms=[
            first,
            first._replace(responder=1, ready_s=RUNG_S + 1200),
            alarm(1, 1, RUNG_S, RUNG_S + 1801, RUNG_S + 1801, RUNG_S + 2000, client=1),
            alarm(2, PATROL, RUNG_S, RUNG_S + 1800, RUNG_S + 1800, RUNG_S + 3600, client=1),
            alarm(3, PATROL, RUNG_S, RUNG_S + 300, RUNG_S + 300, RUNG_S + 1200),
        ],
        patrol=[
            leg(PATROL, 0, 0, -1, RUNG_S, 1500, 300, 8000.0, alarm=2),
            leg(PATROL, 1, 1, -1, RUNG_S, 200, 100, 1500.0, alarm=3),
        ],
    )


def test_an_alarm_of_two_responders_is_one():
    assert alarms.answered(day()).tolist() == [1, 1]
    assert alarms.answered_by_patrol(day()) == 2


def test_who_is_first_at_the_door_keeps_the_promise_and_a_second_more_breaks_it():
    assert alarms.in_time(day()).tolist() == [1, 0]
    assert alarms.in_time_by_patrol(day()) == 2


def test_alarms_are_counted_where_they_ring_whoever_answers():
    assert alarms.answered_by_district(day()) == {"Upper": 2, "Lower": 2}
    assert alarms.in_time_by_district(day()) == {"Upper": 2, "Lower": 1}


def test_the_patrol_has_kilometres_and_hours_of_its_crews_with_clients():
    """9.5 km; 30 and 15 minutes of a car with two in it: 1.5 h."""
    assert patrol.distance_km(day()) == 9.5
    assert patrol.client_h(day()) == 1.5


def test_the_patrol_is_paid_around_the_clock_whether_anybody_rings_or_not():
    """Nights of nine hours with one car and days of fifteen with three, two in each: 108 h.

    Evening 19-22 with three cars: 18 h at 25; night 22-06 with one: 16 h at 55;
    23.7 % of 108 h at 65; all with 44.5 % on-cost. The 18 h of crews at night, who have
    34 h 20 min a week for the pay of 37 h, cost 37 / 34.335 of an hour by day.
    """
    it = books(overrides={"day.patrol_units_night": 1.0, "day.patrol_units_day": 3.0})
    assert patrol.paid_h(it) == 2 * (9 * 1 + 15 * 3)
    added = (18 * 25 + 16 * 55 + 0.237 * 108 * 65) * 1.445
    hours = (90 + 18 * 37 / 34.335) * staff.hour_sek(it.parameters)
    assert patrol.staff_cost_sek(it) == pytest.approx(hours + added)


def test_the_cars_of_the_patrol_cost_and_emit_apart():
    """Petrol cars as the municipality has: 9.5 km, two cold legs, and a fleet with spares."""
    it = day()
    petrol = it.parameters.vehicles["car_petrol"]
    assert patrol.vehicle(it) is petrol
    litres_kwh = patrol.energy_kwh(it)
    assert litres_kwh > 9.5 * petrol.energy_kwh_per_km * 0.75
    assert patrol.co2e_kg(it) == pytest.approx(litres_kwh * 0.3287)
    units = max(it.parameters.day.patrol_units_by_hour)
    assert patrol.vehicles(it) == units + 1
    expected = patrol.vehicles(it) * 4600 * 12 / 342 + litres_kwh * 1.45 + 9.5 * 0.3
    assert patrol.vehicle_cost_sek(it) == pytest.approx(expected)
    assert patrol.cost_sek(it) == pytest.approx(patrol.staff_cost_sek(it) + expected)
    assert patrol.co2e_manufacture_kg(it) == pytest.approx(patrol.vehicles(it) * 6000 / 9 / 342)


def test_a_day_without_alarms_has_none():
    it = books()
    assert alarms.answered(it).tolist() == [0, 0]
    assert alarms.answered_by_patrol(it) == patrol.distance_km(it) == 0
    assert alarms.in_time_by_district(it) == {"Upper": 0, "Lower": 0}


def test_the_patrol_s_cars_are_refilled_with_what_they_use():
    """At a post by its power; at the pump each time that 70 % of a full tank are used."""
    it = day()
    used_kwh = patrol.energy_kwh(it)
    assert patrol.charged_kwh(it) == used_kwh > 0
    petrol = it.parameters.vehicles["car_petrol"]
    share = petrol.refilled_to_share - it.parameters.charging.refuel_below_share
    fills = used_kwh / (petrol.capacity_kwh * share)
    assert patrol.charging_h(it) == pytest.approx(fills * petrol.refill_min / 60)
    cars = tuple(
        dataclasses.replace(one, vehicle_types=("car_electric", "walk")) for one in it.organisations
    )
    electric = dataclasses.replace(it, organisations=cars)
    kw = it.parameters.vehicles["car_electric"].refill_kw
    assert patrol.charging_h(electric) == pytest.approx(patrol.energy_kwh(electric) / kw)
