"""Where things are: amounts of visits and legs by basic area, and areas by district."""

from __future__ import annotations

import numpy as np

from ruttsim.accounts.books import Books
from ruttsim.domain.arrays import Floats, Ints


def by_area(books: Books, values: Floats, organisation: Ints, area: Ints) -> Floats:
    """Sums by organisation and area; rows without an area (-1) are left out."""
    has_area = area >= 0
    table: Floats = np.zeros((len(books.organisations), len(books.areas)))
    np.add.at(table, (organisation[has_area], area[has_area]), values[has_area])
    return table


def of_legs_by_area(books: Books, amounts: Floats) -> Floats:
    """Amounts of legs by organisation and area.

    Half goes to either end, or all to the one end that is not the base.
    """
    legs = books.legs
    to = _destinations(books)
    start = np.full(len(to), -1, dtype=np.int64)
    start[1:] = np.where(legs["round"][1:] == legs["round"][:-1], to[:-1], -1)
    is_between = (start >= 0) & (to >= 0)
    half = np.where(is_between, 0.5, 1.0) * amounts
    return by_area(books, half, legs["organisation"], to) + by_area(
        books, half, legs["organisation"], start
    )


def district_names(books: Books) -> tuple[str, ...]:
    """Districts in the order of the map's basic areas, each once."""
    return tuple(dict.fromkeys(books.districts))


def districts_of_areas(books: Books) -> Ints:
    """District of each basic area, as a number in the order of their names."""
    number = {name: index for index, name in enumerate(district_names(books))}
    return np.array([number[name] for name in books.districts], dtype=np.int64)


def by_district(books: Books, amounts: Floats) -> dict[str, float]:
    """Amounts of areas, summed by district."""
    names = district_names(books)
    sums = np.bincount(districts_of_areas(books), weights=amounts, minlength=len(names))
    return dict(zip(names, sums.tolist(), strict=True))


def _destinations(books: Books) -> Ints:
    """Basic area that each leg leads to, -1 for the base."""
    legs, people = books.legs, books.population
    area = people.clients.basic_area.astype(np.int64)
    of_visit = area[people.visits.client.astype(np.int64)]
    found = np.full(len(legs["visit"]), -1, dtype=np.int64)
    is_visit, is_alarm = legs["visit"] >= 0, legs["alarm"] >= 0
    found[is_visit] = of_visit[legs["visit"][is_visit]]
    where = dict(
        zip(books.alarms["alarm"].tolist(), books.alarms["basic_area"].tolist(), strict=True)
    )
    found[is_alarm] = [where[it] for it in legs["alarm"][is_alarm].tolist()]
    return found
