"""Keys and columns of every file that goes in or comes out, for people to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class SchemaLine(NamedTuple):
    """A key or column: its type or unit, and what it means."""

    name: str
    type: str
    meaning: str


_WHERE = (
    SchemaLine("population", "whole number", "Which draw of clients; 0 is the first."),
    SchemaLine("split", "text", "Name of the area split."),
    SchemaLine("day", "whole number", "Which disturbed day; 0 is the first."),
)
_FIGURE = (
    SchemaLine("organisation", "text", "Name of the organisation, or total for all together."),
    SchemaLine("kpi", "text", "Name of the key figure: see `ruttsim schema kpis`."),
    SchemaLine("group", "text", "all, vehicle_type=NAME or basic_area=NAME."),
    SchemaLine("unit", "text", "Unit of the value."),
)
_ESTIMATE = (
    SchemaLine("mean", "number", "Mean over populations; empty for fewer than five clients."),
    SchemaLine("low", "number", "Lower end of the 95 % interval; empty where n is 1."),
    SchemaLine("high", "number", "Upper end of the 95 % interval; empty where n is 1."),
    SchemaLine("n", "whole number", "Populations."),
)
_ROUND = (
    SchemaLine("round", "whole number", "Round, counted within population and split; -1: none."),
    SchemaLine("organisation", "text", "Name of the organisation."),
    SchemaLine("team", "whole number", "Team, counted within the organisation."),
)
_VEHICLE = (
    SchemaLine("vehicle_type", "text", "Name of the vehicle type: see `ruttsim params`."),
    SchemaLine("mode", "text", "car, ebike or walk."),
)

RESULTS = (_WHERE[0], _WHERE[2], _WHERE[1], *_FIGURE, SchemaLine("value", "number", "The figure."))
SUMMARY = (_WHERE[1], *_FIGURE, *_ESTIMATE)
DIFFERENCES = (*SUMMARY, SchemaLine("reference", "text", "The area split it differs from."))
LEGS = (
    *_WHERE,
    *_ROUND,
    *_VEHICLE,
    SchemaLine("sequence", "whole number", "Which leg of the round; 0 leaves the base."),
    SchemaLine("from_place", "whole number", "Place left: buildings first, then premises."),
    SchemaLine("to_place", "whole number", "Place arrived at."),
    SchemaLine("visit", "whole number", "Visit arrived at; -1 on the way back to the base."),
    SchemaLine("depart_s", "s", "Seconds after midnight when the leg starts."),
    SchemaLine("arrive_s", "s", "Seconds after midnight when the vehicle stops."),
    SchemaLine("stop_s", "s", "From the vehicle to the door; within a building, the walk."),
    SchemaLine("distance_m", "m", "Distance along the street."),
)
VISITS = (
    *_WHERE,
    SchemaLine("visit", "whole number", "Visit of the care plans."),
    SchemaLine("carer", "whole number", "0, or 1 for the second carer of the visit."),
    SchemaLine("client", "whole number", "Client."),
    SchemaLine("kind", "text", "care or service."),
    SchemaLine("basic_area", "text", "Basic area where the client lives."),
    _ROUND[1],
    _ROUND[2],
    _ROUND[0],
    SchemaLine("earliest_s", "s", "Earliest start."),
    SchemaLine("latest_s", "s", "Latest start."),
    SchemaLine("planned_s", "s", "Planned duration."),
    SchemaLine("planned_start_s", "s", "Planned start; -1 where no round holds the visit."),
    SchemaLine("ready_s", "s", "When the carer stands at the door; -1: never."),
    SchemaLine("start_s", "s", "When care starts; -1: never."),
    SchemaLine("end_s", "s", "When the carer is done here; -1: never was here."),
    SchemaLine("care_s", "s", "Time of care in fact."),
    SchemaLine("outcome", "text", "delivered, cancelled or missed."),
    SchemaLine("reason", "text", "Why it was missed: unserved, partner_absent, too_late."),
)
ROUNDS = (
    *_WHERE,
    _ROUND[0],
    SchemaLine("carer", "whole number", "Carer; the parts of a split shift have the same."),
    *_ROUND[1:],
    SchemaLine("premise", "text", "Premises of the base."),
    SchemaLine("shift", "text", "Line of the menu of shifts."),
    SchemaLine("part", "whole number", "Part of the shift; a split shift has 0 and 1."),
    *_VEHICLE,
    SchemaLine("leave_s", "s", "When the carer leaves the base."),
    SchemaLine("return_s", "s", "When the carer is back."),
    SchemaLine("break_start_s", "s", "Start of the break; -1: none."),
    SchemaLine("break_end_s", "s", "End of the break; -1: none."),
)


def _study() -> tuple[SchemaLine, ...]:
    """Keys of study.toml."""
    from ruttsim.study.schema import schema_rows

    return tuple(
        SchemaLine(row.key, f"{row.type}; {row.default}", row.description) for row in schema_rows()
    )


def _kpis() -> tuple[SchemaLine, ...]:
    """The key figures."""
    from ruttsim.accounts.kpis import KPIS

    return tuple(SchemaLine(kpi.name, kpi.unit, kpi.title_en) for kpi in KPIS.values())


SCHEMAS: dict[str, Callable[[], tuple[SchemaLine, ...]]] = {
    "study": _study,
    "kpis": _kpis,
    "results": lambda: RESULTS,
    "summary": lambda: SUMMARY,
    "differences": lambda: DIFFERENCES,
    "legs": lambda: LEGS,
    "visit_records": lambda: VISITS,
    "rounds": lambda: ROUNDS,
}
"""Schemas by name."""
