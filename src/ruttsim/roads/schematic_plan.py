"""Streets as they are drawn: points with their neighbours, found by where they lie."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ruttsim.roads.schematic_plane import Point, crossing, squared_dm2

BUCKET_DM = 1200
"""Points are kept by squares of this side; no step of a street may be longer than it."""


class StreetPlan:
    """Points joined by straight steps, none of which crosses another.

    The caller asks before it adds: `is_free` keeps the promise.
    """

    def __init__(self) -> None:
        self.neighbours: dict[Point, list[Point]] = {}
        self._points: dict[tuple[int, int], list[Point]] = defaultdict(list)
        self._steps: dict[tuple[int, int], list[tuple[Point, Point]]] = defaultdict(list)

    def add(self, start: Point, end: Point) -> None:
        """Join two points."""
        for point, other in ((start, end), (end, start)):
            if point not in self.neighbours:
                self.neighbours[point] = []
                self._points[_bucket(point)].append(point)
            self.neighbours[point].append(other)
        middle = ((start[0] + end[0]) // 2, (start[1] + end[1]) // 2)
        self._steps[_bucket(middle)].append((start, end))

    def near(self, point: Point, distance_dm: float) -> list[Point]:
        """Points within a distance of at most BUCKET_DM, the nearest first."""
        found = [
            (away, other)
            for bucket in _around(point)
            for other in self._points.get(bucket, ())
            if (away := squared_dm2(point, other)) <= distance_dm**2
        ]
        return [other for _, other in sorted(found)]

    def is_free(self, start: Point, end: Point) -> bool:
        """Whether a step between two points crosses no other."""
        middle = ((start[0] + end[0]) // 2, (start[1] + end[1]) // 2)
        return not any(
            crossing(start, end, *step) is not None
            for bucket in _around(middle)
            for step in self._steps.get(bucket, ())
        )


def _bucket(point: Point) -> tuple[int, int]:
    """The square that a point lies in."""
    return point[0] // BUCKET_DM, point[1] // BUCKET_DM


def _around(point: Point) -> Iterator[tuple[int, int]]:
    """The square of a point and the eight around it."""
    column, row = _bucket(point)
    for i in (-1, 0, 1):
        for j in (-1, 0, 1):
            yield column + i, row + j
