"""Tables of a run folder, read with the columns that they should have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ruttsim.errors import DataError, Fault, Faults, reason
from ruttsim.recorded.manifest import AGAIN

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa

WHERE = ("population", "split", "day")
TEXTS = {
    "split",
    "organisation",
    "premise",
    "basic_area",
    "kind",
    "vehicle_type",
    "mode",
    "shift",
    "outcome",
    "reason",
    "rule",
    "action",
    "way",
}
"""Columns that hold names; all others hold numbers, or truths where they begin with is_."""


FIGURE_COLUMNS = ("population", "split", "day", "organisation", "kpi", "group", "value")


def _read(file: Path) -> pa.Table:
    """A Parquet file whole.

    Without threads of Arrow: one that still holds the bytes when Python ends, ends the process
    by SIGABRT (pyarrow 26, Python 3.11).
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        source = pa.BufferReader(file.read_bytes())
        with pq.ParquetFile(source, pre_buffer=False) as whole:
            return whole.read(use_threads=False)
    except FileNotFoundError as error:
        raise DataError([Fault(str(file), "file", "It is missing.", AGAIN)]) from error
    except (OSError, pa.ArrowException) as error:
        problem = f"It cannot be read as Parquet: {reason(error).partition('. ')[0]}."
        raise DataError([Fault(str(file), "file", problem, AGAIN)]) from error


def read_table(file: Path, fields: Iterable[str]) -> pd.DataFrame:
    """A table with the columns it should have, of names and whole numbers."""
    import pyarrow as pa

    whole = _read(file)
    faults = Faults(DataError)
    for name in (*WHERE, *fields):
        if name not in whole.column_names:
            faults.add(str(file), name, "The column is missing.", AGAIN)
            continue
        column = whole[name]
        kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
        is_number = pa.types.is_integer(kind) or (
            name.endswith(("distance_m", "_kwh")) and pa.types.is_float64(kind)
        )
        is_number |= name.startswith("is_") and pa.types.is_boolean(kind)
        if not (is_text if name in TEXTS else is_number) or column.null_count:
            sort = "names" if name in TEXTS else "whole numbers"
            faults.add(str(file), name, f"The column is not of {sort} without gaps.", AGAIN)
    faults.raise_if_any()
    table: pd.DataFrame = whole.select([*WHERE, *fields]).to_pandas()
    return table


def read_figures(file: Path) -> dict[tuple[int, str, int, str, str, str], float]:
    """Key figures by population, split, day, organisation, name and group."""
    table = _read(file)
    faults = Faults(DataError)
    for name in FIGURE_COLUMNS:
        if name not in table.column_names:
            faults.add(str(file), name, "The column is missing.", AGAIN)
    faults.raise_if_any()
    *keys, values = (table[name].to_pylist() for name in FIGURE_COLUMNS)
    figures = dict(zip(zip(*keys, strict=True), values, strict=True))
    if len(figures) < len(values):
        raise DataError([Fault(str(file), "kpi", "A figure stands there twice.", AGAIN)])
    return figures
