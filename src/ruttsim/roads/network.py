"""A road network from a list of streets, and what its graph says about itself."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.roads import MODES, ROAD_CLASSES, RoadNetwork
from ruttsim.graphs import street_edges
from ruttsim.units import METRES_PER_KM

NOTABLE_COMPONENT_SHARE = 0.02
"""A part of the car network with more than this share of its length is no mere island."""


@dataclass(frozen=True, eq=False)
class Street:
    """A line between two nodes, open to some modes in each direction.

    `start` and `end` are the caller's own keys of its end nodes: streets with a key in common
    meet there. `points` has shape (points, 2) [m], from start to end. `length_m` is measured along
    the points where it is not given; `speed_backward_kmh` is `speed_kmh` where it is not given.
    """

    start: Hashable
    end: Hashable
    points: NDArray[np.float64]
    road_class: str
    speed_kmh: float
    modes_forward: tuple[str, ...]
    modes_backward: tuple[str, ...]
    name: str = ""
    length_m: float | None = None
    speed_backward_kmh: float | None = None


def network_from_lines(streets: Sequence[Street]) -> RoadNetwork:
    """Directed network of the streets, in their order.

    A street is one edge for each direction that some mode may use, forward first, each the
    other's reverse. Nodes are numbered as they are first met, names in alphabetical order.

    Raises
    ------
    ValueError
        A street that no mode may use, has no length, or ends away from its node.
    """
    nodes: dict[Hashable, int] = {}
    positions: list[NDArray[np.float64]] = []
    for street in streets:
        for key, point in ((street.start, street.points[0]), (street.end, street.points[-1])):
            node = nodes.setdefault(key, len(nodes))
            if node == len(positions):
                positions.append(point)
            elif not np.array_equal(positions[node], point):
                raise ValueError(f"Streets meet at {key!r} in different places.")
    names = ("", *sorted({street.name for street in streets} - {""}))
    name_index = {name: index for index, name in enumerate(names)}

    edges: list[tuple[int, int, float, float, int, int, int, int]] = []
    lines: list[NDArray[np.float64]] = []
    for street in streets:
        tail, head = nodes[street.start], nodes[street.end]
        length_m = line_length_m(street.points) if street.length_m is None else street.length_m
        forward, backward = mode_bits(street.modes_forward), mode_bits(street.modes_backward)
        if not forward | backward or not length_m > 0:
            raise ValueError(f"The street from {street.start!r} has no mode or no length.")
        road_class, name = ROAD_CLASSES.index(street.road_class), name_index[street.name]
        both = bool(forward and backward)
        if forward:
            reverse = len(edges) + 1 if both else -1
            speed = street.speed_kmh
            edges.append((tail, head, length_m, speed, road_class, forward, reverse, name))
            lines.append(street.points)
        if backward:
            reverse = len(edges) - 1 if both else -1
            back = street.speed_backward_kmh
            speed = street.speed_kmh if back is None else back
            edges.append((head, tail, length_m, speed, road_class, backward, reverse, name))
            lines.append(street.points[::-1])

    columns = list(zip(*edges, strict=True)) if edges else [()] * 8
    node_xy = np.array(positions, dtype=np.float64).reshape(-1, 2)
    shape_xy = np.concatenate([*lines, np.empty((0, 2))])
    return RoadNetwork(
        node_x_m=node_xy[:, 0].copy(),
        node_y_m=node_xy[:, 1].copy(),
        tail=np.array(columns[0], dtype=np.int32),
        head=np.array(columns[1], dtype=np.int32),
        length_m=np.array(columns[2], dtype=np.float64),
        speed_kmh=np.array(columns[3], dtype=np.float64),
        road_class=np.array(columns[4], dtype=np.int8),
        modes=np.array(columns[5], dtype=np.int8),
        reverse=np.array(columns[6], dtype=np.int32),
        name=np.array(columns[7], dtype=np.int32),
        names=names,
        shape_start=np.cumsum([0, *(len(line) for line in lines)], dtype=np.int64),
        shape_x_m=shape_xy[:, 0].copy(),
        shape_y_m=shape_xy[:, 1].copy(),
    )


def line_length_m(points: NDArray[np.float64]) -> float:
    """Length along a line of points [m]."""
    step = np.diff(points, axis=0)
    return float(np.sqrt(step[:, 0] ** 2 + step[:, 1] ** 2).sum())


def mode_bits(modes: Iterable[str]) -> int:
    """The modes as the bits that `RoadNetwork.modes` holds."""
    return sum(1 << MODES.index(mode) for mode in set(modes))


def kilometres_by_class(network: RoadNetwork) -> dict[str, float]:
    """Street length of each road class that occurs [km], both directions counted once."""
    streets = street_edges(network)
    length_m = np.bincount(
        network.road_class[streets],
        weights=network.length_m[streets],
        minlength=len(ROAD_CLASSES),
    )
    return {
        name: float(metres) / METRES_PER_KM
        for name, metres in zip(ROAD_CLASSES, length_m, strict=True)
        if metres > 0
    }
