"""Alarms and the patrol by hand; see made_books."""

from __future__ import annotations

import pytest
from made_books import H, alarm, books, leg

from ruttsim.accounts import alarms, patrol
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
    """Nights of nine hours with one car and days of fifteen with three, two in each: 108 h."""
    it = books(overrides={"day.patrol_units_night": 1.0, "day.patrol_units_day": 3.0})
    assert patrol.paid_h(it) == 2 * (9 * 1 + 15 * 3)
    rate = it.parameters.economy.staff_cost_sek_per_paid_h
    assert patrol.cost_sek(it) == pytest.approx(108 * rate)


def test_a_day_without_alarms_has_none():
    it = books()
    assert alarms.answered(it).tolist() == [0, 0]
    assert alarms.answered_by_patrol(it) == patrol.distance_km(it) == 0
    assert alarms.in_time_by_district(it) == {"Upper": 0, "Lower": 0}
