"""Which basic areas are neighbours, so that zones can be kept in one piece."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.arrays import Ints

if TYPE_CHECKING:
    import geopandas as gpd

SHORTEST_BORDER_M = 10.0
"""Areas that only meet at a corner are not neighbours."""
GRID_M = 1.0
"""Borders that differ by less than this are the same border."""

Neighbours = tuple[tuple[int, ...], ...]
"""Neighbours of each area, ascending."""


def neighbours(areas: gpd.GeoDataFrame, water: gpd.GeoSeries) -> Neighbours:
    """Areas that share a border on land; parts that share none are joined where they are nearest.

    The outcome is one connected graph.
    """
    import shapely

    shapes = np.asarray(areas.geometry)
    near = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=GRID_M)
    first, second = near[:, near[0] < near[1]]
    lines = shapely.boundary(shapes)
    shared = shapely.intersection(lines[first], lines[second], grid_size=GRID_M)
    on_land = shapely.difference(shared, shapely.union_all(np.asarray(water)))
    is_border = shapely.length(on_land) >= SHORTEST_BORDER_M
    pairs = set(zip(first[is_border].tolist(), second[is_border].tolist(), strict=True))
    part = _parts(_graph(pairs, len(shapes)))
    rows, columns = np.triu_indices(len(shapes), k=1)
    distance_m = np.round(shapely.distance(shapes[rows], shapes[columns]))
    order = np.argsort(distance_m, kind="stable")
    for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if part[row] != part[column]:
            pairs.add((row, column))
            part[part == part[column]] = part[row]
    return _graph(pairs, len(shapes))


def component(graph: Neighbours, start: int, within: Collection[int]) -> set[int]:
    """Areas that can be reached from one area without leaving a set."""
    allowed = set(within)
    reached, waiting = {start}, [start]
    while waiting:
        for area in graph[waiting.pop()]:
            if area in allowed and area not in reached:
                reached.add(area)
                waiting.append(area)
    return reached


def is_connected(graph: Neighbours, areas: Sequence[int]) -> bool:
    """Whether areas hang together; no area at all does not."""
    return bool(areas) and len(component(graph, areas[0], areas)) == len(areas)


def _graph(pairs: set[tuple[int, int]], areas: int) -> Neighbours:
    """Pairs of neighbours as the neighbours of each area."""
    both = sorted(pairs | {(second, first) for first, second in pairs})
    return tuple(tuple(b for a, b in both if a == area) for area in range(areas))


def _parts(graph: Neighbours) -> Ints:
    """The lowest area that each area is connected with."""
    part = np.full(len(graph), -1, dtype=np.int64)
    for area in range(len(graph)):
        if part[area] < 0:
            part[sorted(component(graph, area, range(len(graph))))] = area
    return part
