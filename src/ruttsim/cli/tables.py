"""Tables in plain text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ALL, TOTAL
from ruttsim.statistics.sequential import FEWEST

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.comparison import Result

SHOWN = (
    "visits",
    "carers",
    "paid_h",
    "overtime_h",
    "care_h",
    "travel_h",
    "driving_h",
    "waiting_h",
    "idle_h",
    "distance_km",
    "vehicles",
    "co2e_kg",
    "co2e_manufacture_kg",
    "cost_sek",
    "result_sek",
    "punctuality",
    "late_min_p95",
    "late_visits",
    "missed_visits",
    "breaches",
    "substitutes",
    "alarms",
    "alarm_in_time_share",
    "alarm_response_min",
    "alarm_response_min_p95",
    "patrol_cost_sek",
    "direct_time_share",
    "travel_share",
    "break_even_sek_per_granted_h",
)
"""Key figures that the command line prints."""

DIGITS = 4
DECIMALS = 9
"""Beyond which a difference is the rounding of a sum."""


def aligned(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows under their columns, the first column to the left and the rest as they are wide."""
    table = [list(columns), *(list(row) for row in rows)]
    widths = [max(len(row[k]) for row in table) for k in range(len(columns))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def comparison_table(result: Result) -> str:
    """All organisations together: each split's figures, then differences from the first."""
    names = [split.name for split in result.study.splits if split.name not in result.not_compared]
    parts = [
        "All organisations, an average day:",
        _table(result.summary, names),
        f"\nDifference from {names[0]}, the same people and days{_interval_note(result)}:",
        _table(result.differences, names[1:]),
    ]
    parts += [
        f"\nNot compared: {name}, where {share:.1%} of the visits fit in no round."
        for name, share in result.not_compared.items()
    ]
    parts += [f"\n{line}" for line in _precision_lines(result)]
    if result.map.manifest.schematic:
        parts.append("\nThe map is schematic: its streets are drawn, not surveyed.")
    return "\n".join(parts)


def _precision_lines(result: Result) -> list[str]:
    """For each figure with a wanted precision, whether the widest interval has it."""
    lines = []
    for kpi, rows in result.precision.groupby("kpi", sort=False):
        worst = rows.sort_values("half_width", kind="stable").iloc[-1]
        unit = f"{worst['wanted']:,.{DIGITS}g} {worst['unit']}"
        known = f"{worst['half_width']:,.{DIGITS}g} with {worst['n']} populations"
        if rows["is_reached"].all():
            lines.append(f"{kpi} is known to +-{unit}: +-{known}.")
        else:
            needed = f"likely needs {rows['likely_n'].max()}"
            if worst["n"] < FEWEST and worst["half_width"] <= worst["wanted"]:
                needed = f"narrow enough, but told only of {FEWEST} or more"
            lines.append(f"{kpi} is not known to +-{unit}: +-{known}, {needed}.")
    return lines


def _interval_note(result: Result) -> str:
    """What stands in brackets, if anything does."""
    n = result.study.time.populations
    return f" (95 % interval over {n} populations)" if n > 1 else " (one population, no interval)"


def _table(figures: pd.DataFrame, splits: Sequence[str]) -> str:
    """Shown key figures of organisation total, a column a split."""
    whole = figures[(figures["organisation"] == TOTAL) & (figures["group"] == ALL)]
    cells = {
        (split, kpi): _cell(mean, low, high)
        for split, kpi, mean, low, high in zip(
            *(whole[name].tolist() for name in ("split", "kpi", "mean", "low", "high")), strict=True
        )
    }
    rows = [
        [KPIS[kpi].title_en, KPIS[kpi].unit, *(cells.get((split, kpi), "-") for split in splits)]
        for kpi in SHOWN
    ]
    return aligned(["", "unit", *splits], rows)


def _cell(mean: float, low: float, high: float) -> str:
    """A mean with its interval, where there is one."""
    if math.isnan(mean):
        return "-"
    mean, low, high = (round(value, DECIMALS) + 0.0 for value in (mean, low, high))
    text = f"{mean:,.{DIGITS}g}" if abs(mean) < 10**DIGITS else f"{mean:,.0f}"
    if math.isnan(low):
        return text
    digits = f",.{DIGITS}g" if max(abs(low), abs(high)) < 10**DIGITS else ",.0f"
    return f"{text} [{low:{digits}} to {high:{digits}}]"
