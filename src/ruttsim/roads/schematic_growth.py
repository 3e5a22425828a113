"""Local streets that grow from the through roads, as apartment blocks, houses and farms have them.

After Parish and Mueller 2001, Procedural modeling of cities, along the axes of a tensor field.
"""

from __future__ import annotations

import dataclasses
import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np
import shapely

from ruttsim.roads.schematic_field import Field, field_around
from ruttsim.roads.schematic_numbers import StreetNumbers, StreetPattern
from ruttsim.roads.schematic_plan import StreetPlan
from ruttsim.roads.schematic_plane import Point, Waves, between, crossing, squared_dm2
from ruttsim.roads.schematic_site import (
    Joint,
    LocalStreet,
    LocalStreets,
    Site,
    gathered,
    length_m,
    line_of,
)
from ruttsim.units import DM_PER_METRE

Heading = tuple[float, float]
STREET_CLASS = {
    "apartments": "residential",
    "houses": "residential",
    "countryside": "unclassified",
}
YARD_CLASS = {**STREET_CLASS, "apartments": "living_street"}
"""What the last piece of a dead end is: a yard to park in where there are apartment blocks."""
SHORTEST_SHARE = 0.4
"""The shortest street that is begun is this part of the longest."""
STUB_SHARE = 0.2
"""A dead end that finds no room for this part of the longest is not built."""
JOIN_STEPS = 2.2
"""A street reaches this many steps ahead to join another."""
ROUNDS = 3
"""Streets look for room along the roads up to so many times."""
SQUARE_MEETING = 0.5
"""A street turns by up to 60 degrees to join another: the cosine of the angle."""
NARROWEST_MEETING = 0.875
"""And meets it at 29 degrees or more: the cosine of the angle."""
MOST_ARMS = 4
"""Streets that may meet at a point."""


class Seed(NamedTuple):
    """Where a street may begin; the lowest rank grows first. `segment` is the road's, or None."""

    rank: float
    number: int
    point: Point
    heading: Heading
    segment: int | None


@dataclass(eq=False)
class _Growth:
    """The streets of an area while they grow; every street in `plan` can be reached from a road."""

    site: Site
    pattern: StreetPattern
    clearance: dict[str, float]
    field: Field
    random: np.random.Generator
    plan: StreetPlan = dataclasses.field(default_factory=StreetPlan)
    joints: list[Joint] = dataclasses.field(default_factory=list)
    seeds: list[Seed] = dataclasses.field(default_factory=list)
    begun: int = 0
    drawn_m: float = 0.0

    def sow(self, point: Point, heading: Heading, segment: int | None) -> None:
        """Note where a street may begin."""
        away = min(squared_dm2(point, anchor) for anchor in self.site.area.anchors)
        uneven = 1 + self.pattern.uneven_share * (2 * self.random.random() - 1)
        rank = sqrt(away) / DM_PER_METRE * uneven
        heapq.heappush(self.seeds, Seed(rank, self.begun, point, heading, segment))
        self.begun += 1

    def sow_roads(self) -> None:
        """Streets may leave the open through roads at their spacing, on either side."""
        for side in (1, -1):
            wait_m = self.pattern.branch_m * self.random.random()
            for index in self.site.open_segments:
                start, end = self.site.roads.segments[index][1:]
                long_m = length_m((start, end))
                across = (
                    -(end[1] - start[1]) / (long_m * DM_PER_METRE) * side,
                    (end[0] - start[0]) / (long_m * DM_PER_METRE) * side,
                )
                while wait_m < long_m:
                    self.sow(between(start, end, wait_m / long_m), across, index)
                    wait_m += self.pattern.branch_m * (0.7 + 0.6 * self.random.random())
                wait_m -= long_m

    def grow(self, target_m: float) -> None:
        """Let streets grow, nearest to the anchors first, until they are so long together."""
        while self.seeds and self.drawn_m < target_m:
            seed = heapq.heappop(self.seeds)
            street = self._traced(seed)
            if not self._is_worth_building(street):
                continue
            if seed.segment is not None:
                self.joints.append(Joint((seed.point,), seed.segment))
            for start, end in pairwise(street):
                self.plan.add(start, end)
            self.drawn_m += length_m(street)
            every = max(1, round(self.pattern.branch_m / self.pattern.step_m))
            first = 1 + int(every * self.random.random())
            for index in range(first, len(street), every):
                before, point = street[index - 1], street[index]
                away = sqrt(squared_dm2(before, point))
                ahead = ((point[0] - before[0]) / away, (point[1] - before[1]) / away)
                for side in (1, -1):
                    self.sow(point, (-ahead[1] * side, ahead[0] * side), None)

    def _is_worth_building(self, street: Sequence[Point]) -> bool:
        """Whether a street joins others or is no mere stub."""
        is_link = len(street) > 2 and (
            street[-1] in self.plan.neighbours or street[-1] == self._last_joint()
        )
        return is_link or length_m(street) >= self.pattern.longest_m * STUB_SHARE

    def _last_joint(self) -> Point | None:
        """Where the street that joined a road last did so."""
        return self.joints[-1].points[-1] if self.joints else None

    def _traced(self, seed: Seed) -> list[Point]:
        """A street from where it begins to where it ends or meets another."""
        share = SHORTEST_SHARE + (1 - SHORTEST_SHARE) * self.random.random()
        joins = self.random.random() < self.pattern.loop_share
        street, heading = [seed.point], seed.heading
        if self._is_taken(seed):
            return street
        for step in range(ceil(self.pattern.longest_m * share / self.pattern.step_m)):
            if step or seed.segment is None:
                heading = self.field.onward(street[-1], heading)
            point = _ahead(street[-1], heading, self.pattern.step_m)
            met = self._met(street, point)
            if met:
                ends = (it for it in met if self._meets_squarely(street[-1], it, heading))
                end = next(ends, None) if joins else None
                street.extend([end] if end is not None else [])
                break
            if not self._has_room(street, point, seed):
                end = self._joined_road(street, heading) if joins and step else None
                street.extend([end] if end is not None else [])
                break
            street.append(point)
        return street

    def _is_taken(self, seed: Seed) -> bool:
        """Whether a street leaves the seed's point its way already, since it was sown."""
        beside = self.plan.neighbours.get(seed.point, ()) if seed.segment is None else ()
        return any(_cosine(seed.point, other, seed.heading) > SQUARE_MEETING for other in beside)

    def _met(self, street: Sequence[Point], point: Point) -> list[Point]:
        """Points of other streets that a step comes too near to, the nearest first."""
        own = set(street)
        if len(street) < 3:
            # A street is near to the one that it leaves, at first.
            own.update(self.plan.neighbours.get(street[0], ()))
        near = self.plan.near(point, self.pattern.apart_m * DM_PER_METRE)
        return [other for other in near if other not in own]

    def _meets_squarely(self, last: Point, other: Point, heading: Heading) -> bool:
        """Whether a street may go on to a point of another: ahead, with room, at a wide angle."""
        away = sqrt(squared_dm2(last, other))
        reach = JOIN_STEPS * self.pattern.step_m * DM_PER_METRE
        beside = self.plan.neighbours[other]
        if not 0 < away <= reach or len(beside) > MOST_ARMS - 1:
            return False
        back = ((last[0] - other[0]) / away, (last[1] - other[1]) / away)
        is_ahead = _cosine(last, other, heading) >= SQUARE_MEETING
        if not is_ahead or any(_cosine(other, arm, back) > NARROWEST_MEETING for arm in beside):
            return False
        line = np.array([line_of((last, other))])
        free = bool(self.site.are_free(line)[0]) and not self.site.meet_road(line)[0]
        return free and self.plan.is_free(last, other)

    def _has_room(self, street: Sequence[Point], point: Point, seed: Seed) -> bool:
        """Whether a step leads over free ground."""
        last = street[-1]
        x_m, y_m = np.array([[point[0]], [point[1]]]) / DM_PER_METRE
        if not self.site.is_clear(x_m, y_m, self.clearance)[0]:
            return False
        off_road = len(street) == 1 and seed.segment is not None
        begin = between(last, point, 0.1) if off_road else last
        line = np.array([line_of((begin, point))])
        free = bool(self.site.are_free(line, self.clearance["water_m"])[0])
        free &= not self.site.meet_road(line)[0] and self.plan.is_free(last, point)
        return free and all(crossing(last, point, *step) is None for step in pairwise(street))

    def _joined_road(self, street: Sequence[Point], heading: Heading) -> Point | None:
        """Where a street that comes to an open through road joins it."""
        last = street[-1]
        beyond = _ahead(last, heading, 2 * self.clearance["street_m"])
        joint = self.site.joint((last, beyond))
        if joint is None:
            return None
        line = np.array([line_of(joint.points)])
        is_near = bool(self.plan.near(joint.points[-1], self.pattern.apart_m * DM_PER_METRE / 2))
        free = bool(self.site.are_free(line)[0]) and self.plan.is_free(*joint.points)
        if is_near or not free:
            return None
        self.joints.append(joint)
        return joint.points[-1]


def grown_streets(site: Site, numbers: StreetNumbers, random: np.random.Generator) -> LocalStreets:
    """The local streets of an area.

    Streets leave the through roads and each other at the spacing of the area's character, run
    along its field, and end in the open or, some of them, at another street or road: the nearest
    to the anchors first, until the population has its metres.
    """
    kind = site.area.character
    pattern = numbers.patterns[kind]
    west, south, east, north = shapely.bounds(site.polygon).tolist()
    mesh_m = pattern.bend_m
    size = ceil((max(east - west, north - south) + 4 * mesh_m) / mesh_m) + 2
    corners = random.random((size, size, 2)) * 2 - 1
    waves = Waves(corners, (west - 2 * mesh_m, south - 2 * mesh_m), mesh_m)
    lines = [site.roads.segments[index][1:] for index in site.open_segments]
    clearance = dict(numbers.clearance)
    growth = _Growth(
        site, pattern, clearance, field_around(lines, waves, pattern.bend_share), random
    )
    for _ in range(ROUNDS):
        growth.sow_roads()
        growth.grow(site.area.population * pattern.street_m_per_person)
    return gathered(
        _streets(growth.plan, kind, {it.points[-1] for it in growth.joints}), growth.joints
    )


def _streets(plan: StreetPlan, kind: str, on_roads: set[Point]) -> list[LocalStreet]:
    """Every step of the plan as a street; dead ends finish in yards."""
    tips = {
        point
        for point, beside in plan.neighbours.items()
        if len(beside) == 1 and point not in on_roads
    }
    streets = []
    for start in sorted(plan.neighbours):
        for end in sorted(plan.neighbours[start]):
            if start < end:
                is_yard = start in tips or end in tips
                name = YARD_CLASS[kind] if is_yard else STREET_CLASS[kind]
                streets.append(LocalStreet((start, end), name))
    return streets


def _cosine(start: Point, end: Point, heading: Heading) -> float:
    """Cosine of the angle between a step and a heading."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    return (dx * heading[0] + dy * heading[1]) / sqrt(dx * dx + dy * dy)


def _ahead(point: Point, heading: Heading, distance_m: float) -> Point:
    """The point so far away in a direction."""
    reach = distance_m * DM_PER_METRE
    return round(point[0] + heading[0] * reach), round(point[1] + heading[1] * reach)
