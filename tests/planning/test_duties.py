"""Duties: the menu of shifts with every vehicle that may be used."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ruttsim.domain.planning import Shift, ShiftPart
from ruttsim.parameters import load_parameters
from ruttsim.planning.duties import break_window_s, duties, round_duties
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


@pytest.mark.parametrize(
    ("hours", "window_h"),
    [
        (ShiftPart(7 * HOUR, 16 * HOUR, HOUR), (10, 12)),
        (ShiftPart(7 * HOUR, 13 * HOUR, HOUR // 2), (7.5, 12)),
        (ShiftPart(7 * HOUR, 11 * HOUR, 0), (7, 11)),
    ],
)
def test_the_break_begins_where_no_stretch_of_work_can_be_longer_than_five_hours(hours, window_h):
    """Five hours after the start, or five hours and a break before the end.

    In a short shift at any time.
    """
    made = replace(duty("long", 0, "walk"), hours=hours)
    assert [it / HOUR for it in break_window_s(made)] == list(window_h)


def test_the_planner_reads_a_duty_as_its_shift_says():
    """7-16 with half an hour kept free: out for 8.5 h at most; 0.3 x 10 = 3 öre a second."""
    menu = (duty("long", 0, "car_petrol"), duty("split", 1, "walk"))
    found = round_duties(menu, ("car", "walk"), ("car_petrol", "walk"), 7, 10.0)
    assert found.start_s.tolist() == [7 * HOUR, 16.5 * HOUR]
    assert found.longest_s.tolist() == [8.5 * HOUR, 3.25 * HOUR]
    assert (found.mode.tolist(), found.vehicle.tolist()) == ([0, 1], [0, 1])
    assert found.break_s.tolist() == [45 * 60, 0]
    assert found.length_cost_per_s.tolist() == [3, 3]
    assert found.number.tolist() == [7, 7]
    assert found.cost.tolist() == [it.cost_ore for it in menu]
