"""What the graph of a road network says about itself: its parts, and its streets."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from ruttsim.domain.arrays import Bools, Floats, Ints32
from ruttsim.domain.roads import RoadNetwork


def components(network: RoadNetwork, mode: str) -> tuple[Ints32, Floats]:
    """Strongly connected component of each node for a mode, and length inside each [m].

    Length counts the edges of the mode that have both ends inside.
    """
    allowed = network.allows(mode)
    tail, head = network.tail[allowed], network.head[allowed]
    graph = csr_array((np.ones(len(tail)), (tail, head)), shape=(network.nodes, network.nodes))
    count, label = connected_components(graph, directed=True, connection="strong")
    inside = label[tail] == label[head]
    length_m: Floats = np.bincount(
        label[tail][inside], weights=network.length_m[allowed][inside], minlength=count
    ).astype(np.float64)
    return label.astype(np.int32), length_m


def main_component(network: RoadNetwork, mode: str) -> Bools:
    """Which nodes belong to the longest strongly connected component of a mode.

    None does where the mode cannot go out and back on any street.
    """
    label, length_m = components(network, mode)
    if not length_m.any():
        return np.zeros(network.nodes, dtype=np.bool_)
    main: Bools = label == int(np.argmax(length_m))
    return main


def street_edges(network: RoadNetwork) -> Bools:
    """One edge of every street: of two edges that are each other's reverse, the lower."""
    lower: Bools = (network.reverse < 0) | (np.arange(network.edges) < network.reverse)
    return lower
