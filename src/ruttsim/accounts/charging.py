"""How vehicles were refilled, and what charging posts were needed for it."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from ruttsim.accounts.books import Books
from ruttsim.accounts.fleet import ByType, vehicle_types
from ruttsim.domain.arrays import Bools, Floats, Ints
from ruttsim.domain.energy import ON_THE_WAY, POST
from ruttsim.energy import charging_posts, energy_stores
from ruttsim.fleets import most_at_once
from ruttsim.units import SECONDS_PER_HOUR


def charged_kwh(books: Books) -> ByType:
    """Energy that vehicles were given until the next morning, wherever it was."""
    rows = books.charging
    given_kwh = rows["end_kwh"] - rows["start_kwh"]
    return {
        name: books.by_organisation(
            np.where(rows["vehicle_type"] == name, given_kwh, 0.0), rows["organisation"]
        )
        for name in vehicle_types(books)
    }


def posts(books: Books) -> Floats:
    """Charging posts that there are, added over the bases of each organisation."""
    parameters = books.parameters
    stores = energy_stores(parameters.vehicles, parameters.charging, parameters.climate)
    counts = np.zeros(len(books.organisations))
    for base, number in charging_posts(books.fleet, stores, parameters.charging.post_share).items():
        counts[base[0]] += number
    return counts


def posts_needed(books: Books) -> Floats:
    """The most vehicles at once that charge at a post or wait for one, added over bases."""
    rows, counts = books.charging, np.zeros(len(books.organisations))
    spans: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    names = ("organisation", "premise", "arrive_s", "end_s")
    for organisation, premise, arrive_s, end_s in zip(
        *(rows[name][_is_at_base(books)].tolist() for name in names), strict=True
    ):
        spans[organisation, premise].append((arrive_s, end_s))
    for (organisation, _), own in spans.items():
        counts[organisation] += most_at_once(own)
    return counts


def charging_h(books: Books) -> Floats:
    """Hours that vehicles were at posts."""
    rows, is_ours = books.charging, _is_at_base(books)
    return _hours(books, rows["end_s"] - _begins_s(books), is_ours)


def waiting_h(books: Books) -> Floats:
    """Hours that vehicles waited for a post, also those that were taken before there was one."""
    rows, is_ours = books.charging, _is_at_base(books)
    return _hours(books, _begins_s(books) - rows["arrive_s"], is_ours)


def departures_with_too_little(books: Books) -> Floats:
    """How often a vehicle was taken that held too little, for want of another."""
    row = _rounds_of(books, _of_rounds(books, "too_little"))
    return books.by_organisation(np.ones(len(row)), books.rounds["organisation"][row])


def battery_waits(books: Books) -> Floats:
    """How often a carer waited until a vehicle held enough, at the base or a public post."""
    row = _rounds_of(books, _of_rounds(books, "wait"))
    waits = books.by_organisation(np.ones(len(row)), books.rounds["organisation"][row])
    return waits + books.by_organisation(_is_stop(books) * 1.0, books.charging["organisation"])


def battery_wait_h(books: Books) -> Floats:
    """Hours from when carers had no vehicle with enough until they left with one."""
    is_wait = _of_rounds(books, "wait")
    row = _rounds_of(books, is_wait)
    waited_s = books.rounds["leave_s"][row] - books.decisions["time_s"][is_wait]
    waits_h = books.by_organisation(waited_s / SECONDS_PER_HOUR, books.rounds["organisation"][row])
    rows = books.charging
    return waits_h + _hours(books, rows["end_s"] - rows["start_s"], _is_stop(books))


def _is_stop(books: Books) -> Bools:
    """Rows of cars at a public post, which take time."""
    rows = books.charging
    found: Bools = (rows["way"] == ON_THE_WAY) & (rows["end_s"] > rows["start_s"])
    return found


def _of_rounds(books: Books, action: str) -> Bools:
    """Decisions about vehicles, without those of the patrol's rounds at night."""
    made = books.decisions
    is_ours: Bools = (made["rule"] == "vehicles") & (made["action"] == action)
    return is_ours & np.isin(made["to_round"], books.rounds["round"])


def _rounds_of(books: Books, is_ours: Bools) -> Ints:
    """The round that each of some decisions is about, as its row."""
    order = np.argsort(books.rounds["round"], kind="stable")
    numbers = books.rounds["round"][order]
    row: Ints = order[np.searchsorted(numbers, books.decisions["to_round"][is_ours])]
    return row


def _is_at_base(books: Books) -> Bools:
    """Rows of vehicles at a post, or waiting for one."""
    found: Bools = books.charging["way"] == POST
    return found


def _begins_s(books: Books) -> Ints:
    """When charging began, or what was the end of waiting in vain."""
    rows = books.charging
    begins_s: Ints = np.where(rows["start_s"] >= 0, rows["start_s"], rows["end_s"])
    return begins_s


def _hours(books: Books, seconds: Ints, chosen: Bools) -> Floats:
    """Hours of some rows."""
    hours = np.where(chosen, seconds, 0) / SECONDS_PER_HOUR
    return books.by_organisation(hours, books.charging["organisation"])
