"""Energy that is given, and posts that are needed for it, by hand; see made_books."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_books import H, books

from ruttsim.accounts import charging
from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import sums
from ruttsim.domain.day import ChargingRecord, Decision
from ruttsim.domain.energy import ON_THE_WAY, POST, PUMP


def row(organisation, way, arrive_h, start_h, end_h, kwh, vehicle=0):
    """A vehicle at its base, which was given some energy."""
    start_s = round(start_h * H) if start_h is not None else -1
    times_s = (round(arrive_h * H), start_s, round(end_h * H))
    return ChargingRecord(organisation, 0, "car_petrol", vehicle, way, *times_s, 2.0, 2.0 + kwh)


def made(*rows, decisions=()):
    """The books with these rows of charging, and decisions."""
    found = replace(books(), charging=columns(rows, ChargingRecord._fields))
    return replace(found, decisions=columns(decisions, Decision._fields)) if decisions else found


def columns(records, fields):
    """Records as one array a field."""
    values = zip(*records, strict=True)
    return {name: np.array(column) for name, column in zip(fields, values, strict=True)}


DAY = (
    row(0, POST, 10, 10, 11, 7),
    row(0, POST, 10.5, 11, 11.5, 3, vehicle=1),
    row(0, POST, 10.75, None, 11.25, 0, vehicle=2),
    row(0, ON_THE_WAY, 12, 12, 12, 1),
    row(1, PUMP, 9, 9, 9.5, 100, vehicle=3),
)


def test_energy_is_added_up_wherever_it_was_given():
    assert charging.charged_kwh(made(*DAY))["car_petrol"] == pytest.approx([11, 100])


def test_vehicles_are_at_posts_and_wait_for_them():
    """At posts 1 + 0.5 h; the second waits 0.5 h, the third 0.5 h in vain."""
    assert charging.charging_h(made(*DAY)).tolist() == [1.5, 0]
    assert charging.waiting_h(made(*DAY)).tolist() == [1.0, 0]


def test_posts_are_needed_for_all_who_charge_or_wait_at_once():
    assert charging.posts_needed(made(*DAY)).tolist() == [3, 0]


def test_of_vehicles_that_need_no_post_there_is_none():
    assert charging.posts(books()).tolist() == [0, 0]


def test_posts_are_a_share_of_the_vehicles_of_a_base_rounded_up():
    """One car and a spare at each base."""
    for share, number in ((1, 2), (0.5, 1), (0.1, 1)):
        it = books(overrides={"charging.post_share": share})
        rounds = tuple(replace(each, vehicle_type="car_electric") for each in it.plan.rounds)
        it = replace(it, plan=replace(it.plan, rounds=rounds))
        assert charging.posts(it).tolist() == [number, number]


def test_the_share_of_the_day_in_which_posts_are_used_is_of_all_posts():
    assert KPIS["charging_post_share"].ratio({"charging_h": 12, "charging_posts": 2}) == 0.25


def test_departures_with_too_little_are_of_the_organisation_that_drives():
    low = Decision(0, "vehicles", "too_little", -1, -1, -1, 1, 1)
    other = low._replace(action="replacement")
    found = charging.departures_with_too_little(made(*DAY, decisions=(low, other, low)))
    assert found.tolist() == [0, 2]
    assert charging.departures_with_too_little(books()).tolist() == [0, 0]


def test_decisions_of_rounds_that_are_not_the_organisations_are_not_theirs():
    """As are those of the patrol at night."""
    of_night = Decision(0, "vehicles", "too_little", -1, -1, -1, 99, 99)
    found = charging.departures_with_too_little(made(*DAY, decisions=(of_night,)))
    assert found.tolist() == [0, 0]


def test_carers_wait_for_a_battery_until_they_leave():
    """Round 1 left at eight; it was decided a quarter of an hour before."""
    waits = Decision(8 * H - 900, "vehicles", "wait", -1, -1, -1, 1, 1)
    other = waits._replace(action="too_little")
    it = made(*DAY, decisions=(waits, other))
    assert charging.battery_waits(it).tolist() == [0, 1]
    assert charging.battery_wait_h(it).tolist() == [0, 0.25]


def test_stops_at_public_posts_are_waited_at_too():
    """A quarter of an hour; what is charged in no time is not."""
    stop = row(1, ON_THE_WAY, 8, 8, 8.25, 2)
    it = made(stop, row(1, ON_THE_WAY, 9, 9, 9, 2))
    assert charging.battery_waits(it).tolist() == [0, 1]
    assert charging.battery_wait_h(it).tolist() == [0, 0.25]


def test_waiting_for_batteries_is_a_figure_only_where_the_study_has_carers_wait():
    names = {"battery_waits", "battery_wait_h"}
    taking_part = tuple(it.name for it in books().organisations)
    for waits in (False, True):
        found = {it.kpi for it in sums(replace(books(), waits_to_charge=waits), taking_part)}
        assert found & names == (names if waits else set())


def test_nothing_is_charged_where_there_is_no_record():
    assert charging.charged_kwh(books())["car_petrol"].tolist() == [0, 0]
