"""Where people live as far as streets tell: metres of residential street, and land beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Bools, Floats, Ints
from ruttsim.domain.roads import ROAD_CLASSES, RoadNetwork
from ruttsim.graphs import street_edges

if TYPE_CHECKING:
    from shapely import Geometry

NEARBY_M = 500.0
"""Within this distance of a place are its surroundings."""
HOME_CLASSES = ("residential", "living_street")
"""Classes of the streets that homes stand on."""


@dataclass(frozen=True, eq=False)
class Settlement:
    """Midpoints of the straight pieces of residential streets, each with its length [m]."""

    x_m: Floats
    y_m: Floats
    street_m: Floats
    lines: tuple[NDArray[np.float64], ...]


def settlement(roads: RoadNetwork) -> Settlement:
    """The residential streets of a network, each counted once."""
    codes = [ROAD_CLASSES.index(name) for name in HOME_CLASSES]
    chosen = np.flatnonzero(street_edges(roads) & np.isin(roads.road_class, codes))
    lines = tuple(roads.line(int(edge)) for edge in chosen)
    none = np.empty((0, 2))
    middle = np.concatenate([none, *((line[:-1] + line[1:]) / 2 for line in lines)])
    step = np.concatenate([none, *(line[1:] - line[:-1] for line in lines)])
    street_m = np.sqrt(step[:, 0] ** 2 + step[:, 1] ** 2)
    real = street_m > 0
    return Settlement(middle[real, 0], middle[real, 1], street_m[real], lines)


def part_of(place: Settlement, chosen: Bools) -> Settlement:
    """The chosen pieces of street, without the lines that they were cut from."""
    return Settlement(place.x_m[chosen], place.y_m[chosen], place.street_m[chosen], ())


def nearby_m(place: Settlement, x_m: Floats, y_m: Floats) -> Floats:
    """Residential street within NEARBY_M of each point, in whole metres."""
    from scipy.spatial import KDTree

    if not len(place.x_m):
        return np.zeros(len(x_m))
    near = KDTree(np.column_stack([place.x_m, place.y_m])).query_ball_point(
        np.column_stack([x_m, y_m]), NEARBY_M, return_sorted=True
    )
    return np.array([np.round(place.street_m[rows].sum()) for rows in near], dtype=np.float64)


def area_of_points(shapes: NDArray[np.object_], x_m: Floats, y_m: Floats) -> Ints:
    """Index of the shape that each point lies in, the first of several; -1 for none."""
    import shapely

    tree = shapely.STRtree(shapes)
    point, shape = tree.query(shapely.points(x_m, y_m), predicate="intersects")
    found: Ints = np.full(len(x_m), len(shapes), dtype=np.int64)
    np.minimum.at(found, point, shape)
    found[found == len(shapes)] = -1
    return found


def built_land(place: Settlement, plot_depth_m: float) -> Geometry:
    """All land within the depth of a plot from a residential street."""
    import shapely

    lines = [shapely.LineString(line) for line in place.lines]
    return shapely.union_all(shapely.buffer(lines, plot_depth_m, quad_segs=2))
