"""A road network from a list of streets, and what its graph says about itself."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.roads import MODES, ROAD_CLASSES, SURFACES, RoadNetwork
from ruttsim.graphs import street_edges
from ruttsim.units import METRES_PER_KM

NOTABLE_COMPONENT_SHARE = 0.02
"""A part of the car network with more than this share of its length is no mere island."""


Arm = int
"""The caller's own number for one end of one street, by which a car arrives or leaves there."""


@dataclass(frozen=True, eq=False)
class Street:
    """A line between two nodes, open to some modes in each direction.

    `start` and `end` are the caller's own keys of its end nodes: streets with a key in common
    meet there. `points` has shape (points, 2) [m], from start to end. `length_m` is measured along
    the points where it is not given; `speed_backward_kmh` is `speed_kmh` where it is not given.

    `built_up_kmh` are the speeds along it and back if it lies in a built-up area, where that makes
    a difference. `signals_forward` and `signals_backward` count the traffic lights that a car
    meets after its start and up to its end, and the other way. Turns are forbidden by arms.
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
    built_up_kmh: tuple[float, float] | None = None
    has_limit: bool = False
    is_yard: bool = False
    surface: str = "unknown"
    signals_forward: int = 0
    signals_backward: int = 0
    start_arm: Arm | None = None
    end_arm: Arm | None = None

    @property
    def back_kmh(self) -> float:
        """Speed from its end to its start."""
        return self.speed_kmh if self.speed_backward_kmh is None else self.speed_backward_kmh

    @property
    def metres(self) -> float:
        """Its length, as given or as drawn."""
        return line_length_m(self.points) if self.length_m is None else self.length_m


def network_from_lines(
    streets: Sequence[Street], forbidden: Iterable[tuple[Arm, Arm]] = ()
) -> RoadNetwork:
    """Directed network of the streets, in their order.

    A street is one edge for each direction that some mode may use, forward first, each the
    other's reverse. Nodes are numbered as they are first met, names in alphabetical order.
    `forbidden` turns are pairs of arms: arrived by the first, left by the second.

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

    edges: list[tuple[float, ...]] = []
    lines: list[NDArray[np.float64]] = []
    arriving: dict[Arm | None, int] = {}
    leaving: dict[Arm | None, int] = {}
    for street in streets:
        tail, head = nodes[street.start], nodes[street.end]
        length_m = street.metres
        forward, backward = mode_bits(street.modes_forward), mode_bits(street.modes_backward)
        if not forward | backward or not length_m > 0:
            raise ValueError(f"The street from {street.start!r} has no mode or no length.")
        common = (
            length_m,
            ROAD_CLASSES.index(street.road_class),
            name_index[street.name],
            SURFACES.index(street.surface),
        )
        both = bool(forward and backward)
        if forward:
            reverse = len(edges) + 1 if both else -1
            if "car" in street.modes_forward:
                arriving[street.end_arm] = leaving[street.start_arm] = len(edges)
            own = (street.speed_kmh, forward, reverse, street.signals_forward)
            edges.append((tail, head, *common, *own))
            lines.append(street.points)
        if backward:
            reverse = len(edges) - 1 if both else -1
            if "car" in street.modes_backward:
                arriving[street.start_arm] = leaving[street.end_arm] = len(edges)
            own = (street.back_kmh, backward, reverse, street.signals_backward)
            edges.append((head, tail, *common, *own))
            lines.append(street.points[::-1])
    turns = [
        (arriving[one], leaving[other])
        for one, other in forbidden
        if one in arriving and other in leaving
    ]

    columns = list(zip(*edges, strict=True)) if edges else [()] * 10
    tails, heads, length, classes, name, surface, speed, modes, reverses, signals = columns
    turn = np.array(turns, dtype=np.int32).reshape(-1, 2)
    node_xy = np.array(positions, dtype=np.float64).reshape(-1, 2)
    shape_xy = np.concatenate([*lines, np.empty((0, 2))])
    return RoadNetwork(
        node_x_m=node_xy[:, 0].copy(),
        node_y_m=node_xy[:, 1].copy(),
        tail=np.array(tails, dtype=np.int32),
        head=np.array(heads, dtype=np.int32),
        length_m=np.array(length, dtype=np.float64),
        speed_kmh=np.array(speed, dtype=np.float64),
        road_class=np.array(classes, dtype=np.int8),
        modes=np.array(modes, dtype=np.int8),
        reverse=np.array(reverses, dtype=np.int32),
        name=np.array(name, dtype=np.int32),
        names=names,
        shape_start=np.cumsum([0, *(len(line) for line in lines)], dtype=np.int64),
        shape_x_m=shape_xy[:, 0].copy(),
        shape_y_m=shape_xy[:, 1].copy(),
        surface=np.array(surface, dtype=np.int8),
        signals=np.array(signals, dtype=np.int8),
        forbidden_from=turn[:, 0].copy(),
        forbidden_to=turn[:, 1].copy(),
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
