"""Household services that organisations sell in idle time: the terms, and the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

SOLD, GAVE_WAY = "sold", "gave_way"
SALES = (SOLD, GAVE_WAY)


@dataclass(frozen=True)
class HouseholdTerms:
    """Which organisations of the study may sell, within which hours of the day, and how long.

    A stretch of idle time of less than `shortest_s` is not sold in; plans leave `spare_s` of it.
    """

    sellers: frozenset[int]
    opens_s: int
    closes_s: int
    visit_s: int
    shortest_s: int
    spare_s: int


class HouseholdVisit(NamedTuple):
    """One service that was planned into the idle time of a round, from its base and back.

    Times in seconds after midnight; the work begins at `arrive_s + stop_s`. `outcome` is one of
    SALES: a service that gave way has ways of 0 m, and -1 for its times and its `vehicle` (as in
    Leg).
    """

    client: int
    round: int
    organisation: int
    team: int
    vehicle_type: str
    mode: str
    planned_depart_s: int
    vehicle: int
    depart_s: int
    arrive_s: int
    stop_s: int
    end_s: int
    return_s: int
    out_distance_m: float
    back_distance_m: float
    outcome: str
