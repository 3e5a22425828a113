"""Key figures as xarray data sets, and back."""

from __future__ import annotations

import importlib.util

import pandas as pd
import pytest

from ruttsim.cubes import to_tidy, to_xarray
from ruttsim.errors import DataError


def ordered(table):
    """Rows in an order of their own, with plain texts and without what is not known."""
    keys = [it for it in table.columns if table[it].dtype.kind != "f"]
    plain = table.astype({it: object for it in keys if it not in ("population", "day")})
    return plain.dropna().sort_values(keys, ignore_index=True)


@pytest.mark.parametrize(
    ("name", "column"), [("results", "value"), ("summary", "mean"), ("differences", "mean")]
)
def test_a_table_comes_back_from_its_data_set(toy_result, name, column):
    table = getattr(toy_result, name)
    back = to_tidy(to_xarray(table, column))
    pd.testing.assert_frame_equal(
        ordered(back), ordered(table[list(back.columns)]), check_dtype=False
    )
    assert len(back) > 500


def test_a_figure_is_found_by_the_names_of_its_dimensions(toy_result):
    found = to_xarray(toy_result.results)
    where = {"population": 0, "split": "two_zones", "day": 0, "organisation": "total"}
    rows = toy_result.results.query(
        "population == 0 and split == 'two_zones' and day == 0 and organisation == 'total'"
    )
    whole = rows.query("kpi == 'distance_km' and group == 'all'")["value"].item()
    assert found["distance_km"].sel(where).item() == whole
    assert found["distance_km"].dims == ("population", "split", "day", "organisation")
    assert found["distance_km"].attrs == {"kpi": "distance_km", "unit": "km/day"}
    of_bikes = rows.query("kpi == 'distance_km' and group == 'vehicle_type=ebike'")["value"].item()
    by_type = found["distance_km_by_vehicle_type"]
    assert by_type.sel(where | {"vehicle_type": "ebike"}).item() == of_bikes


def test_without_the_package_the_message_says_what_to_install(toy_result, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(DataError, match=r"pip install 'ruttsim\[xarray\]'"):
        to_xarray(toy_result.summary, "mean")
