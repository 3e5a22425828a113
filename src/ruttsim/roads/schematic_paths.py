"""Foot and cycle paths apart from streets: short cuts where walking along the streets is long.

A greedy spanner (Althoefer, Das, Dobkin, Joseph and Soares 1993, On sparse spanners of weighted
graphs): of all links between points of the streets, the shortest first, those are built
whose ends are too far apart on foot.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely import STRtree

from ruttsim.domain.arrays import Bools, Ints
from ruttsim.roads.schematic_plan import StreetPlan
from ruttsim.roads.schematic_plane import Point, metres, squared_dm2
from ruttsim.units import DM_PER_METRE

Step = tuple[Point, Point]
Path = tuple[Point, ...]
FIRST, SECOND, COUNT = 73_856_093, 19_349_663, 1_009
"""Primes that spread places over bends (Teschner and others 2003, Optimized spatial hashing)."""
STRAIGHTEST = 0.4
"""The least bend, as a share of the strongest."""


@dataclass(frozen=True)
class PathGround:
    """What paths lead through: steps of streets by what a path may do to them.

    Paths meet the `local` streets and cross `roads` in subways, between two points that both have a
    net of paths of their own; they cross `barriers` at `bridges` only.
    """

    local: Sequence[Step]
    roads: Sequence[Step]
    barriers: Sequence[Step]
    bridges: Sequence[Step]
    water: Sequence[shapely.Geometry]
    clearance_m: float


def connecting_paths(
    ground: PathGround,
    detour: Mapping[Point, float],
    separate_below: float,
    spacing_m: float,
    longest_m: float,
    bend_share: float,
) -> list[Path]:
    """The paths between points of streets, each bent in its middle; first the bridges.

    Parameters
    ----------
    detour
        Points of the network that paths may begin at, with how many times the straight line people
        there walk before a path is built.
    separate_below
        Points of no larger detour have a net of paths that crosses the roads in subways.
    bend_share
        The strongest bend: how far aside the middle of a path lies, of its length.
    """
    plan, walks = StreetPlan(), _Walks()
    for start, end in (*ground.local, *ground.roads):
        walks.add(start, end)
    for start, end in ground.bridges:
        walks.add(start, end)
        plan.add(start, end)
    fixed = [point for bridge in ground.bridges for point in bridge]
    points = [*fixed, *_thinned(detour, fixed, spacing_m)]
    allowed = np.array([detour.get(point, separate_below) for point in points])
    pairs = _links(points, longest_m)
    drawn = [_bent(points[one], points[two], bend_share) for one, two in pairs.tolist()]
    lines = np.array([shapely.LineString(metres(path)) for path in drawn], dtype=np.object_)
    open_links = _may_be_built(ground, lines, allowed, pairs, separate_below)
    paths: list[Path] = list(ground.bridges)
    straight = np.array([sqrt(squared_dm2(path[0], path[-1])) for path in drawn])
    for row in np.argsort(straight, kind="stable").tolist():
        path = drawn[row]
        longest = float(allowed[pairs[row]].max() * straight[row])
        if (
            open_links[row]
            and walks.is_farther(path[0], path[-1], longest)
            and all(plan.is_free(*step) for step in pairwise(path))
        ):
            for step in pairwise(path):
                plan.add(*step)
                walks.add(*step)
            paths.append(path)
    return paths


def _bent(start: Point, end: Point, bend_share: float) -> Path:
    """A path between two points, bent to one side by what its place gives."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    drawn = ((start[0] + end[0]) * FIRST ^ (start[1] + end[1]) * SECOND) % COUNT
    share = 2 * drawn / (COUNT - 1) - 1
    side = 1 if share >= 0 else -1
    aside = bend_share * (STRAIGHTEST * side + (1 - STRAIGHTEST) * share)
    middle = (
        round((start[0] + end[0]) / 2 - dy * aside),
        round((start[1] + end[1]) / 2 + dx * aside),
    )
    return (start, middle, end)


class _Walks:
    """The walking network as it grows."""

    def __init__(self) -> None:
        self._beside: dict[Point, list[tuple[Point, float]]] = {}

    def add(self, start: Point, end: Point) -> None:
        """Join two points by a straight walk."""
        length = sqrt(squared_dm2(start, end))
        self._beside.setdefault(start, []).append((end, length))
        self._beside.setdefault(end, []).append((start, length))

    def is_farther(self, start: Point, end: Point, longest: float) -> bool:
        """Whether the walk from one point to another is longer than so much (A* search)."""
        best = {start: 0.0}
        ready = [(sqrt(squared_dm2(start, end)), start)]
        while ready:
            bound, point = heapq.heappop(ready)
            if bound > longest:
                return True
            if point == end:
                return False
            walked = best[point]
            for other, length in self._beside.get(point, ()):
                there = walked + length
                if there < best.get(other, float("inf")):
                    best[other] = there
                    heapq.heappush(ready, (there + sqrt(squared_dm2(other, end)), other))
        return True


def _thinned(points: Iterable[Point], fixed: Sequence[Point], spacing_m: float) -> list[Point]:
    """The first of the points that keep their distance from those before them."""
    plan = StreetPlan()
    for point in fixed:
        plan.add(point, point)
    kept = []
    for point in points:
        if not plan.near(point, spacing_m * DM_PER_METRE):
            plan.add(point, point)
            kept.append(point)
    return kept


def _links(points: Sequence[Point], longest_m: float) -> Ints:
    """Pairs of points within reach of each other, in their order; shape (pairs, 2)."""
    found = cKDTree(metres(points)).query_pairs(longest_m, output_type="ndarray")
    return found[np.lexsort((found[:, 1], found[:, 0]))].astype(np.int64)


def _may_be_built(
    ground: PathGround,
    lines: NDArray[np.object_],
    allowed: NDArray[np.float64],
    pairs: Ints,
    separate_below: float,
) -> Bools:
    """Which links cross nothing that they may not cross."""
    free = np.ones(len(lines), dtype=np.bool_)
    separate = (allowed[pairs] <= separate_below).all(axis=1)
    for steps, closed in (
        (ground.local, np.ones(len(lines), dtype=np.bool_)),
        (ground.barriers, np.ones(len(lines), dtype=np.bool_)),
        (ground.roads, ~separate),
    ):
        tree = STRtree([shapely.LineString(metres(step)) for step in steps])
        hit = np.zeros(len(lines), dtype=np.bool_)
        hit[tree.query(lines, predicate="crosses")[0]] = True
        free &= ~(hit & closed)
    wet = STRtree(list(ground.water)).query(
        lines, predicate="dwithin", distance=ground.clearance_m
    )[0]
    free[wet] = False
    return free
