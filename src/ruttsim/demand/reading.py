"""Rows of the user's own files, as text, with their numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ruttsim.demand.columns import Column
from ruttsim.domain.roads import CRS
from ruttsim.errors import Faults, choices_hint

X, Y = "x_m", "y_m"


@dataclass(frozen=True)
class Row:
    """One line of a file: its number, the first line being 1, and its texts by column."""

    number: int
    texts: Mapping[str, str]


def read_rows(path: Path, columns: Mapping[str, Column], faults: Faults) -> list[Row]:
    """The rows of a file of a known format; nothing, with faults noted, where it cannot be read."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        hint = choices_hint(path.suffix, READERS)
        faults.add(str(path), "file", f"Files of the type '{path.suffix}' are not read.", hint)
    elif not path.is_file():
        faults.add(str(path), "file", "There is no such file.", "Check its name and folder.")
    else:
        return _with_columns(reader(path, faults), path, columns, faults)
    return []


def _with_columns(
    rows: list[Row] | None, path: Path, columns: Mapping[str, Column], faults: Faults
) -> list[Row]:
    """The rows, if they have the columns that they must have and no unknown ones."""
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
            problem = f"Unknown column '{name}'."
            remedy = f"Remove it, or rename it. {choices_hint(name, columns)}"
            faults.add(str(path), name, problem, remedy)
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
            texts |= {name: it.replace(",", ".") for name, it in texts.items() if name in _DECIMALS}
        rows.append(Row(lines.line_num, texts))
    return rows


_DECIMALS = (X, Y, "lat", "lon", "duration_min")


def _read_layer(path: Path, faults: Faults) -> list[Row] | None:
    """Rows of a layer of points, with their coordinates as texts."""
    import geopandas as gpd

    try:
        layer = gpd.read_file(path)
    except Exception as error:  # noqa: BLE001 - each driver has its own errors
        faults.add(str(path), "file", f"It is not a layer: {error}.", "Save it as GeoPackage.")
        return None
    if not isinstance(layer, gpd.GeoDataFrame) or layer.crs is None:
        problem = "It has no geometry, or none with a coordinate reference system."
        faults.add(str(path), "geometry", problem, f"Save points in {CRS}.")
        return None
    points = layer.geometry.to_crs(CRS)
    texts = layer.drop(columns=layer.geometry.name)
    rows = []
    for place, point in enumerate(points):
        number = place + 1
        if point is None or point.is_empty or point.geom_type != "Point":
            problem = "Its geometry is not a point."
            faults.add(str(path), f"row {number}, geometry", problem, "Draw one point a client.")
            continue
        cells = {name: str(texts[name].iloc[place]).strip() for name in texts.columns}
        rows.append(Row(number, cells | {X: repr(point.x), Y: repr(point.y)}))
    return rows


READERS: dict[str, Callable[[Path, Faults], list[Row] | None]] = {
    ".csv": _read_csv,
    ".gpkg": _read_layer,
    ".geojson": _read_layer,
}
"""Readers by the ending of the file."""
