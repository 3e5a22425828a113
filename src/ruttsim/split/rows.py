"""Rows of the tables that a split names, from CSV files or layers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ruttsim.errors import DataError, Faults
from ruttsim.layers import read_layer
from ruttsim.rows import Row, read_csv, text_of

LAYERS = (".gpkg", ".geojson")


def table_rows(path: Path, columns: Sequence[str], decimals: Sequence[str] = ()) -> list[Row]:
    """Rows of a CSV file, or of a layer whatever its shapes; all columns must be there.

    Raises
    ------
    DataError
        A file that cannot be read, columns that are missing, rows of another length.
    """
    faults = Faults(DataError)
    if path.suffix.lower() in LAYERS:
        rows = _of_layer(path)
    else:
        rows = read_csv(path, faults, decimals).rows
    remedy = f"Columns: {', '.join(columns)}."
    if not rows and not faults:
        faults.add(str(path), "file", "It has no rows.", remedy)
    for name in (name for name in columns if rows and name not in rows[0].texts):
        faults.add(str(path), name, "The column is missing.", remedy)
    faults.raise_if_any()
    return rows


def _of_layer(path: Path) -> list[Row]:
    """Rows of a layer."""
    layer = read_layer(path, "basic areas")
    table = layer.drop(columns=layer.geometry.name).to_dict("records")
    return [
        Row(number, {str(name): text_of(it) for name, it in row.items()})
        for number, row in enumerate(table, 1)
    ]
