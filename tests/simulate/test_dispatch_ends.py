"""What the audit's random days found: who waits for whom comes to an end, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_days import DAY, Due, at, disturbed, made_plan, made_round, village

from ruttsim.domain.day import PATROL
from ruttsim.domain.demand import KINDS, Alarms
from ruttsim.domain.planning import Plan, Team
from ruttsim.domain.rules import DayRules

SHORT = Due(client=0, earliest_s=at(8), latest_s=at(9), duration_s=600)
NEAREST = DayRules("nobody", "keep", "nearest")


def rings(*alarms):
    """Alarms as (client, rung_s, care_s, carers)."""
    client, rung_s, care_s, carers = np.array(alarms, dtype=np.int32).T.copy()
    return Alarms(client.copy(), rung_s.copy(), care_s.copy(), carers.astype(np.int8))


def lived(world, plan, **day):
    """The day, on which the audit finds nothing."""
    drawn = replace(disturbed(world.population), **day)
    found = world.live(plan, drawn)
    assert world.audit(found, plan, drawn) == []
    return found


def test_two_who_stand_by_with_one_car_are_not_both_sent_to_an_alarm():
    """One car is there for two: the second would wait for it while the first waits at the door."""
    world = replace(
        village([SHORT, replace(SHORT, earliest_s=at(10), latest_s=at(11))]), rules=NEAREST
    )
    plan = made_plan(
        made_round(0, at(7, 57), (0, 0, at(8)), return_s=at(8, 30)),
        made_round(1, at(9, 57), (1, 0, at(10)), return_s=at(10, 30)),
    )
    day = lived(world, plan, alarms=rings((2, at(12), 600, 2)))
    assert {leg.vehicle for leg in day.legs} == {0, 1}
    few = world.live(
        plan, replace(disturbed(world.population), alarms=rings((2, at(12), 600, 2))), 0.0
    )
    assert [it.organisation for it in few.alarms] == [PATROL]


@pytest.mark.parametrize("numbers", [(0, 1), (1, 0)])
def test_of_two_who_would_arrive_in_the_same_second_the_first_round_goes(numbers):
    """Both stand by at the base from 8:21, each with a car."""
    world = replace(village([SHORT, replace(SHORT, client=0)]), rules=NEAREST)
    plan = made_plan(
        *(
            made_round(number, at(7, 57), (visit, 0, at(8)), return_s=at(8, 30))
            for visit, number in enumerate(numbers)
        )
    )
    day = lived(world, plan, alarms=rings((2, at(12), 600, 1)))
    assert [it.round for it in day.alarms] == [0]


def test_a_vehicle_that_was_taken_for_nothing_is_given_back():
    """One car. Its carer, standing by, is asked at 9:00, but the way would take an hour.

    The visit is dropped, and the second carer has the car at 10:27.
    """
    asked, later = (replace(SHORT, earliest_s=at(hour), latest_s=at(hour, 5)) for hour in (9, 11))
    world = replace(village([SHORT, asked, later]), rules=DayRules("nobody", "drop", "nearest"))
    kind = np.array([0, KINDS.index("service"), 0], dtype=np.int8)
    people = replace(world.population, visits=replace(world.population.visits, kind=kind))
    world = replace(world, population=people)
    rounds = (
        made_round(0, at(7, 56), (0, 0, at(8)), return_s=at(8, 30)),
        made_round(1, at(10, 27), (2, 0, at(11)), return_s=at(11, 30)),
    )
    plan = Plan((Team(0, 0, 0, np.arange(7)),), rounds, ())
    drawn = replace(
        disturbed(people, leg={(1, 0): 60.0}),
        is_extra=np.array([False, True, False]),
        told_s=np.full(3, at(9), dtype=np.int32),
    )
    day = world.live(plan, drawn, 0.0)
    assert world.audit(day, plan, drawn, 0.0) == []
    assert [it.action for it in day.decisions] == ["fit_in", "drop"]
    assert [it.leave_s for it in day.rounds] == [at(7, 56), at(10, 27)]


def test_an_alarm_that_waits_is_answered_when_a_shift_with_more_cars_begins():
    """One car at night is busy from 6:30; the day's second car leaves at 7:00."""
    parameters = replace(
        DAY,
        patrol_units_day=2.0,
        patrol_units_night=1.0,
        alarm_night_start_h=22.0,
        alarm_night_end_h=7.0,
    )
    world = replace(village([SHORT]), parameters=parameters)
    alarms = rings((0, at(6, 30), at(2), 1), (1, at(6, 50), 600, 1))
    day = lived(world, made_plan(made_round(0, at(7, 57), (0, 0, at(8)))), alarms=alarms)
    assert [(leg.vehicle, leg.depart_s) for leg in day.patrol] == [(0, at(6, 30)), (1, at(7))]


def test_a_visit_is_handed_over_once_though_the_other_would_be_late_too():
    """Three carers, and a way to house 4 that takes each of them hours: it does not go round."""
    late = replace(SHORT, client=4, latest_s=at(8, 5))
    others = [replace(SHORT, client=k, earliest_s=at(12), latest_s=at(13)) for k in (0, 1)]
    parameters = replace(DAY, late_tolerance_min=0.0, hand_over_gain_min=0.0)
    world = replace(
        village([late, *others]),
        rules=DayRules("nobody", "hand_over", "patrol"),
        parameters=parameters,
    )
    plan = made_plan(
        made_round(0, at(8, 10), (0, 0, at(8))),
        made_round(1, at(7), (1, 0, at(12))),
        made_round(2, at(7), (2, 0, at(12))),
    )
    factor = np.ones((3, 2))
    factor[0] = 60.0
    day = lived(world, plan, leg_factor=factor)
    assert [it.action for it in day.decisions] == ["hand_over"]
