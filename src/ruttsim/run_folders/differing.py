"""How two runs differ: in what made them, and in their figures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ruttsim.accounts.statement import ALL, TOTAL
from ruttsim.errors import DataError, Fault, StudyError, reason
from ruttsim.journal.folder import differing
from ruttsim.recorded.manifest import AGAIN

if TYPE_CHECKING:
    import pandas as pd

SUMMARY = "summary.csv"
FIGURES = "figures.csv"
"""Of a sweep."""
_KEY = ["split", "kpi"]


class Change(NamedTuple):
    """One thing that two manifests say otherwise; None where one does not say it."""

    name: str
    old: Any
    new: Any


class FigureChange(NamedTuple):
    """A mean of two runs, of all organisations together, and the difference in parts of the old."""

    split: str
    kpi: str
    unit: str
    old: float
    new: float
    share: float


def manifest_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """What made two runs otherwise, by name."""
    return [Change(*it) for it in differing(old, new)]


def figure_changes(old: Path, new: Path) -> list[FigureChange]:
    """Means that differ, of all organisations, of splits that both runs have; largest first.

    Of two sweeps it is their points that both have, and `split` tells the point too.

    Raises
    ------
    StudyError
        One is a sweep and the other a run.
    DataError
        A summary is missing or damaged.
    """
    if (old / FIGURES).is_file() != (new / FIGURES).is_file():
        problem, remedy = "One is a sweep and the other a run.", "Name two of a sort."
        raise StudyError([Fault(str(new), "NEW", problem, remedy)])
    one, other = (_totals(folder) for folder in (old, new))
    both = one.merge(other, on=_KEY, suffixes=("_old", "_new"))
    columns = ("split", "kpi", "unit_old", "mean_old", "mean_new")
    rows = zip(*(both[name].tolist() for name in columns), strict=True)
    changes = [
        FigureChange(split, kpi, unit, before, after, _share(before, after))
        for split, kpi, unit, before, after in rows
        if before != after and not (math.isnan(before) and math.isnan(after))
    ]
    return sorted(changes, key=lambda it: (-abs(it.share), it.split, it.kpi))


def _share(before: float, after: float) -> float:
    """The difference in parts of the old value."""
    if before == 0 or math.isnan(before) or math.isnan(after):
        return math.inf
    return (after - before) / abs(before)


def _totals(folder: Path) -> pd.DataFrame:
    """Means of organisation total and group all, of a run or of the points of a sweep."""
    import pandas as pd

    swept = (folder / FIGURES).is_file()
    file = folder / (FIGURES if swept else SUMMARY)
    try:
        table = pd.read_csv(file)
        is_whole = table["organisation"] == TOTAL
        if swept:
            place = table.columns.get_loc("split")
            factors = [str(it) for it in table.columns[1:place]]
            for factor in reversed(factors):
                table["split"] = f"{factor}=" + table[factor].astype(str) + " " + table["split"]
        else:
            is_whole &= table["group"] == ALL
        return table.loc[is_whole, [*_KEY, "unit", "mean"]]
    except FileNotFoundError as error:
        raise DataError([Fault(str(file), "file", "It is missing.", AGAIN)]) from error
    except (OSError, ValueError, KeyError) as error:
        problem = f"It cannot be read as the summary of a run: {reason(error)}."
        raise DataError([Fault(str(file), "file", problem, AGAIN)]) from error
