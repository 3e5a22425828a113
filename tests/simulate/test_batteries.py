"""Carers who wait until a vehicle holds enough: by hand in a village, and in one direction."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_days import (
    KEEP,
    KWH,
    LACKING,
    Due,
    Recipe,
    a_round_each,
    at,
    made_day,
    small,
    village,
)

from ruttsim.domain.energy import ON_THE_WAY, POST, SOCKET

NOON = Due(0, at(12), at(12, 30), 600)
WAIT = replace(KEEP, charging="wait")
SLOW = small(POST, filled=4, reserve=1, power_w=200)
"""600 m there and back take 1.2 kWh, with the reserve 2.2; 10 Wh take three minutes."""
LOW = {(0, 0, "small_car", 0): KWH}
"""1 kWh at six, 2.19 at 11:57."""


def lived(*due, store=SLOW, spare=0.0, cars=1, **fields):
    """A village in which each visit has a round, with its day; the audit accepts it."""
    fields = {"rules": WAIT, "held": LOW} | fields
    world = replace(village(due), stores={"small_car": store, "ebike": store}, **fields)
    plan = a_round_each(due, cars)
    day = world.live(plan, spare_share=spare)
    assert world.audit(day, plan, spare_share=spare) == []
    return day


def decided(day):
    """What was decided about vehicles."""
    return [(it.time_s, it.action, it.to_round) for it in day.decisions]


def test_a_carer_waits_until_the_car_at_the_post_holds_enough():
    """From 11:57 to noon; so the visit begins three minutes later, and the car has 2.2 kWh."""
    day = lived(NOON)
    assert decided(day) == [(at(11, 57), "wait", 0)]
    assert day.rounds[0].leave_s == day.charging[0].end_s == at(12)
    assert day.charging[0].end_kwh == pytest.approx(2.2)
    assert day.visits[0].start_s == at(12, 3)


def test_a_car_that_is_full_when_it_holds_enough_leaves_its_post_as_it_is_fetched():
    store = small(POST, filled=2.2, reserve=1, power_w=200)
    day = lived(NOON, store=store)
    assert day.rounds[0].leave_s == day.charging[0].end_s == at(12)
    assert day.charging[0].end_kwh == pytest.approx(2.2)


def test_an_e_bike_at_its_socket_is_waited_for_too():
    day = lived(NOON, store=replace(SLOW, refill=SOCKET))
    assert day.rounds[0].leave_s == at(12)


def test_nobody_waits_for_longer_than_the_longest_wait():
    """It would be three minutes; then what lacks is charged on the way, as everywhere else."""
    for longest_s, action, leave_s in ((180, "wait", at(12)), (179, "too_little", at(11, 57))):
        day = lived(NOON, lacking=replace(LACKING, longest_wait_s=longest_s))
        assert decided(day) == [(at(11, 57), action, 0)]
        assert day.rounds[0].leave_s == leave_s


def test_nobody_waits_by_the_rule_on_the_way_nor_for_what_no_car_can_hold():
    assert decided(lived(NOON, rules=KEEP)) == [(at(11, 57), "too_little", 0)]
    never = small(POST, filled=2.1, reserve=1, power_w=200)
    day = lived(NOON, store=never)
    assert decided(day) == [(at(11, 57), "too_little", 0)]
    assert ON_THE_WAY not in {it.way for it in day.charging}


def test_a_car_that_somebody_waits_for_is_nobody_elses():
    """The second asks at 11:58, and waits in line until the first is back at 12:14."""
    day = lived(NOON, replace(NOON, earliest_s=at(12, 1)))
    first, second = day.rounds
    assert decided(day)[0] == (at(11, 57), "wait", 0)
    assert (first.leave_s, first.return_s) == (at(12), at(12, 14))
    assert second.leave_s == first.return_s


def test_of_two_cars_the_one_is_waited_for_that_holds_enough_first():
    """The second has 15 Wh less than the first at six: the first."""
    held = LOW | {(0, 0, "small_car", 1): KWH - KWH * 15 // 1000}
    assert lived(NOON, spare=1.0, held=held).legs[0].vehicle == 0
    held = {(0, 0, "small_car", 0): KWH - KWH * 15 // 1000, (0, 0, "small_car", 1): KWH}
    assert lived(NOON, spare=1.0, held=held).legs[0].vehicle == 1


def test_a_car_in_line_for_a_post_is_not_waited_for():
    """One post for two cars: the second has never charged when the first does."""
    held = {(0, 0, "small_car", 0): KWH, (0, 0, "small_car", 1): 2 * KWH}
    day = lived(NOON, spare=1.0, held=held, post_share=0.5)
    assert day.legs[0].vehicle == 0
    assert day.rounds[0].leave_s == at(12)


PATIENT = replace(LACKING, longest_wait_s=at(4))
SCARCE = [
    Recipe(seed, visits=60, rounds=9, energy="slow", is_second_day=True, lacking=PATIENT)
    for seed in range(40)
]


def late_s(day):
    """How late delivered visits begin, in all."""
    started = [it for it in day.visits if it.start_s >= 0]
    return sum(max(it.start_s - it.latest_s, 0) for it in started)


def total(recipes, rules, of):
    """A sum over days."""
    return sum(of(made_day(replace(it, rules=rules)).live()) for it in recipes)


def waits(day):
    """How many carers waited for a battery."""
    return sum(it.action == "wait" for it in day.decisions)


def on_the_way_kwh(day):
    """What was charged on the way."""
    return sum(it.end_kwh for it in day.charging if it.way == ON_THE_WAY)


def test_who_waits_is_later_and_charges_less_on_the_way():
    assert total(SCARCE, WAIT, waits) > 5
    assert total(SCARCE, WAIT, late_s) > total(SCARCE, KEEP, late_s)
    assert total(SCARCE, WAIT, on_the_way_kwh) < total(SCARCE, KEEP, on_the_way_kwh)


def waited_s(day):
    """How long carers waited for batteries."""
    leave_s = {it.round: it.leave_s for it in day.rounds}
    return sum(leave_s[it.to_round] - it.time_s for it in day.decisions if it.action == "wait")


def test_with_faster_posts_less_is_waited_for_batteries_and_visits_are_less_late():
    """Stronger posts at the same bases, on the same days."""

    def lived_with(power):
        days = []
        for recipe in SCARCE:
            made = made_day(replace(recipe, rules=WAIT))
            stores = {
                name: replace(it, power_w=round(it.power_w * power))
                for name, it in made.world.stores.items()
            }
            days.append(replace(made, world=replace(made.world, stores=stores)).live())
        return days

    slow, fast = lived_with(1), lived_with(4)
    assert 0 <= sum(map(waited_s, fast)) < sum(map(waited_s, slow))
    assert sum(map(late_s, fast)) <= sum(map(late_s, slow))


def test_with_more_posts_fewer_leave_with_too_little():
    def too_little(day):
        return sum(it.action == "too_little" for it in day.decisions)

    few, many = (
        total([replace(it, post_share=share) for it in SCARCE], WAIT, too_little)
        for share in (0.1, 1.0)
    )
    assert many < few


STOP = replace(KEEP, charging="stop_and_charge")


def test_a_carer_with_too_little_stops_at_a_public_post_first():
    """2.19 of 2.2 kWh at 11:57: ten minutes for the stop, and 6 s for 10 Wh at 6 kW."""
    day = lived(NOON, rules=STOP)
    assert decided(day) == [(at(11, 57), "too_little", 0)]
    base, way = day.charging[:2]
    assert (base.way, base.end_s) == (POST, at(11, 57))
    assert (way.way, way.start_s, way.end_s) == (ON_THE_WAY, at(11, 57), at(12, 7, 6))
    assert (way.start_kwh, way.end_kwh) == (pytest.approx(2.19), pytest.approx(2.2))
    assert day.rounds[0].leave_s == at(12, 7, 6)


def test_at_a_public_post_a_battery_is_filled_at_most():
    """It holds 2.1 kWh, and is full at 11:57: nobody stops."""
    day = lived(NOON, rules=STOP, store=small(POST, filled=2.1, reserve=1, power_w=2000))
    assert decided(day) == [(at(11, 57), "too_little", 0)]
    assert day.rounds[0].leave_s == at(11, 57)


def test_bicycles_stop_at_no_public_post():
    day = lived(NOON, rules=STOP, store=replace(SLOW, refill=SOCKET))
    assert day.rounds[0].leave_s == at(11, 57)


def test_who_takes_the_car_that_comes_back_stops_with_it_too():
    """The second asks at 11:58 and has the car when it is back, with what is left in it."""
    day = lived(NOON, replace(NOON, earliest_s=at(12, 1)), rules=STOP)
    first, second = day.rounds
    stop = day.charging[2]
    assert (stop.way, stop.start_s, stop.end_s) == (ON_THE_WAY, first.return_s, second.leave_s)
    assert stop.end_s - stop.start_s == 600 + (stop.end_kwh - stop.start_kwh) * 3600 / 6
    assert stop.end_kwh == pytest.approx(2.2)


def test_who_stops_at_public_posts_is_later_the_slower_they_are():
    def late(power_w):
        terms = replace(PATIENT, public_w=power_w)
        return total([replace(it, lacking=terms) for it in SCARCE], STOP, late_s)

    before = total(SCARCE, KEEP, late_s)
    assert before < late(50_000) < late(2000)
