"""What can be wrong with the layers of a map: basic areas, premises and landmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.roads import (
    AREA_COLUMNS,
    CHARACTERS,
    CRS,
    LANDMARK_COLUMNS,
    LANDMARK_KINDS,
    PREMISE_COLUMNS,
)
from ruttsim.errors import Fault
from ruttsim.roads.check import SHOWN, listed
from ruttsim.units import M2_PER_KM2

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely import Geometry, STRtree

LAYER_COLUMNS = {
    "areas": AREA_COLUMNS,
    "premises": PREMISE_COLUMNS,
    "landmarks": LANDMARK_COLUMNS,
}
LAYER_KEYS = {"areas": "basic_area", "premises": "premise"}
LAYER_SHAPES = {"areas": ("Polygon", "MultiPolygon"), "premises": ("Point",)}
LAYER_CHOICES = {"areas": ("character", CHARACTERS), "landmarks": ("kind", LANDMARK_KINDS)}
AREA_RANGES = {
    "population": (0.0, np.inf),
    "share_65plus": (0.0, 1.0),
    "share_flats": (0.0, 1.0),
    "built_km2": (0.0, np.inf),
}
AREA_TOLERANCE_M2 = 1000.0
"""Overlaps and gaps up to this size are slips of the pen: a metre along a kilometre of border."""
GAP_REACH_M = 20.0
"""Areas that come within twice this distance of each other are meant to touch."""
TOUCH_M = 0.1
"""What is nearer than this touches."""


def layer_faults(
    layer: str, frame: gpd.GeoDataFrame, file: str, needed: tuple[str, ...] | None = None
) -> list[Fault]:
    """What cannot be in the layer `areas`, `premises` or `landmarks` of a map.

    `needed` are the columns that must be there, all of the layer's if not given; the others are
    checked where they are there.
    """
    needed = LAYER_COLUMNS[layer] if needed is None else needed
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        remedy = f"Give every column: {', '.join(needed)}."
        return [Fault(file, "columns", f"Missing: {', '.join(missing)}.", remedy)]
    faults = []
    if frame.crs is None or frame.crs.to_epsg() != int(CRS.removeprefix("EPSG:")):
        name = "none" if frame.crs is None else frame.crs.to_string()
        remedy = f"Reproject the layer to {CRS} (SWEREF 99 TM)."
        faults.append(Fault(file, "crs", f"It is {name}.", remedy))
    if layer in LAYER_KEYS:
        faults.extend(key_faults(frame, LAYER_KEYS[layer], file))
    if layer in LAYER_SHAPES:
        faults.extend(shape_faults(frame, LAYER_SHAPES[layer], file))
    if layer in LAYER_CHOICES:
        column, choices = LAYER_CHOICES[layer]
        other = sorted({str(value) for value in frame.get(column, ())} - set(choices))
        if other:
            remedy = f"Choose one of: {', '.join(choices)}."
            faults.append(Fault(file, column, f"Unknown: {', '.join(other[:SHOWN])}.", remedy))
    if layer == "areas":
        faults.extend(number_faults(frame, file))
        if not faults:
            faults.extend(partition_faults(frame, file))
    return faults


def key_faults(frame: gpd.GeoDataFrame, key: str, file: str) -> list[Fault]:
    """Rows that there are none of, or whose key is not a text of their own."""
    if not len(frame):
        return [Fault(file, key, "There are no rows.", "A map needs at least one.")]
    if not all(isinstance(value, str) and value for value in frame[key]):
        return [Fault(file, key, "Not all are names.", "Give every row a name, as text.")]
    twice = sorted(set(frame[key][frame[key].duplicated()]))
    if twice:
        problem = f"More than one row has the name {', '.join(twice[:SHOWN])}."
        return [Fault(file, key, problem, "Give every row a name of its own.")]
    return []


def shape_faults(frame: gpd.GeoDataFrame, shapes: tuple[str, ...], file: str) -> list[Fault]:
    """Rows whose geometry is empty, broken or of another kind."""
    kinds = frame.geometry.geom_type.isin(shapes).to_numpy()
    sound = kinds & frame.geometry.is_valid.to_numpy() & ~frame.geometry.is_empty.to_numpy()
    if sound.all():
        return []
    problem = f"No sound {' or '.join(shapes)} in {listed(np.flatnonzero(~sound), 'row')}."
    return [
        Fault(file, "geometry", problem, "Draw or repair it in a GIS (Fix geometries in QGIS).")
    ]


def number_faults(frame: gpd.GeoDataFrame, file: str) -> list[Fault]:
    """Columns of numbers with something that is not a number, or out of range."""
    faults = []
    for column, (low, high) in AREA_RANGES.items():
        if column not in frame.columns:
            continue
        if frame[column].dtype.kind not in "iuf":
            faults.append(Fault(file, column, "Not all are numbers.", "Give every row a number."))
            continue
        values = frame[column].to_numpy(dtype=np.float64)
        bad = ~((values >= low) & (values <= high))
        if bad.any():
            where = listed(np.flatnonzero(bad), "row")
            remedy = f"Give a number from {low:g} to {high:g}."
            first = values[np.flatnonzero(bad)[0]]
            faults.append(Fault(file, column, f"{first:g} in {where}.", remedy))
    return faults


def partition_faults(areas: gpd.GeoDataFrame, file: str) -> list[Fault]:
    """Overlaps between areas, and gaps that several areas surround or face closely.

    An area that is missing at the rim cannot be told from a rim that is drawn there.
    """
    import shapely

    shapes = areas.geometry.to_numpy()
    names = areas["basic_area"].tolist()
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="intersects")
    pairs = sorted((int(a), int(b)) for a, b in zip(first, second, strict=True) if a < b)
    faults = []
    for a, b in pairs:
        overlap_m2 = shapely.area(shapely.intersection(shapes[a], shapes[b]))
        if overlap_m2 > AREA_TOLERANCE_M2:
            problem = f"'{names[a]}' and '{names[b]}' overlap by {overlap_m2:.0f} m2."
            remedy = "Snap the borders together, so that every place is in one area."
            faults.append(Fault(file, "geometry", problem, remedy))
    for gap in _gaps(shapes, tree):
        at = shapely.point_on_surface(gap)
        around = ", ".join(f"'{names[row]}'" for row in _beside(gap, tree)[:SHOWN])
        size_km2 = shapely.area(gap) / M2_PER_KM2
        problem = f"A gap of {size_km2:.3f} km2 at {at.x:.0f}, {at.y:.0f} beside {around}."
        remedy = "Extend the areas over it; lakes and forests belong to an area too."
        faults.append(Fault(file, "geometry", problem, remedy))
    return faults


def _gaps(shapes: np.ndarray, tree: STRtree) -> list[Geometry]:
    """Holes in the union of the areas, and slits between areas that are meant to touch."""
    import shapely

    union = shapely.union_all(shapes)
    rims = [shapely.get_exterior_ring(part) for part in shapely.get_parts(union)]
    filled = shapely.union_all(shapely.polygons(rims))
    grown = shapely.buffer(filled, GAP_REACH_M, join_style="mitre")
    closed = shapely.buffer(grown, -GAP_REACH_M, join_style="mitre")
    holes = shapely.get_parts(shapely.difference(filled, union))
    slits = shapely.get_parts(shapely.difference(closed, filled))
    found = [*holes, *(slit for slit in slits if len(_beside(slit, tree)) > 1)]
    return [gap for gap in found if shapely.area(gap) > AREA_TOLERANCE_M2]


def _beside(gap: Geometry, tree: STRtree) -> list[int]:
    """Rows of the areas that a gap touches."""
    return sorted(tree.query(gap, predicate="dwithin", distance=TOUCH_M).tolist())
