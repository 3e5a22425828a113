"""The ground that the local streets of one basic area are drawn on, and what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from ruttsim.domain.arrays import Bools, Floats
from ruttsim.domain.roads import MODES
from ruttsim.roads.schematic_facts import AreaFact, NamedLine
from ruttsim.roads.schematic_plane import Point, crossing, metres, squared_dm2
from ruttsim.roads.schematic_roads import ThroughRoads
from ruttsim.units import DM_PER_METRE

if TYPE_CHECKING:
    from shapely import Geometry

PATH_MODES = ("ebike", "walk")
CLASS_MODES: Mapping[str, tuple[str, ...]] = {
    "residential": MODES,
    "living_street": MODES,
    "unclassified": MODES,
    "cycleway": PATH_MODES,
}
"""The classes that local streets have, with the modes that may use them."""
SAME_JUNCTION_M = 6.0
"""A street that would join a through road this near to a bend of it joins at the bend."""


class LocalStreet(NamedTuple):
    """A street of a basic area by its points; its ends are nodes of the network."""

    points: tuple[Point, ...]
    road_class: str


class Joint(NamedTuple):
    """Where a line first meets a through road: the points up to there, and the road's segment."""

    points: tuple[Point, ...]
    segment: int


@dataclass(frozen=True, eq=False)
class LocalStreets:
    """The local streets of an area, and the points where they join segments of through roads."""

    streets: tuple[LocalStreet, ...]
    joints: Mapping[int, tuple[Point, ...]]


@dataclass(frozen=True, eq=False)
class Site:
    """A basic area with what local streets may join (open segments) and must not meet."""

    area: AreaFact
    polygon: Geometry
    roads: ThroughRoads
    open_segments: tuple[int, ...]
    _open: STRtree
    _roads: STRtree
    _barriers: STRtree
    _water: STRtree

    def is_clear(self, x_m: Floats, y_m: Floats, clearance: Mapping[str, float]) -> Bools:
        """Which places keep their distance from roads, railways, the area's border and water."""
        street_m = clearance["street_m"]
        points = np.array(shapely.points(x_m, y_m), dtype=np.object_)
        clear = np.asarray(shapely.covers(self.polygon, points), dtype=np.bool_)
        clear &= shapely.distance(points, shapely.boundary(self.polygon)) > clearance["border_m"]
        for tree, distance_m in (
            (self._roads, street_m),
            (self._barriers, street_m),
            (self._water, clearance["water_m"]),
        ):
            near = tree.query(points, predicate="dwithin", distance=distance_m)[0]
            clear[near] = False
        return clear

    def are_free(self, lines: NDArray[np.object_], water_m: float = 0.0) -> Bools:
        """Which lines stay in the area, meet no barrier, and keep this far from water."""
        free = np.asarray(shapely.covers(self.polygon, lines), dtype=np.bool_)
        free[self._barriers.query(lines, predicate="intersects")[0]] = False
        free[self._water.query(lines, predicate="dwithin", distance=water_m)[0]] = False
        return free

    def meet_road(self, lines: NDArray[np.object_]) -> Bools:
        """Which lines meet a through road of any kind."""
        meet = np.zeros(len(lines), dtype=np.bool_)
        meet[self._roads.query(lines, predicate="intersects")[0]] = True
        return meet

    def joint(self, points: Sequence[Point]) -> Joint | None:
        """Where a line, from its first point on, first crosses an open through road."""
        for index, (start, end) in enumerate(pairwise(points)):
            piece = line_of([start, end])
            found = []
            for row in np.sort(self._open.query(piece, predicate="intersects")).tolist():
                segment = self.open_segments[row]
                road = self.roads.segments[segment]
                point = crossing(start, end, road.start, road.end)
                if point is not None:
                    found.append((squared_dm2(start, point), segment, point))
            if found:
                _, segment, point = min(found)
                road = self.roads.segments[segment]
                for bend in (road.start, road.end):
                    if squared_dm2(bend, point) <= (SAME_JUNCTION_M * DM_PER_METRE) ** 2:
                        point = bend
                return Joint((*points[: index + 1], point), segment)
        return None


def site(
    area: AreaFact,
    polygon: Geometry,
    roads: ThroughRoads,
    railways: Sequence[NamedLine],
    water: Sequence[Geometry],
) -> Site:
    """The ground of one basic area."""
    lines = roads.lines
    near = np.sort(STRtree(lines).query(polygon, predicate="intersects")).tolist()
    is_open = [index for index in near if roads.access(index) == "open"]
    closed = [index for index in near if roads.access(index) != "open"]
    tracks = [line_of(railway.points) for railway in railways]
    return Site(
        area=area,
        polygon=polygon,
        roads=roads,
        open_segments=tuple(is_open),
        _open=STRtree(lines[is_open]),
        _roads=STRtree(lines[near]),
        _barriers=STRtree([*lines[closed], *tracks]),
        _water=STRtree(list(water)),
    )


def line_of(points: Sequence[Point]) -> Geometry:
    """Points as a line [m]."""
    return shapely.LineString(metres(points))


def length_m(points: Sequence[Point]) -> float:
    """Length along points [m]."""
    return sum(float(np.sqrt(squared_dm2(a, b))) for a, b in pairwise(points)) / DM_PER_METRE


def gathered(streets: Sequence[LocalStreet], joints: Sequence[Joint]) -> LocalStreets:
    """Streets with the joints of those that join a through road."""
    at: dict[int, list[Point]] = {}
    for joint in joints:
        at.setdefault(joint.segment, []).append(joint.points[-1])
    return LocalStreets(tuple(streets), {key: tuple(at[key]) for key in sorted(at)})
