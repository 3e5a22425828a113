"""Between longitude, latitude and the map's metres, and the outline of where streets are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.arrays import Floats
from ruttsim.domain.roads import CRS, RoadNetwork
from ruttsim.units import DM_PER_METRE

if TYPE_CHECKING:
    from shapely import Polygon

WGS84 = "EPSG:4326"
PLACES = 2
"""Coordinates are whole centimetres, so that no machine's last bits reach a map."""
OUTLINE_CELL_M = 250.0
"""Streets are looked for on squares of this side."""
OUTLINE_REACH_M = 1000.0
"""Streets within twice this distance of each other lie within one outline."""
OUTLINE_MARGIN_M = 250.0
"""Land around the outermost streets that still belongs to the outline."""


def projected(x: Floats, y: Floats, crs: str, to: str = CRS) -> tuple[Floats, Floats]:
    """Coordinates in the map's system, or another in metres; x is longitude where `crs` has it."""
    from pyproj import Transformer

    transformer = Transformer.from_crs(crs, to, always_xy=True)
    x_m, y_m = transformer.transform(x, y)
    return np.round(x_m, PLACES), np.round(y_m, PLACES)


def steps_m(longitude: Floats, latitude: Floats) -> Floats:
    """Length on the ellipsoid from each point to the next [m].

    The projection stretches by up to 2 per mille within Sweden and more beyond, so lengths are not
    taken from it.
    """
    from pyproj import Geod

    _, _, metres = Geod(ellps="WGS84").inv(
        longitude[:-1], latitude[:-1], longitude[1:], latitude[1:]
    )
    lengths_m: Floats = np.round(np.asarray(metres) * DM_PER_METRE) / DM_PER_METRE
    return lengths_m


def outline(roads: RoadNetwork) -> Polygon:
    """One polygon without holes around the streets for cars, where no boundary is known.

    Everything within OUTLINE_REACH_M of a cell with a street in it, shrunk again until
    OUTLINE_MARGIN_M is left; the largest part of it.
    """
    import shapely

    on_street = np.repeat(roads.allows("car"), np.diff(roads.shape_start))
    points = np.column_stack([roads.shape_x_m, roads.shape_y_m])[on_street]
    cells = np.unique(points // OUTLINE_CELL_M, axis=0)
    corners = cells * OUTLINE_CELL_M
    boxes = shapely.box(
        corners[:, 0], corners[:, 1], corners[:, 0] + OUTLINE_CELL_M, corners[:, 1] + OUTLINE_CELL_M
    )
    grown = shapely.buffer(shapely.union_all(boxes), OUTLINE_REACH_M, quad_segs=4)
    shrunk = shapely.buffer(grown, OUTLINE_MARGIN_M - OUTLINE_REACH_M, quad_segs=4)
    largest = max(shapely.get_parts(shrunk), key=lambda part: part.area)
    tidy = shapely.simplify(shapely.Polygon(largest.exterior), OUTLINE_CELL_M / 5)
    return shapely.set_precision(tidy, 10.0**-PLACES)
