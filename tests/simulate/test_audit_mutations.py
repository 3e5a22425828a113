"""No part of the record of a rough day can be changed unnoticed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from made_days import DAY, LACKING, STAFFING, Recipe, made_day

from ruttsim.domain.day import CANCELLED_REASONS, MISSED_REASONS, PATROL
from ruttsim.domain.energy import POST, WAYS
from ruttsim.domain.rules import DayRules
from ruttsim.simulate.batteries import CHARGING

TABLES = ("legs", "visits", "rounds", "patrol", "alarms", "decisions", "charging", "household")
ROUGH = Recipe(
    seed=13,
    visits=40,
    rounds=9,
    two_carer_share=0.15,
    unserved_share=0.05,
    cancelled_share=0.15,
    spread=0.4,
    staffing=replace(STAFFING, given_up_when_late_min=60),
    parameters=replace(
        DAY,
        late_tolerance_min=5.0,
        hand_over_gain_min=5.0,
        patrol_units_day=2.0,
        patrol_units_night=1.0,
    ),
    service_share=0.5,
    sick_share=0.08,
    late_share=0.3,
    broken_share=0.2,
    hospital_share=0.08,
    extra_share=0.2,
    alarms=12,
    snow=1.3,
    spare_share=0.0,
    energy="posts",
    post_share=0.4,
    buyers_share=0.9,
)
RECIPES = {
    "share_out": replace(ROUGH, rules=DayRules("share_out", "hand_over", "interrupting")),
    "substitute": replace(
        ROUGH, seed=173, rules=DayRules("substitute", "shorten", "nearest"), energy="mixed"
    ),
    "nobody": replace(ROUGH, rules=DayRules("nobody", "drop", "nearest")),
    "waiting": replace(
        ROUGH,
        seed=73,
        rules=DayRules("substitute", "hand_over", "nearest", charging="wait"),
        energy="slow",
        is_second_day=True,
        lacking=replace(LACKING, longest_wait_s=4 * 3600),
    ),
    "stopping": replace(
        ROUGH,
        seed=71,
        rules=DayRules("substitute", "hand_over", "nearest", charging="stop_and_charge"),
        energy="slow",
        is_second_day=True,
    ),
}
CASES = pytest.mark.parametrize("name", RECIPES)


@cache
def lived(name):
    """A made day and its record."""
    made = made_day(RECIPES[name])
    return made, made.live()


def with_row(day, table, row, record):
    """The record with another row in place of one."""
    rows = getattr(day, table)
    return replace(day, **{table: (*rows[:row], record, *rows[row + 1 :])})


@CASES
def test_the_audit_accepts_the_day(name):
    made, day = lived(name)
    assert made.audit(day) == []


def test_the_days_hold_all_that_a_day_can_hold():
    """Every outcome and decision, visits cut short or come back to, both who answer alarms."""
    days = [lived(name)[1] for name in RECIPES]
    reasons = {visit.reason for day in days for visit in day.visits}
    assert reasons == {"", *CANCELLED_REASONS, *MISSED_REASONS}
    assert {(it.rule, it.action) for day in days for it in day.decisions} == {
        *(("absences", action) for action in ("substitute", "share_out", "drop")),
        *(("late_visits", action) for action in ("hand_over", "shorten", "drop")),
        *(("short_notice", action) for action in ("fit_in", "nobody")),
        *(("alarms", action) for action in ("patrol", "carer")),
        ("vehicles", "replacement"),
        ("vehicles", "too_little"),
        ("vehicles", "wait"),
    }
    assert {it.way for day in days for it in day.charging} == set(WAYS)
    answered = {it.organisation == PATROL for day in days for it in day.alarms}
    assert answered == {True, False}
    assert any(it.shortened_s for day in days for it in day.visits)
    times = [
        Counter((leg.round, leg.visit) for leg in day.legs if leg.visit >= 0).most_common(1)[0][1]
        for day in days
    ]
    assert max(times) > 1


def is_free(made, table, record, field):
    """Whether a field is only bounded: when a gap for a visit of short notice begins."""
    return (
        (table, field) == ("visits", "planned_start_s")
        and made.disturbance.is_extra[record.visit]
        and record.reason != "nobody_free"
    )


@CASES
@pytest.mark.parametrize("table", TABLES)
def test_no_field_of_the_record_can_be_changed_unnoticed(name, table):
    made, day = lived(name)
    changes = (1, -1, 7200)
    count = 0
    for row, record in enumerate(getattr(day, table)):
        for field, value in record._asdict().items():
            count += 1
            change = changes[count % len(changes)]
            if is_free(made, table, record, field):
                change = 7200
            other = "another" if isinstance(value, str) else value + change
            changed = with_row(day, table, row, record._replace(**{field: other}))
            assert made.audit(changed) != [], (record, field, other)
    assert count


def test_a_vehicle_that_never_charges_at_its_post_says_so_in_one_way_only():
    """Its start is -1, and not another time before the day."""
    made = made_day(replace(RECIPES["share_out"], seed=11, post_share=0.1))
    day = made.live()
    assert made.audit(day) == []
    rows = [row for row, it in enumerate(day.charging) if it.way == POST and it.start_s == -1]
    assert rows
    for row in rows:
        other = day.charging[row]._replace(start_s=-2)
        assert made.audit(with_row(day, "charging", row, other)) != []


@CASES
@pytest.mark.parametrize("table", TABLES)
def test_no_row_can_be_missing_or_there_twice_unnoticed(name, table):
    made, day = lived(name)
    rows = getattr(day, table)
    for row in range(len(rows)):
        missing = replace(day, **{table: (*rows[:row], *rows[row + 1 :])})
        assert made.audit(missing) != [], rows[row]
        twice = replace(day, **{table: (*rows[: row + 1], *rows[row:])})
        assert made.audit(twice) != [], rows[row]


@CASES
@pytest.mark.parametrize("table", TABLES)
def test_no_two_rows_can_change_places_unnoticed(name, table):
    """But for decisions of the same second about different things, which have no order."""
    made, day = lived(name)
    rows = getattr(day, table)
    for row, (first, second) in enumerate(pairwise(rows)):
        if table == "decisions" and first.time_s == second.time_s and first.rule != second.rule:
            continue
        moved = replace(day, **{table: (*rows[:row], second, first, *rows[row + 2 :])})
        assert made.audit(moved) != [], (first, second)


OTHER_ARRAYS = (
    "is_cancelled",
    "is_in_hospital",
    "is_extra",
    "duration_factor",
    "leg_factor",
    "is_sick",
    "late_start_s",
    "is_out_of_order",
    "span_factor",
)


@CASES
@pytest.mark.parametrize("field", OTHER_ARRAYS)
def test_the_record_of_another_disturbance_is_found(name, field):
    made, day = lived(name)
    drawn = getattr(made.disturbance, field)
    other = ~drawn if drawn.dtype == np.bool_ else (drawn * 1.5 + 60).astype(drawn.dtype)
    changed = replace(made, disturbance=replace(made.disturbance, **{field: other}))
    assert changed.audit(day) != []


@CASES
def test_the_record_of_other_rules_is_found(name):
    """Each of them by itself; no late visit needs to be handed over where that is the rule."""
    made, day = lived(name)
    others = {"absences": "unheard of", "late_visits": "keep", "alarms": "patrol"}
    for rule, other in others.items():
        rules = replace(made.world.rules, **{rule: other})
        assert replace(made, world=replace(made.world, rules=rules)).audit(day) != [], rule


@pytest.mark.parametrize("name", ["waiting", "stopping"])
@pytest.mark.parametrize("charging", sorted(CHARGING))
def test_who_waits_or_stops_to_charge_by_no_rule_is_found(name, charging):
    made, day = lived(name)
    rules = replace(made.world.rules, charging=charging)
    audited = replace(made, world=replace(made.world, rules=rules)).audit(day)
    assert (audited == []) == (charging == made.world.rules.charging)


@pytest.mark.parametrize("name", ["waiting", "stopping"])
def test_who_waits_or_stops_for_another_time_than_the_numbers_say_is_found(name):
    made, day = lived(name)
    for lacking in (
        replace(LACKING, longest_wait_s=0),
        replace(made.world.lacking, public_stop_s=601),
        replace(made.world.lacking, public_w=5000),
    ):
        is_stop = lacking.longest_wait_s > 0
        audited = replace(made, world=replace(made.world, lacking=lacking)).audit(day)
        assert (audited != []) == (is_stop == (name == "stopping"))


@CASES
def test_a_smaller_fleet_than_the_days_is_found(name):
    made, day = lived(name)
    assert replace(made, spare_share=-0.9).audit(day) != []
