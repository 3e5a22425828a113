"""Hours of a day added up by hand; see made_books."""

from __future__ import annotations

import pytest
from made_books import H, alarm, between_districts, books, leg, visit

from ruttsim.accounts import alarms, time, volume
from ruttsim.domain.day import PATROL

PARTS = (
    time.care_h,
    time.alarm_care_h,
    time.driving_h,
    time.stop_h,
    time.waiting_h,
    time.other_h,
    time.idle_h,
)
ENDS = (
    time.delivered_care_h,
    time.shortened_care_h,
    time.cancelled_care_h,
    time.missed_care_h,
)


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
    assert sum(part(it) for part in PARTS) == pytest.approx(time.paid_h(it), abs=1e-9)


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
    """An hour planned for each, and performed set to be 0.8 of granted."""
    it = books(overrides={"demand.performed_per_granted": 0.8})
    assert time.granted_h(it).tolist() == [1.25, 1.25]


def test_planned_time_is_delivered_cancelled_and_missed():
    it = books()
    assert time.delivered_care_h(it).tolist() == [1, 0]
    assert time.cancelled_care_h(it).tolist() == [0, 1]
    assert time.missed_care_h(it).tolist() == [0, 0]


def called_out():
    """On the way home the municipality's carer helps at an alarm from 9:35 to 9:45.

    From 9:30 five minutes' drive with no stop; the patrol helps another for an hour meanwhile.
    """
    return books(
        more_legs=[leg(0, 1, 1, -1, 9 * H + 1800, 300, 0, 2000.0, alarm=0)],
        alarms=[
            alarm(0, 0, 9 * H + 1500, 9 * H + 2100, 9 * H + 2100, 9 * H + 2700),
            alarm(1, PATROL, 9 * H, 9 * H + 600, 9 * H + 600, 10 * H + 600),
        ],
    )


def test_help_at_an_alarm_is_apart_from_care_and_the_way_there_is_travel():
    """Ten minutes of help; 10 + 5 + 10 minutes of driving; 35 less 15 minutes of waiting."""
    it = called_out()
    assert time.alarm_care_h(it) == pytest.approx([10 / 60, 0])
    assert time.care_h(it).tolist() == [0.5, 0.0]
    assert time.driving_h(it) == pytest.approx([25 / 60, 20 / 60])
    assert time.waiting_h(it) == pytest.approx([20 / 60, 65 / 60])


def test_paid_time_with_an_alarm_is_its_parts_exactly():
    it = called_out()
    assert sum(part(it) for part in PARTS) == pytest.approx(time.paid_h(it), abs=1e-9)


def test_travel_to_a_visit_that_is_cancelled_at_the_door_is_in_vain():
    """Ten minutes' drive and five to the door of the other's; the way back is not."""
    assert time.driven_in_vain_h(books()) == pytest.approx([0, 15 / 60])


def test_a_shortened_visit_is_delivered_but_for_what_was_left_out():
    """One hour each: delivered, cancelled, 45 minutes of a third, and a missed one."""
    shortened = visit(0, 9 * H, 9 * H, 2700)._replace(shortened_s=900)
    it = books(more_visits=[shortened, visit(1, 9 * H, -1, 0, "missed", "too_late")])
    assert time.planned_care_h(it).tolist() == [2, 2]
    assert time.delivered_care_h(it).tolist() == [1.75, 0]
    assert time.shortened_care_h(it).tolist() == [0.25, 0]
    assert sum(part(it) for part in ENDS).tolist() == [2, 2]


def test_a_substitute_is_paid_for_the_whole_shift_however_late():
    """Leaves at 8:45 in place of 8:00: 5.5 h all the same, and 45 minutes more of idle time."""
    it = books(changed={0: {"is_substitute": True, "leave_s": 8 * H + 2700}})
    assert time.paid_h(it).tolist() == [5.5, 5.5]


def test_travel_by_district_is_that_of_the_visits_there_and_adds_up():
    """Both drive ten minutes each way and need five to the door: 25 minutes in each district."""
    it = books()
    found = time.travel_h_by_district(it)
    assert found == pytest.approx({"Upper": 25 / 60, "Lower": 25 / 60})
    assert sum(found.values()) == pytest.approx(time.travel_h(it).sum())
    assert volume.delivered_by_district(it) == {"Upper": 1, "Lower": 0}
    assert volume.late_by_district(it) == {"Upper": 1, "Lower": 0}


def test_travel_between_districts_is_half_of_either():
    """Upper: 15 there, half of 30, half of 18, 10 home; lower: the halves, 6, 25 of the other.

    The visit of two carers counts once where it is, and alarms where they ring.
    """
    it = between_districts()
    found = time.travel_h_by_district(it)
    assert found == pytest.approx({"Upper": 49 / 60, "Lower": 55 / 60})
    assert volume.delivered_by_district(it) == {"Upper": 1, "Lower": 1}
    assert volume.late_by_district(it) == {"Upper": 1, "Lower": 1}
    assert alarms.answered_by_district(it) == {"Upper": 2, "Lower": 2}
    assert alarms.in_time_by_district(it) == {"Upper": 1, "Lower": 1}
