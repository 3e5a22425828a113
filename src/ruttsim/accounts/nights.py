"""Nights, accounted apart: planned visits, rounds, kilometres and hours, whoever has them.

What organisations do at night is in their other figures too; what the municipal patrol does is in
none of them. Of each sort there is a function per organisation and one of the patrol.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from ruttsim.accounts.books import Books, Columns
from ruttsim.accounts.energy import leg_co2e_kg
from ruttsim.accounts.staff import (
    in_night,
    night_staff_h,
    rounds_on_municipal_terms_sek,
    terms_factor,
)
from ruttsim.domain.arrays import Bools, Floats, Ints
from ruttsim.domain.day import NIGHT_PATROL
from ruttsim.domain.demand import NIGHT
from ruttsim.units import METRES_PER_KM, SECONDS_PER_HOUR

_Chosen = Callable[[Columns], Bools]
_Both = tuple[Callable[[Books], Floats], Callable[[Books], float]]


def clients(books: Books) -> Floats:
    """Clients whose care plans have visits at night, by the organisation that makes them."""
    provider = _providers(books)
    own = provider[provider >= 0]
    return books.by_organisation(np.ones(len(own)), own)


def clients_of_patrol(books: Books) -> float:
    """The same of the patrol."""
    return float(np.count_nonzero(_providers(books) == NIGHT_PATROL))


def counted(chosen: _Chosen) -> _Both:
    """Planned visits of the night that became what is asked, each once."""

    def of_organisations(books: Books) -> Floats:
        rows = _first(books.visits) & chosen(books.visits)
        return books.by_organisation(rows, books.visits["organisation"])

    def of_patrol(books: Books) -> float:
        visits = books.night.visits
        return float(np.count_nonzero(_first(visits) & chosen(visits)))

    return of_organisations, of_patrol


def planned(visits: Columns) -> Bools:
    """All of them."""
    return np.ones(len(visits["visit"]), dtype=np.bool_)


def ended(outcome: str) -> _Chosen:
    """Those with an outcome."""

    def rows(visits: Columns) -> Bools:
        found: Bools = visits["outcome"] == outcome
        return found

    return rows


def late(visits: Columns) -> Bools:
    """Those that were delivered and began after their window."""
    found: Bools = (visits["outcome"] == "delivered") & (visits["start_s"] > visits["latest_s"])
    return found


def rounds(books: Books) -> Floats:
    """Rounds in night shifts."""
    return books.by_organisation(
        in_night(books.rounds, books.parameters), books.rounds["organisation"]
    )


def rounds_of_patrol(books: Books) -> float:
    """The patrol's: so many cars with their crews."""
    return float(len(books.night.rounds["round"]))


def distance_km(books: Books) -> Floats:
    """Kilometres of the rounds in night shifts, walking included."""
    return of_legs(books, _km(books.legs))


def distance_km_of_patrol(books: Books) -> float:
    """The same of the patrol."""
    return math.fsum(_km(books.night.legs).tolist())


def co2e_kg(books: Books) -> Floats:
    """Well-to-wheel emissions of these kilometres."""
    return of_legs(books, leg_co2e_kg(books.legs, books.parameters))


def co2e_kg_of_patrol(books: Books) -> float:
    """The same of the patrol."""
    return math.fsum(leg_co2e_kg(books.night.legs, books.parameters).tolist())


def client_h(books: Books) -> Floats:
    """Hours with clients at planned visits of the night, each carer's."""
    care_s = np.where(books.visits["kind"] == NIGHT, books.visits["care_s"], 0)
    return books.by_organisation(care_s, books.visits["organisation"]) / SECONDS_PER_HOUR


def client_h_of_patrol(books: Books) -> float:
    """The same of the patrol, everybody in a car counted as in its paid hours."""
    care_s = int(books.night.visits["care_s"].sum())
    return care_s * books.parameters.day.night_crew / SECONDS_PER_HOUR


def paid_h(books: Books) -> Floats:
    """Paid hours of the rounds in night shifts, overtime too."""
    return night_staff_h(books)


def paid_h_of_patrol(books: Books) -> float:
    """The same of the patrol, of everybody in a car."""
    paid_s = int(books.night.duty.paid_s.sum())
    return paid_s * books.parameters.day.night_crew / SECONDS_PER_HOUR


def staff_cost_sek(books: Books) -> Floats:
    """These hours with what unsocial hours add; vehicles and overhead apart."""
    cost_sek = rounds_on_municipal_terms_sek(books.rounds, books.duty, books.parameters)
    own_sek = np.where(in_night(books.rounds, books.parameters), cost_sek, 0.0)
    return books.by_organisation(own_sek, books.rounds["organisation"]) * terms_factor(books)


def staff_cost_sek_of_patrol(books: Books) -> float:
    """The same of the patrol, on municipal terms, of everybody in a car."""
    night, parameters = books.night, books.parameters
    cost_sek = rounds_on_municipal_terms_sek(night.rounds, night.duty, parameters)
    return math.fsum(cost_sek.tolist()) * parameters.day.night_crew


def _providers(books: Books) -> Ints:
    """Who makes the night's visits of each client that has any."""
    visits = books.population.visits
    has_nights = np.unique(visits.client[visits.kind == NIGHT])
    providers: Ints = books.assignment.organisation[has_nights, NIGHT].astype(np.int64)
    return providers


def _first(visits: Columns) -> Bools:
    """Rows of the night's visits, each visit once."""
    rows: Bools = (visits["kind"] == NIGHT) & (visits["carer"] == 0)
    return rows


def of_legs(books: Books, values: Floats) -> Floats:
    """Sums over the legs of rounds in night shifts."""
    at_night = books.rounds["round"][in_night(books.rounds, books.parameters)]
    own = np.where(np.isin(books.legs["round"], at_night), values, 0.0)
    return books.by_organisation(own, books.legs["organisation"])


def _km(legs: Columns) -> Floats:
    """Kilometres of each leg."""
    km: Floats = legs["distance_m"] / METRES_PER_KM
    return km
