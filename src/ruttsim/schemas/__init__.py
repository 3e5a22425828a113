"""Keys and columns of every file that goes in or comes out, for people to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ruttsim.demand.columns import CLIENT_COLUMNS, VISIT_COLUMNS, Column
from ruttsim.schemas.line import WHERE, SchemaLine
from ruttsim.schemas.record import (
    ALARMS,
    CHARGING,
    DECISIONS,
    HOUSEHOLD,
    LEGS,
    PLAN,
    ROUNDS,
    VISITS,
)
from ruttsim.schemas.sensitivity import SENSITIVITY, TURNING
from ruttsim.schemas.sweep import (
    EFFECTS,
    INTERACTIONS,
    SWEEP_DIFFERENCES,
    SWEEP_FIGURES,
    SWEEP_POINTS,
)

_FIGURE = (
    SchemaLine(
        "organisation", "text", "Name of the organisation, total for all together, patrol or payer."
    ),
    SchemaLine("kpi", "text", "Name of the key figure: see `ruttsim schema kpis`."),
    SchemaLine(
        "group", "text", "all, or vehicle_type=, basic_area=, district= or reason=, and a name."
    ),
    SchemaLine("unit", "text", "Unit of the value."),
)
_ESTIMATE = (
    SchemaLine("mean", "number", "Mean over populations; empty for fewer than five clients."),
    SchemaLine("low", "number", "Lower end of the 95 % interval; empty where n is 1."),
    SchemaLine("high", "number", "Upper end of the 95 % interval; empty where n is 1."),
    SchemaLine("n", "whole number", "Populations."),
)
RESULTS = (WHERE[0], WHERE[2], WHERE[1], *_FIGURE, SchemaLine("value", "number", "The figure."))
SUMMARY = (WHERE[1], *_FIGURE, *_ESTIMATE)
_REFERENCE = SchemaLine("reference", "text", "The area split it differs from.")
DIFFERENCES = (
    *SUMMARY,
    _REFERENCE,
    SchemaLine("percent", "%", "In per cent of the reference; empty for shares and results."),
    SchemaLine("percent_low", "%", "Lower end of its 95 % interval (Fieller's)."),
    SchemaLine("percent_high", "%", "Upper end of its 95 % interval."),
    SchemaLine("populations_more", "whole number", "Populations with a difference above zero."),
    SchemaLine("populations_less", "whole number", "Populations with a difference below zero."),
    SchemaLine("p", "probability", "Student's test that there is no difference; empty at n = 1."),
    SchemaLine(
        "p_equivalent",
        "probability",
        "Test that it is of interest; empty where the study states no interest.",
    ),
    SchemaLine("p_holm", "probability", "p adjusted for all splits compared (Holm)."),
    SchemaLine("p_equivalent_holm", "probability", "p_equivalent adjusted likewise."),
    SchemaLine(
        "outcome", "text", "more, less, same, equivalent or not_told_apart; empty at n = 1."
    ),
)
SPREAD = (
    WHERE[1],
    *_FIGURE,
    _REFERENCE,
    SchemaLine("population_sd", "number", "Standard deviation of the difference by population."),
    SchemaLine("day_sd", "number", "The same by day of a population; empty where it has one."),
    SchemaLine(
        "search_sd", "number", "By search of the plans; empty where planning.searches is 1."
    ),
    SchemaLine("day_share", "share", "Part of the mean's variance that is the days'."),
    SchemaLine("populations", "whole number", "Populations."),
    SchemaLine("days", "whole number", "Days of each population; 1: a figure of all days."),
    SchemaLine("searches", "whole number", "Searches of the first population's plans."),
)
LOWEST = (
    WHERE[1],
    SchemaLine("kpi", "text", "Name of the key figure, of all organisations together."),
    SchemaLine("unit", "text", "Unit of the value."),
    SchemaLine("mean", "number", "Mean over populations less that of the lowest other split."),
    SchemaLine("low", "number", "Lower end of the interval; at 95 % all of a figure hold at once."),
    SchemaLine("high", "number", "Upper end of the interval; 0: the split is the lowest."),
    SchemaLine("may_be_lowest", "true or false", "Whether the split may be the lowest."),
    SchemaLine("n", "whole number", "Populations."),
)
PRECISION = (
    WHERE[1],
    SchemaLine("kpi", "text", "Name of the key figure, of all organisations together."),
    SchemaLine("unit", "text", "Unit of the widths."),
    SchemaLine("half_width", "number", "Half the width of the difference's 95 % interval."),
    SchemaLine("wanted", "number", "What the study wants it to be at most."),
    SchemaLine("n", "whole number", "Populations."),
    SchemaLine("likely_n", "whole number", "Populations that are likely to be enough."),
    SchemaLine("is_reached", "true or false", "Whether it is that narrow."),
)
DECOMPOSITION = (
    WHERE[1],
    _REFERENCE,
    _FIGURE[1],
    SchemaLine("part", "text", "What the part comes from; parts of a key figure add up."),
    _FIGURE[3],
    *_ESTIMATE,
)
STEPS = (
    WHERE[1],
    SchemaLine("before", "text", "Name of the step before."),
    SchemaLine("organisation", "text", "Name of an organisation, or total."),
    SchemaLine("kpi", "text", "surplus_paid_h, surplus_vehicles or surplus_cost_sek."),
    SchemaLine("unit", "text", "Unit of the estimate."),
    *_ESTIMATE,
)
LAYER = (
    SchemaLine("organisation", "text", "Name of an organisation of the split, one a row."),
    SchemaLine(
        "geometry",
        "polygon",
        "What it serves; together they cover every basic area once. Any coordinate system.",
    ),
)
_ESTIMATES = (
    SchemaLine("travel_h", "h/day", "Estimated travel."),
    SchemaLine("co2e_kg", "kg CO2e/day", "Estimated emissions of driving."),
    SchemaLine("travel_gap_min_per_h", "min/h", "Estimated travel gap between organisations."),
)
DIVISIONS = (
    SchemaLine("division", "whole number", "Place in the front of a search, by travel."),
    *_ESTIMATES,
    SchemaLine("largest_deviation", "share", "Of hours: the zone farthest from what is wanted."),
    SchemaLine("split", "text", "Area split of the study written; empty for most."),
    SchemaLine(
        "same_as",
        "text",
        "Area split of the study with the same organisation for every sampled client, and the same "
        "rules for alarms and nights; mostly empty.",
    ),
    SchemaLine("zones", "text", "A letter a basic area in the map's order; A: first organisation."),
)
FRONT = (
    SchemaLine("split", "text", "Name of the area split."),
    SchemaLine("figure", "text", "travel_h, co2e_kg or travel_gap_min_per_h."),
    SchemaLine("unit", "text", "Unit of the values."),
    SchemaLine("estimate", "number", "Estimated on the sample days."),
    SchemaLine("mean", "number", "Simulated, mean over populations; empty where it is not."),
    *_ESTIMATE[1:],
    SchemaLine("difference", "number", "From the split that was searched, paired by population."),
    SchemaLine("difference_low", "number", "Lower end of its 95 % interval."),
    SchemaLine("difference_high", "number", "Upper end of its 95 % interval."),
)
_AREAS = (
    SchemaLine("basic_area", "text", "Name of the basic area, once in the layer."),
    SchemaLine("name", "text; optional", "What maps and reports call it."),
    SchemaLine("district", "text; optional", "District that it belongs to."),
    SchemaLine("character", "text; optional", "apartments, houses or countryside."),
    SchemaLine("population", "persons; optional", "Persons who live there."),
    SchemaLine("share_65plus", "share; optional", "Share of them who are 65 or older, 0 to 1."),
    SchemaLine("share_flats", "share; optional", "Share of its dwellings that are flats, 0 to 1."),
    SchemaLine("built_km2", "km2; optional", "Land that is built on."),
    SchemaLine("geometry", "polygon", "Areas meet without gaps or overlaps."),
)
_PREMISES = (
    SchemaLine("premise", "text", "Name that studies use, once in the layer."),
    SchemaLine("name", "text", "What reports call it."),
    SchemaLine("district", "text", "District where it is."),
    SchemaLine("source", "text", "Who says so, or the rule that placed it."),
    SchemaLine("geometry", "point", "Where a team may have its base."),
)
_LANDMARKS = (
    SchemaLine("kind", "text", "water, railway or place."),
    SchemaLine("name", "text", "What it is called; may be empty."),
    SchemaLine("geometry", "any shape", "Drawn under the streets; places by importance."),
)
_ROADS = (
    SchemaLine("node_x_m", "m", "Easting of each junction or dead end."),
    SchemaLine("node_y_m", "m", "Northing."),
    SchemaLine("tail", "whole number", "Node where each directed edge starts."),
    SchemaLine("head", "whole number", "Node where it ends."),
    SchemaLine("length_m", "m", "Length."),
    SchemaLine("speed_kmh", "km/h", "Posted or assumed limit for cars."),
    SchemaLine("road_class", "whole number", "0 motorway ... 11 footway, as OpenStreetMap's."),
    SchemaLine("modes", "bits", "Who may use it: 1 car, 2 ebike, 4 walk."),
    SchemaLine("reverse", "whole number", "Edge of the other direction; -1: none."),
    SchemaLine("name", "whole number", "Place in names; 0 is the empty name."),
    SchemaLine("names", "text", "Names of streets."),
    SchemaLine("shape_start", "whole number", "First point of each edge's line, and the end."),
    SchemaLine("shape_x_m", "m", "Easting of the points of lines."),
    SchemaLine("shape_y_m", "m", "Northing."),
    SchemaLine("surface", "whole number", "0 unknown, 1 paved, 2 compacted, 3 loose."),
    SchemaLine("signals", "whole number", "Traffic lights on the edge, its head included."),
    SchemaLine("forbidden_from", "whole number", "Edges that cars may not turn from ..."),
    SchemaLine("forbidden_to", "whole number", "... into these."),
)
_MAP_MANIFEST = (
    SchemaLine("name", "text", "Name of the map."),
    SchemaLine("title", "text", "What reports call it."),
    SchemaLine("schematic", "true or false", "Whether the streets are drawn, not surveyed."),
    SchemaLine("source", "text", "Where the streets come from."),
    SchemaLine("date", "text", "Date of the source."),
    SchemaLine("licence", "text", "What the map may be used for."),
    SchemaLine("assumptions", "list of text", "Sentences that every report of the map repeats."),
    SchemaLine("content_hash", "text", "SHA-256 of what roads, areas and premises hold."),
    SchemaLine("counts", "table", "What the import read and left out, by name."),
    SchemaLine("assumptions_sv", "list of text", "Assumptions in Swedish; older maps have none."),
)
_MAP_FILES = {
    "manifest.json": _MAP_MANIFEST,
    "areas.parquet": _AREAS,
    "premises.parquet": _PREMISES,
    "landmarks.parquet": _LANDMARKS,
    "roads.npz": _ROADS,
}
MANIFEST = (
    SchemaLine("format", "whole number", "Version of the run folder's format."),
    SchemaLine("command", "text", "What gives the run again."),
    SchemaLine("quick", "true or false", "Whether it was a first look."),
    SchemaLine("seed", "whole number", "Seed of the study."),
    SchemaLine("populations", "whole number", "Populations; more than the study's for precision."),
    SchemaLine("study", "table", "Everything the study says: see `ruttsim schema study`."),
    SchemaLine("study_hash", "text", "SHA-256 of that."),
    SchemaLine("inputs.NAME", "text", "SHA-256 of a file that the study names."),
    SchemaLine("map", "table", "The map's manifest.json without its assumptions and counts."),
    SchemaLine("parameters_hash", "text", "SHA-256 of all cited numbers."),
    SchemaLine("versions.NAME", "text", "Version of ruttsim, Python or a package."),
    SchemaLine("language", "text", "Of the report: sv or en."),
    SchemaLine("files.NAME", "text", "SHA-256 of a file of the run; timing.json has none."),
)
SWEEP_MANIFEST = (
    *(it for it in MANIFEST if it.name != "populations"),
    SchemaLine("maps", "list of tables", "The maps of all points; map is that of the first."),
    SchemaLine("points", "list of tables", "The level of each factor at each point."),
)
TIMING = (
    SchemaLine("workers", "whole number", "Processes, or tasks at a time in a cluster."),
    SchemaLine("wall_s.NAME", "s", "Time that passed in a part of the run."),
    SchemaLine("cpu_s.NAME", "s", "Processor time of a stage, all processes together."),
)


def _study() -> tuple[SchemaLine, ...]:
    """Keys of study.toml."""
    from ruttsim.study.schema import schema_rows

    return tuple(
        SchemaLine(row.key, f"{row.type}; {row.default}", row.description) for row in schema_rows()
    )


def _own(columns: Mapping[str, Column]) -> tuple[SchemaLine, ...]:
    """Columns of one of the user's own files."""
    return tuple(
        SchemaLine(name, it.form if it.is_required else f"{it.form}; optional", it.description)
        for name, it in columns.items()
    )


def _map() -> tuple[SchemaLine, ...]:
    """Every file of a map folder: it lacks nothing that a layer of areas may leave out."""
    return tuple(
        SchemaLine(f"{file}: {line.name}", line.type.partition(";")[0], line.meaning)
        for file, lines in _MAP_FILES.items()
        for line in lines
    )


def _parameters() -> tuple[SchemaLine, ...]:
    """Numbers that the study's table `parameters` may replace."""
    from ruttsim.parameters import load_parameters, parameter_names

    quantities = {it.name: it for it in load_parameters().quantities}
    return tuple(
        SchemaLine(
            name,
            quantities[name].unit,
            f"{quantities[name].value:g}; plausibly {quantities[name].low:g} to "
            f"{quantities[name].high:g}.",
        )
        for name in parameter_names()
    )


def _kpis() -> tuple[SchemaLine, ...]:
    """The key figures."""
    from ruttsim.accounts.kpis import KPIS

    return tuple(SchemaLine(kpi.name, kpi.unit, kpi.title_en) for kpi in KPIS.values())


SCHEMAS: dict[str, Callable[[], tuple[SchemaLine, ...]]] = {
    "study": _study,
    "parameters": _parameters,
    "clients": lambda: _own(CLIENT_COLUMNS),
    "visits": lambda: _own(VISIT_COLUMNS),
    "layer": lambda: LAYER,
    "areas": lambda: _AREAS,
    "map": _map,
    "kpis": _kpis,
    "manifest": lambda: MANIFEST,
    "timing": lambda: TIMING,
    "results": lambda: RESULTS,
    "summary": lambda: SUMMARY,
    "differences": lambda: DIFFERENCES,
    "spread": lambda: SPREAD,
    "lowest": lambda: LOWEST,
    "precision": lambda: PRECISION,
    "decomposition": lambda: DECOMPOSITION,
    "steps": lambda: STEPS,
    "legs": lambda: LEGS,
    "visit_records": lambda: VISITS,
    "rounds": lambda: ROUNDS,
    "alarms": lambda: ALARMS,
    "decisions": lambda: DECISIONS,
    "charging": lambda: CHARGING,
    "household": lambda: HOUSEHOLD,
    "plan": lambda: PLAN,
    "front": lambda: FRONT,
    "divisions": lambda: DIVISIONS,
    "sensitivity": lambda: SENSITIVITY,
    "turning": lambda: TURNING,
    "effects": lambda: EFFECTS,
    "interactions": lambda: INTERACTIONS,
    "sweep_manifest": lambda: SWEEP_MANIFEST,
    "sweep_points": lambda: SWEEP_POINTS,
    "sweep_figures": lambda: SWEEP_FIGURES,
    "sweep_differences": lambda: SWEEP_DIFFERENCES,
}
"""Schemas by name: what goes in, the key figures, what comes out.

`visits` is the user's own file; what became of visits in a run is `visit_records`.
"""
