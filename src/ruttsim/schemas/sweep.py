"""Columns of the tables that a sweep writes."""

from __future__ import annotations

from ruttsim.schemas.line import SchemaLine

_FACTOR = SchemaLine("FACTOR", "text", "Name of the level; a column for each factor, by its name.")
_POINT = SchemaLine("point", "whole number", "Which point of the sweep, from 0.")
_SPLIT = SchemaLine("split", "text", "Name of the area split.")
_ORGANISATION = SchemaLine("organisation", "text", "As in `ruttsim schema summary`.")
_KPI = (
    SchemaLine("kpi", "text", "Name of the key figure: see `ruttsim schema kpis`."),
    SchemaLine("unit", "text", "Unit of the estimate."),
)
_ESTIMATE = (
    SchemaLine("mean", "number", "Mean over populations; empty where it is hidden at a point."),
    SchemaLine("low", "number", "Lower end of the 95 % interval; empty where n is 1."),
    SchemaLine("high", "number", "Upper end of the 95 % interval; empty where n is 1."),
    SchemaLine("n", "whole number", "Populations."),
)
_PERCENT = (
    SchemaLine("percent", "%", "In per cent of the reference; empty for shares and results."),
    SchemaLine("percent_low", "%", "Lower end of its 95 % interval (Fieller's)."),
    SchemaLine("percent_high", "%", "Upper end of its 95 % interval."),
)
_DIRECTIONS = (
    SchemaLine("populations_more", "whole number", "Populations in which it is above zero."),
    SchemaLine("populations_less", "whole number", "Populations in which it is below zero."),
)
_P = SchemaLine("p", "probability", "Student's test that it is zero; empty at n = 1.")
_OUTCOME = SchemaLine("outcome", "text", "more, less, same or not_told_apart; empty at n = 1.")
_OF_WHAT = (
    _SPLIT,
    SchemaLine(
        "reference", "text", "Empty: on the split's own figure; else on its difference from this."
    ),
    *_KPI,
    *_ESTIMATE,
)
_HOLM = SchemaLine(
    "p_holm", "probability", "p adjusted over levels, factors and splits of the figure (Holm)."
)

SWEEP_POINTS = (
    _POINT,
    _FACTOR,
    SchemaLine("map", "text", "The map, as the study names it."),
    SchemaLine("populations", "whole number", "Populations."),
    SchemaLine(
        "not_compared",
        "text",
        "Splits with too many visits without a round; all where the first is one.",
    ),
)
SWEEP_FIGURES = (_POINT, _FACTOR, _SPLIT, _ORGANISATION, *_KPI, *_ESTIMATE)
SWEEP_DIFFERENCES = (
    *(_POINT, _FACTOR, _SPLIT),
    SchemaLine("reference", "text", "The area split it differs from."),
    *(_ORGANISATION, *_KPI, *_ESTIMATE, *_PERCENT, *_DIRECTIONS, _P),
    SchemaLine("p_holm", "probability", "p adjusted over all points and splits (Holm)."),
    SchemaLine("outcome", "text", "As in `ruttsim schema differences`."),
)
EFFECTS = (
    SchemaLine("factor", "text", "Name of the factor."),
    SchemaLine("level", "text", "Name of the level whose effect it is."),
    SchemaLine("against", "text", "The first level of the factor."),
    SchemaLine(
        "at_factor",
        "text",
        "Another factor; empty: mean over levels of all others, one at a time at their first.",
    ),
    SchemaLine("at_level", "text", "The level of that factor."),
    *(*_OF_WHAT, *_DIRECTIONS, _P, _HOLM, _OUTCOME),
)
INTERACTIONS = (
    SchemaLine("factor", "text", "Name of a factor."),
    SchemaLine("level", "text", "Name of a level but the first."),
    SchemaLine("other", "text", "Name of another factor."),
    SchemaLine("other_level", "text", "Name of a level of it but the first."),
    *(*_OF_WHAT, _P, _HOLM, _OUTCOME),
)
