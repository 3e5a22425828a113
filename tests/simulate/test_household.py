"""Household services in idle time: by hand in a village, and on random days."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_days import (
    NOTHING_SOLD,
    Due,
    Recipe,
    at,
    disturbed,
    made_day,
    made_round,
    village,
)

from ruttsim.domain.household import GAVE_WAY, SOLD
from ruttsim.domain.planning import Plan, ShiftPart, Team

MORNING = (Due(client=1, earliest_s=at(8), latest_s=at(9), duration_s=at(0, 30)),)
"""A visit two houses from the base: by car from 9:00, 120 s and 120 s each way outside peaks."""


def sale(*, buyers=(2,), return_h=10.0, may_sell=True, **drawn):
    """A village with one round by car in a shift from 7 to 16, and the day's buyers."""
    world = village(MORNING)
    world = replace(
        world, household=replace(NOTHING_SOLD, sellers=frozenset({0} if may_sell else ()))
    )
    planned = made_round(0, at(8), (0, 0, at(9)), return_s=round(return_h * at(1)))
    clients = np.arange(len(world.population.clients.client))
    plan = Plan(teams=(Team(0, 0, 0, clients),), rounds=(planned,), unserved=())
    drawn = replace(disturbed(world.population), buyers=np.array(buyers, dtype=np.int64), **drawn)
    return world, plan, drawn


def sold(world, plan, drawn):
    """What came of it, of a day that is sound."""
    day = world.live(plan, drawn)
    assert world.audit(day, plan, drawn) == []
    return day.household


def test_a_service_is_sold_after_other_time_when_the_round_is_back():
    """Back at 10, other time until 10:30; 180 s away, 120 s to the door, half an hour, 180 s."""
    (it,) = sold(*sale())
    assert (it.outcome, it.client, it.vehicle) == (SOLD, 2, 0)
    times = (it.depart_s, it.arrive_s, it.stop_s, it.end_s, it.return_s)
    assert times == (at(10, 30), at(10, 33), 120, at(11, 5), at(11, 8))
    assert (it.out_distance_m, it.back_distance_m) == (1800, 1800)


def test_the_nearest_buyer_is_offered_it():
    (it,) = sold(*sale(buyers=(2, 3, 4)))
    assert it.client == 2


def test_nothing_is_sold_where_nobody_buys_or_nobody_may_sell():
    assert sold(*sale(buyers=())) == ()
    assert sold(*sale(may_sell=False)) == ()


def test_the_longer_stretch_before_a_late_round_is_sold():
    """The round is out from 14 to 15:30, other time is from 13:30, and five minutes are spared.

    The ways are reckoned as at 8, when the stretch begins: the queue then takes 360 s more.
    """
    world, plan, drawn = sale()
    late = replace(plan.rounds[0], leave_s=at(14), return_s=at(15, 30))
    (it,) = sold(world, replace(plan, rounds=(late,)), drawn)
    assert (it.outcome, it.return_s) == (SOLD, at(13, 19))


@pytest.mark.parametrize("leave_s", [at(16), at(16, 30), at(17), at(17, 30)])
def test_on_a_calm_day_nothing_gives_way_whatever_the_queues(leave_s):
    """Rounds that leave in the afternoon's queue, which the plan knows."""
    world, plan, drawn = sale(buyers=(1, 2, 3, 4))
    shift = replace(world.staffing.shifts[0], parts=(ShiftPart(at(9), at(19), at(0, 30)),))
    world = replace(world, staffing=replace(world.staffing, shifts=(shift,)))
    visit = replace(plan.rounds[0].stops[0], start_s=leave_s + at(0, 15))
    late = replace(plan.rounds[0], leave_s=leave_s, return_s=at(18, 45), stops=(visit,))
    (it,) = sold(world, replace(plan, rounds=(late,)), drawn)
    assert it.outcome == SOLD


def test_what_does_not_fit_into_the_plan_is_not_planned():
    """Out until 15:30: half an hour is left of the shift, and all of it is other time."""
    assert sold(*sale(return_h=15.5)) == ()


def test_a_service_gives_way_to_a_round_that_is_late():
    """The visit takes nine hours instead of half an hour."""
    (it,) = sold(*sale(duration_factor=np.full(1, 18.0)))
    assert (it.outcome, it.vehicle, it.depart_s, it.out_distance_m) == (GAVE_WAY, -1, -1, 0)


def test_a_service_gives_way_where_a_substitute_has_the_round():
    (it,) = sold(*sale(is_sick=np.ones((1, 2), dtype=np.bool_)))
    assert it.outcome == GAVE_WAY


def sold_days(count):
    """Random days on which rounds are planned to come back, with buyers."""
    for seed in range(count):
        made = made_day(
            Recipe(
                seed=seed,
                visits=30,
                rounds=9,
                buyers_share=0.6,
                late_share=0.2,
                sick_share=0.05,
                snow=1.2 if seed % 3 else 1.0,
                energy="posts" if seed % 2 else "ample",
                spare_share=0.0,
            )
        )
        back = [
            replace(it, return_s=max([it.leave_s, *(stop.start_s for stop in it.stops)]) + at(1))
            for it in made.plan.rounds
        ]
        yield replace(made, plan=replace(made.plan, rounds=tuple(back)))


def test_the_audit_accepts_random_days_of_sales_and_care_goes_on_as_without_them():
    outcomes = set()
    for made in sold_days(30):
        day = made.live()
        assert made.audit(day) == []
        outcomes |= {(it.mode, it.outcome) for it in day.household}
        nobody = replace(made.disturbance, buyers=np.zeros(0, dtype=np.int64))
        without = replace(made, disturbance=nobody).live()
        assert vars(without) == vars(replace(day, household=()))
    modes = ("car", "ebike", "walk")
    assert outcomes == {(mode, outcome) for mode in modes for outcome in (SOLD, GAVE_WAY)}


@pytest.mark.parametrize("change", [1, -1, 7200])
def test_no_field_of_a_service_can_be_changed_unnoticed(change):
    for made in sold_days(4):
        day = made.live()
        assert day.household
        for row, it in enumerate(day.household):
            for field, value in it._asdict().items():
                other = "another" if isinstance(value, str) else value + change
                changed = (
                    *day.household[:row],
                    it._replace(**{field: other}),
                    *day.household[row + 1 :],
                )
                assert made.audit(replace(day, household=changed)) != [], (it, field, other)
