"""Carriageways and ramps of a motorway: one-way, and joined to other roads at interchanges only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from ruttsim.roads.schematic_facts import RoadFact
from ruttsim.roads.schematic_numbers import MotorwayNumbers
from ruttsim.roads.schematic_plane import Point, between, crossing, curve, squared_dm2
from ruttsim.units import DM_PER_METRE

STEP_M = 70.0
"""A carriageway bends this often."""


class OneWay(NamedTuple):
    """A one-way line by its points, and the speed on it."""

    points: tuple[Point, ...]
    speed_kmh: float


class Foot(NamedTuple):
    """Where ramps end: on a piece of a road, told by their numbers."""

    road: int
    piece: int
    point: Point


@dataclass(frozen=True)
class Motorway:
    """All one-way lines of a motorway, and where its ramps end."""

    lines: tuple[OneWay, ...]
    feet: tuple[Foot, ...]


class _Course:
    """The middle of a motorway, measured along."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.points = points
        self.at_dm = [0.0]
        for start, end in pairwise(points):
            self.at_dm.append(self.at_dm[-1] + sqrt(squared_dm2(start, end)))

    def beside(self, along_dm: float, aside_dm: float) -> Point:
        """The point so far along, and so far to the right."""
        row = next(
            (k for k in range(1, len(self.at_dm)) if self.at_dm[k] >= along_dm),
            len(self.at_dm) - 1,
        )
        start, end = self.points[row - 1], self.points[row]
        long_dm = self.at_dm[row] - self.at_dm[row - 1]
        share = (along_dm - self.at_dm[row - 1]) / long_dm
        dx, dy = end[0] - start[0], end[1] - start[1]
        return (
            round(start[0] + dx * share + dy / long_dm * aside_dm),
            round(start[1] + dy * share - dx / long_dm * aside_dm),
        )

    def crossed(self, road: Sequence[Point]) -> tuple[float, int, Point] | None:
        """Where a road crosses first: how far along, the road's piece there, and the point."""
        for row, (start, end) in enumerate(pairwise(self.points)):
            for piece, (before, after) in enumerate(pairwise(road)):
                point = crossing(start, end, before, after)
                if point is not None:
                    return self.at_dm[row] + sqrt(squared_dm2(start, point)), piece, point
        return None


def motorway(
    fact: RoadFact,
    middle: Sequence[Point],
    roads: Sequence[tuple[str, Sequence[Point]]],
    numbers: MotorwayNumbers,
) -> Motorway:
    """The one-way lines of a motorway along its middle, with ramps to the roads it is joined to.

    Every interchange is a diamond: of each carriageway one ramp leaves before the bridge and one
    enters beyond it, both from the same foot on the crossing road. Where the map ends the
    carriageways are joined, so that nobody is lost there.
    """
    course = _Course(middle)
    gap, reach, aside, end = (
        value * DM_PER_METRE
        for value in (
            numbers.half_gap_m,
            numbers.ramp_m,
            numbers.ramp_aside_m,
            numbers.ramp_end_m,
        )
    )
    lines: list[OneWay] = []
    feet: list[Foot] = []
    stops = {0.0, course.at_dm[-1]}
    for number, (name, road) in enumerate(roads):
        met = course.crossed(road) if name in fact.interchanges else None
        if met is not None:
            along, piece, bridge = met
            stops |= {along - reach, along + reach}
            for way in (1, -1):
                foot_piece, foot = _along(road, piece, bridge, end, way)
                side = 1 if _is_right(course, along, foot) else -1
                out, back = along - side * reach, along + side * reach
                lines.extend(
                    OneWay(tuple(curve(ramp, 4)), numbers.ramp_kmh)
                    for ramp in (
                        [
                            course.beside(out, side * gap),
                            course.beside(along - side * reach / 2, side * (gap + aside / 2)),
                            foot,
                        ],
                        [
                            foot,
                            course.beside(along + side * reach / 2, side * (gap + aside / 2)),
                            course.beside(back, side * gap),
                        ],
                    )
                )
                feet.append(Foot(number, foot_piece, foot))
    step, long = STEP_M * DM_PER_METRE, course.at_dm[-1]
    # A stop takes the place of the regular ones around it.
    regular = [k * step for k in range(1, int(long / step))]
    kept = [at for at in regular if all(abs(at - stop) > step / 2 for stop in stops)]
    at = sorted([*stops, *kept])
    ahead = [course.beside(along, gap) for along in at]
    opposite = [course.beside(along, -gap) for along in reversed(at)]
    carriageways = ((ahead, opposite[0]), (opposite, ahead[0]))
    lines.extend(OneWay((*points, other), fact.speed_kmh) for points, other in carriageways)
    return Motorway(tuple(lines), tuple(feet))


def _along(
    road: Sequence[Point], piece: int, start: Point, reach_dm: float, way: int
) -> tuple[int, Point]:
    """The point of a road so far from one on its piece, towards its end (1) or start (-1)."""
    before = start
    while True:
        point = road[piece + 1 if way == 1 else piece]
        long_dm = sqrt(squared_dm2(before, point))
        is_last = piece + way not in range(len(road) - 1)
        if long_dm >= reach_dm or is_last:
            return piece, between(before, point, min(reach_dm / long_dm, 1.0))
        reach_dm -= long_dm
        before, piece = point, piece + way


def _is_right(course: _Course, along_dm: float, point: Point) -> bool:
    """Whether a point lies to the right of the course."""
    left, right = (course.beside(along_dm, side) for side in (-1000, 1000))
    return squared_dm2(point, right) < squared_dm2(point, left)
