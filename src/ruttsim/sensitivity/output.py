"""What a sensitivity analysis writes: a row a number and key figure, largest effects first."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruttsim.accounts.kpis import KPIS
from ruttsim.files import write_csv, write_json
from ruttsim.sensitivity.analysis import Sensitivity
from ruttsim.sensitivity.points import NOTHING
from ruttsim.statistics.intervals import moments

if TYPE_CHECKING:
    import pandas as pd

TABLE_FILE, TURNING_FILE = "sensitivity.csv", "turning.csv"
COLUMNS = [
    *("number", "unit", "low", "value", "high", "status", "changes_first", "kpi", "kpi_unit"),
    *("difference_low", "difference", "difference_high", "swing", "swing_error"),
    *("luck_sd", "is_beyond_luck", "populations"),
    *("mu_star", "mu_star_confidence", "sigma", "s1", "s1_confidence", "st", "st_confidence"),
    *("turning_value", "turning_by", "fault"),
]


def sensitivity_table(found: Sensitivity) -> pd.DataFrame:
    """All effects; columns COLUMNS, sorted by key figure and then by swing.

    `swing` is the farthest that the mean difference moves within the range, `swing_error` its
    standard error over populations (empty for one), `luck_sd` the standard deviation that a search
    of plans anew gives an effect (0 where plans stay). `difference` is what the effect is compared
    with: for numbers that change plans, the mean over searches. Empty: not computed.
    """
    import pandas as pd

    rows: list[tuple[Any, ...]] = []
    nothing = (math.nan,) * 3
    for kpi in found.kpis:
        of_kpi: list[tuple[Any, ...]] = []
        for it in found.moved:
            number = it.number
            swing, error = it.swing(kpi, found.own)
            key = (number.name, kpi)
            turned = found.turnings.get(key)
            of_kpi.append(
                (
                    *(number.name, number.unit, number.low, number.value, number.high),
                    *(number.status, it.changes_first, kpi, KPIS[kpi].unit),
                    *(
                        moments(it.differences(end, kpi, found.own)).mean
                        for end in ("low", "value", "high")
                    ),
                    *(swing, error),
                    found.own.luck_of_effect(kpi) if it.is_searched_anew else 0.0,
                    it.is_beyond_luck(kpi, found.own),
                    found.setting.study.time.populations,
                    *found.screened.get(key, nothing),
                    *found.indices.get(key, (*nothing, math.nan)),
                    turned.value if turned else math.nan,
                    turned.by if turned else "",
                    it.fault,
                )
            )
        place = COLUMNS.index("swing")
        of_kpi.sort(key=lambda row: (-row[place] if math.isfinite(row[place]) else 0.0, row[0]))
        rows += of_kpi
    return pd.DataFrame(rows, columns=COLUMNS)


def turning_table(table: pd.DataFrame) -> pd.DataFrame:
    """The unverified numbers that could change the sign of a difference within their range."""
    columns = ["kpi", "kpi_unit", "number", "unit", "low", "value", "high", "status"]
    columns += ["difference", "turning_value", "turning_by", "is_beyond_luck"]
    return table[table["turning_by"] != ""][columns].reset_index(drop=True)


def not_reached(found: Sensitivity) -> tuple[str, ...]:
    """Numbers of which no end changes anything at any stage: the study does not reach them."""
    return tuple(it.number.name for it in found.moved if it.changes_first == NOTHING)


def write_sensitivity(found: Sensitivity, table: pd.DataFrame, folder: Path) -> None:
    """Put the tables and the manifest into a folder."""
    write_csv(folder / TABLE_FILE, table)
    write_csv(folder / TURNING_FILE, turning_table(table))
    write_json(folder / "manifest.json", found.manifest)
