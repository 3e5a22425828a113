"""Figures that tell one road network from another: junctions, dead ends, detours, metres."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from ruttsim.domain.arrays import Bools, Floats
from ruttsim.domain.roads import ROAD_CLASSES, RoadNetwork
from ruttsim.graphs import main_component, street_edges
from ruttsim.units import METRES_PER_KM

if TYPE_CHECKING:
    from shapely import Geometry

START_STEP = 3
"""Detours are measured from every third node, to all: of fewer, the median differs by the choice
by some per cent."""
NEAREST_KM, FARTHEST_KM = 1.0, 5.0
"""Between nodes this far apart: drives and walks within a district and to the next."""


class Ends(NamedTuple):
    """How many places there are where streets meet, and where they end."""

    junctions: int
    dead_ends: int

    @property
    def dead_end_share(self) -> float:
        """Dead ends of all of them."""
        return self.dead_ends / (self.junctions + self.dead_ends)


def ends(roads: RoadNetwork, mode: str, shape: Geometry) -> Ends:
    """Junctions of three or more streets and dead ends, for a mode, inside a shape."""
    streets = street_edges(roads) & roads.allows(mode)
    degree = np.bincount(
        np.concatenate([roads.tail[streets], roads.head[streets]]), minlength=roads.nodes
    )
    inside = shapely.covers(shape, shapely.points(roads.node_x_m, roads.node_y_m))
    return Ends(int(((degree > 2) & inside).sum()), int(((degree == 1) & inside).sum()))


def class_m(roads: RoadNetwork, classes: Sequence[str], shape: Geometry) -> float:
    """Length of the streets of some classes inside a shape [m], both directions counted once.

    Of two carriageways each counts half.
    """
    codes = [ROAD_CLASSES.index(name) for name in classes]
    chosen = street_edges(roads) & np.isin(roads.road_class, codes)
    edges = np.flatnonzero(chosen)
    lines = np.array([shapely.LineString(roads.line(int(edge))) for edge in edges], dtype=object)
    inside = shapely.length(shapely.intersection(lines, shape))
    halves = np.where(roads.reverse[edges] < 0, 0.5, 1.0)
    return float((inside * halves).sum())


def median_detour(roads: RoadNetwork, mode: str, shape: Geometry) -> float:
    """Median of the shortest way over the straight line, for places 1 to 5 km apart in a shape.

    The ways themselves may leave the shape.
    """
    x_m, y_m = roads.node_x_m, roads.node_y_m
    inside = shapely.covers(shape, shapely.points(x_m, y_m))
    places = np.flatnonzero(main_component(roads, mode) & inside)
    starts = places[::START_STEP]
    found_m = shortest_m(roads, mode, roads.length_m, starts)[:, places]
    east_m, north_m = (at[starts][:, None] - at[places] for at in (x_m, y_m))
    straight_m = np.sqrt(east_m**2 + north_m**2)
    counted: Bools = (straight_m >= NEAREST_KM * METRES_PER_KM) & (
        straight_m <= FARTHEST_KM * METRES_PER_KM
    )
    return float(np.median(found_m[counted] / straight_m[counted]))


def shortest_m(roads: RoadNetwork, mode: str, weight: Floats, starts: np.ndarray) -> Floats:
    """Least total weight from some nodes to all, for a mode; of parallel edges the lightest."""
    edges = np.flatnonzero(roads.allows(mode))
    heaviest_first = edges[np.argsort(-weight[edges], kind="stable")]
    lightest = {
        (int(roads.tail[edge]), int(roads.head[edge])): float(weight[edge])
        for edge in heaviest_first
    }
    tail, head = np.array(list(lightest)).T
    graph = csr_array((list(lightest.values()), (tail, head)), shape=(roads.nodes, roads.nodes))
    found: Floats = dijkstra(graph, indices=starts)
    return found
