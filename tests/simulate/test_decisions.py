"""What is decided in the day, by hand in the village: a car needs 60 s from house to house."""

from __future__ import annotations

from dataclasses import replace

import made_days
import numpy as np
import pytest
from made_days import DAY, Due, at, disturbed, village

from ruttsim.domain.day import PATROL
from ruttsim.domain.demand import KINDS, Alarms
from ruttsim.domain.planning import Plan, Team
from ruttsim.domain.rules import DayRules
from ruttsim.fleets import fleet

KEEP = DayRules(absences="nobody", late_visits="keep", alarms="patrol")
HOUR = Due(client=0, earliest_s=at(10), latest_s=at(10, 30), duration_s=at(1))
TEAM = Team(organisation=0, team=0, premise=0, clients=np.arange(7))


def made_round(number, leave_s, *stops, **fields):
    """A round that is out until 20:00 by the plan, so that it has a car of its own."""
    return made_days.made_round(number, leave_s, *stops, **({"return_s": at(20)} | fields))


def lived(due, *rounds, rules=KEEP, kinds=(), parameters=DAY, **day):
    """The day of a plan of one team, on which only what is named happens."""
    world = village(due)
    visits = world.population.visits
    kind = np.array(kinds or [0] * len(due), dtype=np.int8)
    people = replace(world.population, visits=replace(visits, kind=kind))
    world = replace(world, population=people, rules=rules, parameters=parameters)
    given = replace(disturbed(people), **day)
    return world.live(Plan(teams=(TEAM,), rounds=rounds, unserved=()), given)


def marked(visits, *rows, value=True):
    """An array of visits by carers with a value for the first carers of some rows."""
    found = np.zeros((visits, 2), dtype=type(value))
    found[list(rows), 0] = value
    return found


def alarm(client, rung_s, care_s, carers=1):
    """One alarm."""
    columns = (client, rung_s, care_s)
    return Alarms(*(np.array([it], dtype=np.int32) for it in columns), np.array([carers], np.int8))


def actions(day):
    """Rule, action, and the rounds it was between."""
    return [(it.rule, it.action, it.from_round, it.to_round) for it in day.decisions]


# Sick carers, late starts, vehicles.


def test_a_substitute_comes_a_while_after_the_shift_began_and_is_somebody_else():
    """Shift from 7:00, 45 minutes: leaves at 7:45 in the peak, 120 s of driving, 120 s of stop."""
    due = [replace(HOUR, earliest_s=at(7, 10), latest_s=at(9))]
    rules = replace(KEEP, absences="substitute")
    day = lived(due, made_round(0, at(7), (0, 0, at(7, 10))), rules=rules, is_sick=marked(1, 0))
    (its_round,) = day.rounds
    assert (its_round.leave_s, its_round.carer, its_round.is_substitute) == (at(7, 45), 1, True)
    assert day.visits[0].start_s == at(7, 49)
    assert actions(day) == [("absences", "substitute", 0, 0)]


def test_nobody_comes_for_a_sick_carer_where_the_rule_says_so():
    day = lived([HOUR], made_round(0, at(9), (0, 0, at(10))), is_sick=marked(1, 0))
    assert day.rounds == ()
    (visit,) = day.visits
    assert (visit.outcome, visit.reason, visit.round) == ("missed", "carer_absent", -1)
    assert visit.planned_round == 0


@pytest.mark.parametrize(("latest_s", "who"), [(at(12), 1), (at(10, 30), -1)])
def test_a_sick_carers_visit_goes_to_a_colleague_whom_it_makes_nobody_late(latest_s, who):
    """The colleague is with client 1 from 10:00 to 11:00 and has time after that."""
    due = [replace(HOUR, latest_s=latest_s), replace(HOUR, client=1)]
    rounds = made_round(0, at(9, 57), (0, 0, at(10))), made_round(1, at(9, 56), (1, 0, at(10)))
    rules = replace(KEEP, absences="share_out")
    day = lived(due, *rounds, rules=rules, is_sick=marked(2, 0))
    visit = next(it for it in day.visits if it.visit == 0)
    assert (visit.round, visit.planned_round) == (who, 0)
    assert visit.outcome == ("delivered" if who == 1 else "missed")


def test_the_other_carer_of_a_visit_of_two_never_takes_both_halves():
    """The colleague has one half and all the time in the world: the other half is missed."""
    due = [replace(HOUR, carers=2, latest_s=at(14))]
    rounds = made_round(0, at(9, 57), (0, 0, at(10))), made_round(1, at(9, 57), (0, 1, at(10)))
    rules = replace(KEEP, absences="share_out")
    day = lived(due, *rounds, rules=rules, is_sick=marked(1, 0))
    assert sorted((it.round, it.outcome, it.reason) for it in day.visits) == [
        (-1, "missed", "carer_absent"),
        (1, "missed", "partner_absent"),
    ]


def test_a_late_start_and_a_replacement_vehicle_put_off_the_leaving():
    """Ten minutes late, and thirty until another car is there: 9:57 becomes 10:37."""
    day = lived(
        [HOUR],
        made_round(0, at(9, 57), (0, 0, at(10))),
        late_start_s=marked(1, 0, value=600).astype(np.int32),
        is_out_of_order=marked(1, 0),
    )
    assert day.rounds[0].leave_s == at(10, 37)
    assert actions(day) == [("vehicles", "replacement", 0, 0)]


def test_who_finds_no_vehicle_waits_for_the_first_that_comes_back():
    """Two rounds share one car by the plan; the first is back at 11:01, not at 10:30."""
    due = [HOUR, replace(HOUR, client=1, earliest_s=at(10, 40), latest_s=at(12))]
    first = made_round(0, at(9, 57), (0, 0, at(10)), return_s=at(10, 30))
    second = made_round(1, at(10, 36), (1, 0, at(10, 40)), return_s=at(12))
    world = replace(village(due), rules=KEEP)
    assert fleet((first, second), 0.0) == {(0, 0, "small_car"): 1}
    day = world.live(Plan((TEAM,), (first, second), ()), spare_share=0.0)
    assert [it.leave_s for it in day.rounds] == [at(9, 57), at(11, 1)]
    assert {leg.vehicle for leg in day.legs} == {0}


# Hospital, snow, short notice.


def test_who_is_in_hospital_is_not_driven_to():
    """Straight to house 1: 120 s, at the door at 10:01."""
    due = [HOUR, replace(HOUR, client=1)]
    planned = made_round(0, at(9, 57), (0, 0, at(10)), (1, 0, at(11, 3)))
    day = lived(due, planned, is_in_hospital=np.array([True, False]))
    assert [leg.visit for leg in day.legs] == [1, -1]
    away = day.visits[-1]
    assert (away.visit, away.outcome, away.reason, away.round) == (
        0,
        "cancelled",
        "in_hospital",
        -1,
    )
    assert day.visits[0].ready_s == at(10, 1)


def test_snow_and_traffic_multiply_the_time_of_driving():
    """60 s x 1.5 x 1.2 = 108 s."""
    day = lived(
        [HOUR],
        made_round(0, at(9, 57), (0, 0, at(10))),
        mode_factor={"car": 1.5},
        span_factor=np.full(5, 1.2),
    )
    assert day.legs[0].arrive_s - day.legs[0].depart_s == 108


@pytest.mark.parametrize(
    ("lasts_s", "outcome", "reason"),
    [(at(0, 30), "delivered", ""), (at(4), "missed", "nobody_free")],
)
def test_a_visit_at_short_notice_goes_where_it_fits(lasts_s, outcome, reason):
    """Between 11:03 and 13:00 at house 2 the carer has room for half an hour, not for four."""
    due = [
        HOUR,
        replace(HOUR, client=2, earliest_s=at(12, 30), latest_s=at(13)),
        replace(HOUR, client=1, earliest_s=at(11), latest_s=at(12), duration_s=lasts_s),
    ]
    planned = made_round(0, at(9, 57), (0, 0, at(10)), (1, 0, at(12, 30)))
    extra = {"is_extra": np.array([False, False, True]), "told_s": np.full(3, at(9), np.int32)}
    day = lived(due, planned, **extra)
    visit = next(it for it in day.visits if it.visit == 2)
    assert (visit.outcome, visit.reason, visit.planned_round) == (outcome, reason, -1)
    assert [it.start_s for it in day.visits if it.visit == 1] == [at(12, 30)]


# Late visits. Round 0 is an hour late to client 1; round 1 is done at 10:30 and back at 10:33.

LATE = (
    replace(HOUR, duration_s=at(2)),
    replace(HOUR, client=1, earliest_s=at(11), latest_s=at(11, 15)),
    replace(HOUR, client=2, duration_s=at(0, 30)),
)
ROUNDS = (
    made_round(0, at(9, 57), (0, 0, at(10)), (1, 0, at(11))),
    made_round(1, at(9, 55), (2, 0, at(10))),
)


def late(rule, kinds=(0, 0, 0)):
    """The day, and what became of the visit that would be late."""
    day = lived(LATE, *ROUNDS, rules=replace(KEEP, late_visits=rule), kinds=kinds)
    return day, next(it for it in day.visits if it.visit == 1)


def test_a_late_visit_keeps_its_carer_where_the_rule_is_to_keep():
    """Done at 12:00, 60 s and 120 s: at the door at 12:03."""
    day, visit = late("keep")
    assert (visit.start_s, visit.care_s, day.decisions) == (at(12, 3), at(1), ())


def test_a_late_visit_goes_to_a_colleague_who_stands_by():
    """Found late at 12:00; from the base 120 s and 120 s: no gain, so it stays."""
    _, visit = late("hand_over")
    assert visit.round == 0


def test_a_late_visit_is_handed_to_whoever_is_clearly_nearer():
    """The late carer walks: 600 s and 60 s to house 1. Who stands by with a car needs 240 s."""
    walker = replace(ROUNDS[0], mode="walk", vehicle_type="shoes", leave_s=at(9, 49))
    day = lived(LATE, walker, ROUNDS[1], rules=replace(KEEP, late_visits="hand_over"))
    visit = next(it for it in day.visits if it.visit == 1)
    assert (visit.round, visit.planned_round, visit.start_s) == (0, 0, at(12, 11))
    parameters = replace(DAY, hand_over_gain_min=5)
    day = lived(
        LATE,
        walker,
        ROUNDS[1],
        rules=replace(KEEP, late_visits="hand_over"),
        parameters=parameters,
    )
    visit = next(it for it in day.visits if it.visit == 1)
    assert (visit.round, visit.planned_round, visit.start_s) == (1, 0, at(12, 4))
    assert actions(day) == [("late_visits", "hand_over", 0, 1)]


def test_a_late_visit_is_cut_to_the_shortest_that_it_may_be():
    """70 % of an hour: 42 minutes, 18 are left out."""
    _, visit = late("shorten")
    assert (visit.care_s, visit.shortened_s, visit.outcome) == (at(0, 42), at(0, 18), "delivered")


@pytest.mark.parametrize(("kind", "outcome"), [("service", "missed"), ("care", "delivered")])
def test_a_late_service_visit_is_put_off_and_care_is_not(kind, outcome):
    _, visit = late("drop", kinds=(0, KINDS.index(kind), 0))
    assert visit.outcome == outcome


# Alarms.


def test_the_patrol_drives_to_an_alarm_from_its_base():
    """It rings at 10:00 in house 2: 180 s and 120 s, 10:05; help for ten minutes."""
    day = lived([HOUR], made_round(0, at(9, 57), (0, 0, at(10))), alarms=alarm(2, at(10), 600))
    (answer,) = day.alarms
    assert (answer.organisation, answer.ready_s, answer.end_s) == (PATROL, at(10, 5), at(10, 15))
    assert [leg.alarm for leg in day.patrol] == [0]


def test_a_carer_who_waits_at_a_door_answers_and_comes_back():
    """At door 0 at 9:33, the window opens at 10:00. It rings at 9:40 in house 1.

    60 s and 120 s: 9:43, help until 9:53, back at 9:56, care from 10:00.
    """
    day = lived(
        [HOUR],
        made_round(0, at(9, 30), (0, 0, at(10))),
        rules=replace(KEEP, alarms="nearest"),
        alarms=alarm(1, at(9, 40), 600),
    )
    (answer,) = day.alarms
    assert (answer.organisation, answer.round, answer.ready_s) == (0, 0, at(9, 43))
    assert [(leg.visit, leg.alarm) for leg in day.legs] == [(0, -1), (-1, 0), (0, -1), (-1, -1)]
    (visit,) = day.visits
    assert (visit.ready_s, visit.start_s) == (at(9, 56), at(10))
    assert actions(day) == [("alarms", "carer", 0, 0)]


def test_who_is_on_the_way_comes_to_the_door_before_turning_to_an_alarm():
    """Leaves at 9:57, at door 0 at 10:00. It rings at 9:58: from the door at 10:00 to 10:03."""
    day = lived(
        [HOUR],
        made_round(0, at(9, 57), (0, 0, at(10))),
        rules=replace(KEEP, alarms="nearest"),
        alarms=alarm(1, at(9, 58), 600),
    )
    assert day.alarms[0].ready_s == at(10, 3)
    assert day.visits[0].start_s == at(10, 16)


@pytest.mark.parametrize(
    ("rule", "kind", "ready_s", "care_s"),
    [
        ("nearest", "service", at(11, 3), at(1)),
        ("interrupting", "service", at(10, 33), at(0, 30)),
        ("interrupting", "care", at(11, 3), at(1)),
    ],
)
def test_only_a_service_visit_is_left_for_an_alarm_and_only_by_its_rule(
    rule, kind, ready_s, care_s
):
    """With client 0 from 10:00 to 11:00; it rings at 10:30 in house 1, three minutes away."""
    day = lived(
        [HOUR],
        made_round(0, at(9, 57), (0, 0, at(10))),
        rules=replace(KEEP, alarms=rule),
        kinds=[KINDS.index(kind)],
        alarms=alarm(1, at(10, 30), 600),
    )
    (visit,) = day.visits
    assert day.alarms[0].ready_s == ready_s
    assert (visit.care_s, visit.shortened_s) == (care_s, at(1) - care_s)


def test_an_alarm_for_two_begins_when_both_are_there():
    """Both wait at 9:40: from house 0 and house 2 to house 1, 9:43 each; with one carer, patrol."""
    due = [HOUR, replace(HOUR, client=2)]
    rounds = made_round(0, at(9, 30), (0, 0, at(10))), made_round(1, at(9, 20), (1, 0, at(10)))
    given = {"rules": replace(KEEP, alarms="nearest"), "alarms": alarm(1, at(9, 40), 600, 2)}
    both = lived(due, *rounds, **given)
    assert [(it.round, it.responder, it.start_s) for it in both.alarms] == [
        (0, 0, at(9, 43)),
        (1, 1, at(9, 43)),
    ]
    alone = lived(due[:1], rounds[0], **given)
    assert [it.organisation for it in alone.alarms] == [PATROL]


def test_alarms_that_find_all_cars_out_are_answered_in_their_order():
    """Two cars, three alarms from one house at once: the third is answered when a car is free."""
    three = Alarms(
        np.array([0, 0, 0], np.int32),
        np.full(3, at(10), np.int32),
        np.array([600, 1200, 60], np.int32),
        np.ones(3, np.int8),
    )
    day = lived([HOUR], made_round(0, at(9, 57), (0, 0, at(10))), alarms=three)
    assert [it.ready_s for it in day.alarms] == [at(10, 3), at(10, 3), at(10, 14)]
