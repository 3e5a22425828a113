"""Tidy tables of key figures as xarray data sets with named dimensions, and back."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

from ruttsim.accounts.statement import ALL
from ruttsim.errors import DataError, Fault

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

DIMENSIONS = ("population", "split", "day", "organisation")
KPI, GROUP, UNIT, BY = "kpi", "group", "unit", "_by_"
WHOLE = "value"
"""The figure of a table day by day; a variable of it has the name of the key figure alone."""


def to_xarray(table: pd.DataFrame, column: str = WHOLE) -> xr.Dataset:
    """One column of a table of key figures as a data set, with a variable for each key figure.

    Its dimensions are those of population, split, day and organisation that the table has. Figures
    by basic area, district, vehicle type or reason are variables of their own, such as
    `distance_km_by_vehicle_type`, with that dimension besides. What the table does not have is NaN.
    Each variable has the attributes kpi and unit.

    Parameters
    ----------
    table
        `result.results`, `.summary` or `.differences`.
    column
        The numbers: `value`, or in a summary `mean`, `low` or `high`.

    Raises
    ------
    DataError
        xarray is not installed.
    """
    _require_installed()
    import pandas as pd
    import xarray as xr

    along = [name for name in DIMENSIONS if name in table.columns]
    texts = table.astype({it: object for it in (*along, KPI, GROUP, UNIT) if it not in _NUMBERS})
    axes = {name: pd.Index(texts[name].drop_duplicates(), name=name) for name in along}
    sort = texts[GROUP].str.partition("=")[0]
    found: dict[str, Any] = {}
    for (kpi, of), rows in texts.groupby([texts[KPI], sort], sort=False):
        names = list(along)
        keys = rows[along].copy()
        if of != ALL:
            keys[of] = rows[GROUP].str.partition("=")[2]
            names.append(str(of))
            new = pd.Index(keys[of].drop_duplicates(), name=of)
            axes[str(of)] = axes[str(of)].union(new, sort=False) if str(of) in axes else new
        place = pd.MultiIndex.from_frame(keys)
        values = xr.DataArray.from_series(pd.Series(rows[column].to_numpy(), index=place))
        name = str(kpi) if of == ALL else f"{kpi}{BY}{of}"
        values.attrs = {KPI: kpi, UNIT: rows[UNIT].iloc[0]}
        found[name] = values.transpose(*names)
    whole = {
        name: values.reindex({it: axes[str(it)] for it in values.dims})
        for name, values in found.items()
    }
    return xr.Dataset(whole, attrs={"column": column})


_NUMBERS = ("population", "day")


def to_tidy(dataset: xr.Dataset) -> pd.DataFrame:
    """What `to_xarray` was made of: one row a figure, without those that are NaN."""
    import pandas as pd

    column = str(dataset.attrs["column"])
    along = [name for name in DIMENSIONS if name in dataset.dims]
    parts = []
    for values in dataset.data_vars.values():
        rows = values.rename(column).to_series().dropna().reset_index()
        own = [str(it) for it in values.dims if it not in DIMENSIONS]
        rows[GROUP] = own[0] + "=" + rows[own[0]] if own else ALL
        rows[KPI], rows[UNIT] = values.attrs[KPI], values.attrs[UNIT]
        parts.append(rows[[*along, KPI, GROUP, UNIT, column]])
    whole: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return whole


def _require_installed() -> None:
    """Raise where the extra is not there."""
    if importlib.util.find_spec("xarray") is None:
        remedy = "Install it (pip install 'ruttsim[xarray]'), or use the pandas tables."
        raise DataError([Fault("result", "to_xarray", "xarray is not installed.", remedy)])
