"""The streets of a mode and period as a graph whose weights hold time and distance together.

A packed weight is milliseconds times `PACK` plus decimetres. Sums of packed weights are exact in
float64, so one search for the least weight gives the fastest path, the distance along it, and
the shorter of two equally fast paths.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from ruttsim.domain.arrays import Floats, Ints, Ints32, freeze
from ruttsim.domain.parameters import TravelParameters
from ruttsim.domain.roads import RoadNetwork
from ruttsim.domain.travel import Snap
from ruttsim.errors import DataError, Fault
from ruttsim.travel.speeds import edge_time_ms
from ruttsim.units import DM_PER_METRE, METRES_PER_KM

PACK = 2.0**24
"""Decimetres that fit below the milliseconds: 1,678 km; float64 leaves 149 hours above them."""

LARGEST_EXACT = 2.0**53

SOURCES_AT_ONCE = 64
"""Places in one search: memory stays at some megabytes, whatever the number of places."""


@dataclass(frozen=True, eq=False)
class Graph:
    """Nodes and arcs of a mode; row = from, column = to, parallel edges collapsed to the least.

    `edge_ms` and `edge_dm` are whole numbers for every edge of the network, `edge_ms` infinite
    where the mode may not go. `arc_edge` is the edge behind each stored arc of `arcs`,
    `arc_key` its ends as one number, ascending.
    """

    edge_ms: Floats
    edge_dm: Floats
    arcs: csr_array
    arc_edge: Ints32
    arc_key: Ints

    def edge_between(self, tail: Ints32, head: Ints32) -> Ints32:
        """The edges behind arcs that exist."""
        key = _arc_key(tail, head, self.arcs.shape[0])
        edges: Ints32 = self.arc_edge[np.searchsorted(self.arc_key, key)]
        return edges


@dataclass(frozen=True, eq=False)
class Doors:
    """How places are left and entered; row = place, column 0 along its edge, 1 along the reverse.

    `edge` and `share` are the edges and the share of each that lies before the place. Driving
    that share costs `entry_weight` from `entry_node`, driving the rest `exit_weight` to
    `exit_node`; both are infinite where the mode may not drive the edge.
    """

    edge: NDArray[np.int32]
    share: NDArray[np.float64]
    exit_node: NDArray[np.int32]
    exit_weight: NDArray[np.float64]
    entry_node: NDArray[np.int32]
    entry_weight: NDArray[np.float64]

    def __post_init__(self) -> None:
        freeze(self)


def travel_graph(
    network: RoadNetwork, mode: str, period: str, parameters: TravelParameters
) -> Graph:
    """The streets that a mode may use, weighted for a period."""
    edge_ms = edge_time_ms(network, mode, period, parameters)
    edge_dm = np.rint(network.length_m * DM_PER_METRE)
    weight = edge_ms * PACK + edge_dm
    edges = np.flatnonzero(np.isfinite(edge_ms))
    order = np.lexsort((edges, weight[edges], network.head[edges], network.tail[edges]))
    edges = edges[order]
    tail, head = network.tail[edges], network.head[edges]
    is_least = np.ones(len(edges), dtype=np.bool_)
    is_least[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    edges, tail, head = edges[is_least], tail[is_least], head[is_least]
    row_start = np.searchsorted(tail, np.arange(network.nodes + 1))
    shape = (network.nodes, network.nodes)
    arcs = csr_array((weight[edges], head, row_start), shape=shape)
    return Graph(
        edge_ms, edge_dm, arcs, edges.astype(np.int32), _arc_key(tail, head, network.nodes)
    )


def _arc_key(tail: Ints32, head: Ints32, nodes: int) -> Ints:
    """One number for the two ends of each arc, in the order of tail, then head."""
    key: Ints = tail.astype(np.int64) * nodes + head
    return key


def doors(network: RoadNetwork, graph: Graph, snapped: Snap) -> Doors:
    """How the snapped places join the graph.

    A place divides the whole milliseconds and decimetres of its edge in two, so that inserting
    it lengthens no path. The reverse is divided where the edge is.
    """
    edge = np.column_stack([snapped.edge, network.reverse[snapped.edge]])
    open_ = (edge >= 0) & np.isfinite(graph.edge_ms[edge])
    before = np.zeros(edge.shape)
    after = np.zeros(edge.shape)
    for whole, scale in ((graph.edge_ms, PACK), (graph.edge_dm, 1.0)):
        units = np.where(open_, whole[edge], 0.0)
        from_tail = np.rint(units * snapped.fraction[:, np.newaxis])
        to_head = units - from_tail
        before += scale * np.column_stack([from_tail[:, 0], to_head[:, 1]])
        after += scale * np.column_stack([to_head[:, 0], from_tail[:, 1]])
    return Doors(
        edge=edge,
        share=np.column_stack([snapped.fraction, 1 - snapped.fraction]),
        exit_node=network.head[edge],
        exit_weight=np.where(open_, after, np.inf),
        entry_node=network.tail[edge],
        entry_weight=np.where(open_, before, np.inf),
    )


def along_street(ends: Doors, start: Ints, end: Ints) -> tuple[Floats, Ints]:
    """Weight of driving straight from places to places on the same street, and the column used.

    Infinite where the places stand on different streets, or the street is one-way and the wrong
    way round.
    """
    same = ends.edge[start, 0] == ends.edge[end, 0]
    column = np.where(ends.share[start, 0] <= ends.share[end, 0], 0, 1)
    there, here = ends.entry_weight[end, column], ends.entry_weight[start, column]
    usable = same & np.isfinite(here)
    weight = np.full(len(start), np.inf)
    weight[usable] = there[usable] - here[usable]
    return weight, column


def least_weights(graph: Graph, ends: Doors, sources: Ints) -> NDArray[np.float64]:
    """Packed weight of the fastest path from source places (row) to all places (column).

    Infinite where there is none.
    """
    to_node, _ = search(graph, ends, sources, with_paths=False)
    weight = np.minimum(
        to_node[:, ends.entry_node[:, 0]] + ends.entry_weight[:, 0],
        to_node[:, ends.entry_node[:, 1]] + ends.entry_weight[:, 1],
    )
    row, end = np.nonzero(ends.edge[sources, 0][:, np.newaxis] == ends.edge[:, 0])
    straight, _ = along_street(ends, sources[row], end)
    weight[row, end] = np.minimum(weight[row, end], straight)
    return weight


def unpacked(
    graph: Graph, weight: NDArray[np.float64]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Milliseconds and decimetres of finite packed weights.

    Raises
    ------
    DataError
        Paths so long that the two could run into each other.
    """
    time_ms = np.floor(weight / PACK)
    usable = np.isfinite(graph.edge_ms)
    dm_per_ms = np.max(graph.edge_dm[usable] / graph.edge_ms[usable])
    longest_dm = time_ms.max() * dm_per_ms + 2 * graph.edge_dm[usable].max()
    if longest_dm >= PACK or weight.max() >= LARGEST_EXACT:
        raise DataError(
            [
                Fault(
                    "roads",
                    "length_m",
                    f"The longest paths may exceed {PACK / DM_PER_METRE / METRES_PER_KM:.0f} km,"
                    " more than a travel matrix holds.",
                    "Cut the map to the area under study.",
                )
            ]
        )
    return time_ms.astype(np.int32), (weight - time_ms * PACK).astype(np.int32)


def search(
    graph: Graph, ends: Doors, sources: Ints, *, with_paths: bool
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Least weight from source places to all nodes, and the node before each on the way.

    Source k is a node of its own, numbered after the nodes of the network; both arrays have shape
    (sources, nodes + sources). The second is empty without paths.
    """
    nodes = graph.arcs.shape[0]
    node, weight = ends.exit_node[sources], ends.exit_weight[sources]
    is_open = np.isfinite(weight)
    # A street that is a loop leaves twice to one node: only the lesser arc may stand.
    is_loop = is_open.all(axis=1) & (node[:, 0] == node[:, 1])
    is_open[is_loop, np.argmax(weight[is_loop], axis=1)] = False
    row_end = graph.arcs.indptr[-1] + np.cumsum(is_open.sum(axis=1))
    size = nodes + len(sources)
    arcs = csr_array(
        (
            np.concatenate([graph.arcs.data, weight[is_open]]),
            np.concatenate([graph.arcs.indices, node[is_open]]),
            np.concatenate([graph.arcs.indptr, row_end]),
        ),
        shape=(size, size),
    )
    starts = np.arange(nodes, size)
    if with_paths:
        weights, before = dijkstra(arcs, indices=starts, return_predecessors=True)
        return weights, before
    return dijkstra(arcs, indices=starts), np.empty((0, 0), dtype=np.int32)
