"""Vehicles and distance. Amounts by vehicle type, per organisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from ruttsim.accounts.books import Books
from ruttsim.domain.arrays import Bools, Floats, Ints
from ruttsim.fleets import CAR, most_at_once
from ruttsim.units import METRES_PER_KM, SECONDS_PER_HOUR

ByType = dict[str, Floats]


class Outings(NamedTuple):
    """Vehicles away from their base, one row each time; arrays of one length.

    `vehicle` is told apart within organisation, premise and type; times are when the first leg
    departs and when the vehicle is back.
    """

    organisation: Ints
    premise: Ints
    vehicle_type: np.ndarray
    vehicle: Ints
    leave_s: Ints
    return_s: Ints


def vehicle_types(books: Books) -> list[str]:
    """Names of the vehicle types of the study's organisations, each once."""
    return list(dict.fromkeys(name for it in books.organisations for name in it.vehicle_types))


def distance_km(books: Books) -> ByType:
    """Kilometres by vehicle type; walking included."""
    return driven_km(books, np.ones(len(books.legs["visit"]), dtype=np.bool_))


def driven_km(books: Books, chosen: Bools) -> ByType:
    """Kilometres of some legs by vehicle type; walking included."""
    legs = books.legs
    driven = np.where(chosen, legs["distance_m"] / METRES_PER_KM, 0.0)
    return {
        name: books.by_organisation(
            np.where(legs["vehicle_type"] == name, driven, 0.0), legs["organisation"]
        )
        for name in vehicle_types(books)
    }


def outings(books: Books) -> Outings:
    """When vehicles were out: a round that comes back to its base and is called again is two."""
    legs, rounds = books.legs, books.rounds
    is_home = (legs["visit"] < 0) & (legs["alarm"] < 0)
    first = np.flatnonzero(np.concatenate([[True], is_home[:-1]])[: len(is_home)])
    leave_s = legs["depart_s"][first]
    return_s = (legs["arrive_s"] + legs["stop_s"])[is_home]
    order = np.argsort(rounds["round"], kind="stable")
    row = order[np.searchsorted(rounds["round"], legs["round"][first], sorter=order)]
    is_out = (legs["vehicle"][first] >= 0) & (return_s > leave_s)
    columns = (
        legs["organisation"][first],
        rounds["premise"][row],
        legs["vehicle_type"][first],
        legs["vehicle"][first],
        leave_s,
        return_s,
    )
    return Outings(*(it[is_out] for it in columns))


def vehicles_out_at_peak(books: Books) -> ByType:
    """The most out at once by the record, added over the bases of each organisation."""
    spans: dict[tuple[int, int, str], list[tuple[int, int]]] = defaultdict(list)
    for organisation, premise, name, _, *span in zip(
        *(it.tolist() for it in outings(books)), strict=True
    ):
        spans[organisation, premise, name].append((span[0], span[1]))
    counts = {name: np.zeros(len(books.organisations)) for name in vehicle_types(books)}
    for (organisation, _, name), own in spans.items():
        counts[name][organisation] += most_at_once(own)
    return counts


def vehicle_out_h(books: Books) -> ByType:
    """Hours that vehicles were away from their base in the hours of use."""
    economy = books.parameters.economy
    out = outings(books)
    start_s = np.maximum(out.leave_s, economy.vehicle_use_start_h * SECONDS_PER_HOUR)
    end_s = np.minimum(out.return_s, economy.vehicle_use_end_h * SECONDS_PER_HOUR)
    hours = np.maximum(end_s - start_s, 0) / SECONDS_PER_HOUR
    return {
        name: books.by_organisation(
            np.where(out.vehicle_type == name, hours, 0.0), out.organisation
        )
        for name in vehicle_types(books)
    }


def vehicles_in_use(books: Books) -> ByType:
    """The most in use at once by the plan, added over the bases of each organisation."""
    return _by_base(books, books.peaks)


def vehicles(books: Books) -> ByType:
    """The fleet: the most in use at once per base and type, and spares, rounded up per base."""
    return _by_base(books, books.fleet)


def cars(books: Books) -> Floats:
    """The cars among them."""
    known = books.parameters.vehicles
    whole = np.zeros(len(books.organisations))
    for name, number in vehicles(books).items():
        whole = whole + number * (known[name].mode == CAR)
    return whole


def available_h(books: Books) -> ByType:
    """Hours of use of the day that the fleet has in all."""
    economy = books.parameters.economy
    hours = economy.vehicle_use_end_h - economy.vehicle_use_start_h
    return {name: count * hours for name, count in vehicles(books).items()}


def _by_base(books: Books, needed: Mapping[tuple[int, int, str], int]) -> ByType:
    """Vehicles by type, added over the bases of each organisation."""
    counts = {name: np.zeros(len(books.organisations)) for name in vehicle_types(books)}
    for (organisation, _, name), number in needed.items():
        counts[name][organisation] += number
    return counts
