"""A partition of the basic areas that the user has drawn, one organisation a polygon."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.arrays import Floats, Ints
from ruttsim.domain.roads import CRS
from ruttsim.errors import DataError, Fault, Faults, choices_hint

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

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
    layer = _read(path)
    _check_rows(path, layer, organisations)
    covered, union = _covered_shares(layer.to_crs(CRS), areas, organisations)
    _check_cover(path, areas, organisations, covered, union)
    chosen: Ints = np.argmax(covered, axis=1)
    return [organisations[k] for k in chosen]


def _read(path: Path) -> gpd.GeoDataFrame:
    """The layer as it stands in its only layer of features, with its coordinate system."""
    import geopandas
    from pyogrio import errors, list_layers

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            layers = [str(name) for name in list_layers(path)[:, 0]]
            layer = geopandas.read_file(path, layer=layers[0]) if layers else None
    except (
        errors.DataSourceError,
        errors.DataLayerError,
        errors.FeatureError,
        errors.GeometryError,
        RuntimeWarning,
        OSError,
    ) as error:
        problem = f"The layer cannot be read: {error}."
        remedy = "Save it again as GeoPackage or GeoJSON."
        raise DataError([Fault(str(path), "file", problem, remedy)]) from error
    faults = Faults(DataError)
    if len(layers) > 1:
        problem = f"The file holds {len(layers)} layers: {', '.join(layers)}."
        faults.add(str(path), "file", problem, "Save the one that is meant in a file of its own.")
    if layer is None or not isinstance(layer, geopandas.GeoDataFrame) or layer.empty:
        faults.add(str(path), "geometry", "There are no polygons.", "Draw one an organisation.")
    elif layer.crs is None or _is_out_of_degrees(layer):
        problem = "The coordinate system is not given."
        remedy = f"Set it in QGIS to what the coordinates are in, as {CRS} or EPSG:4326."
        faults.add(str(path), "CRS", problem, remedy)
    faults.raise_if_any()
    return layer


def _is_out_of_degrees(layer: gpd.GeoDataFrame) -> bool:
    """Whether a layer said to be in degrees holds metres; GeoJSON without a system claims so."""
    bounds = layer.total_bounds
    return bool(layer.crs.is_geographic and (np.abs(bounds) > [180, 90, 180, 90]).any())


def _check_rows(path: Path, layer: gpd.GeoDataFrame, organisations: Sequence[str]) -> None:
    """Raise every fault of the rows, each looked at alone."""
    faults = Faults(DataError)
    if COLUMN in layer.columns:
        for row, name in enumerate(layer[COLUMN]):
            if name not in organisations:
                field, problem = f"row {row + 1}, {COLUMN}", f"'{name}' is not in the split."
                faults.add(str(path), field, problem, choices_hint(str(name), organisations))
    else:
        columns = [str(column) for column in layer.columns if column != layer.geometry.name]
        problem = f"The column is missing; there are {', '.join(columns) or 'none'}."
        faults.add(str(path), COLUMN, problem, "Add it, with the name of an organisation a row.")
    for row, shape in enumerate(layer.geometry):
        field = f"row {row + 1}, geometry"
        if shape is None or shape.is_empty or shape.geom_type not in {"Polygon", "MultiPolygon"}:
            kind = "nothing" if shape is None else shape.geom_type
            faults.add(str(path), field, f"It is {kind}, not a polygon.", "Remove or redraw it.")
        elif not shape.is_valid:
            problem = "The polygon crosses itself."
            faults.add(str(path), field, problem, "Mend it, in QGIS with 'Fix geometries'.")
    faults.raise_if_any()


def _covered_shares(
    layer: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, organisations: Sequence[str]
) -> tuple[Floats, Floats]:
    """Share of each basic area drawn for each organisation (column), and for any of them."""
    import shapely

    shapes = np.asarray(areas.geometry)
    size = shapely.area(shapes)
    columns = []
    for name in organisations:
        drawn = shapely.union_all(layer.geometry[layer[COLUMN] == name])
        columns.append(shapely.area(shapely.intersection(shapes, drawn)) / size)
    every = shapely.union_all(layer.geometry)
    union: Floats = shapely.area(shapely.intersection(shapes, every)) / size
    covered: Floats = np.column_stack(columns).astype(np.float64)
    return np.round(covered, SHARE_DECIMALS), np.round(union, SHARE_DECIMALS)


def _check_cover(
    path: Path,
    areas: gpd.GeoDataFrame,
    organisations: Sequence[str],
    covered: Floats,
    union: Floats,
) -> None:
    """Raise every fault of the whole: outside the map, gaps, overlaps, nothing left for one."""
    faults = Faults(DataError)
    if not union.any():
        problem = "The polygons lie outside the map."
        faults.add(str(path), "geometry", problem, "Check the map and the coordinate system.")
        faults.raise_if_any()
    gaps = np.flatnonzero(union < 1 - LARGEST_SLIVER)
    if gaps.size:
        problem = f"No organisation is drawn for parts of {_named(areas, gaps)}."
        faults.add(str(path), "geometry", problem, "Extend the polygons until they meet.")
    overlaps = np.flatnonzero(covered.sum(axis=1) - union > LARGEST_SLIVER)
    if overlaps.size:
        names = ", ".join(
            name
            for k, name in enumerate(organisations)
            if (covered[overlaps, k] > LARGEST_SLIVER).any()
        )
        problem = f"More than one of {names} is drawn for parts of {_named(areas, overlaps)}."
        faults.add(str(path), "geometry", problem, "Cut the polygons so that they only meet.")
    mostly = set(np.argmax(covered, axis=1).tolist())
    for name in (name for k, name in enumerate(organisations) if k not in mostly):
        problem = f"'{name}' takes part in the split, but no basic area is mostly drawn for it."
        faults.add(str(path), COLUMN, problem, "Draw its areas, or take it out of the split.")
    faults.raise_if_any()


def _named(areas: gpd.GeoDataFrame, rows: Ints) -> str:
    """Names of some basic areas, in a sentence."""
    names = [str(name) for name in areas["name"].iloc[rows[:MOST_NAMED]]]
    more = len(rows) - len(names)
    return ", ".join(names) + (f" and {more} more basic areas" if more else "")
