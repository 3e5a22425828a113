"""Batteries and tanks: by hand in a village, in one direction, and from day to day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_days import KWH, Due, Recipe, a_round_each, at, made_day, small, village

from ruttsim.accounts.energy import cold_start_kwh, driving_kwh
from ruttsim.domain.energy import ON_THE_WAY, POST, PUMP, SOCKET
from ruttsim.energy import energy_stores, held_in_the_evening, legs_j
from ruttsim.parameters import load_parameters

NOON = Due(0, at(12), at(12, 30), 600)
LATER = Due(0, at(14), at(14, 30), 600)


def driven(due, stores, *, cars=1, spare=0.0, **fields):
    """A village in which car k makes the round of visit k, with its day and plan."""
    world = replace(village(due), stores={"small_car": stores, "ebike": stores}, **fields)
    plan = a_round_each(due, cars)
    day = world.live(plan, spare_share=spare)
    assert world.audit(day, plan, spare_share=spare) == []
    return world, plan, day


def told(day):
    """What was refilled: how, when, and what was held."""
    return [
        (it.way, it.arrive_s, it.start_s, it.end_s, it.start_kwh, it.end_kwh) for it in day.charging
    ]


def test_one_car_is_charged_after_its_round():
    """600 m there and back at 1 kWh/km are 1.2 kWh: at 2 kW 36 min, from 12:11 when it is back."""
    _, _, day = driven([NOON], small(POST, filled=4, reserve=1))
    back_s = day.rounds[0].return_s
    assert told(day) == [(POST, back_s, back_s, back_s + 36 * 60, 2.8, 4.0)]


def test_two_cars_at_one_post_are_charged_one_after_the_other():
    """The second comes five minutes later, and waits the 31 minutes that the first still needs."""
    due = [NOON, replace(NOON, earliest_s=at(12, 5))]
    _, _, day = driven(due, small(POST, filled=4, reserve=1), cars=2, post_share=0.5)
    first, second = day.charging
    assert second.arrive_s - first.arrive_s == 300
    assert second.start_s == first.end_s == first.arrive_s + 36 * 60
    assert second.end_s == second.start_s + 36 * 60


def test_a_car_that_is_taken_again_leaves_its_post():
    """Back at 12:11, at 13:57 fetched again: with 500 W it has 2.8 + 0.88 of 4 kWh."""
    _, _, day = driven([NOON, LATER], small(POST, filled=4, reserve=1, power_w=500), cars=1)
    first = day.charging[0]
    assert first.end_s == day.rounds[1].leave_s == at(13, 57)
    assert first.end_kwh == pytest.approx(2.8 + (first.end_s - first.start_s) / 3600 / 2)
    assert day.decisions == ()


def test_the_full_car_is_taken_and_the_other_charges_on():
    _, _, day = driven(
        [NOON, LATER], small(POST, filled=4, reserve=1, power_w=200), cars=1, spare=1
    )
    assert [leg.vehicle for leg in day.legs] == [0, 0, 1, 1]
    assert day.charging[0].end_kwh == 4.0


def test_of_vehicles_without_a_post_the_lowest_number_that_holds_enough_is_taken():
    """After its round the first has 2.8 kWh: enough for 1.2 and a reserve of 1, not of 2."""
    for reserve, vehicle in ((1, 0), (2, 1)):
        store = small(SOCKET, filled=4, reserve=reserve, power_w=1)
        _, _, day = driven([NOON, LATER], store, cars=1, spare=1)
        assert [leg.vehicle for leg in day.legs] == [0, 0, vehicle, vehicle]


def test_the_fullest_car_is_taken_where_none_holds_enough_and_that_is_a_decision():
    """1.2 kWh and a reserve of 3 are more than 4."""
    _, _, day = driven([NOON], small(POST, filled=4, reserve=3))
    assert [(it.time_s, it.rule, it.action, it.to_round) for it in day.decisions] == [
        (at(11, 57), "vehicles", "too_little", 0)
    ]


def test_what_a_battery_lacks_is_charged_on_the_way():
    _, _, day = driven([NOON], small(POST, filled=1, reserve=0))
    way, post = day.charging
    assert (way.way, way.start_kwh) == (ON_THE_WAY, 0)
    assert way.end_kwh == pytest.approx(0.2)
    assert (post.way, post.start_kwh, post.end_kwh) == (POST, 0, 1)


def test_a_low_tank_is_filled_after_the_round_and_the_next_carer_waits_for_it():
    """2 kWh less 1.2 are below the half of 2: back at 12:11, away until 12:26."""
    due = [NOON, replace(NOON, earliest_s=at(12, 15))]
    _, _, day = driven(due, small(PUMP, filled=2, reserve=0), cars=1)
    first = day.charging[0]
    assert (first.way, first.end_s - first.arrive_s) == (PUMP, 15 * 60)
    assert day.rounds[1].leave_s == first.end_s
    assert first.arrive_s == day.rounds[0].return_s == at(12, 11)


def test_a_tank_that_is_not_low_is_not_filled():
    _, _, day = driven([NOON], small(PUMP, filled=4, reserve=0))
    assert day.charging == ()


def test_what_is_charged_and_held_in_the_evening_is_what_was_used():
    """Of every vehicle: held in the morning + charged = used + held in the evening."""
    for seed, energy in ((1, "posts"), (2, "mixed"), (3, "ample")):
        made = made_day(Recipe(seed, visits=60, rounds=9, energy=energy, is_second_day=True))
        day, morning = made.live(), made.world.energy(made.plan, made.spare_share)
        held = held_in_the_evening(morning, day.legs.columns, day.charging)
        before_kwh = sum(sum(it) for it in morning.held_j.values()) / KWH
        charged_kwh = sum(it.end_kwh - it.start_kwh for it in day.charging)
        used_kwh = legs_j(day.legs.columns, morning.stores).sum() / KWH
        assert used_kwh > 1
        after_kwh = sum(held.values()) / KWH
        assert before_kwh + charged_kwh == pytest.approx(used_kwh + after_kwh, abs=1e-4)
        assert min(held.values()) >= 0


@pytest.mark.parametrize("name", ["car_petrol", "car_biogas", "car_electric", "ebike"])
def test_batteries_and_tanks_lose_what_the_accounts_say_that_legs_use(name):
    """Leg by leg, to half a joule: speed, cold starts and winter in it."""
    parameters = load_parameters()
    legs = made_day(Recipe(4, visits=200, rounds=20, energy="ample")).live().legs.columns
    own = {key: it[legs["vehicle_type"] == "small_car"] for key, it in legs.items()}
    stores = energy_stores(parameters.vehicles, parameters.charging, parameters.climate)
    vehicle = parameters.vehicles[name]
    said_kwh = driving_kwh(own, vehicle, parameters) + cold_start_kwh(own, vehicle, parameters)
    found_j = legs_j(own, {"small_car": stores[name]})
    assert len(found_j) > 40
    assert np.abs(found_j - said_kwh * KWH).max() <= 0.5 + 1e-6


def test_a_car_that_was_not_full_in_the_evening_charges_on_in_the_morning():
    """At 20 W it gets 0.36 kWh until 6 in the morning; the day after begins with the rest."""
    store = small(POST, filled=4, reserve=1, power_w=20)
    world, plan, day = driven([NOON], store)
    energy = world.energy(plan, 0.0)
    held = held_in_the_evening(energy, day.legs.columns, day.charging)
    last = day.charging[-1]
    assert last.end_s == at(30)
    assert list(held.values()) == [round(last.end_kwh * KWH)]
    _, _, after = driven([NOON], store, held=held)
    first = after.charging[0]
    assert (first.arrive_s, first.start_s, first.start_kwh) == (at(6), at(6), last.end_kwh)
    assert first.end_s == after.rounds[0].leave_s


def waited_s(day):
    """How long vehicles waited for a post."""
    return sum(
        (it.start_s if it.start_s >= 0 else it.end_s) - it.arrive_s
        for it in day.charging
        if it.way == POST
    )


def test_with_fewer_posts_vehicles_wait_longer():
    days = [
        [
            made_day(Recipe(seed, visits=80, rounds=12, energy="posts", post_share=share)).live()
            for seed in range(10)
        ]
        for share in (1.0, 0.5, 0.1)
    ]
    waits_s = [sum(waited_s(day) for day in own) for own in days]
    assert waits_s[0] == 0
    assert waits_s[0] < waits_s[1] < waits_s[2]


def test_batteries_that_never_run_low_change_nothing_but_their_own_record():
    """With ample batteries and with small ones the carers do the same; only vehicles differ."""
    ample, scarce = (
        made_day(Recipe(5, visits=60, rounds=9, energy=energy)).live()
        for energy in ("ample", "posts")
    )
    assert ample.visits == scarce.visits
    assert ample.rounds == scarce.rounds
    assert [it._replace(vehicle=0) for it in ample.legs] == [
        it._replace(vehicle=0) for it in scarce.legs
    ]
