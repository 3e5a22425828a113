"""Rows of the user's own files, as text, with their numbers."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ruttsim.demand.columns import Column
from ruttsim.errors import DataError, Faults, choices_hint, reason
from ruttsim.layers import read_layer

X, Y = "x_m", "y_m"
_DECIMAL_COLUMNS = (X, Y, "lat", "lon", "duration_min")


@dataclass(frozen=True)
class Row:
    """One line of a file, its number (of a table's lines the first is 1), its texts by column."""

    number: int
    texts: Mapping[str, str]


class Table(NamedTuple):
    """The rows of a file that could be read, and whether those are all."""

    rows: list[Row]
    is_whole: bool


Reader = Callable[[Path, Faults], Table]
"""Reads a file; what cannot be read is left out, with a fault noted."""

NOTHING = Table([], is_whole=False)


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
    """Rows of a CSV file, parted by commas or, as Swedish spreadsheets write them, semicolons."""
    text = _text_of(path, faults)
    if text is None:
        return NOTHING
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, is_whole = [], True
    try:
        names = [name.strip() for name in next(lines, [])]
        _check_header(path, names, faults)
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(names):
                problem = f"The header has {len(names)} cells, this row {len(cells)}."
                remedy = "Put texts that hold the delimiter in quotation marks; close them."
                faults.add(str(path), f"row {lines.line_num}", problem, remedy)
                is_whole = False
                continue
            texts = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
            if delimiter == ";":
                decimals = {name: texts[name] for name in _DECIMAL_COLUMNS if name in texts}
                texts |= {name: text.replace(",", ".") for name, text in decimals.items()}
            rows.append(Row(lines.line_num, texts))
    except csv.Error as error:
        problem = f"It cannot be read as CSV from here on: {reason(error)}."
        faults.add(str(path), f"row {lines.line_num}", problem, "Save it as 'CSV UTF-8'.")
        is_whole = False
    return Table(rows, is_whole)


def _text_of(path: Path, faults: Faults) -> str | None:
    """The text of a file; None, with the fault noted, where there is none."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        problem = f"It cannot be read: {error.strerror}."
        faults.add(str(path), "file", problem, "Check its name, its folder and who may read it.")
    except UnicodeDecodeError as error:
        problem = f"It is not UTF-8 (byte {error.start + 1})."
        faults.add(str(path), "file", problem, "Save it as 'CSV UTF-8'.")
    return None


def _check_header(path: Path, names: Sequence[str], faults: Faults) -> None:
    """Note columns that are there more than once."""
    for name, count in Counter(names).items():
        if count > 1:
            problem = f"The column is there {count} times."
            faults.add(str(path), name, problem, "Keep one of them.")


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
        rows.append(Row(number, {str(name): _text(it) for name, it in values.items()} | place))
    return Table(rows, is_whole)


def _text(value: Any) -> str:
    """A value of a layer as a table would show it: empty if missing, 7 rather than 7.0."""
    import pandas as pd

    if pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


TABLE_READERS: dict[str, Reader] = {".csv": _read_csv}
"""Readers of tables by the ending of the file."""

PLACE_READERS: dict[str, Reader] = TABLE_READERS | {".gpkg": _read_layer, ".geojson": _read_layer}
"""Readers of rows with a place by the ending of the file."""
