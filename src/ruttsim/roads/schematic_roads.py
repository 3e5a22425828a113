"""Through roads of a schematic map: drawn through their points and joined where they cross."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from ruttsim.domain.roads import MODES
from ruttsim.roads.network import Street
from ruttsim.roads.schematic_facts import RoadFact
from ruttsim.roads.schematic_motorway import motorway
from ruttsim.roads.schematic_numbers import MotorwayNumbers
from ruttsim.roads.schematic_plane import Point, crossing, curve, metres, squared_dm2

PIECES_PER_STEP = 4
"""A step between two points of a road is drawn as this many straight pieces."""
MOTORWAY_MODES = ("car",)
MOTORWAY_ACCESS = "interchanges"


class Segment(NamedTuple):
    """A straight piece of a through road."""

    road: int
    start: Point
    end: Point


@dataclass(frozen=True, eq=False)
class ThroughRoads:
    """Through roads as straight segments, in the order of the roads and along each.

    Motorways are the lines of their carriageways and ramps, which are `one_way` roads of their own
    after the others.
    """

    facts: tuple[RoadFact, ...]
    segments: tuple[Segment, ...]
    one_way: frozenset[int] = frozenset()

    @cached_property
    def lines(self) -> NDArray[np.object_]:
        """The segments as lines [m]."""
        ends = np.stack([metres([part.start, part.end]) for part in self.segments])
        return np.array(shapely.linestrings(ends), dtype=np.object_)

    def access(self, segment: int) -> str:
        """What may join a segment."""
        return self.facts[self.segments[segment].road].access


def drawn_roads(facts: Sequence[RoadFact], numbers: MotorwayNumbers) -> ThroughRoads:
    """The roads as smooth lines, with a common point wherever two meet on the same level."""
    ground = [fact for fact in facts if fact.access != MOTORWAY_ACCESS]
    lines: list[Sequence[Point]] = [curve(fact.via, PIECES_PER_STEP) for fact in ground]
    first_piece = list(accumulate((len(line) - 1 for line in lines), initial=0))
    drawn = [*ground]
    joints: dict[int, list[Point]] = defaultdict(list)
    for fact in (fact for fact in facts if fact.access == MOTORWAY_ACCESS):
        named = [(road.name, line) for road, line in zip(ground, lines, strict=False)]
        found = motorway(fact, curve(fact.via, PIECES_PER_STEP), named, numbers)
        for line in found.lines:
            drawn.append(replace(fact, speed_kmh=line.speed_kmh, via=line.points))
            lines.append(line.points)
        for foot in found.feet:
            joints[first_piece[foot.road] + foot.piece].append(foot.point)
    segments = [
        Segment(road, start, end)
        for road, line in enumerate(lines)
        for start, end in pairwise(line)
    ]
    for first, second in _near_pairs(segments):
        one, other = segments[first], segments[second]
        bridge = MOTORWAY_ACCESS in (drawn[one.road].access, drawn[other.road].access)
        if one.road == other.road or bridge:
            continue
        point = crossing(one.start, one.end, other.start, other.end)
        if point is not None:
            joints[first].append(point)
            joints[second].append(point)
    one_way = frozenset(range(len(ground), len(drawn)))
    return ThroughRoads(tuple(drawn), tuple(split(segments, joints)), one_way)


def split(segments: Sequence[Segment], joints: Mapping[int, Sequence[Point]]) -> list[Segment]:
    """The segments cut at the joints that lie on them."""
    cut: list[Segment] = []
    for index, segment in enumerate(segments):
        on_it = {*joints.get(index, ())} - {segment.start, segment.end}
        inner = sorted(on_it, key=lambda point: (squared_dm2(segment.start, point), point))
        stops = [segment.start, *inner, segment.end]
        cut.extend(Segment(segment.road, start, end) for start, end in pairwise(stops))
    return cut


def through_streets(roads: ThroughRoads, joints: Mapping[int, Sequence[Point]]) -> list[Street]:
    """One street for every segment, cut where local streets join."""
    streets = []
    for segment in split(roads.segments, joints):
        fact = roads.facts[segment.road]
        modes = MOTORWAY_MODES if fact.road_class == "motorway" else MODES
        streets.append(
            Street(
                start=segment.start,
                end=segment.end,
                points=metres([segment.start, segment.end]),
                road_class=fact.road_class,
                speed_kmh=fact.speed_kmh,
                modes_forward=modes,
                modes_backward=() if segment.road in roads.one_way else modes,
                name=fact.name,
            )
        )
    return streets


def _near_pairs(segments: Sequence[Segment]) -> list[tuple[int, int]]:
    """Pairs of segments whose surrounding boxes touch, ascending."""
    ends = np.array([(*segment.start, *segment.end) for segment in segments], dtype=np.int64)
    low_x, high_x = np.minimum(ends[:, 0], ends[:, 2]), np.maximum(ends[:, 0], ends[:, 2])
    low_y, high_y = np.minimum(ends[:, 1], ends[:, 3]), np.maximum(ends[:, 1], ends[:, 3])
    pairs: list[tuple[int, int]] = []
    for index in range(len(segments)):
        touching = (
            (low_x[index + 1 :] <= high_x[index])
            & (high_x[index + 1 :] >= low_x[index])
            & (low_y[index + 1 :] <= high_y[index])
            & (high_y[index + 1 :] >= low_y[index])
        )
        pairs.extend((index, index + 1 + int(k)) for k in np.flatnonzero(touching))
    return pairs
