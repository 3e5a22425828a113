"""Visits of two carers, checked by hand in the village on a line (see made_days.village)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_days import Due, at, disturbed, made_plan, made_round, village

from ruttsim.domain.planning import Unserved

TEN = at(10)
PAIR = Due(client=0, earliest_s=TEN, latest_s=at(10, 30), duration_s=1200, carers=2)


def meet(first_leaves_s, second_leaves_s, agreed_s=TEN):
    """The visits of two carers who leave the base for house 0, three minutes away."""
    world = village([PAIR])
    plan = made_plan(
        made_round(0, first_leaves_s, (0, 0, TEN)), made_round(1, second_leaves_s, (0, 1, agreed_s))
    )
    day = world.live(plan)
    assert world.audit(day, plan) == []
    return day.visits


def test_the_first_at_the_door_waits_and_both_start_together():
    """At the door at 10:02 and 10:09: both care from 10:09 to 10:29."""
    first, second = meet(at(9, 59), at(10, 6))
    assert (first.ready_s, second.ready_s) == (at(10, 2), at(10, 9))
    assert first.start_s == second.start_s == at(10, 9)
    assert first.end_s == second.end_s == at(10, 29)


def test_two_who_are_both_early_start_when_the_window_opens():
    first, second = meet(at(9, 30), at(9, 40))
    assert first.start_s == second.start_s == TEN


@pytest.mark.parametrize(("second", "outcome"), [(59, "delivered"), (60, "missed")])
def test_patience_of_fifteen_minutes_has_run_out_at_its_last_second(second, outcome):
    """The first is at the door at 10:02 and gives up at 10:17:00."""
    first, late = meet(at(9, 59), at(10, 13, second))
    assert {first.outcome, late.outcome} == {outcome}


def test_who_waited_in_vain_and_who_comes_later_both_miss_the_visit():
    """The first waits from 10:02 to 10:17; the other comes at 10:23 and goes on at once."""
    first, late = meet(at(9, 59), at(10, 20))
    assert {first.reason, late.reason} == {"partner_absent"}
    assert (first.ready_s, first.end_s) == (at(10, 2), at(10, 17))
    assert late.ready_s == late.end_s == at(10, 23)


def test_patience_begins_when_the_visit_is_agreed_for():
    """At the door at 9:33, window from 10:00, the other planned for 10:20: it waits to 10:35."""
    first, late = meet(at(9, 30), at(10, 31), agreed_s=at(10, 20))
    assert {first.outcome, late.outcome} == {"delivered"}
    first, late = meet(at(9, 30), at(10, 32), agreed_s=at(10, 20))
    assert (first.outcome, first.end_s) == ("missed", at(10, 35))


@pytest.mark.parametrize("order", [1, -1])
def test_a_partner_who_gives_up_too_late_sends_the_waiting_one_on_at_once(order):
    """Given up after 12:30:00. One is at the door at 12:25, the other at 12:31."""
    world = village([PAIR])
    rounds = (made_round(0, at(12, 22), (0, 0, TEN)), made_round(1, at(12, 28), (0, 1, TEN)))
    plan = made_plan(*rounds[::order])
    day = world.live(plan)
    assert world.audit(day, plan) == []
    waiting, late = day.visits[::order]
    assert (waiting.reason, waiting.end_s) == ("partner_absent", at(12, 31))
    assert (late.reason, late.end_s) == ("too_late", at(12, 31))


def test_nobody_is_waited_for_whom_no_round_holds():
    world = village([PAIR])
    plan = made_plan(
        made_round(0, at(9, 59), (0, 0, TEN)),
        unserved=[Unserved(0, 1, 0, 0, "no_shift_covers_the_window")],
    )
    alone, unserved = world.live(plan).visits
    assert (alone.reason, unserved.reason) == ("partner_absent", "unserved")
    assert alone.ready_s == alone.end_s == at(10, 2)


def test_both_find_the_same_cancellation_without_meeting():
    """At the door at 9:33 and 12:03, each for five minutes."""
    world = village([PAIR])
    plan = made_plan(made_round(0, at(9, 30), (0, 0, TEN)), made_round(1, at(12), (0, 1, TEN)))
    day = world.live(plan, disturbed(world.population, cancelled=[0]))
    assert [visit.outcome for visit in day.visits] == ["cancelled", "cancelled"]
    assert [visit.end_s for visit in day.visits] == [at(9, 38), at(12, 8)]


def test_two_rounds_that_meet_in_crossed_order_both_finish():
    """Each waits at its first door from 10:00 to 10:15, then finds that the other has gone.

    They drive 60 s and stop 120 s, until 10:18; to the base it is 120 s from house 1, 60 s from
    house 0.
    """
    world = village([PAIR, replace(PAIR, client=1)])
    plan = made_plan(
        made_round(0, at(9, 57), (0, 0, TEN), (1, 0, TEN)),
        made_round(1, at(9, 56), (1, 1, TEN), (0, 1, TEN)),
    )
    day = world.live(plan)
    assert world.audit(day, plan) == []
    assert [visit.reason for visit in day.visits] == ["partner_absent"] * 4
    assert [visit.end_s for visit in day.visits] == [at(10, 15), at(10, 18)] * 2
    assert [each.return_s for each in day.rounds] == [at(10, 20), at(10, 19)]
