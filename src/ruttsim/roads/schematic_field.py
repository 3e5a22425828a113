"""Which way local streets run: along and across the roads around them, bent by smooth chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt

import numpy as np

from ruttsim.domain.arrays import Floats
from ruttsim.roads.schematic_plane import Point, Waves, metres

NEAR_M = 60.0
"""Roads nearer than this count as if they were this far away."""


@dataclass(frozen=True, eq=False)
class Field:
    """A tensor field over the plane: at each point two axes, at right angles.

    Streets laid along such axes meet squarely and follow the roads around them (Chen, Esch, Wonka,
    Mueller and Zhang 2008, Interactive procedural street modeling). `middle_m` and `axis` are the
    middles of the roads' segments and their directions as (cos 2a, sin 2a).
    """

    middle_m: Floats
    axis: Floats
    waves: Waves
    bend: float

    def headings(self, point: Point) -> list[tuple[float, float]]:
        """The four ways, as unit vectors, that a street may take at a point."""
        x_m, y_m = metres([point])[0]
        wave_a, wave_b = self.waves.at(np.array([x_m]), np.array([y_m]))[0].tolist()
        a, b = self._axis_of_roads(x_m, y_m)
        a, b = a + self.bend * wave_a, b + self.bend * wave_b
        size = sqrt(a * a + b * b) or 1.0
        cos = sqrt(max(1 + a / size, 0.0) / 2)
        sin = sqrt(max(1 - a / size, 0.0) / 2)
        sin = -sin if b < 0 else sin
        return [(cos, sin), (-sin, cos), (-cos, -sin), (sin, -cos)]

    def onward(self, point: Point, heading: tuple[float, float]) -> tuple[float, float]:
        """The way at a point that is nearest to a heading."""
        return max(self.headings(point), key=lambda way: (_along(way, heading), way))

    def _axis_of_roads(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Mean axis of the roads, the nearer the weightier, as (cos 2a, sin 2a)."""
        if not len(self.middle_m):
            return 1.0, 0.0
        away = (self.middle_m[:, 0] - x_m) ** 2 + (self.middle_m[:, 1] - y_m) ** 2
        weight = 1 / (away + NEAR_M**2) ** 2
        # fsum, as numpy's order of summation differs between processors.
        a, b = (fsum((self.axis[:, side] * weight).tolist()) for side in (0, 1))
        size = sqrt(a * a + b * b) or 1.0
        return a / size, b / size


def field_around(lines: Sequence[tuple[Point, Point]], waves: Waves, bend: float) -> Field:
    """The field around the segments of roads."""
    if not lines:
        return Field(np.empty((0, 2)), np.empty((0, 2)), waves, bend)
    starts = metres([start for start, _ in lines])
    ends = metres([end for _, end in lines])
    dx, dy = (ends - starts).T
    squared = dx**2 + dy**2
    axis = np.column_stack([(dx**2 - dy**2) / squared, 2 * dx * dy / squared])
    # Long segments count for their length.
    return Field((starts + ends) / 2, axis * np.sqrt(squared)[:, None], waves, bend)


def _along(way: tuple[float, float], heading: tuple[float, float]) -> float:
    """How far a way leads along a heading."""
    return way[0] * heading[0] + way[1] * heading[1]
