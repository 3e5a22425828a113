"""Streets of apartment blocks and houses: a bent grid, thinned to what so many people have."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Floats
from ruttsim.roads.schematic_numbers import StreetNumbers
from ruttsim.roads.schematic_plane import Point, Waves, metres, squared_dm2
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

Cell: TypeAlias = tuple[int, int]
REACH_M = 900.0
"""The grid ends this far from the outermost anchors; areas of this kind are smaller."""
MESH_CELLS = 5
"""The grid bends over this many cells, gently enough that no two lines of it cross."""
UNEVENNESS = 0.3
"""How much a street may be preferred to one that lies nearer to an anchor, as a share."""
DEAD_END_CLASS = {"apartments": "living_street", "houses": "residential"}


class Link(NamedTuple):
    """A line of the grid between two crossings, or from a crossing to a through road.

    `end` is None for a link to a through road, where `joint` says where. A link that is not
    `is_street` can only be a path. The other numbers were drawn: `pull` scales the distance to the
    anchors, `rank` orders what closes loops.
    """

    start: Cell
    end: Cell | None
    points: tuple[Point, ...]
    joint: Joint | None
    is_street: bool
    pull: float
    rank: float


def grid_streets(site: Site, numbers: StreetNumbers, random: np.random.Generator) -> LocalStreets:
    """The local streets of an area of apartment blocks or houses.

    Streets grow from the through roads outwards, nearest to the anchors first, as a tree; then some
    more close loops. What remains of the grid between them becomes foot and cycle paths, until
    the population has its metres of each.
    """
    kind = site.area.character
    cells, links = _grid(site, numbers, random)
    nearness = {cell: _distance_m(cells[cell], site.area.anchors) for cell in cells}
    street_m = site.area.population * numbers.street_m_per_person[kind]
    path_m = site.area.population * numbers.path_m_per_person[kind]

    tree, loops = _streets(links, nearness, street_m, numbers.grid_loop_share[kind])
    taken = {*tree, *loops}
    reached = {cell for index in taken for cell in _ends(links[index])}
    rest = [index for index in _ranked(links) if index not in taken]
    paths = _filled(
        links, [index for index in rest if reached.issuperset(_ends(links[index]))], path_m
    )

    degree: Counter[Cell] = Counter()
    for index in (*tree, *loops):
        degree.update([links[index].start] if links[index].end is None else _ends(links[index]))
    streets = []
    for index in sorted((*tree, *loops)):
        ends = [degree[cell] for cell in _ends(links[index])]
        dead_end = links[index].joint is None and min(ends) == 1
        streets.append(
            LocalStreet(links[index].points, DEAD_END_CLASS[kind] if dead_end else "residential")
        )
    streets.extend(LocalStreet(links[index].points, "cycleway") for index in sorted(paths))
    used = sorted((*tree, *loops, *paths))
    joints = [link.joint for link in (links[index] for index in used) if link.joint is not None]
    return gathered(streets, joints)


def _grid(
    site: Site, numbers: StreetNumbers, random: np.random.Generator
) -> tuple[dict[Cell, Point], list[Link]]:
    """The crossings of the grid that may be built, and the links between them and to roads."""
    kind = site.area.character
    along, across = _axes(site)
    along_m, across_m = numbers.grid_along_m[kind], numbers.grid_across_m[kind]
    anchors = metres(site.area.anchors)
    origin = anchors[0]
    extent_m = float(np.abs(anchors - origin).max()) + REACH_M
    size = int(extent_m / min(along_m, across_m)) + 1
    waves = _waves(size, random)
    bend = numbers.grid_bend_share[kind] * np.array([along_m, across_m])

    def places(u: Floats, v: Floats) -> NDArray[np.float64]:
        """Where positions of the grid lie [m]."""
        moved = np.column_stack([u * along_m, v * across_m]) + waves.at(u, v) * bend
        rounded: NDArray[np.float64] = np.round(
            origin + moved[:, :1] * along + moved[:, 1:] * across, 1
        )
        return rounded

    steps = np.arange(-size, size + 1)
    columns, rows = (mesh.ravel() for mesh in np.meshgrid(steps, steps, indexing="ij"))
    at = places(columns.astype(np.float64), rows.astype(np.float64))
    clear = site.is_clear(at[:, 0], at[:, 1], numbers.clearance)
    names = list(zip(columns.tolist(), rows.tolist(), strict=True))
    point = {name: _point(place) for name, place in zip(names, at, strict=True)}
    cells = {name: point[name] for name, ok in zip(names, clear.tolist(), strict=True) if ok}

    pairs = [
        (name, (name[0] + right, name[1] + 1 - right))
        for name in names
        for right in (1, 0)
        if (name[0] + right, name[1] + 1 - right) in point
    ]
    draws = random.random((len(pairs), 3)).tolist()
    drawn = {
        pair: (
            pair[0][1] == pair[1][1] or draw[0] < numbers.grid_cross_share[kind],
            1 + UNEVENNESS * (2 * draw[1] - 1),
            draw[2],
        )
        for pair, draw in zip(pairs, draws, strict=True)
        if pair[0] in cells or pair[1] in cells
    }
    half = np.array([[(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] for a, b in drawn])
    middles = [_point(place) for place in places(half[:, 0], half[:, 1])]
    lines = [(point[a], middle, point[b]) for (a, b), middle in zip(drawn, middles, strict=True)]
    return cells, list(_links(site, cells, drawn, lines))


def _links(
    site: Site,
    cells: Mapping[Cell, Point],
    drawn: Mapping[tuple[Cell, Cell], tuple[bool, float, float]],
    lines: Sequence[tuple[Point, ...]],
) -> Iterable[Link]:
    """The link between each two crossings, or up to two from them to a road between them."""
    shapes = np.array([line_of(line) for line in lines])
    crosses, free = site.meet_road(shapes).tolist(), site.are_free(shapes).tolist()
    for index, ((first, second), numbers) in enumerate(drawn.items()):
        line = lines[index]
        if not crosses[index]:
            if free[index] and first in cells and second in cells:
                yield Link(first, second, line, None, *numbers)
            continue
        for cell, points in ((first, line), (second, line[::-1])):
            joint = site.joint(points) if cell in cells else None
            if joint is not None and site.are_free(np.array([line_of(joint.points)]))[0]:
                yield Link(cell, None, joint.points, joint, True, *numbers[1:])


def _streets(
    links: Sequence[Link], nearness: dict[Cell, float], total_m: float, loop_share: float
) -> tuple[list[int], list[int]]:
    """Links that form trees on the through roads, and links that close loops between them.

    Where there are too few loops for their share, the trees grow further.
    """
    ranked = [index for index in _ranked(links) if links[index].is_street]
    tree_m = total_m * (1 - loop_share)
    while True:
        tree = _grown(links, nearness, tree_m)
        grown_m = _total_m(links, tree)
        reached = {cell for index in tree for cell in _ends(links[index])}
        members = set(tree)
        between = [
            index
            for index in ranked
            if index not in members and reached.issuperset(_ends(links[index]))
        ]
        loops = _filled(links, between, total_m - grown_m)
        missing_m = total_m - grown_m - _total_m(links, loops)
        if missing_m <= 0 or grown_m < tree_m:
            return tree, loops
        tree_m = grown_m + missing_m


def _grown(links: Sequence[Link], nearness: dict[Cell, float], total_m: float) -> list[int]:
    """Links that form trees on the through roads, about so long together, nearest first."""
    leaving: dict[Cell, list[int]] = defaultdict(list)
    ready: list[tuple[float, int, Cell]] = []
    for index, link in enumerate(links):
        if not link.is_street:
            continue
        if link.end is None:
            heapq.heappush(ready, (nearness[link.start] * link.pull, index, link.start))
        else:
            for cell in (link.start, link.end):
                leaving[cell].append(index)
    tree: list[int] = []
    reached: set[Cell] = set()
    grown_m = 0.0
    while ready and grown_m < total_m:
        _, index, cell = heapq.heappop(ready)
        if cell in reached:
            continue
        reached.add(cell)
        tree.append(index)
        grown_m += length_m(links[index].points)
        for following in leaving[cell]:
            other = next(end for end in _ends(links[following]) if end != cell)
            if other not in reached:
                far = nearness[other] * links[following].pull
                heapq.heappush(ready, (far, following, other))
    return tree


def _ranked(links: Sequence[Link]) -> list[int]:
    """The links in the order that was drawn for what closes loops."""
    return sorted(range(len(links)), key=lambda index: (links[index].rank, index))


def _filled(links: Sequence[Link], order: Iterable[int], total_m: float) -> list[int]:
    """The first links of an order that together are about so long."""
    taken: list[int] = []
    for index in order:
        if total_m <= 0:
            break
        taken.append(index)
        total_m -= length_m(links[index].points)
    return taken


def _ends(link: Link) -> tuple[Cell, ...]:
    """The crossings at the ends of a link."""
    return (link.start,) if link.end is None else (link.start, link.end)


def _total_m(links: Sequence[Link], chosen: Iterable[int]) -> float:
    """Length of the chosen links together [m]."""
    return sum(length_m(links[index].points) for index in chosen)


def _axes(site: Site) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Unit vectors along and across the through road nearest to the area's first anchor."""
    core = site.area.anchors[0]
    if not site.open_segments:
        return np.array([1.0, 0.0]), np.array([0.0, 1.0])
    ends = [site.roads.segments[index] for index in site.open_segments]
    nearest = min(
        ends, key=lambda part: (squared_dm2(core, part.start) + squared_dm2(core, part.end), part)
    )
    step = metres([nearest.start, nearest.end])
    direction = step[1] - step[0]
    along = direction / np.sqrt(direction[0] ** 2 + direction[1] ** 2)
    return along, np.array([-along[1], along[0]])


def _waves(size: int, random: np.random.Generator) -> Waves:
    """The bends of a grid that reaches `size` cells from its middle in every direction."""
    corners = (2 * size) // MESH_CELLS + 3
    return Waves(random.random((corners, corners, 2)) * 2 - 1, float(-size), float(MESH_CELLS))


def _distance_m(point: Point, anchors: Sequence[Point]) -> float:
    """Distance to the nearest anchor [m]."""
    return float(np.sqrt(min(squared_dm2(point, anchor) for anchor in anchors))) / DM_PER_METRE


def _point(place: NDArray[np.float64]) -> Point:
    """The point nearest to a place given in metres."""
    return round(float(place[0]) * DM_PER_METRE), round(float(place[1]) * DM_PER_METRE)
