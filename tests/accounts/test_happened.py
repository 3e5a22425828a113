"""Reasons, handovers, substitutes, breaks and driving in vain, by hand; see made_books."""

from __future__ import annotations

import pytest
from made_books import H, books, visit

from ruttsim.accounts import happened
from ruttsim.accounts.kpis import KPIS


def counts(by_reason):
    """What is not zero, by reason."""
    return {name: values.tolist() for name, values in by_reason.items() if values.any()}


def test_a_missed_visit_has_its_reason_once():
    missed = [visit(1, 9 * H, -1, 0, "missed", it) for it in ("too_late", "carer_absent")]
    found = counts(happened.missed_by_reason(books(more_visits=missed)))
    assert found == {"too_late": [0, 1], "carer_absent": [0, 1]}


def test_who_waited_in_vain_has_the_reason_of_the_other():
    """The first carer waits for a second who is too late: one visit, too_late."""
    waited = visit(0, 8 * H, -1, 0, "missed", "partner_absent")._replace(visit=5)
    late = waited._replace(carer=1, reason="too_late")
    found = counts(happened.missed_by_reason(books(more_visits=[waited, late])))
    assert found == {"too_late": [1, 0]}


def test_two_who_waited_in_vain_missed_each_other():
    waited = visit(0, 8 * H, -1, 0, "missed", "partner_absent")._replace(visit=5)
    found = counts(happened.missed_by_reason(books(more_visits=[waited, waited._replace(carer=1)])))
    assert found == {"partner_absent": [1, 0]}


def test_a_visit_is_handed_over_when_another_round_came():
    """Planned for round 3 and for none, of which the second was asked for on the day."""
    moved = visit(0, 9 * H, 9 * H, 60)._replace(visit=5, planned_round=3)
    asked = moved._replace(visit=6, planned_round=-1)
    nobody = moved._replace(visit=7, round=-1, outcome="missed", reason="carer_absent")
    it = books(more_visits=[moved, moved._replace(carer=1), asked, nobody])
    assert happened.handed_over_visits(it).tolist() == [1, 0]


def test_a_substitute_counts_for_the_organisation_that_called():
    it = books(changed={1: {"is_substitute": True}})
    assert happened.substitutes(it).tolist() == [0, 1]
    assert happened.substitutes(books()).tolist() == [0, 0]


def test_a_break_in_time_breaches_nothing():
    """Out 8-10 with a break at nine: an hour, and half an hour."""
    assert happened.breaches(books()).tolist() == [0, 0]


def test_a_stretch_of_more_than_five_hours_is_a_breach():
    """A break from 13:00:01 after leaving at 8:00, and one at 9:30 before a return at 14:30:01."""
    late = {"break_start_s": 13 * H + 1, "break_end_s": 13 * H + 1801, "return_s": 14 * H}
    long = {"break_start_s": 9 * H, "break_end_s": 9 * H + 1800, "return_s": 14 * H + 1801}
    it = books(changed={0: late, 1: long})
    assert it.parameters.staffing.longest_work_without_break_h == 5
    assert counts(happened.breaches_by_reason(it)) == {"long_stretch": [1, 1]}
    on_time = books(changed={0: late | {"break_start_s": 13 * H}, 1: long | {"return_s": 52200}})
    assert happened.breaches(on_time).tolist() == [0, 0]


def test_a_planned_break_that_was_left_out_is_one_breach_also_when_the_stretch_is_long():
    """Two hours without, and six: both by the plan with a break."""
    without = {"break_start_s": -1, "break_end_s": -1}
    it = books(changed={0: without, 1: without | {"return_s": 14 * H}})
    assert counts(happened.breaches_by_reason(it)) == {"no_break": [1, 1]}
    assert happened.breaches(it).tolist() == [1, 1]


def test_the_way_to_a_visit_that_is_cancelled_at_the_door_is_in_vain():
    """Five kilometres of ten; to what is known to be cancelled nobody drives."""
    assert happened.driven_in_vain_km(books())["car_petrol"].tolist() == [0, 5]
    known = visit(0, -1, -1, 0, "cancelled", "in_hospital")._replace(round=-1)
    assert happened.driven_in_vain_km(books(more_visits=[known]))["car_petrol"].tolist() == [0, 5]


def test_punctuality_is_the_share_of_delivered_visits_that_were_not_late():
    totals = {"late_visits": 3.0, "delivered_visits": 12.0}
    assert KPIS["punctuality"].ratio(totals) == pytest.approx(0.75)
