"""A partition of the basic areas that the user has drawn, one organisation a polygon."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.arrays import Floats, Ints
from ruttsim.errors import DataError, Fault, Faults, choices_hint
from ruttsim.layers import read_layer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    from shapely import Geometry

COLUMN = "organisation"
LARGEST_SLIVER = 0.01
"""Share of a basic area that may be left uncovered, or covered twice, by lines that nearly meet."""
SHARE_DECIMALS = 6
MOST_NAMED = 5


def drawn_organisation(
    path: Path, areas: gpd.GeoDataFrame, organisations: Sequence[str]
) -> list[str]:
    """Name of the organisation of each basic area: the one that most of the area is drawn for.

    Clients follow their basic area, which is the smallest unit of geography that is assigned;
    a line that cuts through an area is moved to its border.

    Raises
    ------
    DataError
        With every fault found: a file that cannot be read, no coordinate system, no polygons, a
        missing column, unknown organisations, broken polygons, gaps, overlaps, and organisations
        without any area.
    """
    layer = read_layer(path, f"polygons with a column `{COLUMN}`")
    faults = Faults(DataError)
    wrong_names = list(_name_faults(path, layer, organisations))
    wrong_shapes = list(shape_faults(path, layer))
    faults.extend([*wrong_names, *wrong_shapes])
    if not wrong_shapes:
        faults.extend(_cover_faults(path, layer, areas))
    faults.raise_if_any()
    covered = _covered_shares(layer, areas, organisations)
    faults.extend(_idle_faults(path, organisations, covered))
    faults.raise_if_any()
    return [organisations[k] for k in np.argmax(covered, axis=1)]


def _name_faults(
    path: Path, layer: gpd.GeoDataFrame, organisations: Sequence[str]
) -> Iterator[Fault]:
    """Faults of the names of organisations."""
    if COLUMN not in layer.columns:
        columns = [str(column) for column in layer.columns if column != layer.geometry.name]
        problem = f"The column is missing; there are {', '.join(columns) or 'none'}."
        remedy = "Add it, with the name of an organisation a row."
        yield Fault(str(path), COLUMN, problem, remedy)
        return
    for row, name in enumerate(layer[COLUMN]):
        if name not in organisations:
            field, problem = f"row {row + 1}, {COLUMN}", f"'{name}' is not in the split."
            yield Fault(str(path), field, problem, choices_hint(str(name), organisations))


def shape_faults(path: Path, layer: gpd.GeoDataFrame) -> Iterator[Fault]:
    """Faults of the shapes, each looked at alone."""
    for row, shape in enumerate(layer.geometry):
        field = f"row {row + 1}, geometry"
        if shape is None or shape.is_empty or shape.geom_type not in {"Polygon", "MultiPolygon"}:
            kind = "nothing" if shape is None else shape.geom_type
            yield Fault(
                str(path), field, f"It is {kind}, not a polygon.", "Remove it or draw it again."
            )
        elif not shape.is_valid:
            problem = "The polygon crosses itself."
            yield Fault(str(path), field, problem, "Mend it, in QGIS with 'Fix geometries'.")


def _cover_faults(path: Path, layer: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> Iterator[Fault]:
    """Faults of the whole: outside the map, gaps, overlaps; whatever the names that are drawn."""
    import shapely

    union = area_shares(areas, [shapely.union_all(layer.geometry)])[:, 0]
    if not union.any():
        problem = "The polygons lie outside the map."
        yield Fault(str(path), "geometry", problem, "Check the map and the coordinate system.")
        return
    gaps = np.flatnonzero(union < 1 - LARGEST_SLIVER)
    if gaps.size:
        problem = f"No organisation is drawn for parts of {_named(areas, gaps)}."
        yield Fault(str(path), "geometry", problem, "Extend the polygons until they meet.")
    if COLUMN not in layer.columns:
        return
    names = [str(name) for name in dict.fromkeys(layer[COLUMN])]
    covered = _covered_shares(layer, areas, names)
    overlaps = np.flatnonzero(covered.sum(axis=1) - union > LARGEST_SLIVER)
    if overlaps.size:
        drawn = np.flatnonzero((covered[overlaps] > LARGEST_SLIVER).any(axis=0))
        told = ", ".join(names[k] for k in drawn)
        problem = f"More than one of {told} is drawn for parts of {_named(areas, overlaps)}."
        yield Fault(str(path), "geometry", problem, "Cut the polygons so that they only meet.")


def _idle_faults(path: Path, organisations: Sequence[str], covered: Floats) -> Iterator[Fault]:
    """A fault for each organisation that would have no basic area."""
    mostly = set(np.argmax(covered, axis=1).tolist())
    for name in (name for k, name in enumerate(organisations) if k not in mostly):
        problem = f"'{name}' takes part in the split, but no basic area is mostly drawn for it."
        yield Fault(str(path), COLUMN, problem, "Draw its areas, or take it out of the split.")


def _covered_shares(
    layer: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, organisations: Sequence[str]
) -> Floats:
    """Share of each basic area that is drawn for each organisation (column)."""
    import shapely

    drawn = layer[COLUMN].astype(str)
    unions = [shapely.union_all(layer.geometry[drawn == name]) for name in organisations]
    return area_shares(areas, unions)


def area_shares(areas: gpd.GeoDataFrame, shapes: Sequence[Geometry]) -> Floats:
    """Share of each basic area (row) that lies inside each shape (column)."""
    import shapely

    of = np.asarray(areas.geometry)[:, np.newaxis]
    inside = shapely.area(shapely.intersection(of, np.asarray(shapes)))
    shares: Floats = np.round(inside / shapely.area(of), SHARE_DECIMALS)
    return shares


def _named(areas: gpd.GeoDataFrame, rows: Ints) -> str:
    """Names of some basic areas, in a sentence."""
    names = [str(name) for name in areas["name"].iloc[rows[:MOST_NAMED]]]
    more = len(rows) - len(names)
    return ", ".join(names) + (f" and {more} more basic areas" if more else "")
