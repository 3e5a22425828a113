"""What a search writes: layers for QGIS, a study that compares them, and tables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.accounts.statement import ALL, PATROL_NAME, TOTAL
from ruttsim.files import write_csv, write_text
from ruttsim.search.estimate import Figures
from ruttsim.search.new_study import study_text
from ruttsim.split.layers import COLUMN
from ruttsim.statistics import estimate
from ruttsim.study.model import STUDY_FILE
from ruttsim.summaries import by_population
from ruttsim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from ruttsim.comparison import Result
    from ruttsim.search.divisions import SearchResult

CARE_KPI = "planned_care_h"
NOT_ORGANISATIONS = (TOTAL, PATROL_NAME)
"""What stands in the column organisation of results and has no clients of its own."""
GAP = "travel_gap_min_per_h"
UNITS = {"travel_h": "h/day", "co2e_kg": "kg CO2e/day", GAP: "min/h"}
FRONT_FILE, DIVISIONS_FILE = "front.csv", "divisions.csv"
MINUTES_PER_HOUR = SECONDS_PER_HOUR / SECONDS_PER_MINUTE
MILLIMETRES = 3
"""Decimals of the metres of layers."""


def write_search(found: SearchResult, folder: Path, final: Path) -> None:
    """Put layers, the new study and tables into a folder that will be moved to `final`."""
    write_text(folder / STUDY_FILE, study_text(found.study, found.shown, final))
    for name, division in found.shown.items():
        names = organisations(found, division.zone)
        write_layer(found.setting.bundle.areas, names, folder / f"{name}.geojson")
    write_csv(folder / DIVISIONS_FILE, divisions_table(found))
    write_csv(folder / FRONT_FILE, front_table(found))


def organisations(found: SearchResult, zone: np.ndarray) -> list[str]:
    """Name of the organisation of each basic area."""
    names = [it.name for it in found.setting.study.organisations]
    return [names[found.case.holders[place]] for place in zone.tolist()]


def write_layer(areas: gpd.GeoDataFrame, organisation: Sequence[str], path: Path) -> None:
    """Put the basic areas with the name of the organisation of each into a layer of a study."""
    layer = areas[["basic_area", "name", "district", "geometry"]].copy()
    layer.insert(0, COLUMN, list(organisation))
    layer.to_file(path, driver="GeoJSON", engine="pyogrio", COORDINATE_PRECISION=MILLIMETRES)


def divisions_table(found: SearchResult) -> pd.DataFrame:
    """The whole front: estimates, largest deviation from the shares, zones.

    `zones` has a letter for each basic area in the order of the map: A is the study's first
    organisation. `split` names the divisions that are written as layers.
    """
    import pandas as pd

    named = {division: name for name, division in found.shown.items()}
    rows = [
        (
            number,
            *division.figures,
            found.case.deviation(division.zone),
            named.get(division, ""),
            division.same_as.name if division.same_as is not None else "",
            "".join(chr(ord("A") + found.case.holders[place]) for place in division.zone),
        )
        for number, division in enumerate(found.front, start=1)
    ]
    columns = ["division", *Figures._fields, "largest_deviation", "split", "same_as", "zones"]
    return pd.DataFrame(rows, columns=columns)


def front_table(found: SearchResult, result: Result | None = None) -> pd.DataFrame:
    """Every area split of the new study: what is estimated beside what is simulated.

    Columns split, figure, unit, estimate; mean, low, high, n over populations; and difference,
    difference_low, difference_high from the split that was searched, paired by population. Empty
    where nothing has been simulated, and where real clients are too few.
    """
    import pandas as pd

    estimates = {**found.own, **{name: it.figures for name, it in found.shown.items()}}
    values = simulated(result) if result is not None else {}
    rows = []
    for split, figures in estimates.items():
        for figure, cheap in zip(Figures._fields, figures, strict=True):
            own = values.get((split, figure), {})
            base = values.get((found.section.name, figure), {})
            both = {it: own[it] - base[it] for it in own if it in base}
            rows.append(
                (
                    split,
                    figure,
                    UNITS[figure],
                    cheap,
                    *(estimate(list(own.values())) if own else (np.nan, np.nan, np.nan, 0)),
                    *(estimate(list(both.values()))[:3] if both else (np.nan,) * 3),
                )
            )
    differences = ["difference", "difference_low", "difference_high"]
    columns = ["split", "figure", "unit", "estimate", "mean", "low", "high", "n", *differences]
    return pd.DataFrame(rows, columns=columns)


def simulated(result: Result) -> Mapping[tuple[str, str], dict[int, float]]:
    """Figures of each population, by split and figure.

    What is not compared or not shown is left out, and the gap where any organisation is not shown.
    """
    figures = by_population(result.results)
    is_whole = (figures["group"] == ALL) & ~figures["split"].isin(list(result.not_compared))
    whole = figures[is_whole & figures["kpi"].isin([*UNITS, CARE_KPI])]
    found: dict[tuple[str, str], dict[int, float]] = {}
    apart: dict[tuple[str, int], dict[str, dict[str, float]]] = {}
    columns = ("split", "population", "organisation", "kpi", "value")
    for split, population, organisation, kpi, value in zip(
        *(whole[name].tolist() for name in columns), strict=True
    ):
        if organisation not in NOT_ORGANISATIONS:
            apart.setdefault((split, population), {}).setdefault(organisation, {})[kpi] = value
        elif organisation == TOTAL and kpi in UNITS and not math.isnan(value):
            found.setdefault((split, kpi), {})[population] = value
    for (split, population), organisations in apart.items():
        pairs = [(it["travel_h"], it[CARE_KPI]) for it in organisations.values()]
        if not any(math.isnan(value) for pair in pairs for value in pair):
            burdens = [MINUTES_PER_HOUR * travel_h / care_h for travel_h, care_h in pairs if care_h]
            gap = max(burdens) - min(burdens) if burdens else 0.0
            found.setdefault((split, GAP), {})[population] = gap
    return found
