"""Times of a round whose order is known."""

from __future__ import annotations

import pytest
from small_team import HOUR, LONG, MORNING, STEP_S, duty, line

from ruttsim.planning.timing import timetable


def test_the_carer_leaves_just_in_time_for_the_first_door():
    """Door 1 opens at 9:00 and is ten minutes away: leave at 8:50; break last, home at 10:40."""
    times = timetable(line((9 * HOUR, 10 * HOUR)), LONG, (0,))
    assert times.leave_s == 9 * HOUR - STEP_S
    assert times.start_s == (9 * HOUR,)
    assert times.break_after == 1
    assert times.return_s == 9 * HOUR + HOUR // 2 + HOUR + STEP_S


def test_nobody_leaves_before_the_shift_starts():
    times = timetable(line((6 * HOUR, 8 * HOUR)), LONG, (0,))
    assert times.leave_s == 7 * HOUR
    assert times.start_s == (7 * HOUR + STEP_S,)


def test_the_break_goes_where_no_visit_is_late():
    """Doors at 8:00, 8:40 and 12:00: an hour's break fits only after the second one."""
    problem = line((8 * HOUR, 8 * HOUR), (31200, 31200), (12 * HOUR, 12 * HOUR))
    times = timetable(problem, LONG, (0, 1, 2))
    assert times.break_after == 2
    assert times.lateness_s == 0


def test_the_break_comes_within_five_hours_of_work():
    """Out at 7:50, visits at 8, 12:30 and 13:10: after the first (8:30) it is legal.

    After the second (13:00) the carer has worked 5 h 10 min. Home at 14:10, 4 h 40 min after the
    break that ends at 9:30.
    """
    problem = line((8 * HOUR, 8 * HOUR), (45000, 47000), (13 * HOUR, 15 * HOUR))
    times = timetable(problem, LONG, (0, 1, 2))
    assert (times.break_after, times.overlong_s) == (1, 0)


def test_the_work_after_the_break_is_within_five_hours_too():
    """Out at 7:50, visits at 8, 12 and 14, home at 15:00.

    A break after the first visit would leave 9:30-15:00, half an hour too long; after the second
    (12:30) both stretches are legal, 4 h 40 min and 1 h 30 min, and nobody is late.
    """
    problem = line((8 * HOUR, 8 * HOUR), (12 * HOUR, 13 * HOUR), (14 * HOUR, 15 * HOUR))
    times = timetable(problem, LONG, (0, 1, 2))
    assert (times.break_after, times.overlong_s, times.lateness_s) == (2, 0, 0)


def test_a_legal_break_comes_before_a_visit_in_time():
    """Out at 7:50, visits at 8, 12, 13:00-13:20 and 14:30-15:00, home at 15:40.

    After the first the work after it is 70 minutes too long, after the third (13:30) that before
    it 40 minutes; both in time. After the second it is legal, and the third visit 20 minutes late.
    """
    problem = line(
        (8 * HOUR, 8 * HOUR),
        (12 * HOUR, 12 * HOUR),
        (13 * HOUR, 13 * HOUR + 1200),
        (14 * HOUR + 1800, 15 * HOUR),
    )
    times = timetable(problem, LONG, (0, 1, 2, 3))
    assert (times.break_after, times.overlong_s, times.lateness_s) == (2, 0, 20 * 60)


def test_work_that_no_break_can_cut_into_legal_stretches_says_by_how_much():
    """One visit from 8 to 14:30, out at 7:50: 1 h 40 min too long before the only break."""
    problem = line((8 * HOUR, 9 * HOUR), duration_s=6 * HOUR + HOUR // 2)
    assert timetable(problem, LONG, (0,)).overlong_s == 100 * 60


def test_a_shift_without_break_has_none():
    times = timetable(line((8 * HOUR, 9 * HOUR)), duty("half", MORNING), (0,))
    assert times.break_after == -1
    assert times.return_s == 8 * HOUR + HOUR // 2 + STEP_S


@pytest.mark.parametrize(
    ("start_s", "duration_s", "is_in_time"),
    [
        (8 * HOUR, 4 * HOUR, True),
        (10 * HOUR, 4 * HOUR + 50 * 60, True),
        (10 * HOUR, 4 * HOUR + 51 * 60, False),
        (7 * HOUR + STEP_S, 7 * HOUR + 10 * 60, True),
        (7 * HOUR + STEP_S, 7 * HOUR + 11 * 60, False),
        (7 * HOUR + STEP_S - 1, HOUR, False),
    ],
)
def test_a_round_is_in_time_when_no_visit_is_late_and_the_duty_holds_it(
    start_s, duration_s, is_in_time
):
    """Ten minutes each way and an hour's break in 7-16, half an hour of eight paid ones kept free.

    From 10:00 the visit may last until 14:50, to be back at 16:00; from 7:10 for 7 h 10 min, which
    is 7.5 h out. The door is not reached before 7:10.
    """
    times = timetable(line((start_s, start_s), duration_s=duration_s), LONG, (0,))
    assert times.is_in_time(LONG) == is_in_time


def test_lateness_is_counted_per_visit():
    """Both doors want 8:00; the second, ten minutes on, starts 8:40: forty minutes late."""
    problem = line((8 * HOUR, 8 * HOUR), (8 * HOUR, 8 * HOUR))
    times = timetable(problem, duty("half", MORNING), (0, 1))
    assert times.lateness_s == 40 * 60
