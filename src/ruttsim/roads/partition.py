"""Compact groups of weighted points, and a polygon cut into one part around each group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.arrays import Floats, Ints

if TYPE_CHECKING:
    from shapely import Geometry

ROUNDS = 30
"""Improvements of the groups; a fixed number, so that every machine stops at the same."""
PLACES = 1
"""Centres are whole decimetres, so that no machine's last bits move a border."""


def centres(x_m: Floats, y_m: Floats, weight: Floats, count: int) -> Floats:
    """Centres of compact groups of the points, shape (count or fewer, 2) [m].

    Weighted k-means (Lloyd, doi:10.1109/TIT.1982.1056489), begun from a recursive halving of the
    weight: the heaviest group is cut in two across its longer side. Fewer groups come out where
    there are fewer different points. Order: that of the halving.
    """
    middle = _halved(x_m, y_m, weight, count)
    for _ in range(ROUNDS):
        group = nearest(middle, x_m, y_m)
        total = np.bincount(group, weights=weight, minlength=len(middle))
        used = total > 0
        for axis, position in enumerate((x_m, y_m)):
            moment = np.bincount(group, weights=weight * position, minlength=len(middle))
            middle[used, axis] = np.round(moment[used] / total[used], PLACES)
    return middle


def nearest(middle: Floats, x_m: Floats, y_m: Floats) -> Ints:
    """Index of the centre nearest to each point, the first of several."""
    best: Ints = np.zeros(len(x_m), dtype=np.int64)
    best_m2 = np.full(len(x_m), np.inf)
    for index, (centre_x, centre_y) in enumerate(middle):
        distance_m2 = (x_m - centre_x) ** 2 + (y_m - centre_y) ** 2
        closer = distance_m2 < best_m2
        best[closer] = index
        best_m2[closer] = distance_m2[closer]
    return best


def _halved(x_m: Floats, y_m: Floats, weight: Floats, count: int) -> Floats:
    """Weighted middle of each group of the recursive halving."""
    groups: list[Ints] = [np.arange(len(x_m))]
    while len(groups) < count:
        order = sorted(range(len(groups)), key=lambda k: (-weight[groups[k]].sum(), k))
        for heaviest in order:
            halves = _cut(x_m, y_m, weight, groups[heaviest])
            if halves:
                groups[heaviest : heaviest + 1] = halves
                break
        else:
            break
    middle = [
        [np.average(position[group], weights=weight[group]) for position in (x_m, y_m)]
        for group in groups
    ]
    return np.round(np.array(middle), PLACES)


def _cut(x_m: Floats, y_m: Floats, weight: Floats, group: Ints) -> list[Ints]:
    """A group's two halves of about equal weight across its longer side; none if it is a point."""
    width, height = np.ptp(x_m[group]), np.ptp(y_m[group])
    if width == 0 and height == 0:
        return []
    position = x_m if width >= height else y_m
    line = np.unique(position[group])
    weight_at = np.bincount(np.searchsorted(line, position[group]), weights=weight[group])
    below = np.cumsum(weight_at)[:-1]
    at = int(np.argmin(np.abs(below - weight[group].sum() / 2)))
    first = position[group] <= line[at]
    return [group[first], group[~first]]


def cells(middle: Floats, boundary: Geometry) -> list[Geometry]:
    """The part of the boundary nearest to each centre; together they fill it without overlap.

    A piece cut off from the rest of its cell goes to the neighbour that it borders on most.
    """
    import shapely

    if len(middle) == 1:
        return [boundary]
    points = np.array(shapely.points(middle), dtype=np.object_)
    found = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=boundary)
    )
    whole = shapely.intersection(found, boundary)
    point, cell = shapely.STRtree(found).query(points, predicate="intersects")
    pieces: list[tuple[int, Geometry]] = []
    largest: list[Geometry] = []
    for index in range(len(middle)):
        parts = sorted(shapely.get_parts(whole[cell[point == index][0]]), key=shapely.area)
        largest.append(parts[-1])
        pieces.extend((index, part) for part in parts[:-1])
    shapes: list[list[Geometry]] = [[part] for part in largest]
    for index, piece in pieces:
        shared = shapely.length(shapely.intersection(shapely.boundary(largest), piece))
        goes_to = int(np.argmax(shared)) if shared.max() > 0 else index
        shapes[goes_to].append(piece)
    return [shapely.union_all(parts) for parts in shapes]
