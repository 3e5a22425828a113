"""First choices, queues and those who leave the municipality, counted by hand."""

import dataclasses

import numpy as np
import pytest
from made_books import books

from ruttsim.accounts import access
from ruttsim.accounts.access_kpis import ACCESS
from ruttsim.domain.demand import CARE, KINDS, SERVICE
from ruttsim.domain.split import Assignment, Coverage
from ruttsim.report.access import CHOICES


def made(organisation, first_choice, present, covers=((2, 1), (2, 1))):
    """The made books with another assignment, the same for all kinds."""
    given = books()
    types = ("municipal", "private")
    organisations = tuple(
        dataclasses.replace(it, type=kind)
        for it, kind in zip(given.organisations, types, strict=True)
    )
    by_kind = (
        np.repeat(np.array(it)[:, None], len(KINDS), axis=1)
        for it in (organisation, first_choice, present)
    )
    table = np.repeat(np.array(covers)[:, None, :], len(KINDS), axis=1).astype(np.int8)
    has, wants, had = (it.astype(np.int8) for it in by_kind)
    assignment = Assignment(has, Coverage(table), wants, had)
    return dataclasses.replace(given, assignment=assignment, organisations=organisations)


def test_who_has_another_than_the_first_choice_stands_in_its_queue():
    """Both wanted organisation 1; one has it."""
    it = made([0, 1], [1, 1], [0, 0])
    assert access.first_choices(it).tolist() == [0, 2]
    assert access.queueing_clients(it).tolist() == [0, 1]


def test_who_chooses_nobody_is_in_no_queue():
    it = made([0, 1], [-1, -1], [0, 0])
    assert access.first_choices(it).tolist() == access.queueing_clients(it).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("first_choice", "covers", "reason"),
    [
        (1, ((2, 1), (2, 1)), access.FIRST_CHOICE),
        (-1, ((2, 1), (2, 1)), access.PLACED),
        (1, ((0, 1), (0, 1)), access.NOT_COVERED),
    ],
)
def test_why_a_client_has_left_the_municipality(first_choice, covers, reason):
    """One of two who had it has organisation 1 now."""
    it = made([0, 1], [-1, first_choice], [0, 0], covers)
    by_reason = access.left_municipal_by_reason(it)
    assert {name: found.sum() for name, found in by_reason.items() if found.any()} == {reason: 1}
    assert access.left_municipal(it).tolist() == [0, 1]
    assert access.municipal_clients_before(it).tolist() == [1, 1]


def test_who_had_nobody_or_a_private_one_leaves_nothing():
    it = made([1, 1], [1, 1], [-1, 1])
    assert not access.municipal_clients_before(it).any()
    assert not access.left_municipal(it).any()


def test_choices_of_a_district_are_a_mean_over_its_clients():
    it = made([0, 0], [-1, -1], [0, 0], ((2, 0), (2, 1)))
    by_area = access.choices_of_care(it)
    assert sorted(by_area.values()) == [1, 2]
    mean = access.choices_of_care_by_district(it)
    areas = it.population.clients.basic_area
    for name, value in mean.items():
        here = [by_area[it.areas[a]] for a in areas if it.districts[a] == name]
        assert value == pytest.approx(np.mean(here))
    assert access.choices_of_service(it) == by_area
    assert access.choices_of_service_by_district(it) == mean


def test_who_has_two_organisations_is_served_by_both_and_counted_once():
    it = made([0, 0], [-1, -1], [0, 0])
    has = it.assignment.organisation.copy()
    has[:, SERVICE] = 1
    both = dataclasses.replace(it, assignment=dataclasses.replace(it.assignment, organisation=has))
    needs = both.population.needs((CARE, SERVICE))
    assert access.clients(both).sum() == len(needs)
    assert access.served(both).tolist() == needs.sum(axis=0).tolist()


def test_the_report_shows_every_figure_of_choice():
    assert set(CHOICES) <= {it.name for it in ACCESS}


def step(organisation, first_choice, present, is_newcomer=(False, False), covers=((2, 1), (2, 1))):
    """The same, of a split that follows another."""
    it = made(organisation, first_choice, present, covers)
    new = np.array(is_newcomer)
    assignment = dataclasses.replace(it.assignment, is_newcomer=new, follows=True)
    return dataclasses.replace(it, assignment=assignment)


@pytest.mark.parametrize(
    ("first_choice", "covers", "reason"),
    [
        (1, ((2, 1), (2, 1)), access.FIRST_CHOICE),
        (-1, ((2, 1), (2, 1)), access.PLACED),
        (1, ((2, 1), (0, 1)), access.NOT_COVERED),
        (1, ((0, 1), (0, 1)), access.GONE),
    ],
)
def test_why_a_client_has_moved_since_the_step_before(first_choice, covers, reason):
    """Of two who had organisation 0 the second has 1 now."""
    it = step([0, 1], [-1, first_choice], [0, 0], covers=covers)
    by_reason = access.moved_by_reason(it)
    assert {name: found.sum() for name, found in by_reason.items() if found.any()} == {reason: 1}
    assert access.moved(it).tolist() == [0, 1]


def test_a_newcomer_has_not_moved_and_is_counted_where_she_is():
    it = step([0, 1], [-1, 1], [0, -1], is_newcomer=(False, True))
    assert access.newcomers(it).tolist() == [0, 1]
    assert not access.moved(it).any()


def test_in_a_split_without_a_step_before_nobody_has_moved():
    it = made([0, 1], [-1, 1], [0, 0])
    assert not access.moved(it).any()
    assert not access.newcomers(it).any()
