"""Counts: clients, visits, rounds, and what went wrong with visits. Per organisation or area."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ruttsim.accounts import places
from ruttsim.accounts.books import Books
from ruttsim.domain.arrays import Floats


def teams(books: Books) -> Floats:
    """Teams that the organisation has formed; who works at night belongs to one of them."""
    formed = np.array(
        [it.organisation for it in books.plan.teams if not it.is_of_night], dtype=np.int64
    )
    return books.by_organisation(np.ones(len(formed)), formed)


def rounds(books: Books) -> Floats:
    """Rounds; the two parts of a split shift are two."""
    organisation = books.rounds["organisation"]
    return books.by_organisation(np.ones(len(organisation)), organisation)


def carers(books: Books) -> Floats:
    """Carers on duty in the day."""
    _, first = np.unique(books.rounds["carer"], return_index=True)
    return books.by_organisation(np.ones(len(first)), books.rounds["organisation"][first])


def visits(books: Books) -> Floats:
    """Planned visits; a visit of two carers is one."""
    return _counted(books, np.ones(len(books.visits["visit"]), dtype=bool))


def delivered(books: Books) -> Floats:
    """Visits that were delivered, also those that were late or shortened."""
    return _counted(books, is_delivered(books))


def late_visits(books: Books) -> Floats:
    """Visits that started after their window had closed."""
    return _counted(books, is_late(books))


def missed_visits(books: Books) -> Floats:
    """Visits that were missed, for whatever reason."""
    return _counted(books, is_missed(books))


def unserved_visits(books: Books) -> Floats:
    """Planned visits of which no round of the plan holds one carer or both."""
    left_out = {(it.organisation, it.visit) for it in books.plan.unserved}
    organisation = np.array(sorted(it for it, _ in left_out), dtype=np.int64)
    return books.by_organisation(np.ones(len(left_out)), organisation)


def is_delivered(books: Books) -> NDArray[np.bool_]:
    """Rows of the visit records that were delivered."""
    rows: NDArray[np.bool_] = books.visits["outcome"] == "delivered"
    return rows


def is_late(books: Books) -> NDArray[np.bool_]:
    """Rows of the visit records that started late."""
    late: NDArray[np.bool_] = is_delivered(books) & (
        books.visits["start_s"] > books.visits["latest_s"]
    )
    return late


def is_missed(books: Books) -> NDArray[np.bool_]:
    """Rows of the visit records that were missed."""
    missed: NDArray[np.bool_] = books.visits["outcome"] == "missed"
    return missed


def late_by_area(books: Books) -> dict[str, float]:
    """Late visits by basic area, of all organisations."""
    return _by_area(books, is_late(books))


def missed_by_area(books: Books) -> dict[str, float]:
    """Missed visits by basic area, of all organisations."""
    return _by_area(books, is_missed(books))


def clients_by_area(books: Books) -> dict[str, float]:
    """Clients by basic area, of all organisations."""
    counts = np.bincount(books.population.clients.basic_area, minlength=len(books.areas))
    return dict(zip(books.areas, counts.astype(np.float64).tolist(), strict=True))


def delivered_by_district(books: Books) -> dict[str, float]:
    """Delivered visits by district, of all organisations."""
    return places.by_district(books, _in_areas(books, is_delivered(books)))


def late_by_district(books: Books) -> dict[str, float]:
    """Late visits by district, of all organisations."""
    return places.by_district(books, _in_areas(books, is_late(books)))


def _by_area(books: Books, chosen: NDArray[np.bool_]) -> dict[str, float]:
    """Some rows of the visit records by basic area, each visit once."""
    return dict(zip(books.areas, _in_areas(books, chosen).tolist(), strict=True))


def _in_areas(books: Books, chosen: NDArray[np.bool_]) -> Floats:
    """The same in the order of the areas."""
    rows = books.visits["basic_area"][(books.visits["carer"] == 0) & chosen]
    return np.bincount(rows, minlength=len(books.areas)).astype(np.float64)


def _counted(books: Books, chosen: NDArray[np.bool_]) -> Floats:
    """Some rows of the visit records, each visit once."""
    is_first = books.visits["carer"] == 0
    return books.by_organisation(is_first & chosen, books.visits["organisation"])
