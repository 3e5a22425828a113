"""Where the user's own clients live on the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ruttsim.demand.cells import Cells
from ruttsim.demand.dwellings import POSITION_DECIMALS
from ruttsim.demand.reading import X, Y
from ruttsim.domain.roads import CRS

if TYPE_CHECKING:
    import geopandas as gpd

    from ruttsim.domain.roads import MapBundle

COORDINATES = {(X, Y): CRS, ("lon", "lat"): "EPSG:4326"}
"""Pairs of columns that place a client, easting first, and their system; the first pair wins."""

MOST_APART = 5
"""If more clients than this, and all, are off the map, they share a mistake that is told once."""


class Spot(NamedTuple):
    """A place on the map [m] and the row of its basic area."""

    x_m: float
    y_m: float
    basic_area: int


def spots(cells: Sequence[Cells], bundle: MapBundle) -> list[Spot | None]:
    """The place of each row, with faults noted and None where it is none on the map."""
    if not cells:
        return []
    columns = cells[0].row.texts
    pair = next((it for it in COORDINATES if all(name in columns for name in it)), None)
    if pair is None:
        remedy = f"Give {X} and {Y} ({CRS}), or lat and lon, or a layer of points."
        cells[0].faults.add(
            cells[0].file, "columns", "Nothing says where the clients live.", remedy
        )
        return [None] * len(cells)
    read = [(cell.number(pair[0]), cell.number(pair[1])) for cell in cells]
    known = [(row, x, y) for row, (x, y) in enumerate(read) if x is not None and y is not None]
    found: list[Spot | None] = [None] * len(cells)
    placed = _on_map(known, COORDINATES[pair], bundle)
    if len(known) > MOST_APART and not any(placed):
        row, x, y = known[0]
        problem = (
            f"None of {len(known)} clients lives in a basic area of {bundle.manifest.name}; this "
            f"one is at {x:.10g}, {y:.10g}."
        )
        remedy = f"Check that {', '.join(pair)} are in this order and in {COORDINATES[pair]}."
        cells[row].fault(", ".join(pair), problem, remedy)
        return found
    for (row, x, y), spot in zip(known, placed, strict=True):
        found[row] = spot
        if spot is None:
            problem = f"{x:.10g}, {y:.10g} lies in no basic area of {bundle.manifest.name}."
            remedy = "Correct the coordinates, or build a map that holds the place."
            cells[row].fault(", ".join(pair), problem, remedy)
    return found


def _on_map(
    known: Sequence[tuple[int, float, float]], crs: str, bundle: MapBundle
) -> list[Spot | None]:
    """Places given in `crs` on the map, in the first of the basic areas that hold them."""
    import geopandas as gpd

    x, y = ([place[axis] for place in known] for axis in (1, 2))
    points = gpd.GeoSeries(gpd.points_from_xy(x, y, crs=crs)).to_crs(CRS)
    x_m, y_m = (np.round(axis.to_numpy(), POSITION_DECIMALS) for axis in (points.x, points.y))
    there = np.isfinite(x_m) & np.isfinite(y_m)
    area = _first_areas(points.where(there), bundle.areas)
    return [
        Spot(float(x_m[row]), float(y_m[row]), area[row]) if row in area else None
        for row in range(len(known))
    ]


def _first_areas(points: gpd.GeoSeries, areas: gpd.GeoDataFrame) -> dict[int, int]:
    """Row of the first basic area that holds each point, by the point's place; none: no entry."""
    pairs = areas.sindex.query(points, predicate="intersects")
    first: dict[int, int] = {}
    for point, area in sorted(pairs.T.tolist()):
        first.setdefault(point, area)
    return first
