"""Roundabouts of a schematic map: one-way rings where through roads share a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import atan2, sqrt

from ruttsim.domain.roads import MODES, ROAD_CLASSES
from ruttsim.roads.network import Street
from ruttsim.roads.schematic_plane import Point, between, metres, point_at, squared_dm2
from ruttsim.units import DM_PER_METRE

CORNERS = ((1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))
"""The directions of a ring's corners, beside where roads meet it."""
APART_SHARE = 0.3
"""A corner this part of the radius from a road that meets the ring is left out."""
WALK_MODES = ("walk",)


def with_roundabout(
    streets: Sequence[Street], centre: Point, radius_m: float, speed_kmh: float
) -> list[Street]:
    """The streets with a ring around a point, where those that led to it end.

    Streets are straight between their ends, which are Points. Wheels go round counterclockwise,
    walkers either way. The ring is of the highest class that meets it.
    """
    radius_dm = radius_m * DM_PER_METRE
    kept: list[Street] = []
    arms: list[Point] = []
    classes: list[int] = []
    for street in streets:
        start, end = _ends(street)
        inside = [squared_dm2(point, centre) < radius_dm**2 for point in (start, end)]
        if all(inside):
            continue
        if not any(inside):
            kept.append(street)
            continue
        outer, inner = (end, start) if inside[0] else (start, end)
        arm = _on_ring(inner, outer, centre, radius_dm)
        kept.append(_between_points(street, *((arm, end) if inside[0] else (start, arm))))
        arms.append(arm)
        classes.append(ROAD_CLASSES.index(street.road_class))
    ring = Street(
        start=centre,
        end=centre,
        points=metres([centre, centre]),
        road_class=ROAD_CLASSES[min(classes)],
        speed_kmh=speed_kmh,
        modes_forward=MODES,
        modes_backward=WALK_MODES,
    )
    around = _around(arms, centre, radius_dm)
    kept.extend(_between_points(ring, *step) for step in pairwise([*around, around[0]]))
    return kept


def _ends(street: Street) -> tuple[Point, Point]:
    """The ends of a straight street."""
    (x0, y0), (x1, y1) = street.points[[0, -1]].tolist()
    return point_at(x0, y0), point_at(x1, y1)


def _between_points(street: Street, start: Point, end: Point) -> Street:
    """The same kind of street, straight between two points."""
    return replace(street, start=start, end=end, points=metres([start, end]))


def _on_ring(inner: Point, outer: Point, centre: Point, radius_dm: float) -> Point:
    """Where a step from inside a circle leaves it."""
    px, py = inner[0] - centre[0], inner[1] - centre[1]
    dx, dy = outer[0] - inner[0], outer[1] - inner[1]
    a, b, c = dx * dx + dy * dy, px * dx + py * dy, px * px + py * py - radius_dm**2
    return between(inner, outer, (-b + sqrt(b * b - a * c)) / a)


def _around(arms: Sequence[Point], centre: Point, radius_dm: float) -> list[Point]:
    """The points of a ring counterclockwise: where streets meet it, and corners between them."""
    corners = []
    for dx, dy in CORNERS:
        size = sqrt(dx * dx + dy * dy)
        corners.append(
            (round(centre[0] + dx / size * radius_dm), round(centre[1] + dy / size * radius_dm))
        )
    apart = (APART_SHARE * radius_dm) ** 2
    free = [it for it in corners if all(squared_dm2(it, arm) > apart for arm in arms)]
    return sorted(
        {*arms, *free}, key=lambda point: (atan2(point[1] - centre[1], point[0] - centre[0]), point)
    )
