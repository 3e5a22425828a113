"""Alarms: how many, and how soon somebody was at the door; by who answered, or by district."""

from __future__ import annotations

import numpy as np

from ruttsim.accounts.books import Books, Columns
from ruttsim.accounts.places import by_district, districts_of_areas
from ruttsim.domain.arrays import Bools, Floats, Ints
from ruttsim.domain.day import PATROL
from ruttsim.units import SECONDS_PER_MINUTE


def answered(books: Books) -> Floats:
    """Alarms that carers of each organisation answered; one with two responders is one."""
    return _by_organisation(books, _first(books))


def answered_by_patrol(books: Books) -> float:
    """Alarms that the patrol answered."""
    return float(np.count_nonzero(_first(books)["organisation"] == PATROL))


def answered_by_district(books: Books) -> dict[str, float]:
    """Alarms by the district where they rang, whoever answered."""
    return _by_district(books, _first(books))


def in_time(books: Books) -> Floats:
    """Alarms with somebody there within the promised time."""
    return _by_organisation(books, _in_time(books))


def in_time_by_patrol(books: Books) -> float:
    """The same of the patrol."""
    return float(np.count_nonzero(_in_time(books)["organisation"] == PATROL))


def in_time_by_district(books: Books) -> dict[str, float]:
    """The same by district, whoever answered."""
    return _by_district(books, _in_time(books))


def responses(books: Books) -> Columns:
    """Each alarm once: who answered (PATROL: the patrol), person, district, seconds to the door.

    The time is from ringing until the first responder is at the door; `district` indexes the names
    of districts of the books.
    """
    first = _first(books)
    return {
        "organisation": first["organisation"],
        "client": first["client"],
        "district": districts_of_areas(books)[first["basic_area"]],
        "response_s": response_s(first),
    }


def response_s(alarms: Columns) -> Ints:
    """From ringing to the door."""
    seconds: Ints = alarms["ready_s"] - alarms["rung_s"]
    return seconds


def _first(books: Books) -> Columns:
    """The responder who was first at the door of each alarm."""
    rows = np.lexsort((books.alarms["ready_s"], books.alarms["alarm"]))
    number = books.alarms["alarm"][rows]
    return _rows(books.alarms, rows[np.flatnonzero(np.diff(number, prepend=-1))])


def _in_time(books: Books) -> Columns:
    """Of these the ones that kept what is promised."""
    first = _first(books)
    promise_s = books.parameters.day.alarm_promise_min * SECONDS_PER_MINUTE
    return _rows(first, response_s(first) <= promise_s)


def _rows(columns: Columns, rows: Ints | Bools) -> Columns:
    """Some rows of every column."""
    return {name: values[rows] for name, values in columns.items()}


def _by_organisation(books: Books, alarms: Columns) -> Floats:
    """Number of alarms of each organisation; not those of the patrol."""
    own = alarms["organisation"][alarms["organisation"] != PATROL]
    return books.by_organisation(np.ones(len(own)), own)


def _by_district(books: Books, alarms: Columns) -> dict[str, float]:
    """Number of alarms by district."""
    counts = np.bincount(alarms["basic_area"], minlength=len(books.areas))
    return by_district(books, counts.astype(np.float64))
