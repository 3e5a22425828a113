"""What happens to a day when one thing changes, on average over the same days."""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean

import numpy as np
import pytest
from made_days import DAY, Recipe, at, made_day

from ruttsim.domain.demand import Alarms
from ruttsim.domain.rules import DayRules

DAYS = 20
RULES = DayRules(absences="substitute", late_visits="hand_over", alarms="patrol")


def of_days(measure, change=lambda made: made, rounds=16):
    """The mean of a measure over the same days, each of them changed."""
    found = []
    for seed in range(DAYS):
        made = made_day(Recipe(seed=seed, visits=120, rounds=rounds, two_carer_share=0.05))
        made = replace(made, world=replace(made.world, rules=RULES))
        changed = change(made)
        found.append(measure(changed.world.live(changed.plan, changed.disturbance)))
    return fmean(found)


def minutes_late(day):
    return sum(max(0, it.start_s - it.latest_s) for it in day.visits if it.start_s >= 0) / 60


def missed(day):
    return sum(it.outcome == "missed" for it in day.visits)


def slower(factor):
    """All legs take so many times as long."""

    def change(made):
        legs = made.disturbance.leg_factor * factor
        return replace(made, disturbance=replace(made.disturbance, leg_factor=legs))

    return change


def test_faster_travel_is_less_lateness():
    assert of_days(minutes_late, slower(0.5)) < of_days(minutes_late, slower(1.0))
    assert of_days(minutes_late, slower(1.0)) < of_days(minutes_late, slower(2.0))


def cancelled(share):
    """So many visits are found cancelled, the same as with a larger share and others."""

    def change(made):
        size = len(made.disturbance.is_cancelled)
        u = np.random.default_rng(size).random(size)
        return replace(made, disturbance=replace(made.disturbance, is_cancelled=u < share))

    return change


def test_fewer_cancellations_are_more_care():
    def care_s(day):
        return sum(it.care_s for it in day.visits)

    assert of_days(care_s, cancelled(0.02)) > of_days(care_s, cancelled(0.2))


def test_wider_windows_are_fewer_late_and_missed_visits():
    def change(made):
        people = made.world.population
        visits = replace(people.visits, latest_s=people.visits.latest_s + at(1))
        world = replace(made.world, population=replace(people, visits=visits))
        return replace(made, world=world)

    assert of_days(minutes_late, change) < of_days(minutes_late)
    assert of_days(missed, change) < of_days(missed)


def sick(rule):
    """Every third carer is sick, and a rule says what is done."""

    def change(made):
        is_sick = np.zeros_like(made.disturbance.is_sick)
        for planned in made.plan.rounds[::3]:
            first = min(((it.visit, it.carer) for it in planned.stops), default=None)
            if first is not None:
                is_sick[first] = True
        world = replace(made.world, rules=replace(RULES, absences=rule))
        return replace(made, world=world, disturbance=replace(made.disturbance, is_sick=is_sick))

    return change


def test_more_carers_are_fewer_missed_visits():
    """Nobody for a sick carer, colleagues, a substitute, and nobody sick."""
    rules = of_days(missed, sick("nobody")), of_days(missed, sick("share_out"))
    with_substitutes, healthy = of_days(missed, sick("substitute")), of_days(missed)
    assert rules[0] > rules[1]
    assert rules[0] > with_substitutes >= healthy


@pytest.mark.parametrize("rule", ["patrol", "nearest"])
def test_more_patrols_answer_no_later_and_carers_take_alarms_from_them(rule):
    def ringing(units):
        def change(made):
            rung_s = np.sort(np.random.default_rng(7).integers(at(8), at(15), 60)).astype(np.int32)
            client = (np.arange(60) % len(made.world.population.clients.client)).astype(np.int32)
            alarms = Alarms(client, rung_s, np.full(60, 900, np.int32), np.ones(60, dtype=np.int8))
            parameters = replace(DAY, patrol_units_day=units)
            rules = replace(RULES, alarms=rule)
            world = replace(made.world, parameters=parameters, rules=rules)
            return replace(made, world=world, disturbance=replace(made.disturbance, alarms=alarms))

        return change

    def response_s(day):
        return fmean(it.ready_s - it.rung_s for it in day.alarms)

    def patrols(day):
        return sum(it.organisation == -1 for it in day.alarms)

    assert of_days(response_s, ringing(4)) <= of_days(response_s, ringing(2))
    assert (of_days(patrols, ringing(2)) == 60) == (rule == "patrol")


@pytest.mark.parametrize("late_visits", ["keep", "hand_over", "shorten", "drop"])
def test_every_planned_minute_is_delivered_shortened_cancelled_or_missed(late_visits):
    def change(made):
        world = replace(made.world, rules=replace(RULES, late_visits=late_visits))
        return replace(made, world=world)

    def planned_s(made):
        visits = made.world.population.visits
        return int((visits.duration_s.astype(np.int64) * visits.carers).sum())

    for seed in range(5):
        made = change(made_day(Recipe(seed=seed, visits=120, rounds=12)))
        day = made.world.live(made.plan, made.disturbance)
        assert sum(it.planned_s for it in day.visits) == planned_s(made)
        assert all(0 <= it.shortened_s < it.planned_s for it in day.visits)
        assert all(it.shortened_s == 0 for it in day.visits if it.outcome != "delivered")


def test_handing_over_is_less_lateness_than_keeping_where_carers_have_time():
    def with_rule(rule):
        def change(made):
            return replace(made, world=replace(made.world, rules=replace(RULES, late_visits=rule)))

        return change

    handed_over = of_days(minutes_late, with_rule("hand_over"), rounds=40)
    assert handed_over < of_days(minutes_late, with_rule("keep"), rounds=40)
