"""Care plans: levels, windows, days and durations, by hand and as laws over all draws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruttsim import chance
from ruttsim.demand.granted import granted_h_per_month
from ruttsim.demand.plans import ACTIVITY_COLUMNS, care_levels, care_plans
from ruttsim.domain.demand import KINDS, Visits
from ruttsim.parameters import load_parameters
from ruttsim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

PARAMETERS = load_parameters()
LEVELS = [level.name for level in PARAMETERS.demand.levels]
CARE, SERVICE, NIGHT = (KINDS.index(name) for name in ("care", "service", "night"))


def plans_of(level: str, clients: int = 400, index: int = 0, parameters=PARAMETERS) -> Visits:
    """Care plans of clients who all have one level of care."""
    levels = np.full(clients, LEVELS.index(level))
    return care_plans(1, index, levels, parameters)


def test_granted_hours_by_hand():
    """30 min x 2 carers x 7 days + 90 min every third week x 1 day = 7 h + 0.5 h a week.

    7.5 x 365.25 / 12 / 7 = 32.61 h a month, over 0.8: 40.7645.
    """
    visits = _two_visits(every_weeks=[1, 3], week=[0, 2])
    assert granted_h_per_month(visits, 2, 0.8).tolist() == pytest.approx([40.764509, 0.0])


def _two_visits(every_weeks, week):
    """Getting up every day, and cleaning on Wednesdays, in some weeks."""
    return Visits(
        visit=np.arange(2),
        client=np.zeros(2, dtype=np.int32),
        kind=np.array([CARE, SERVICE], dtype=np.int8),
        activity=np.array([0, 1], dtype=np.int8),
        activities=("up", "cleaning"),
        weekdays=np.array([0b1111111, 0b0000100], dtype=np.int8),
        every_weeks=np.array(every_weeks, dtype=np.int8),
        week=np.array(week, dtype=np.int8),
        earliest_s=np.array([25200, 32400], dtype=np.int32),
        latest_s=np.array([25800, 50400], dtype=np.int32),
        duration_s=np.array([1800, 5400], dtype=np.int32),
        carers=np.array([2, 1], dtype=np.int8),
    )


@pytest.mark.parametrize("week", [0, 126, 128, 129, 2603, 5200, 5201])
def test_visits_repeat_in_every_week_of_a_hundred_years(week):
    """Getting up every second week from week 1, cleaning every 52nd from week 3."""
    visits = _two_visits(every_weeks=[2, 52], week=[1, 3])
    assert visits.on(2, week).tolist() == [0] * (week % 2 == 1) + [1] * (week % 52 == 3)


def test_a_level_has_its_share_of_clients():
    """Of 20,000 drawn clients, each share comes out within 1.5 percentage points."""
    level = care_levels(1, 0, 20_000, PARAMETERS.demand.levels)
    found = np.bincount(level, minlength=len(LEVELS)) / 20_000
    expected = [it.share for it in PARAMETERS.demand.levels]
    assert np.abs(found - expected).max() < 0.015


@pytest.mark.parametrize("level", LEVELS)
def test_activities_come_out_as_their_shares_say(level: str):
    clients = 4000
    visits = plans_of(level, clients)
    shares = PARAMETERS.demand.levels[LEVELS.index(level)].activity_share
    commonest = max(shares, key=lambda name: shares[name])
    for number, name in enumerate(visits.activities):
        found = np.count_nonzero(visits.activity == number) / clients
        if name == commonest:
            assert found >= shares[name] - 0.03
        else:
            assert found == pytest.approx(shares.get(name, 0.0), abs=0.03)


@pytest.mark.parametrize("level", LEVELS)
@settings(max_examples=10, deadline=None)
@given(index=st.integers(0, 10**6))
def test_laws_of_every_plan(level: str, index: int):
    visits = plans_of(level, 100, index)
    demand = PARAMETERS.demand
    at_night = visits.kind == NIGHT
    opens_s = np.where(at_night, demand.night_start_h, demand.day_start_h) * SECONDS_PER_HOUR
    closes_s = np.where(at_night, demand.night_end_h, demand.day_end_h) * SECONDS_PER_HOUR
    assert set(visits.client[~at_night].tolist()) == set(range(100))
    assert np.all(visits.earliest_s >= opens_s)
    assert np.all(visits.latest_s + visits.duration_s <= closes_s)
    assert np.all(visits.earliest_s <= visits.latest_s)
    assert np.all(visits.duration_s % SECONDS_PER_MINUTE == 0)
    assert np.all(visits.duration_s > 0)
    assert np.all(visits.week < visits.every_weeks)
    assert np.all(visits.weekdays > 0)
    assert np.all(np.diff(visits.visit[~at_night]) > 0)
    assert np.all(np.diff(visits.visit[at_night]) > 0)
    assert np.all(np.diff(at_night.astype(int)) >= 0), "nights stand after all others"
    service = visits.kind == SERVICE
    assert np.all(visits.earliest_s[service] == 9 * SECONDS_PER_HOUR)
    assert np.all((visits.latest_s + visits.duration_s)[service] == 16 * SECONDS_PER_HOUR)
    assert np.all(visits.weekdays[service] < 0b100000)
    width = (visits.latest_s - visits.earliest_s)[~service]
    assert np.all(width <= 45 * SECONDS_PER_MINUTE)


@pytest.mark.parametrize("level", LEVELS)
def test_wanted_times_lie_on_the_raster_and_within_the_activity_s_hours(level: str):
    visits = plans_of(level)
    care = np.flatnonzero(visits.kind == CARE)
    wanted_s = visits.earliest_s[care] + 15 * SECONDS_PER_MINUTE
    assert np.all(wanted_s % (5 * SECONDS_PER_MINUTE) == 0)
    for row, wanted in zip(care, wanted_s, strict=True):
        activity = PARAMETERS.activities[visits.activities[visits.activity[row]]]
        assert activity.start_low_h <= wanted / SECONDS_PER_HOUR <= activity.start_high_h


@pytest.mark.parametrize("level", LEVELS)
def test_care_visits_of_a_client_do_not_overlap_at_their_wanted_times(level: str):
    visits = plans_of(level)
    before_s = np.where(visits.carers == 2, 300, 900)
    for client in range(400):
        rows = np.flatnonzero((visits.client == client) & (visits.kind == CARE))
        starts = visits.earliest_s[rows] + before_s[rows]
        order = np.argsort(starts, kind="stable")
        ends = (starts + visits.duration_s[rows])[order]
        assert np.all(starts[order][1:] >= ends[:-1])


def test_only_those_who_need_two_carers_have_them_and_for_all_care():
    for level in LEVELS:
        visits = plans_of(level)
        expected = 2 if level == "two_carers" else 1
        assert np.all(visits.carers[visits.kind != SERVICE] == expected)
        assert np.all(visits.carers[visits.kind == SERVICE] == 1)


def test_durations_keep_to_their_range_with_half_on_either_side_of_the_median():
    visits = plans_of("daily", 4000)
    minutes = visits.duration_s / SECONDS_PER_MINUTE
    activity = PARAMETERS.activities["morning_care"]
    drawn = minutes[visits.activity == visits.activities.index("morning_care")]
    assert drawn.min() >= activity.duration_low_min
    assert drawn.max() <= activity.duration_high_min
    assert np.median(drawn) == activity.duration_min


def test_a_shower_is_on_two_different_weekdays_and_cleaning_on_one():
    visits = plans_of("daily")
    days = np.array([int(mask).bit_count() for mask in visits.weekdays])
    shower = visits.activity == visits.activities.index("shower")
    cleaning = visits.activity == visits.activities.index("cleaning")
    assert set(days[shower].tolist()) == {2}
    assert set(days[cleaning].tolist()) == {1}
    assert len(set(visits.weekdays[cleaning].tolist())) == 5
    assert set(visits.every_weeks[cleaning].tolist()) == {3}
    assert set(visits.week[cleaning].tolist()) == {0, 1, 2}


def test_relatives_do_one_daily_visit_in_twenty_at_weekends():
    visits = plans_of("heavy", 2000)
    daily = visits.weekdays[visits.activity == visits.activities.index("evening_care")]
    assert set(daily.tolist()) == {0b0011111, 0b1111111}
    assert np.mean(daily == 0b1111111) == pytest.approx(0.95, abs=0.02)


def test_a_larger_share_of_an_activity_only_adds_visits():
    name = "demand.levels.light.activity_share.shopping"
    before = plans_of("light")
    after = plans_of("light", parameters=load_parameters({name: 0.6}))
    assert set(before.visit.tolist()) < set(after.visit.tolist())
    common = np.isin(after.visit, before.visit)
    assert np.array_equal(after.earliest_s[common], before.earliest_s)
    assert np.array_equal(after.duration_s[common], before.duration_s)


def test_longer_cleaning_changes_nothing_but_cleaning():
    before = plans_of("light")
    after = plans_of("light", parameters=load_parameters({"activities.cleaning.duration_min": 110}))
    changed = np.flatnonzero(before.duration_s != after.duration_s)
    assert set(before.activity[changed].tolist()) == {before.activities.index("cleaning")}
    assert np.all(after.duration_s >= before.duration_s)


def test_six_days_a_week_are_monday_to_saturday():
    six = load_parameters({"activities.lunch_care.days_per_week": 6})
    visits = plans_of("heavy", parameters=six)
    lunch = visits.activity == visits.activities.index("lunch_care")
    assert set(visits.weekdays[lunch].tolist()) == {0b011111, 0b111111}


def test_there_is_room_for_more_activities():
    assert len(PARAMETERS.activities) <= ACTIVITY_COLUMNS
    rows = chance.uniforms(1, 0, chance.EVERY_DAY, "care_plan", (2, ACTIVITY_COLUMNS, 6))
    more = chance.uniforms(1, 0, chance.EVERY_DAY, "care_plan", (3, ACTIVITY_COLUMNS, 6))
    assert np.array_equal(more[:2], rows)
