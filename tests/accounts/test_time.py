"""Hours of a day added up by hand; see made_books."""

from __future__ import annotations

import pytest
from made_books import H, books

from ruttsim.accounts import time


def test_paid_time_is_the_whole_shift():
    """07:00-13:00 less 30 minutes of break, for each of the two."""
    assert time.paid_h(books()).tolist() == [5.5, 5.5]


def test_driving_and_stops_are_taken_from_the_legs():
    """Ten minutes there and ten back; five minutes to the door."""
    assert time.driving_h(books()) == pytest.approx([1 / 3, 1 / 3])
    assert time.stop_h(books()) == pytest.approx([1 / 12, 1 / 12])


def test_care_is_what_was_given():
    assert time.care_h(books()).tolist() == [0.5, 0.0]


def test_waiting_is_what_is_left_of_the_round():
    """Two hours out, half an hour of break: 90 min less 25 of travel and 30 or 0 of care."""
    assert time.waiting_h(books()) == pytest.approx([35 / 60, 65 / 60])


def test_paid_time_is_care_driving_stops_waiting_other_and_idle_exactly():
    it = books()
    parts = [time.care_h, time.driving_h, time.stop_h, time.waiting_h, time.other_h, time.idle_h]
    assert sum(part(it) for part in parts) == pytest.approx(time.paid_h(it), abs=1e-9)


def test_reporting_fills_slack_before_it_lengthens_anything():
    """5.5 h paid, 1.5 h out, 0.5 h reporting: 3.5 h are left, and no overtime."""
    assert time.idle_h(books()).tolist() == [3.5, 3.5]
    assert time.overtime_h(books()).tolist() == [0, 0]


def test_a_round_that_comes_back_late_lengthens_the_shift():
    """Back at 14:00 instead of 13:00: an hour's overtime; reporting fits the hour before 8:00."""
    it = books(return_s=(14 * H, 10 * H))
    assert time.overtime_h(it).tolist() == [1, 0]
    assert time.paid_h(it).tolist() == [6.5, 5.5]
    assert time.idle_h(it)[0] == pytest.approx(0.5)


def test_granted_time_is_planned_time_over_performed_per_granted():
    """An hour planned for each; performed is 0.8 of granted."""
    assert time.granted_h(books()).tolist() == [1.25, 1.25]


def test_planned_time_is_delivered_cancelled_and_missed():
    it = books()
    assert time.delivered_care_h(it).tolist() == [1, 0]
    assert time.cancelled_care_h(it).tolist() == [0, 1]
    assert time.missed_care_h(it).tolist() == [0, 0]
