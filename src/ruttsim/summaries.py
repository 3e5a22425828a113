"""Tidy tables of key figures: day by day, over populations, and paired differences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ruttsim.accounts.kpi import DISTRICT, VEHICLE_TYPE
from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ALL, ratios
from ruttsim.statistics import Estimate, estimate

if TYPE_CHECKING:
    import pandas as pd

CELL = ["split", "organisation", "kpi", "group", "unit"]
RESULT_COLUMNS = ["population", "day", *CELL, "value"]
SUMMARY_COLUMNS = [*CELL, *Estimate._fields]


def with_ratios(figures: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Sums and, after them, the ratios of each key's sums of group all, district or vehicle type.

    `figures` has the columns of `keys` and organisation, kpi, group, unit, value.
    """
    import pandas as pd

    own = [*keys, "organisation", "group"]
    group = figures["group"]
    divisible = figures[(group == ALL) | group.str.startswith((DISTRICT, VEHICLE_TYPE))]
    rows = []
    for key, sums in divisible.groupby(own, sort=False, observed=True):
        totals: Mapping[str, float] = dict(zip(sums["kpi"], sums["value"], strict=True))
        divided = ratios(totals, str(key[-1]))
        rows += [(*key, name, KPIS[name].unit, value) for name, value in divided.items()]
    quotients = pd.DataFrame(rows, columns=[*own, "kpi", "unit", "value"])
    return pd.concat([figures, quotients], ignore_index=True)


def by_population(results: pd.DataFrame) -> pd.DataFrame:
    """One value a population: sums averaged over days, ratios divided after that."""
    is_sum = ~results["kpi"].isin([name for name, kpi in KPIS.items() if kpi.ratio is not None])
    means = (
        results[is_sum]
        .groupby(["population", *CELL], sort=False, observed=True)["value"]
        .mean()
        .reset_index()
    )
    return with_ratios(means, ["population", "split"])


def summary(populations: pd.DataFrame) -> pd.DataFrame:
    """Means over populations with their intervals; columns SUMMARY_COLUMNS.

    `populations` is what `by_population` gives.
    """
    return _estimated(populations, CELL)


def differences(populations: pd.DataFrame, reference: str) -> pd.DataFrame:
    """Differences from the reference split, paired by population; a column `reference` besides.

    A figure that the reference does not have, of an organisation that takes no part in it, has
    no difference.
    """
    pair = ["population", "organisation", "kpi", "group", "unit"]
    is_reference = populations["split"] == reference
    base = populations.loc[is_reference, [*pair, "value"]]
    other = populations[~is_reference].merge(base, on=pair, suffixes=("", "_reference"))
    other["value"] -= other["value_reference"]
    table = _estimated(other, CELL)
    table["reference"] = reference
    return table


def _estimated(values: pd.DataFrame, cell: list[str]) -> pd.DataFrame:
    """Estimates over the rows of each cell, in the order in which cells first appear."""
    import pandas as pd

    rows = [
        (*key, *estimate(group.tolist()))
        for key, group in values.groupby(cell, sort=False, observed=True)["value"]
    ]
    return pd.DataFrame(rows, columns=[*cell, *Estimate._fields])
