"""The foot and cycle paths of a schematic map: between its streets, and over and under barriers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
import shapely

from ruttsim.errors import DataError, Faults
from ruttsim.roads.schematic_facts import CrossingFact, MapFacts
from ruttsim.roads.schematic_numbers import StreetNumbers, street_numbers
from ruttsim.roads.schematic_paths import Path, PathGround, Step, connecting_paths
from ruttsim.roads.schematic_plane import Point, metres
from ruttsim.roads.schematic_roads import ThroughRoads, split
from ruttsim.roads.schematic_site import LocalStreet, LocalStreets
from ruttsim.units import DM_PER_METRE

if TYPE_CHECKING:
    from shapely import Geometry

PATH_CLASS = "cycleway"


def foot_paths(
    facts: MapFacts,
    roads: ThroughRoads,
    joints: Mapping[int, Sequence[Point]],
    local: Sequence[tuple[Geometry, LocalStreets]],
    water: Sequence[Geometry],
) -> LocalStreets:
    """The paths of a whole map; `local` are the polygon and the streets of each of its areas.

    They join the streets that they lead to at points that the streets have already.
    """
    numbers = street_numbers()
    walked = [part for part in split(roads.segments, joints) if part.road not in roads.one_way]
    barriers = {
        line.name: list(pairwise(line.points)) for line in facts.railways if not line.underground
    }
    for part in roads.segments:
        if part.road in roads.one_way:
            name = roads.facts[part.road].name
            barriers.setdefault(name, []).append((part.start, part.end))
    steps = [
        step for _, drawn in local for street in drawn.streets for step in pairwise(street.points)
    ]
    on_roads = sorted({point for part in walked for point in (part.start, part.end)})
    detour: dict[Point, float] = {}
    for area, (polygon, drawn) in zip(facts.areas, local, strict=True):
        factor = numbers.path_detour_factor.get(area.character)
        if factor is not None:
            inside = shapely.covers(polygon, shapely.points(metres(on_roads)))
            beside = [on_roads[row] for row in np.flatnonzero(inside).tolist()]
            for point in (*_ends_first(drawn.streets), *beside):
                detour.setdefault(point, factor)
    ground = PathGround(
        local=steps,
        roads=[(part.start, part.end) for part in walked],
        barriers=[step for lines in barriers.values() for step in lines],
        bridges=_bridges(facts.crossings, barriers, numbers),
        water=water,
        clearance_m=numbers.clearance["water_m"],
    )
    paths = connecting_paths(
        ground,
        detour,
        separate_below=numbers.path_detour_factor["apartments"],
        spacing_m=numbers.path_spacing_m,
        longest_m=numbers.path_longest_m,
        bend_share=numbers.path_bend_share,
    )
    _require_ends(facts.crossings, ground.bridges, paths)
    return LocalStreets(tuple(LocalStreet(path, PATH_CLASS) for path in paths), {})


def _require_ends(
    crossings: Sequence[CrossingFact], bridges: Sequence[Step], paths: Sequence[Path]
) -> None:
    """Raise DataError for the bridges that no other path leads on from, at either end."""
    met = Counter(end for path in paths for end in (path[0], path[-1]))
    faults = Faults(DataError)
    names = [fact.name for fact in crossings if fact.use == "path"]
    for name, bridge in zip(names, bridges, strict=True):
        if min(met[point] for point in bridge) == 1:
            problem = "No street lies near both of its ends."
            faults.add("crossings.csv", name, problem, "Move the crossing, or leave it out.")
    faults.raise_if_any()


def _ends_first(streets: Iterable[LocalStreet]) -> list[Point]:
    """The points of streets: where they end first, then where they meet, then the others."""
    degree: dict[Point, int] = {}
    for street in streets:
        for point in street.points:
            degree[point] = degree.get(point, 0) + 1
    order = {1: 0, 2: 2}
    return sorted(degree, key=lambda point: (order.get(degree[point], 1), point))


def _bridges(
    crossings: Sequence[CrossingFact],
    barriers: Mapping[str, Sequence[Step]],
    numbers: StreetNumbers,
) -> list[Step]:
    """The paths that cross barriers, square to them."""
    bridges = []
    for fact in crossings:
        if fact.use != "path":
            continue
        lines = barriers[fact.barrier]
        place = shapely.Point(metres([fact.point])[0])
        shapes = np.array([shapely.LineString(metres(step)) for step in lines])
        start, end = lines[int(np.argmin(shapely.distance(shapes, place)))]
        dx, dy = end[0] - start[0], end[1] - start[1]
        half = numbers.path_crossing_m / 2 * DM_PER_METRE / sqrt(dx * dx + dy * dy)
        aside = (round(-dy * half), round(dx * half))
        x, y = fact.point
        bridges.append(((x - aside[0], y - aside[1]), (x + aside[0], y + aside[1])))
    return bridges
