"""The columns of the user's own clients and visits, as data: what readers check and help prints."""

from __future__ import annotations

from dataclasses import dataclass

from ruttsim.domain.demand import WEEKDAYS


@dataclass(frozen=True)
class Column:
    """One column: what it holds, in which unit or form, and whether it must be there."""

    description: str
    form: str
    is_required: bool = True


DWELLINGS = ("flats", "house")
PLANNED_KINDS = ("care", "service", "night")

WEEKDAY_SETS = {name: 1 << day for day, name in enumerate(WEEKDAYS)} | {
    "daily": 0b1111111,
    "weekdays": 0b0011111,
    "weekends": 0b1100000,
}
"""Words of the column `weekdays` and the bits that they stand for, Monday first."""

CLIENT_COLUMNS = {
    "client": Column("Name or number of the client, once in the file.", "text"),
    "x_m": Column("Easting; or give lat and lon, or a layer of points.", "m, EPSG:3006", False),
    "y_m": Column("Northing.", "m, EPSG:3006", False),
    "lat": Column("Latitude.", "degrees, WGS 84", False),
    "lon": Column("Longitude.", "degrees, WGS 84", False),
    "dwelling": Column(
        "Kind of building; decides the time from car to door.", " or ".join(DWELLINGS)
    ),
    "language": Column(
        "Language that the client would rather be helped in; drawn where empty or left out.",
        "swedish, or a name of demand.language_share",
        False,
    ),
    "organisation": Column(
        "Organisation that the client has now, as the study names it; empty for none.",
        "text",
        False,
    ),
}
"""Columns of clients.csv or of a layer of points, whose geometry takes the place of x_m, y_m."""

VISIT_COLUMNS = {
    "client": Column("The client visited, as in the file of clients.", "text"),
    "kind": Column("Personal care, service, or help at night.", " or ".join(PLANNED_KINDS)),
    "activity": Column("What is done there, in your own words.", "text"),
    "weekdays": Column(
        f"Days of the week: {', '.join(WEEKDAY_SETS)}; of a night, of its evening.",
        "words with spaces",
    ),
    "every_weeks": Column("1: every week, 2: every second; 1 if left out.", "weeks", False),
    "week": Column("Which of these weeks, from 0; 0 if left out.", "weeks", False),
    "earliest": Column("The visit may start from.", "HH:MM"),
    "latest": Column("The visit may start until.", "HH:MM"),
    "duration_min": Column("Planned time at the client.", "whole minutes"),
    "carers": Column("How many carers are there all the time.", "1 or 2"),
}
"""Columns of visits.csv."""
