"""The result by basic area, all organisations together: which areas bring more than they cost.

Revenue is of the area's visits. Of each leg between two visits half belongs to either end; legs to
and from the base belong to the visit. The time of care, at doors and of legs costs what a paid hour
of the organisation costs on that day; the rest of its paid time (standing by, reporting, idle
time) goes by planned minutes of visits. Energy, wear and carbon follow the kilometres of each
vehicle type and the fleet's day the kilometres of all; overhead and what slack time brings go by
planned minutes. So the areas add up to the result.
"""

from __future__ import annotations

import numpy as np

from ruttsim.accounts import money, slack, staff
from ruttsim.accounts.books import Books
from ruttsim.accounts.places import by_area, of_legs_by_area
from ruttsim.accounts.remuneration import paid_by_area_sek
from ruttsim.domain.arrays import Floats
from ruttsim.domain.demand import CARE


def margin_by_area(books: Books) -> dict[str, float]:
    """Result of each basic area; the sum is the result of all organisations."""
    minutes = _shares(_planned_s(books), _clients(books))
    seconds = _worked_s(books)
    paid_s = books.by_organisation(books.duty.paid_s, books.rounds["organisation"])
    seconds += (paid_s - seconds.sum(axis=1))[:, None] * minutes
    costs = staff.staff_cost_sek(books)[:, None] * _shares(seconds, minutes)
    driven, carbon, fixed = (
        money.vehicle_driving_sek(books),
        money.carbon_cost_sek(books),
        money.vehicle_fixed_sek(books),
    )
    distances = {name: _distance_m(books, name) for name in driven}
    every: Floats = np.sum([distances[name] for name in distances], axis=0)
    everywhere = _shares(every, minutes)
    for name, distance_m in distances.items():
        costs = costs + (driven[name] + carbon[name])[:, None] * _shares(distance_m, everywhere)
        costs = costs + fixed[name][:, None] * everywhere
    costs = costs + money.overhead_cost_sek(books)[:, None] * minutes
    gains = slack.rut_revenue_sek(books)[:, None] * minutes
    margins = paid_by_area_sek(books) + (gains - costs).sum(axis=0)
    return dict(zip(books.areas, margins.tolist(), strict=True))


def _shares(amounts: Floats, otherwise: Floats) -> Floats:
    """Each organisation's row as shares of its sum; another row where the sum is nothing."""
    whole = amounts.sum(axis=1, keepdims=True)
    shares: Floats = np.where(whole > 0, amounts / np.where(whole > 0, whole, 1.0), otherwise)
    return shares


def _planned_s(books: Books) -> Floats:
    """Planned time of visits."""
    visits = books.visits
    return by_area(
        books, visits["planned_s"].astype(float), visits["organisation"], visits["basic_area"]
    )


def _clients(books: Books) -> Floats:
    """Shares of clients by area, of those that have no visits; all areas alike without clients."""
    people = books.population
    area = people.clients.basic_area.astype(np.int64)
    organisation = books.assignment.organisation[:, CARE].astype(np.int64)
    table = by_area(books, np.ones(len(area)), organisation, area)
    alike = np.full(table.shape, 1 / len(books.areas))
    return _shares(table, alike)


def _worked_s(books: Books) -> Floats:
    """Care, time at doors, help at alarms and legs, by area."""
    visits, legs, alarms = books.visits, books.legs, books.alarms
    was_there = visits["ready_s"] >= 0
    at_home_s = np.where(was_there, visits["end_s"] - visits["ready_s"], 0).astype(float)
    table = by_area(books, at_home_s, visits["organisation"], visits["basic_area"])
    own = alarms["organisation"] >= 0
    help_s = (alarms["end_s"] - alarms["ready_s"])[own].astype(float)
    table += by_area(books, help_s, alarms["organisation"][own], alarms["basic_area"][own])
    return table + of_legs_by_area(
        books, (legs["arrive_s"] - legs["depart_s"] + legs["stop_s"]).astype(float)
    )


def _distance_m(books: Books, vehicle_type: str) -> Floats:
    """Distance of one vehicle type by area."""
    legs = books.legs
    return of_legs_by_area(
        books, np.where(legs["vehicle_type"] == vehicle_type, legs["distance_m"], 0.0)
    )
