"""Times of a round whose order is known."""

from __future__ import annotations

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


def test_the_break_comes_within_five_hours_where_that_makes_nobody_late():
    """Visits at 8, 12:30 and 13: after the first (8:30) it is legal, after the second it is not."""
    problem = line((8 * HOUR, 8 * HOUR), (45000, 47000), (13 * HOUR, 15 * HOUR))
    assert timetable(problem, LONG, (0, 1, 2)).break_after == 1


def test_a_shift_without_break_has_none():
    times = timetable(line((8 * HOUR, 9 * HOUR)), duty("half", MORNING), (0,))
    assert times.break_after == -1
    assert times.return_s == 8 * HOUR + HOUR // 2 + STEP_S


def test_lateness_is_counted_per_visit():
    """Both doors want 8:00; the second, ten minutes on, starts 8:40: forty minutes late."""
    problem = line((8 * HOUR, 8 * HOUR), (8 * HOUR, 8 * HOUR))
    times = timetable(problem, duty("half", MORNING), (0, 1))
    assert times.lateness_s == 40 * 60
