"""Clients, visits and rounds counted by hand; see made_books."""

from __future__ import annotations

import pytest
from made_books import H, books, visit

from ruttsim.accounts import access, volume
from ruttsim.domain.planning import Unserved

LATE_S = 9 * H + 60


def second_carer(record):
    """The part of the other carer in the same visit."""
    return record._replace(carer=1)


def test_each_organisation_has_its_client_team_round_and_carer():
    it = books()
    for count in (access.clients, volume.teams, volume.rounds, volume.carers, volume.visits):
        assert count(it).tolist() == [1, 1], count.__name__


def test_a_visit_that_starts_after_its_window_is_late():
    """The municipality's starts at 9:01, a minute after; the other was cancelled."""
    assert volume.late_visits(books()).tolist() == [1, 0]


def test_a_visit_that_starts_as_its_window_closes_is_not_late():
    assert volume.late_visits(books(more_visits=[visit(1, 8 * H, 9 * H, 60)])).tolist() == [1, 0]


def test_a_visit_of_two_carers_is_one_visit():
    """A second visit of the municipality's client, of two carers, late."""
    both = visit(0, LATE_S, LATE_S, 60)
    it = books(more_visits=[both, second_carer(both)])
    assert volume.visits(it).tolist() == [2, 1]
    assert volume.late_visits(it).tolist() == [2, 0]


@pytest.mark.parametrize("reason", ["too_late", "partner_absent", "unserved"])
def test_a_missed_visit_counts_whatever_the_reason(reason):
    it = books(more_visits=[visit(1, 9 * H, -1, 0, "missed", reason)])
    assert volume.missed_visits(it).tolist() == [0, 1]


def test_a_cancelled_visit_is_not_missed():
    assert volume.missed_visits(books()).tolist() == [0, 0]


def test_a_visit_is_unserved_when_no_round_of_the_plan_holds_one_of_its_carers():
    """Visit 5 lacks its second carer and visit 6 both: two of the municipality's."""
    left_out = [Unserved(5, 1, 0, 0, "no_time"), *(Unserved(6, k, 0, 0, "no_time") for k in (0, 1))]
    assert volume.unserved_visits(books(unserved=left_out)).tolist() == [2, 0]


def test_a_visit_to_which_nobody_came_on_the_day_is_not_unserved():
    """The count is the plan's, so it is the same on every day of the plan."""
    nobody = visit(1, -1, -1, 0, "missed", "carer_absent")._replace(round=-1, end_s=-1)
    it = books(more_visits=[nobody])
    assert volume.unserved_visits(it).tolist() == [0, 0]
    assert volume.missed_visits(it).tolist() == [0, 1]


def test_a_late_visit_is_delivered_and_a_cancelled_one_is_not():
    assert volume.delivered(books()).tolist() == [1, 0]


def test_a_calm_plan_leaves_nothing_unserved():
    assert volume.unserved_visits(books()).tolist() == [0, 0]


def test_what_went_wrong_is_counted_where_the_client_lives():
    """The late one in the north; two missed ones in the south, one of them of two carers."""
    missed = visit(1, 9 * H, -1, 0, "missed", "too_late")
    it = books(more_visits=[missed, missed, second_carer(missed)])
    assert volume.late_by_area(it) == {"north": 1, "south": 0}
    assert volume.missed_by_area(it) == {"north": 0, "south": 2}


def test_clients_and_their_choice_are_counted_by_area():
    assert volume.clients_by_area(books()) == {"north": 1, "south": 1}
    assert access.choices_of_care(books()) == {"north": 2, "south": 2}
