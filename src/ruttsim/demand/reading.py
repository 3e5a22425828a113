"""Rows of the user's own files, as text, with their numbers."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruttsim.demand.columns import Column
from ruttsim.domain.roads import CRS
from ruttsim.errors import Faults, choices_hint

X, Y = "x_m", "y_m"
_DECIMAL_COLUMNS = (X, Y, "lat", "lon", "duration_min")


@dataclass(frozen=True)
class Row:
    """One line of a file, its number (of a table's lines the first is 1), its texts by column."""

    number: int
    texts: Mapping[str, str]


Reader = Callable[[Path, Faults], list[Row] | None]
"""Reads a file; None, with a fault noted, where it cannot be read at all."""


def read_rows(
    path: Path, columns: Mapping[str, Column], readers: Mapping[str, Reader], faults: Faults
) -> list[Row]:
    """The rows of a file with known columns; none, with faults noted, where it is at fault."""
    reader = readers.get(path.suffix.lower())
    if reader is None:
        hint = choices_hint(path.suffix, readers)
        faults.add(str(path), "file", f"Files of the type '{path.suffix}' are not read.", hint)
        return []
    if not path.is_file():
        faults.add(str(path), "file", "There is no such file.", "Check its name and folder.")
        return []
    rows = reader(path, faults)
    if rows is None:
        return []
    if not rows:
        faults.add(str(path), "file", "It has no rows.", f"Columns: {', '.join(columns)}.")
        return []
    found = rows[0].texts
    missing = [name for name, it in columns.items() if it.is_required and name not in found]
    for name in missing:
        it = columns[name]
        faults.add(str(path), name, "The column is missing.", f"{it.description} Form: {it.form}.")
    for name in found:
        if name not in columns:
            hint = f"Remove it, or rename it. {choices_hint(name, columns)}"
            faults.add(str(path), name, f"Unknown column '{name}'.", hint)
    return [] if missing else rows


def _read_csv(path: Path, faults: Faults) -> list[Row] | None:
    """Rows of a CSV file, parted by commas or, as Swedish spreadsheets write them, semicolons."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"It is not UTF-8 (byte {error.start + 1})."
        faults.add(str(path), "file", problem, "Save it as 'CSV UTF-8'.")
        return None
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [name.strip() for name in next(lines, [])]
    for name, count in Counter(names).items():
        if count > 1:
            problem = f"The column is there {count} times."
            faults.add(str(path), name, problem, "Keep one of them.")
    rows = []
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            problem = f"It has {len(cells)} cells where the header has {len(names)}."
            remedy = "Put texts that hold the delimiter in quotation marks."
            faults.add(str(path), f"row {lines.line_num}", problem, remedy)
            continue
        texts = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
        if delimiter == ";":
            decimals = {name: texts[name] for name in _DECIMAL_COLUMNS if name in texts}
            texts |= {name: text.replace(",", ".") for name, text in decimals.items()}
        rows.append(Row(lines.line_num, texts))
    return rows


def _read_layer(path: Path, faults: Faults) -> list[Row] | None:
    """Rows of a layer of points, with their coordinates as texts."""
    import geopandas as gpd
    from pyogrio.errors import DataSourceError

    try:
        layer = gpd.read_file(path)
    except DataSourceError as error:
        faults.add(str(path), "file", f"It is not a layer: {error}.", "Save it as GeoPackage.")
        return None
    if not isinstance(layer, gpd.GeoDataFrame) or layer.crs is None:
        problem = "It has no geometry, or none with a coordinate reference system."
        faults.add(str(path), "geometry", problem, f"Save points in {CRS}.")
        return None
    points = layer.geometry.to_crs(CRS)
    table = layer.drop(columns=layer.geometry.name)
    rows = []
    for number, (point, values) in enumerate(zip(points, table.to_dict("records"), strict=True), 1):
        if point is None or point.is_empty or point.geom_type != "Point":
            problem = "Its geometry is not a point."
            faults.add(str(path), f"row {number}, geometry", problem, "Draw one point a client.")
            continue
        place = {X: repr(point.x), Y: repr(point.y)}
        rows.append(Row(number, {name: _text(it) for name, it in values.items()} | place))
    return rows


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
