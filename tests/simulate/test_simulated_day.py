"""Rounds lived through, checked by hand in the village on a line (see made_days.village)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_days import STAFFING, Due, at, disturbed, made_plan, made_round, village

from ruttsim.domain.day import Leg, RoundRecord, VisitRecord
from ruttsim.domain.planning import Unserved
from ruttsim.files import content_hash
from ruttsim.simulate import working

BY_CAR = (0, 0, 0, "small_car", "car", 0)
TEN, MIDNIGHT = at(10), at(24)
FIRST = Due(client=0, earliest_s=TEN, latest_s=at(10, 30), duration_s=1200)
THIRD = Due(client=2, earliest_s=TEN, latest_s=at(11), duration_s=1800)


def test_a_calm_day_reproduces_the_planned_times_to_the_second():
    """Leave at 9:57, 60 s to house 0, stop 120 s: 10:00, care 20 min.

    1200 m = 120 s and a stop of 120 s: 10:24, care 30 min: 10:54. 1800 m = 180 s: back at 10:57.
    """
    plan = made_plan(made_round(0, at(9, 57), (0, 0, TEN), (1, 0, at(10, 24)), return_s=at(10, 57)))
    day = village([FIRST, THIRD]).live(plan)
    assert day.legs == (
        Leg(*BY_CAR, 0, 5, 0, 0, -1, at(9, 57), at(9, 58), 120, 600.0),
        Leg(*BY_CAR, 1, 0, 2, 1, -1, at(10, 20), at(10, 22), 120, 1200.0),
        Leg(*BY_CAR, 2, 2, 5, -1, -1, at(10, 54), at(10, 57), 0, 1800.0),
    )
    planned_starts_s = [stop.start_s for stop in plan.rounds[0].stops]
    assert [visit.start_s for visit in day.visits] == planned_starts_s
    assert [visit.ready_s for visit in day.visits] == planned_starts_s
    assert [visit.end_s for visit in day.visits] == [at(10, 20), at(10, 54)]
    assert day.rounds == (
        RoundRecord(
            *(0, 0, False, 0, 0, 0, "day", 0, "small_car", "car"),
            *(at(9, 57), at(10, 57), at(9, 57), at(10, 57), -1, -1),
        ),
    )


def test_a_record_repeats_the_care_plan_and_the_round():
    """Client 2 lives in house 2, which lies in basic area 2 // 2 = 1."""
    plan = made_plan(
        made_round(7, at(9, 55), (0, 0, TEN), organisation=3, team=1, premise=0, carer=4)
    )
    day = village([THIRD]).live(plan)
    assert day.visits == (
        VisitRecord(
            *(0, 0, 2, 0, 1, 3, 1, 7, 7),
            *(TEN, at(11), 1800, TEN, TEN, TEN, at(10, 30), 1800, 0, "delivered", ""),
        ),
    )


@pytest.mark.parametrize(
    ("leave_s", "drive_s"),
    [(at(6, 59, 59), 60), (at(7), 120), (at(8, 57), 120), (at(9), 60), (at(17, 58), 120)],
)
def test_a_car_drives_at_the_speed_of_the_period_in_which_it_departs(leave_s, drive_s):
    """60 s from the base to house 0, twice that from 07:00 to 09:00 and from 15:30 to 18:00."""
    day = village([replace(FIRST, latest_s=at(20))]).live(
        made_plan(made_round(0, leave_s, (0, 0, TEN)))
    )
    assert day.legs[0].arrive_s - leave_s == drive_s


@pytest.mark.parametrize(
    ("leave_s", "drive_s", "distance_m"),
    [
        (at(8, 58, 59), 120, 600),
        (at(8, 59), 120, 600),
        (at(8, 59, 1), 119, 700),
        (at(8, 59, 59), 61, 700),
        (at(9), 60, 700),
        (at(17, 59), 120, 600),
        (at(17, 59, 30), 90, 600),
    ],
)
def test_nobody_arrives_later_than_who_leaves_when_the_peak_has_ended(leave_s, drive_s, distance_m):
    """120 s to house 0 in a peak; from 09:00 and from 18:00 it is 60 s.

    Who leaves at 08:59:01 waits out 59 s of the queue and drives 60 s: 119 s, by the longer road
    that is the midday's here. At 08:59:00 it is 60 s + 60 s as well as 120 s: the earlier road.
    """
    world = village([replace(FIRST, latest_s=at(20))])
    midday = world.matrices["car", "midday"]
    around = replace(midday, distance_dm=midday.distance_dm + 1000)
    world = replace(world, matrices=world.matrices | {("car", "midday"): around})
    plan = made_plan(made_round(0, leave_s, (0, 0, TEN)))
    day = world.live(plan)
    assert world.audit(day, plan) == []
    assert (day.legs[0].arrive_s - leave_s, day.legs[0].distance_m) == (drive_s, distance_m)


def test_a_leg_at_the_end_of_a_peak_is_disturbed_in_both_periods():
    """Three times 120 s from 08:57 ends at 09:03; three times 60 s from 09:00 does so too.

    From 08:58 it is 120 s of queue and 180 s, not 360 s.
    """
    world = village([FIRST])
    given = disturbed(world.population, leg={(0, 0): 3.0})
    for leave_s, arrive_s in ((at(8, 57), at(9, 3)), (at(8, 58), at(9, 3)), (at(9), at(9, 3))):
        day = world.live(made_plan(made_round(0, leave_s, (0, 0, TEN))), given)
        assert day.legs[0].arrive_s == arrive_s


@pytest.mark.parametrize(("mode", "drive_s"), [("ebike", 120), ("walk", 600)])
def test_a_mode_without_peaks_is_as_fast_in_a_peak_and_has_its_own_stop(mode, drive_s):
    day = village([FIRST]).live(made_plan(made_round(0, at(8), (0, 0, TEN), mode=mode)))
    assert (day.legs[0].arrive_s - at(8), day.legs[0].stop_s) == (drive_s, 60)


def test_disturbed_travel_and_care_are_rounded_to_whole_seconds_and_the_way_back_is_not_disturbed():
    """60 s x 1.5251 = 91.506 s; 1200 s x 1.0004 = 1200.48 s; back in 60 s."""
    world = village([FIRST])
    given = disturbed(world.population, duration={0: 1.0004}, leg={(0, 0): 1.5251, (0, 1): 9})
    day = world.live(made_plan(made_round(0, TEN, (0, 0, TEN))), given)
    assert day.legs[0].arrive_s == TEN + 92
    assert day.visits[0].care_s == 1200
    assert day.legs[1].arrive_s - day.legs[1].depart_s == 60


def test_a_carer_who_is_early_waits_for_the_earliest_start():
    """At the door at 9:33, start at 10:00."""
    day = village([FIRST]).live(made_plan(made_round(0, at(9, 30), (0, 0, TEN))))
    assert (day.visits[0].ready_s, day.visits[0].start_s) == (at(9, 33), TEN)


def test_the_next_client_in_the_same_building_is_a_walk_next_door():
    """Client 5 lives with client 0: nothing is driven, 60 s on foot."""
    neighbour = replace(THIRD, client=5)
    day = village([FIRST, neighbour]).live(
        made_plan(made_round(0, at(9, 57), (0, 0, TEN), (1, 0, at(10, 21))))
    )
    leg = day.legs[1]
    assert (leg.from_place, leg.to_place, leg.distance_m) == (0, 0, 0.0)
    assert (leg.depart_s, leg.arrive_s, leg.stop_s) == (at(10, 20), at(10, 20), 60)
    assert day.visits[1].ready_s == at(10, 21)


def test_a_cancelled_visit_ends_at_the_door_after_a_short_stay():
    """Ready at 9:33, before the window; five minutes; on the way to house 2 at 9:38."""
    world = village([FIRST, THIRD])
    plan = made_plan(made_round(0, at(9, 30), (0, 0, TEN), (1, 0, at(10, 24))))
    day = world.live(plan, disturbed(world.population, cancelled=[0]))
    cancelled = day.visits[0]
    assert (cancelled.outcome, cancelled.reason) == ("cancelled", "at_the_door")
    assert (cancelled.ready_s, cancelled.start_s) == (at(9, 33), -1)
    assert (cancelled.end_s, cancelled.care_s) == (at(9, 38), 0)
    assert day.legs[1].depart_s == at(9, 38)


@pytest.mark.parametrize(
    ("second", "outcome", "reason"), [(0, "delivered", ""), (1, "missed", "too_late")]
)
def test_a_visit_is_given_up_when_later_than_the_stated_time_after_its_window(
    second, outcome, reason
):
    """The window closes at 10:30, given up after 12:30:00; the way takes 3 minutes."""
    day = village([FIRST]).live(made_plan(made_round(0, at(12, 27, second), (0, 0, TEN))))
    assert (day.visits[0].outcome, day.visits[0].reason) == (outcome, reason)
    if outcome == "missed":
        assert day.visits[0].end_s == day.visits[0].ready_s == at(12, 30, 1)


def with_break(before, earliest_s=0, latest_s=MIDNIGHT):
    """Houses 0 and 2 from 9:57, with half an hour's break; the audit has nothing to say."""
    world = village([FIRST, THIRD])
    plan = made_plan(
        made_round(
            0,
            at(9, 57),
            (0, 0, TEN),
            (1, 0, at(10, 24)),
            break_before=before,
            break_earliest_s=earliest_s,
            break_latest_s=latest_s,
        )
    )
    day = world.live(plan)
    assert world.audit(day, plan) == []
    return day


@pytest.mark.parametrize(
    ("before", "break_start_s", "departures_s", "ready_s"),
    [
        (0, TEN, [at(9, 57), at(10, 50), at(11, 24)], [at(10, 30), at(10, 54)]),
        (1, at(10, 24), [at(9, 57), at(10, 20), at(11, 24)], [TEN, at(10, 54)]),
        (2, at(10, 57), [at(9, 57), at(10, 20), at(10, 54)], [TEN, at(10, 24)]),
    ],
)
@pytest.mark.parametrize("is_just_in_time", [True, False])
def test_the_break_is_taken_on_arrival_at_the_next_stop_if_it_can_begin_there_in_time(
    before, break_start_s, departures_s, ready_s, is_just_in_time
):
    """The half hour falls at door 0 (10:00), at door 2 (10:24) or at the base (10:57).

    The visit begins after it: at 10:30 until 10:50, or at 10:54 until 11:24. Half an hour longer in
    all, and at the base too inside the round: back at 11:27.
    """
    latest_s = {"latest_s": break_start_s} if is_just_in_time else {}
    day = with_break(before, **latest_s)
    assert day.rounds[0].break_start_s == break_start_s
    assert day.rounds[0].break_end_s == break_start_s + 1800
    assert [leg.depart_s for leg in day.legs] == departures_s
    assert [visit.ready_s for visit in day.visits] == ready_s
    assert day.rounds[0].return_s == at(11, 27)


@pytest.mark.parametrize(
    ("before", "arrive_s", "break_start_s", "departures_s", "ready_s"),
    [
        (0, TEN, at(9, 57), [at(10, 27), at(10, 50), at(11, 24)], [at(10, 30), at(10, 54)]),
        (1, at(10, 24), at(10, 20), [at(9, 57), at(10, 50), at(11, 24)], [TEN, at(10, 54)]),
        (2, at(10, 57), at(10, 54), [at(9, 57), at(10, 20), at(11, 24)], [TEN, at(10, 24)]),
    ],
)
@pytest.mark.parametrize("hours", [0, 1])
def test_a_break_that_could_not_begin_there_in_time_is_taken_before_the_way_there(
    before, arrive_s, break_start_s, departures_s, ready_s, hours
):
    """A second later than allowed, or an hour: before the base is left, at house 0, at house 2.

    There it begins at once, though it should have begun an hour ago.
    """
    day = with_break(before, latest_s=arrive_s - 1 - hours * 3600)
    assert day.rounds[0].break_start_s == break_start_s
    assert day.rounds[0].break_end_s == break_start_s + 1800
    assert [leg.depart_s for leg in day.legs] == departures_s
    assert [visit.ready_s for visit in day.visits] == ready_s
    assert day.rounds[0].leave_s == at(9, 57)
    assert day.rounds[0].return_s == at(11, 27)


@pytest.mark.parametrize(
    ("before", "earliest_s", "latest_s", "departures_s", "ready_s", "return_s"),
    [
        (
            *(1, at(10, 40), at(24)),
            *([at(9, 57), at(10, 20), at(11, 40)], [TEN, at(11, 10)], at(11, 43)),
        ),
        (
            *(1, at(10, 22), at(10, 23)),
            *([at(9, 57), at(10, 52), at(11, 26)], [TEN, at(10, 56)], at(11, 29)),
        ),
        (
            *(2, at(11, 10), at(24)),
            *([at(9, 57), at(10, 20), at(10, 54)], [TEN, at(10, 24)], at(11, 40)),
        ),
    ],
)
def test_a_break_waits_until_it_may_begin(
    before, earliest_s, latest_s, departures_s, ready_s, return_s
):
    """At door 2 at 10:24, it waits until 10:40: ready at 11:10, done 11:40, back three minutes on.

    At house 0 at 10:20, where it is taken because door 2 (10:24) is later than 10:23, until 10:22:
    out at 10:52, at door 2 at 10:56, done 11:26. At the base at 10:57, until 11:10: back at 11:40.
    """
    day = with_break(before, earliest_s, latest_s)
    assert (day.rounds[0].break_start_s, day.rounds[0].break_end_s) == (
        earliest_s,
        earliest_s + 1800,
    )
    assert [leg.depart_s for leg in day.legs] == departures_s
    assert [visit.ready_s for visit in day.visits] == ready_s
    assert day.rounds[0].return_s == return_s


def test_the_way_after_a_break_is_that_of_the_hour_after_it():
    """From 8:57 it takes 120 s in the peak and a stop of 120 s: 9:01, a second too late.

    After the break, at 9:27, it takes 60 s and 120 s: ready at 9:30.
    """
    world = village([FIRST])
    plan = made_plan(
        made_round(0, at(8, 57), (0, 0, TEN), break_before=0, break_latest_s=at(9, 0, 59))
    )
    day = world.live(plan)
    assert world.audit(day, plan) == []
    assert day.legs[0].depart_s == at(9, 27)
    assert day.visits[0].ready_s == at(9, 30)


@pytest.mark.parametrize(
    ("before", "break_start_s", "ready_s", "return_s"),
    [(0, at(13, 3), at(13, 33), at(13, 34)), (1, at(13, 4), at(13, 3), at(13, 34))],
)
def test_the_break_is_taken_though_its_visit_was_missed(before, break_start_s, ready_s, return_s):
    """At the door at 13:03, too late; break there until 13:33, or back at the base from 13:04."""
    day = village([FIRST]).live(made_plan(made_round(0, at(13), (0, 0, TEN), break_before=before)))
    assert day.visits[0].reason == "too_late"
    assert (day.visits[0].ready_s, day.visits[0].end_s) == (ready_s, ready_s)
    assert (day.rounds[0].break_start_s, day.rounds[0].return_s) == (break_start_s, return_s)


def test_a_carer_is_ready_when_the_break_at_the_door_is_over():
    """At the door at 12:03, in time for a visit given up after 12:30; the break ends at 12:33."""
    plan = made_plan(made_round(0, at(12), (0, 0, TEN), break_before=0))
    assert village([FIRST]).live(plan).visits[0].reason == "too_late"


def test_a_round_that_is_planned_without_break_has_none():
    """Back at 10:57, whatever the window says."""
    day = with_break(-1, latest_s=0)
    assert (day.rounds[0].break_start_s, day.rounds[0].break_end_s) == (-1, -1)
    assert day.rounds[0].return_s == at(10, 57)


def test_the_second_part_of_a_split_shift_waits_until_its_carer_is_back():
    """Two hours of care from 10:00 instead of 20 minutes, back at 12:01.

    The second part, planned for 11:00, leaves at 12:01; that of another carer at 11:00.
    """
    world = village([FIRST, replace(THIRD, latest_s=at(13)), replace(THIRD, latest_s=at(13))])
    plan = made_plan(
        made_round(0, at(11), (1, 0, at(11, 5)), carer=0, shift="split", part=1),
        made_round(1, at(9, 57), (0, 0, TEN), carer=0, shift="split", part=0),
        made_round(2, at(11), (2, 0, at(11, 5)), carer=2),
    )
    day = world.live(plan, disturbed(world.population, duration={0: 6.0}))
    assert [each.leave_s for each in day.rounds] == [at(12, 1), at(9, 57), at(11)]


def test_a_visit_that_no_round_holds_is_recorded_as_missed():
    left_out = Unserved(0, 0, 2, 1, "no_shift_covers_the_window")
    day = village([FIRST]).live(made_plan(unserved=[left_out]))
    assert day.legs == day.rounds == ()
    assert day.visits == (
        VisitRecord(
            *(0, 0, 0, 0, 0, 2, 1, -1, -1, TEN, at(10, 30), 1200),
            *(-1, -1, -1, -1, 0, 0, "missed", "unserved"),
        ),
    )


def test_a_visit_that_no_round_holds_and_the_day_cancels_is_cancelled():
    """Nobody stands at its door: no time but that of the care plan."""
    left_out = Unserved(0, 0, 2, 1, "no_shift_covers_the_window")
    world = village([FIRST])
    day = world.live(made_plan(unserved=[left_out]), disturbed(world.population, cancelled=[0]))
    assert day.visits == (
        VisitRecord(
            *(0, 0, 0, 0, 0, 2, 1, -1, -1, TEN, at(10, 30), 1200),
            *(-1, -1, -1, -1, 0, 0, "cancelled", "nobody_came"),
        ),
    )


def test_a_round_out_longer_than_planned_keeps_its_planned_times():
    """Planned out from 9:57 to 10:21; ten minutes more care bring it back at 10:31."""
    world = village([FIRST])
    plan = made_plan(made_round(0, at(9, 57), (0, 0, TEN), return_s=at(10, 21)))
    (record,) = world.live(plan, disturbed(world.population, duration={0: 1.5})).rounds
    assert (record.leave_s, record.return_s) == (at(9, 57), at(10, 31))
    assert (record.planned_leave_s, record.planned_return_s) == (at(9, 57), at(10, 21))


def test_a_round_that_never_ends_is_an_error_that_names_it(monkeypatch):
    def waits_for_ever(world, _):
        yield world.clock.event()

    monkeypatch.setattr(working, "_together", waits_for_ever)
    world = village([replace(FIRST, carers=2), THIRD])
    plan = made_plan(made_round(4, at(9, 57), (0, 0, TEN)), made_round(5, at(9, 57), (1, 0, TEN)))
    with pytest.raises(RuntimeError, match=r"day 0: .* never came to their end: \['4'\]"):
        world.live(plan)


def test_the_record_of_a_small_day_is_the_same_bytes_as_ever():
    """Golden: a break, a cancelled visit, a meeting, a neighbour, an unserved visit.

    The break by hand: 22 min from 10:00, next door at 10:23, done at 10:43; 240 s x 1.3 = 312 s and
    a stop of 120 s: at door 4 at 10:50:12, where the break ends at 11:20:12.
    """
    world = village(
        [FIRST, THIRD, replace(THIRD, client=4, carers=2), replace(FIRST, client=5), FIRST],
        replace(STAFFING, cancelled_stay_min=3),
    )
    plan = made_plan(
        made_round(0, at(9), (0, 0, TEN), (3, 0, at(10, 21)), (2, 1, at(11, 10)), break_before=2),
        made_round(1, at(9, 30), (1, 0, TEN), (2, 0, at(10, 40)), mode="ebike"),
        unserved=[Unserved(4, 0, 0, 0, "no_shift_covers_the_window")],
    )
    given = disturbed(
        world.population, cancelled=[1], duration={0: 1.1, 2: 0.9}, leg={(2, 1): 1.3, (2, 0): 0.8}
    )
    day = world.live(plan, given)
    assert world.audit(day, plan, given) == []
    assert (day.rounds[0].break_start_s, day.visits[2].ready_s) == (at(10, 50, 12), at(11, 20, 12))
    assert content_hash(*map(tuple, (day.legs, day.visits, day.rounds))) == (
        "682e065412dfdfe225d99413261689d8fd285a0fee1a895558f02a8522ad78bb"
    )
