"""The municipal patrol, accounted apart: in no sum, share or break-even of organisations."""

from __future__ import annotations

import math

from ruttsim.accounts.books import Books
from ruttsim.domain.day import PATROL
from ruttsim.units import METRES_PER_KM, SECONDS_PER_HOUR


def distance_km(books: Books) -> float:
    """Kilometres of its cars."""
    return math.fsum((books.patrol["distance_m"] / METRES_PER_KM).tolist())


def client_h(books: Books) -> float:
    """Hours of its crews with clients, everybody in a car counted as in its paid hours."""
    alarms = books.alarms
    is_own = alarms["organisation"] == PATROL
    seconds = int((alarms["end_s"] - alarms["start_s"])[is_own].sum())
    return seconds * books.parameters.day.patrol_crew / SECONDS_PER_HOUR


def paid_h(books: Books) -> float:
    """Hours of all crews on duty, around the clock, whether anybody rings or not."""
    of_day = books.parameters.day
    return sum(of_day.patrol_units_by_hour) * of_day.patrol_crew


def cost_sek(books: Books) -> float:
    """Paid hours at the full cost of an hour; cars apart."""
    return paid_h(books) * books.parameters.economy.staff_cost_sek_per_paid_h
