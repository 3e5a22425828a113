"""What holds of every plan and every disturbance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_days import (
    DAY,
    SMALL,
    STAFFING,
    Due,
    Recipe,
    at,
    disturbed,
    made_day,
    made_plan,
    made_round,
    village,
)

from ruttsim.domain.day import MISSED_REASONS, OUTCOMES
from ruttsim.domain.energy import LackTerms
from ruttsim.domain.rules import DayRules
from ruttsim.simulate.absences import ABSENCES
from ruttsim.simulate.alarms import ALARMS
from ruttsim.simulate.batteries import CHARGING
from ruttsim.simulate.late_visits import LATE_VISITS

SEEDS = st.integers(0, 2**32 - 1)
RECIPES = st.builds(
    Recipe,
    seed=SEEDS,
    visits=st.integers(1, 30),
    rounds=st.integers(1, 7),
    two_carer_share=st.sampled_from([0.0, 0.3, 1.0]),
    unserved_share=st.sampled_from([0.0, 0.2]),
    cancelled_share=st.sampled_from([0.0, 0.2]),
    spread=st.sampled_from([0.0, 0.2, 0.8]),
    staffing=st.builds(
        lambda patience_min, late_min: replace(
            STAFFING, two_carer_patience_min=patience_min, given_up_when_late_min=late_min
        ),
        st.sampled_from([0, 5, 15, 60]),
        st.sampled_from([0, 30, 120]),
    ),
)


ROUGH = st.builds(
    Recipe,
    seed=SEEDS,
    visits=st.integers(1, 60),
    rounds=st.integers(1, 12),
    two_carer_share=st.sampled_from([0.0, 0.1, 0.3, 1.0]),
    unserved_share=st.sampled_from([0.0, 0.1]),
    cancelled_share=st.sampled_from([0.0, 0.1, 0.3]),
    spread=st.sampled_from([0.0, 0.2, 0.6]),
    has_peaks=st.booleans(),
    staffing=st.builds(
        lambda patience_min, late_min: replace(
            STAFFING, two_carer_patience_min=patience_min, given_up_when_late_min=late_min
        ),
        st.sampled_from([0, 5, 15, 60]),
        st.sampled_from([0, 30, 120]),
    ),
    parameters=st.builds(
        lambda tolerance_min, gain_min, by_day, at_night: replace(
            DAY,
            late_tolerance_min=tolerance_min,
            hand_over_gain_min=gain_min,
            patrol_units_day=by_day,
            patrol_units_night=at_night,
        ),
        st.sampled_from([0.0, 5.0, 15.0]),
        st.sampled_from([0.0, 5.0, 10.0]),
        st.sampled_from([1.0, 2.0, 3.0]),
        st.sampled_from([1.0, 2.0]),
    ),
    rules=st.builds(
        DayRules,
        st.sampled_from(sorted(ABSENCES)),
        st.sampled_from(sorted(LATE_VISITS)),
        st.sampled_from(sorted(ALARMS)),
        charging=st.sampled_from(sorted(CHARGING)),
    ),
    teams=st.integers(1, 2),
    service_share=st.sampled_from([0.0, 0.5, 1.0]),
    sick_share=st.sampled_from([0.0, 0.1, 0.4]),
    late_share=st.sampled_from([0.0, 0.3]),
    broken_share=st.sampled_from([0.0, 0.3]),
    hospital_share=st.sampled_from([0.0, 0.2]),
    extra_share=st.sampled_from([0.0, 0.3]),
    alarms=st.sampled_from([0, 3, 20]),
    snow=st.sampled_from([1.0, 1.5]),
    spare_share=st.sampled_from([-0.5, 0.0, 0.1]),
    has_answers=st.booleans(),
    is_second_day=st.booleans(),
    energy=st.sampled_from(sorted(SMALL)),
    post_share=st.sampled_from([0.1, 0.5, 1.0]),
    lacking=st.builds(
        LackTerms,
        st.sampled_from([0, at(0, 30), at(6)]),
        st.sampled_from([0, at(0, 10)]),
        st.sampled_from([500, 6000]),
    ),
)
"""Days on which anything may happen."""


def check(recipe):
    """The audit has nothing to say of the day."""
    made = made_day(recipe)
    assert made.audit(made.live()) == []


@settings(max_examples=100, deadline=None)
@given(ROUGH)
def test_the_audit_finds_no_contradiction_in_a_simulated_day(recipe):
    check(recipe)


@pytest.mark.long
@settings(max_examples=2000, deadline=None)
@given(ROUGH)
def test_the_audit_finds_no_contradiction_in_many_simulated_days(recipe):
    check(recipe)


@settings(max_examples=50, deadline=None)
@given(RECIPES)
def test_planned_time_is_delivered_missed_or_cancelled(recipe):
    made = made_day(recipe)
    visits = made.world.population.visits
    day = made.world.live(made.plan, made.disturbance)
    planned_s = dict.fromkeys(OUTCOMES, 0)
    for visit in day.visits:
        planned_s[visit.outcome] += visit.planned_s
        assert (visit.reason in MISSED_REASONS) == (visit.outcome == "missed")
    assert sum(planned_s.values()) == int((visits.duration_s * visits.carers).sum())


@settings(max_examples=50, deadline=None)
@given(RECIPES)
def test_the_cancelled_visits_are_those_of_the_day_whatever_rounds_hold(recipe):
    made = made_day(recipe)
    carers = made.world.population.visits.carers.tolist()
    expected = {
        (visit, carer)
        for visit in np.flatnonzero(made.disturbance.is_cancelled).tolist()
        for carer in range(carers[visit])
    }
    day = made.world.live(made.plan, made.disturbance)
    cancelled = [(it.visit, it.carer) for it in day.visits if it.outcome == "cancelled"]
    assert set(cancelled) == expected
    assert len(cancelled) == len(expected)


@settings(max_examples=50, deadline=None)
@given(RECIPES)
def test_the_order_of_the_rounds_in_the_plan_changes_nothing_but_the_order_of_the_record(recipe):
    """Where there are vehicles for all, but for which of them who takes at the same second."""
    made = replace(made_day(recipe), spare_share=10.0)
    day = made.live()
    turned = replace(made, plan=replace(made.plan, rounds=made.plan.rounds[::-1])).live()
    for name in ("visits", "rounds"):
        assert sorted(getattr(day, name)) == sorted(getattr(turned, name))
    legs, others = ([leg._replace(vehicle=0) for leg in it.legs] for it in (day, turned))
    assert sorted(legs) == sorted(others)


@settings(max_examples=50, deadline=None)
@given(SEEDS, st.sampled_from([0.0, 0.5, 0.9]), st.booleans())
def test_faster_legs_never_end_a_round_of_single_carers_later(seed, share, has_peaks):
    """Where no visit is given up, which would shorten the round; with peaks: and without breaks.

    A break at the next door is reached through a queue that a break before the way there lets pass.
    """
    patient = replace(STAFFING, given_up_when_late_min=24 * 60)
    made = made_day(
        Recipe(seed, visits=20, rounds=4, two_carer_share=0, has_peaks=has_peaks, staffing=patient)
    )
    plan = without_breaks(made.plan) if has_peaks else made.plan
    faster = replace(made.disturbance, leg_factor=np.round(made.disturbance.leg_factor * share, 6))
    slow_day = made.world.live(plan, made.disturbance)
    fast_day = made.world.live(plan, faster)
    for slow, fast in zip(slow_day.visits, fast_day.visits, strict=True):
        assert fast.end_s <= slow.end_s
    for slow, fast in zip(slow_day.rounds, fast_day.rounds, strict=True):
        assert fast.return_s <= slow.return_s


def without_breaks(plan):
    """The plan with nobody having a break."""
    return replace(plan, rounds=tuple(replace(each, break_before=-1) for each in plan.rounds))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(at(6), at(19)), min_size=2, max_size=2).map(sorted),
    st.sampled_from([0.01, 0.5, 1.0, 7.5, 60.0, 400.0]),
)
def test_who_leaves_earlier_never_arrives_later(leave_s, factor):
    """However long the way: with the largest factor it is 6 h 40 min, twice that in a peak."""
    world = village([Due(0, at(6), at(23), 1200)])
    given_day = disturbed(world.population, leg={(0, 0): factor})
    arrive_s = []
    for each_s in leave_s:
        plan = made_plan(made_round(0, each_s, (0, 0, at(6))))
        day = world.live(plan, given_day)
        assert world.audit(day, plan, given_day) == []
        arrive_s.append(day.legs[0].arrive_s)
    assert arrive_s[0] <= arrive_s[1]


def test_an_undisturbed_day_with_the_travel_of_the_plan_starts_visits_as_planned():
    """Planned with the matrices that the day drives, without breaks and second carers."""
    made = made_day(
        Recipe(
            7,
            visits=40,
            rounds=8,
            two_carer_share=0,
            cancelled_share=0,
            spread=0,
            has_peaks=False,
            staffing=replace(STAFFING, given_up_when_late_min=24 * 60),
        )
    )
    plan = without_breaks(made.plan)
    day = made.world.live(plan, made.disturbance)
    held = [visit for visit in day.visits if visit.round >= 0]
    assert [visit.start_s for visit in held] == [visit.planned_start_s for visit in held]
    assert [each.return_s for each in day.rounds] == [each.return_s for each in plan.rounds]
