"""The comparisons of all points as tables that have a column for each factor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ruttsim.accounts.statement import ALL, TOTAL
from ruttsim.statistics.intervals import Estimate
from ruttsim.summaries import by_population, judged
from ruttsim.sweep.series import TOTAL_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.sweep.points import Point

_PERCENT = ["percent", "percent_low", "percent_high"]
_JUDGED = ["populations_more", "populations_less", "p", "p_holm", "outcome"]
FIGURE_COLUMNS = ["split", "organisation", "kpi", "unit", *Estimate._fields]
DIFFERENCE_COLUMNS = [
    *("split", "reference", "organisation", "kpi", "unit"),
    *(*Estimate._fields, *_PERCENT, *_JUDGED),
]


def points_table(
    design: Sequence[Point],
    maps: Sequence[str],
    populations: Sequence[int],
    not_compared: Sequence[Sequence[str]],
) -> pd.DataFrame:
    """All points: point, a column a factor, map, populations, not_compared (names of splits)."""
    import pandas as pd

    rows = [
        (it.index, *it.levels.values(), source, count, " ".join(left_out))
        for it, source, count, left_out in zip(design, maps, populations, not_compared, strict=True)
    ]
    columns = ["point", *design[0].levels, "map", "populations", "not_compared"]
    return pd.DataFrame(rows, columns=columns)


def figures_table(design: Sequence[Point], summaries: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Means of all points: point, a column a factor, then FIGURE_COLUMNS.

    `summaries` are what `compare` gives at each point, of group all.
    """
    return _located(design, summaries, FIGURE_COLUMNS)


def differences_table(design: Sequence[Point], tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Differences at all points: point, a column a factor, then DIFFERENCE_COLUMNS.

    `tables` are what `compare` gives at each point, of group all. P-values are adjusted over all
    points and splits that have a figure, and outcomes follow from these.
    """
    import pandas as pd

    if not any(map(len, tables)):
        return _located(design, tables, DIFFERENCE_COLUMNS)
    whole = judged(pd.concat(tables, ignore_index=True))
    counts = [len(it) for it in tables]
    ends = [sum(counts[: place + 1]) for place in range(len(counts))]
    parts = [whole.iloc[end - count : end] for end, count in zip(ends, counts, strict=True)]
    return _located(design, parts, DIFFERENCE_COLUMNS)


def totals_of_point(point: Point, results: pd.DataFrame, left_out: Sequence[str]) -> pd.DataFrame:
    """Figures of all organisations by population at a point; columns TOTAL_COLUMNS.

    `results` are key figures day by day; splits that are not compared are left out.
    """
    is_total = (results["organisation"] == TOTAL) & (results["group"] == ALL)
    chosen = results[is_total & ~results["split"].isin(left_out)]
    found = by_population(chosen.astype({"split": object, "kpi": object, "unit": object}))
    return found.assign(point=point.index)[TOTAL_COLUMNS]


def of_all_groups(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of group all."""
    return table[table["group"] == ALL].reset_index(drop=True)


def _located(
    design: Sequence[Point], tables: Sequence[pd.DataFrame], columns: list[str]
) -> pd.DataFrame:
    """Tables of points as one, with the point and its levels before their columns."""
    import pandas as pd

    parts = []
    for point, table in zip(design, tables, strict=True):
        part = table[columns].reset_index(drop=True)
        part.insert(0, "point", point.index)
        for place, (factor, level) in enumerate(point.levels.items(), start=1):
            part.insert(place, factor, level)
        parts.append(part)
    return pd.concat([it for it in parts if len(it)] or parts[:1], ignore_index=True)
