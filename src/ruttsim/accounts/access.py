"""Access: between whom clients can choose, who gets the first choice, who queues, who leaves."""

from __future__ import annotations

import numpy as np

from ruttsim.accounts.books import Books
from ruttsim.domain.arrays import Bools, Codes, Floats, Ints
from ruttsim.domain.demand import CARE, DIVIDED_KINDS, SERVICE
from ruttsim.domain.split import NOBODY, NOT_SERVED

FIRST_CHOICE, NOT_COVERED, PLACED = "first_choice", "not_covered", "placed"
"""Why a client no longer has the municipality's own organisation."""
GONE = "gone"
"""Why a client no longer has the organisation of the step before: it serves nowhere any more."""
DECIMALS = 6


def choices_of_care(books: Books) -> dict[str, float]:
    """Organisations that cover each basic area with personal care."""
    return _choices_by_area(books, CARE)


def choices_of_service(books: Books) -> dict[str, float]:
    """Organisations that cover each basic area with service."""
    return _choices_by_area(books, SERVICE)


def choices_of_care_by_district(books: Books) -> dict[str, float]:
    """Organisations that clients of each district can choose between for care, on average."""
    return _choices_by_district(books, CARE)


def choices_of_service_by_district(books: Books) -> dict[str, float]:
    """Organisations that clients of each district can choose between for service, on average."""
    return _choices_by_district(books, SERVICE)


def first_choices(books: Books) -> Floats:
    """Clients who have chosen the organisation, or were drawn for it, for any kind of visit."""
    return _pairs(books, books.assignment.first_choice, _wanted(books))


def queueing_clients(books: Books) -> Floats:
    """Those who wait for a place with it, for any kind, and are served by another meanwhile."""
    return _pairs(books, books.assignment.first_choice, _queueing(books))


def municipal_clients_before(books: Books) -> Floats:
    """Clients who had the municipality's own organisation before, under whoever has them now."""
    return _of_holder(books, _was_municipal(books))


def left_municipal(books: Books) -> Floats:
    """Those of them who no longer have it, under whoever has them now."""
    by_reason: Floats = sum(left_municipal_by_reason(books).values(), start=np.zeros(1))
    return by_reason


def left_municipal_by_reason(books: Books) -> dict[str, Floats]:
    """The same by why.

    Another is the first choice (chosen, or drawn by shares); or the municipality does not serve
    where they live; or they were placed, by a queue or a default rule.
    """
    assignment, (rows, kind) = books.assignment, _main(books)
    had = assignment.present[rows, kind].astype(np.int64)
    has = assignment.organisation[rows, kind]
    has_left = _was_municipal(books) & (had != has)
    area = books.population.clients.basic_area
    is_covered = assignment.coverage.table[area, kind, had] > NOT_SERVED
    is_wanted = assignment.first_choice[rows, kind] == has
    by_reason = {
        FIRST_CHOICE: has_left & is_covered & is_wanted,
        NOT_COVERED: has_left & ~is_covered,
        PLACED: has_left & is_covered & ~is_wanted,
    }
    return {reason: _of_holder(books, who) for reason, who in by_reason.items()}


def newcomers(books: Books) -> Floats:
    """Clients who are new since the step before, by the organisation that they have."""
    return _of_holder(books, _is_newcomer(books))


def moved(books: Books) -> Floats:
    """Clients who had another organisation at the step before, by the one that they have now."""
    by_reason: Floats = sum(moved_by_reason(books).values(), start=np.zeros(1))
    return by_reason


def moved_by_reason(books: Books) -> dict[str, Floats]:
    """The same by why: as for those who left the municipality's own, or the organisation is gone.

    Newcomers have not moved, nor has anybody in a split without a step before.
    """
    assignment, (rows, kind) = books.assignment, _main(books)
    had = assignment.present[rows, kind].astype(np.int64)
    has = assignment.organisation[rows, kind]
    has_moved = books.assignment.follows & ~_is_newcomer(books) & (had != has)
    table = assignment.coverage.table
    area = books.population.clients.basic_area
    is_gone = ~(table[:, kind, had] > NOT_SERVED).any(axis=0)
    is_covered = table[area, kind, had] > NOT_SERVED
    is_wanted = assignment.first_choice[rows, kind] == has
    by_reason = {
        GONE: has_moved & is_gone,
        NOT_COVERED: has_moved & ~is_gone & ~is_covered,
        FIRST_CHOICE: has_moved & is_covered & is_wanted,
        PLACED: has_moved & is_covered & ~is_wanted,
    }
    return {reason: _of_holder(books, who) for reason, who in by_reason.items()}


def clients(books: Books) -> Floats:
    """Clients whose care the organisation has, or whose service where they have no care."""
    return _of_holder(books, np.ones(len(books.population.clients.client), dtype=np.bool_))


def served(books: Books) -> Floats:
    """Clients whom an organisation has visits at; who has two organisations counts for both."""
    return _pairs(books, books.assignment.organisation, _needed(books))


def _needed(books: Books) -> Bools:
    """Which clients have visits of the kinds that splits divide; shape (clients, kinds)."""
    needed = np.zeros(books.assignment.organisation.shape, dtype=np.bool_)
    needed[:, DIVIDED_KINDS] = books.population.needs(DIVIDED_KINDS)
    return needed


def _wanted(books: Books) -> Bools:
    """Kinds for which clients have a first choice, of those that they have visits of."""
    wanted: Bools = _needed(books) & (books.assignment.first_choice != NOBODY)
    return wanted


def _queueing(books: Books) -> Bools:
    """Kinds for which clients do not have their first choice."""
    assignment = books.assignment
    queueing: Bools = _wanted(books) & (assignment.first_choice != assignment.organisation)
    return queueing


def _pairs(books: Books, organisation: Codes, chosen: Bools) -> Floats:
    """Different clients by organisation, where `chosen`; both of shape (clients, kinds)."""
    pairs = np.zeros((len(chosen), len(books.organisations)), dtype=np.bool_)
    rows, kinds = np.nonzero(chosen)
    pairs[rows, organisation[rows, kinds]] = True
    persons: Floats = pairs.sum(axis=0).astype(np.float64)
    return persons


def _main(books: Books) -> tuple[Ints, Ints]:
    """Every client, and the kind by which its organisation is told: care, else service."""
    needs = books.population.needs(DIVIDED_KINDS)
    return np.arange(len(needs)), np.where(needs[:, 0], *DIVIDED_KINDS)


def _was_municipal(books: Books) -> Bools:
    """Clients who had a municipal organisation before the split."""
    is_municipal = np.array([it.type == "municipal" for it in books.organisations])
    had = books.assignment.present[_main(books)]
    was: Bools = np.logical_and(had != NOBODY, is_municipal[had])
    return was


def _is_newcomer(books: Books) -> Bools:
    """Clients who are new since the step before."""
    new = books.assignment.is_newcomer
    return np.zeros(len(books.population.clients.client), dtype=np.bool_) if new is None else new


def _of_holder(books: Books, chosen: Bools) -> Floats:
    """Some clients by the organisation that they have now."""
    has = books.assignment.organisation[_main(books)]
    return books.by_organisation(chosen, has)


def _choices_by_area(books: Books, kind: int) -> dict[str, float]:
    """Organisations that cover each basic area for one kind of visit."""
    choices = books.assignment.coverage.choices(kind).astype(np.float64)
    return dict(zip(books.areas, choices.tolist(), strict=True))


def _choices_by_district(books: Books, kind: int) -> dict[str, float]:
    """Mean over the clients of each district with clients."""
    area = books.population.clients.basic_area
    choices = books.assignment.coverage.choices(kind)[area]
    district = np.array(books.districts)[area]
    return {
        name: round(float(choices[district == name].mean()), DECIMALS)
        for name in dict.fromkeys(books.districts)
        if (district == name).any()
    }
