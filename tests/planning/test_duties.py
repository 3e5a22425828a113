"""Duties: the menu of shifts with every vehicle that may be used."""

from __future__ import annotations

import pytest

from ruttsim.domain.planning import Shift, ShiftPart
from ruttsim.parameters import load_parameters
from ruttsim.planning.duties import duties
from ruttsim.units import SECONDS_PER_HOUR as HOUR

PARAMETERS = load_parameters()
BOTH = ("car_petrol", "walk")
MENU = [
    ("long", 0),
    ("short", 0),
    ("evening", 0),
    ("split", 0),
    ("split", 1),
]


def duty(shift, part, vehicle_type, parameters=PARAMETERS):
    """The one duty of that name."""
    wanted = (shift, part, vehicle_type)
    (found,) = (
        it for it in duties(BOTH, parameters) if (it.shift, it.part, it.vehicle_type) == wanted
    )
    return found


def test_every_part_of_every_shift_comes_with_every_vehicle_in_the_menus_order():
    expected = [(shift, part, name) for shift, part in MENU for name in BOTH]
    assert [(it.shift, it.part, it.vehicle_type) for it in duties(BOTH, PARAMETERS)] == expected


def test_only_vehicle_types_that_are_asked_for_are_used():
    assert {it.vehicle_type for it in duties(("walk",), PARAMETERS)} == {"walk"}


def test_a_duty_moves_as_its_vehicle_does():
    assert duty("long", 0, "car_petrol").mode == "car"
    assert duty("long", 0, "walk").mode == "walk"


def test_the_reserve_is_shared_by_the_parts_of_a_split_shift():
    """Half an hour of reporting and meetings a shift."""
    assert duty("long", 0, "walk").reserve_s == HOUR // 2
    assert duty("split", 0, "walk").reserve_s == duty("split", 1, "walk").reserve_s == HOUR // 4


def test_the_longest_stretch_of_work_is_that_of_the_law():
    assert {it.longest_work_s for it in duties(BOTH, PARAMETERS)} == {5 * HOUR}


def test_a_duty_costs_its_paid_hours_and_the_vehicles_day():
    """7-13 less half an hour: 5.5 h x 385 SEK; a car is 4,600 SEK x 12 months / 342 days."""
    car_sek = 4600 * 12 / 342
    assert duty("short", 0, "car_petrol").cost_ore == pytest.approx(
        100 * (5.5 * 385 + car_sek), abs=1
    )


def test_every_shift_of_the_menu_is_legal():
    """With its break well placed no stretch is too long, and eleven hours are left until next day.

    A part of n hours with a break of b can be cut into two stretches of (n - b) / 2.
    """
    for it in duties(BOTH, PARAMETERS):
        stretches = 2 if it.hours.break_s else 1
        assert it.hours.paid_s / stretches <= it.longest_work_s, it.shift
    for shift in PARAMETERS.staffing.shifts:
        out_s = shift.parts[-1].end_s - shift.parts[0].start_s
        assert out_s <= 13 * HOUR, shift.name


def test_paid_time_is_the_part_without_its_break():
    assert ShiftPart(7 * HOUR, 16 * HOUR, HOUR).paid_s == 8 * HOUR
    assert Shift("day", (ShiftPart(0, HOUR, 0),)).parts[0].paid_s == HOUR
