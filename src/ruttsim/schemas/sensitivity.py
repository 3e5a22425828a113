"""Columns of the tables that a sensitivity analysis writes."""

from __future__ import annotations

from ruttsim.schemas.line import SchemaLine

_UNIT_OF_KPI = "kpi_unit"
SENSITIVITY = (
    SchemaLine("number", "text", "Name of the number, as ruttsim params gives it."),
    SchemaLine("unit", "text", "Unit of the number."),
    SchemaLine("low", "unit", "Lower end, as far as other numbers let it go."),
    SchemaLine("value", "unit", "What the study says."),
    SchemaLine("high", "unit", "Upper end, as far as other numbers let it go."),
    SchemaLine("status", "text", "READ, DERIVED, BG or ASSUMP."),
    SchemaLine("changes_first", "text", "First stage that makes something else; or nothing."),
    SchemaLine("kpi", "text", "Key figure, of all organisations together."),
    SchemaLine("kpi_unit", "text", "Unit of the key figure."),
    SchemaLine("difference_low", _UNIT_OF_KPI, "Second split less first, the number at low."),
    SchemaLine("difference", _UNIT_OF_KPI, "What effects are counted from."),
    SchemaLine("difference_high", _UNIT_OF_KPI, "Second split less first, the number at high."),
    SchemaLine("swing", _UNIT_OF_KPI, "The farthest that the difference moves in the range."),
    SchemaLine("swing_error", _UNIT_OF_KPI, "Its standard error over populations."),
    SchemaLine("luck_sd", _UNIT_OF_KPI, "Standard deviation that searching plans anew gives it."),
    SchemaLine(
        "is_beyond_luck",
        "truth",
        "Whether any effect is more than that luck (5 % of false alarms).",
    ),
    SchemaLine("populations", "whole number", "How many populations."),
    SchemaLine("mu_star", _UNIT_OF_KPI, "Morris: mean size of the effect of the whole range."),
    SchemaLine("mu_star_confidence", _UNIT_OF_KPI, "Half width of its 95 % interval."),
    SchemaLine("sigma", _UNIT_OF_KPI, "Morris: standard deviation of effects."),
    SchemaLine("s1", "share", "Sobol: of the variance, by the number alone."),
    SchemaLine("s1_confidence", "share", "Half width of its 95 % interval."),
    SchemaLine("st", "share", "Sobol: of the variance, by the number with all others."),
    SchemaLine("st_confidence", "share", "Half width of its 95 % interval."),
    SchemaLine("turning_value", "unit", "Where the difference is zero, of unverified numbers."),
    SchemaLine("turning_by", "text", "bisection, interpolation, or empty."),
    SchemaLine("fault", "text", "Why an end has no figures; empty for most."),
)
_OF_TURNING = (
    *("kpi", "kpi_unit", "number", "unit", "low", "value", "high", "status"),
    *("difference", "turning_value", "turning_by", "is_beyond_luck"),
)
_BY_NAME = {it.name: it for it in SENSITIVITY}
TURNING = tuple(_BY_NAME[name] for name in _OF_TURNING)
