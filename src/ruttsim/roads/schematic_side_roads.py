"""Streets of the countryside: side roads that wander off from the through roads."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from shapely import STRtree

from ruttsim.roads.schematic_numbers import StreetNumbers
from ruttsim.roads.schematic_plane import Point, metres, squared_dm2
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

ROAD_CLASS = "unclassified"
TRIES = 4000
"""Side roads begun before an area counts as full."""
MOST_STEPS = 6
"""A side road has up to this many bends."""
TURN = 0.45
"""A bend leads aside by up to this share of the step."""
FIRST_STEP_SHARE = 0.05
"""This part of a first step may lie near the road that it leaves."""


def side_roads(site: Site, numbers: StreetNumbers, random: np.random.Generator) -> LocalStreets:
    """The local streets of an area in the countryside.

    Side roads leave through roads and each other, the more the nearer to an anchor, until the
    population has its metres.
    """
    target_m = site.area.population * numbers.street_m_per_person[site.area.character]
    step_m, near_m = numbers.countryside["step_m"], numbers.countryside["near_m"]
    spacing_m, water_m = numbers.clearance["side_road_m"], numbers.clearance["water_m"]
    segments = [site.roads.segments[index] for index in site.open_segments]
    ends = np.cumsum([length_m([part.start, part.end]) for part in segments]).tolist()
    streets: list[LocalStreet] = []
    joints: list[Joint] = []
    tips: list[tuple[Point, Point]] = []
    drawn_m = 0.0
    for _ in range(TRIES):
        if drawn_m >= target_m or not segments:
            break
        draws = random.random(6 + 2 * MOST_STEPS).tolist()
        branches = bool(tips) and draws[0] < numbers.countryside["branch_share"]
        if branches:
            first, start = tips[int(draws[1] * len(tips))]
            course = (start[0] - first[0], start[1] - first[1])
            joint = None
        else:
            row = bisect.bisect_left(ends, draws[1] * ends[-1])
            segment = segments[row]
            start = _between(segment.start, segment.end, draws[2])
            course = (segment.end[0] - segment.start[0], segment.end[1] - segment.start[1])
            joint = Joint((start,), site.open_segments[row])
        far_m = _distance_m(start, site.area.anchors)
        if draws[3] > 1 / (1 + (far_m / near_m) ** 2):
            continue
        roads = [*(street.points for street in streets)]
        walk = _walk(site, roads, (start, course), draws[4:], (step_m, spacing_m, water_m))
        if len(walk) < 2:
            continue
        if joint is not None:
            joints.append(joint)
        for first, second in pairwise(walk):
            streets.append(LocalStreet((first, second), ROAD_CLASS))
            tips.append((first, second))
            drawn_m += length_m([first, second])
    return gathered(streets, joints)


def _walk(
    site: Site,
    others: Sequence[Sequence[Point]],
    start: tuple[Point, Point],
    draws: Sequence[float],
    spacing: tuple[float, float, float],
) -> list[Point]:
    """A road that leaves a line at a point and its course there, up to where it finds no room."""
    step_m, spacing_m, water_m = spacing
    point, course = start
    ahead = metres([course])[0]
    ahead = ahead / np.sqrt(ahead[0] ** 2 + ahead[1] ** 2)
    side = 1.0 if draws[0] < 0.5 else -1.0
    heading = side * np.array([-ahead[1], ahead[0]])
    tree = STRtree([line_of(line) for line in others])
    steps = 1 + int(draws[1] * MOST_STEPS)
    walk = [point]
    for index in range(steps):
        turn, stretch = draws[2 + 2 * index : 4 + 2 * index]
        aside = TURN * (2 * turn - 1) * np.array([-heading[1], heading[0]])
        heading = heading + aside
        heading = heading / np.sqrt(heading[0] ** 2 + heading[1] ** 2)
        place = metres([walk[-1]])[0] + heading * step_m * (0.6 + 0.8 * stretch)
        point = (round(float(place[0]) * DM_PER_METRE), round(float(place[1]) * DM_PER_METRE))
        if not _has_room(site, tree, (walk[-1], point), spacing_m, water_m):
            break
        walk.append(point)
    return walk


def _has_room(
    site: Site, others: STRtree, step: tuple[Point, Point], spacing_m: float, water_m: float
) -> bool:
    """Whether a step keeps apart from all that it does not begin at."""
    if not site.are_free(np.array([line_of(step)]), water_m)[0]:
        return False
    clear_from = min(spacing_m / length_m(step) + FIRST_STEP_SHARE, 1.0)
    apart = line_of((_between(*step, clear_from), step[1]))
    just_off = line_of((_between(*step, FIRST_STEP_SHARE), step[1]))
    return not (
        site.meet_road(np.array([apart]), spacing_m)[0]
        or site.meet_road(np.array([just_off]))[0]
        or len(others.query(apart, predicate="dwithin", distance=spacing_m))
        or len(others.query(just_off, predicate="intersects"))
    )


def _between(start: Point, end: Point, share: float) -> Point:
    """The point at a share of the way."""
    return (
        round(start[0] + (end[0] - start[0]) * share),
        round(start[1] + (end[1] - start[1]) * share),
    )


def _distance_m(point: Point, anchors: Sequence[Point]) -> float:
    """Distance to the nearest anchor [m]."""
    return float(np.sqrt(min(squared_dm2(point, anchor) for anchor in anchors))) / DM_PER_METRE
