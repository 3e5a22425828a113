"""Hours: paid time and what it went to. Every function gives hours per organisation."""

from __future__ import annotations

import numpy as np

from ruttsim.accounts import places
from ruttsim.accounts.books import Books
from ruttsim.domain.arrays import Floats
from ruttsim.domain.day import PATROL
from ruttsim.units import SECONDS_PER_HOUR


def paid_h(books: Books) -> Floats:
    """Whole shifts and overtime."""
    return books.by_organisation(books.duty.paid_s, books.rounds["organisation"]) / SECONDS_PER_HOUR


def overtime_h(books: Books) -> Floats:
    """Paid time beyond the shifts, a part of paid time."""
    seconds = books.by_organisation(books.duty.overtime_s, books.rounds["organisation"])
    return seconds / SECONDS_PER_HOUR


def care_h(books: Books) -> Floats:
    """Time in care in fact; a visit of two carers counts for both."""
    seconds = books.by_organisation(books.visits["care_s"], books.visits["organisation"])
    return seconds / SECONDS_PER_HOUR


def alarm_care_h(books: Books) -> Floats:
    """Help at alarms that carers of rounds answered, each responder's."""
    is_own = books.alarms["organisation"] != PATROL
    help_s = (books.alarms["end_s"] - books.alarms["start_s"])[is_own]
    return books.by_organisation(help_s, books.alarms["organisation"][is_own]) / SECONDS_PER_HOUR


def driving_h(books: Books) -> Floats:
    """Moving between stops, by whatever mode."""
    moving_s = books.legs["arrive_s"] - books.legs["depart_s"]
    return books.by_organisation(moving_s, books.legs["organisation"]) / SECONDS_PER_HOUR


def stop_h(books: Books) -> Floats:
    """Between vehicle and door: parking, entrance, stairs, and walks next door."""
    seconds = books.by_organisation(books.legs["stop_s"], books.legs["organisation"])
    return seconds / SECONDS_PER_HOUR


def travel_h(books: Books) -> Floats:
    """Moving and stops together."""
    return driving_h(books) + stop_h(books)


def travel_h_by_district(books: Books) -> dict[str, float]:
    """Travel by district, of all organisations: half of each leg to the place at either end.

    Legs from and to the base are all of the place that they lead to or come from.
    """
    legs = books.legs
    seconds = (legs["arrive_s"] - legs["depart_s"] + legs["stop_s"]).astype(np.float64)
    areas = places.of_legs_by_area(books, seconds / SECONDS_PER_HOUR).sum(axis=0)
    return places.by_district(books, areas)


def driven_in_vain_h(books: Books) -> Floats:
    """The part of travel that led to visits found cancelled at the door."""
    legs = books.legs
    seconds = np.where(books.in_vain, legs["arrive_s"] - legs["depart_s"] + legs["stop_s"], 0)
    return books.by_organisation(seconds, legs["organisation"]) / SECONDS_PER_HOUR


def waiting_h(books: Books) -> Floats:
    """In the round but neither moving nor helping: for windows, partners and calls."""
    work_s = books.by_organisation(books.duty.work_s, books.rounds["organisation"])
    busy_h = care_h(books) + alarm_care_h(books) + travel_h(books)
    return work_s / SECONDS_PER_HOUR - busy_h


def other_h(books: Books) -> Floats:
    """Reporting, documentation and meetings."""
    seconds = books.by_organisation(books.duty.other_s, books.rounds["organisation"])
    return seconds / SECONDS_PER_HOUR


def idle_h(books: Books) -> Floats:
    """Paid time that nothing fills: what peaks and whole shifts leave over."""
    duty = books.duty
    idle_s = duty.paid_s - duty.work_s - duty.other_s
    return books.by_organisation(idle_s, books.rounds["organisation"]) / SECONDS_PER_HOUR


def granted_h(books: Books) -> Floats:
    """Granted time of the day's visits: planned time over the ratio performed to granted."""
    return planned_care_h(books) / books.parameters.demand.performed_per_granted


def planned_care_h(books: Books) -> Floats:
    """Planned time in care, of both carers where there are two."""
    return _planned_h(books, np.ones(len(books.visits["visit"]), dtype=bool))


def delivered_care_h(books: Books) -> Floats:
    """Planned time of the visits that were delivered, less what was left out of them."""
    return _planned_h(books, books.visits["outcome"] == "delivered") - shortened_care_h(books)


def shortened_care_h(books: Books) -> Floats:
    """Planned time that was left out of delivered visits."""
    seconds = books.by_organisation(books.visits["shortened_s"], books.visits["organisation"])
    return seconds / SECONDS_PER_HOUR


def cancelled_care_h(books: Books) -> Floats:
    """Planned time of the cancelled visits, found at the door, known before, or in no round."""
    return _planned_h(books, books.visits["outcome"] == "cancelled")


def missed_care_h(books: Books) -> Floats:
    """Planned time of the visits that were missed."""
    return _planned_h(books, books.visits["outcome"] == "missed")


def _planned_h(books: Books, chosen: np.ndarray) -> Floats:
    """Planned time of some rows of the visit records."""
    planned_s = np.where(chosen, books.visits["planned_s"], 0)
    return books.by_organisation(planned_s, books.visits["organisation"]) / SECONDS_PER_HOUR
