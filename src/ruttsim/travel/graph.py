"""The streets of a mode and period as a graph whose weights hold time and distance together.

A packed weight is milliseconds times `PACK` plus decimetres. Sums of packed weights are exact in
float64, so one search for the least weight gives the fastest path, the distance along it, and
the shorter of two equally fast paths.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ruttsim.domain.arrays import Floats, Ints, Ints32
from ruttsim.domain.parameters import TravelParameters
from ruttsim.domain.roads import RoadNetwork
from ruttsim.errors import DataError, Fault
from ruttsim.graphs import car_turns, rows_of
from ruttsim.travel.speeds import day_factor, edge_time_ms
from ruttsim.travel.turns import turn_time_ms
from ruttsim.units import DM_PER_METRE, METRES_PER_KM

PACK = 2.0**24
"""Decimetres that fit below the milliseconds: 1,678 km; float64 leaves 149 hours above them."""

LARGEST_EXACT = 2.0**53


class WaysOn(NamedTuple):
    """Where one gets from the head of each edge; edge k has rows `start[k]` to `start[k + 1]`.

    `state` is what is reached and `weight` what that costs beyond the edge itself. `first` is the
    state in which one begins to travel each edge.
    """

    start: Ints
    state: Ints
    weight: Floats
    first: Ints


@dataclass(frozen=True, eq=False)
class Graph:
    """States and arcs of a mode; row = from, column = to, parallel arcs collapsed to the least.

    On foot and by bicycle a state is a node. By car it is an edge just turned into, because what
    comes next depends on the edge that one comes by. An arc travels the edge `arc_edge` and makes
    the turn at its head; `arc_key` is its two states as one number, ascending. `edge_ms` and
    `edge_dm` are whole numbers for every edge of the network, `edge_ms` infinite where the mode
    may not go.
    """

    edge_ms: Floats
    edge_dm: Floats
    ways_on: WaysOn
    arcs: csr_array
    arc_edge: Ints32
    arc_key: Ints

    @property
    def states(self) -> int:
        """Number of states."""
        return int(self.arcs.shape[0])

    def edge_between(self, before: Ints, after: Ints) -> Ints32:
        """The edges behind arcs that exist."""
        key = before * self.states + after
        edges: Ints32 = self.arc_edge[np.searchsorted(self.arc_key, key)]
        return edges


def travel_graph(
    network: RoadNetwork, mode: str, period: str, parameters: TravelParameters
) -> Graph:
    """The streets that a mode may use, weighted for a period."""
    edge_ms = edge_time_ms(network, mode, period, parameters)
    edge_dm = np.rint(network.length_m * DM_PER_METRE)
    ways_on, states = WAYS_ON[mode](network, period, parameters)
    edges = np.flatnonzero(np.isfinite(edge_ms))
    place, row = rows_of(edges, ways_on.start)
    edge = edges[place]
    before, after = ways_on.first[edge], ways_on.state[row]
    weight = edge_ms[edge] * PACK + edge_dm[edge] + ways_on.weight[row]
    least = least_of_equal(before, after, weight, edge)
    before, after, edge = before[least], after[least], edge[least]
    row_start = np.searchsorted(before, np.arange(states + 1))
    arcs = csr_array((weight[least], after, row_start), shape=(states, states))
    return Graph(edge_ms, edge_dm, ways_on, arcs, edge.astype(np.int32), before * states + after)


def _nodes_on(
    network: RoadNetwork, _period: str, _parameters: TravelParameters
) -> tuple[WaysOn, int]:
    """Every edge leads to its head, and turning there is free."""
    return WaysOn(
        start=np.arange(network.edges + 1),
        state=network.head.astype(np.int64),
        weight=np.zeros(network.edges),
        first=network.tail.astype(np.int64),
    ), network.nodes


def _turns_on(
    network: RoadNetwork, period: str, parameters: TravelParameters
) -> tuple[WaysOn, int]:
    """Every edge leads into those that a car may turn into, for the time that the turn takes."""
    turns = car_turns(network)
    edges = np.flatnonzero(network.allows("car"))
    first = np.full(network.edges, -1, dtype=np.int64)
    first[edges] = np.arange(len(edges))
    time_ms = turn_time_ms(network, turns, parameters) * day_factor(period, parameters)
    return WaysOn(
        start=np.searchsorted(turns.before, np.arange(network.edges + 1)),
        state=first[turns.after],
        weight=np.rint(time_ms) * PACK,
        first=first,
    ), len(edges)


WAYS_ON: dict[str, Callable[[RoadNetwork, str, TravelParameters], tuple[WaysOn, int]]] = {
    "car": _turns_on,
    "ebike": _nodes_on,
    "walk": _nodes_on,
}
"""How each mode gets from edge to edge, and its number of states."""


def least_of_equal(first: Ints, second: Ints, weight: Floats, tie: Ints) -> Ints:
    """Rows of the least weight of each pair, in the order of pairs; `tie` settles equals."""
    order = np.lexsort((tie, weight, second, first))
    is_new = np.ones(len(order), dtype=np.bool_)
    is_new[1:] = (np.diff(first[order]) != 0) | (np.diff(second[order]) != 0)
    least: Ints = order[is_new]
    return least


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
