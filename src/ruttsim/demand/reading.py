"""Rows of the user's own files, as text, with their numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ruttsim.demand.columns import Column
from ruttsim.errors import DataError, Faults, choices_hint
from ruttsim.layers import read_layer
from ruttsim.rows import NOTHING, Row, Table, read_csv, text_of

X, Y = "x_m", "y_m"
_DECIMAL_COLUMNS = (X, Y, "lat", "lon", "duration_min")


Reader = Callable[[Path, Faults], Table]
"""Reads a file; what cannot be read is left out, with a fault noted."""


def read_rows(
    path: Path, columns: Mapping[str, Column], readers: Mapping[str, Reader], faults: Faults
) -> Table:
    """The rows of a file with known columns; none, with faults noted, where it is at fault."""
    reader = readers.get(path.suffix.lower())
    if reader is None:
        hint = choices_hint(path.suffix, readers)
        faults.add(str(path), "file", f"Files of the type '{path.suffix}' are not read.", hint)
        return NOTHING
    table = reader(path, faults)
    if not table.rows:
        if table.is_whole:
            faults.add(str(path), "file", "It has no rows.", f"Columns: {', '.join(columns)}.")
        return NOTHING
    found = table.rows[0].texts
    missing = [name for name, it in columns.items() if it.is_required and name not in found]
    for name in missing:
        it = columns[name]
        faults.add(str(path), name, "The column is missing.", f"{it.description} Form: {it.form}.")
    for name in found:
        if name not in columns:
            hint = f"Remove it, or rename it. {choices_hint(name, columns)}"
            faults.add(str(path), name, f"Unknown column '{name}'.", hint)
    return NOTHING if missing else table


def row_numbers(
    path: Path, columns: Mapping[str, Column], readers: Mapping[str, Reader]
) -> list[int]:
    """The numbers of the rows of a file, for faults that are found after it has been read."""
    return [row.number for row in read_rows(path, columns, readers, Faults(DataError)).rows]


def _read_csv(path: Path, faults: Faults) -> Table:
    """Rows of a CSV file; with semicolons its numbers may have decimal commas."""
    return read_csv(path, faults, _DECIMAL_COLUMNS)


def _read_layer(path: Path, faults: Faults) -> Table:
    """Rows of a layer of points, with their coordinates as texts."""
    try:
        layer = read_layer(path, "points, one a client")
    except DataError as error:
        faults.extend(error.faults)
        return NOTHING
    table = layer.drop(columns=layer.geometry.name).to_dict("records")
    rows, is_whole = [], True
    for number, (point, values) in enumerate(zip(layer.geometry, table, strict=True), 1):
        if point is None or point.is_empty or point.geom_type != "Point":
            problem = "Its geometry is not a point."
            faults.add(str(path), f"row {number}, geometry", problem, "Draw one point a client.")
            is_whole = False
            continue
        place = {X: repr(point.x), Y: repr(point.y)}
        rows.append(Row(number, {str(name): text_of(it) for name, it in values.items()} | place))
    return Table(rows, is_whole)


TABLE_READERS: dict[str, Reader] = {".csv": _read_csv}
"""Readers of tables by the ending of the file."""

PLACE_READERS: dict[str, Reader] = TABLE_READERS | {".gpkg": _read_layer, ".geojson": _read_layer}
"""Readers of rows with a place by the ending of the file."""
