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
from scipy.sparse.csgraph import dijkstra

from ruttsim.domain.arrays import Floats, Ints, Ints32, freeze
from ruttsim.domain.parameters import TravelParameters
from ruttsim.domain.roads import RoadNetwork
from ruttsim.domain.travel import Snap
from ruttsim.errors import DataError, Fault
from ruttsim.graphs import car_turns
from ruttsim.travel.speeds import day_factor, edge_time_ms
from ruttsim.travel.turns import turn_time_ms
from ruttsim.units import DM_PER_METRE, METRES_PER_KM

PACK = 2.0**24
"""Decimetres that fit below the milliseconds: 1,678 km; float64 leaves 149 hours above them."""

LARGEST_EXACT = 2.0**53

SOURCES_AT_ONCE = 64
"""Places in one search: memory stays at some megabytes, whatever the number of places."""


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

    def edge_between(self, before: Ints32, after: Ints32) -> Ints32:
        """The edges behind arcs that exist."""
        key = before.astype(np.int64) * self.states + after
        edges: Ints32 = self.arc_edge[np.searchsorted(self.arc_key, key)]
        return edges


@dataclass(frozen=True, eq=False)
class Doors:
    """How places are left and entered; row = place, column 0 along its edge, 1 along the reverse.

    `edge` and `share` are the edges and the share of each that lies before the place. Driving
    that share costs `entry_weight` from `entry_state`, infinite where the mode may not drive the
    edge. Place k is left by the rows `exit_start[k]` to `exit_start[k + 1]`: along the edge of
    `exit_column`, for `exit_weight`, to `exit_state`. Each state is there once, for the least.
    `exit_dm` is what is driven of the edge.
    """

    edge: NDArray[np.int32]
    share: NDArray[np.float64]
    entry_state: Ints
    entry_weight: NDArray[np.float64]
    exit_start: Ints
    exit_column: Ints
    exit_state: Ints
    exit_weight: NDArray[np.float64]
    exit_dm: NDArray[np.float64]

    def __post_init__(self) -> None:
        freeze(self)


def travel_graph(
    network: RoadNetwork, mode: str, period: str, parameters: TravelParameters
) -> Graph:
    """The streets that a mode may use, weighted for a period."""
    edge_ms = edge_time_ms(network, mode, period, parameters)
    edge_dm = np.rint(network.length_m * DM_PER_METRE)
    ways_on, states = WAYS_ON[mode](network, period, parameters)
    edges = np.flatnonzero(np.isfinite(edge_ms))
    edge, row = _expanded(edges, ways_on.start)
    before, after = ways_on.first[edge], ways_on.state[row]
    weight = edge_ms[edge] * PACK + edge_dm[edge] + ways_on.weight[row]
    least = _least_of_equal(before, after, weight, edge)
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


def _expanded(edges: Ints, start: Ints) -> tuple[Ints, Ints]:
    """Each edge once for every row that it has, and those rows."""
    rows = start[edges + 1] - start[edges]
    repeated = np.repeat(edges, rows)
    within = np.arange(len(repeated)) - np.repeat(np.cumsum(rows) - rows, rows)
    return repeated, start[repeated] + within


def _least_of_equal(first: Ints, second: Ints, weight: Floats, tie: Ints) -> Ints:
    """Rows of the least weight of each pair, in the order of pairs; `tie` settles equals."""
    order = np.lexsort((tie, weight, second, first))
    is_new = np.ones(len(order), dtype=np.bool_)
    is_new[1:] = (np.diff(first[order]) != 0) | (np.diff(second[order]) != 0)
    least: Ints = order[is_new]
    return least


def doors(network: RoadNetwork, graph: Graph, snapped: Snap) -> Doors:
    """How the snapped places join the graph.

    A place divides the whole milliseconds and decimetres of its edge in two, so that inserting
    it lengthens no path. The reverse is divided where the edge is.
    """
    edge = np.column_stack([snapped.edge, network.reverse[snapped.edge]])
    open_ = (edge >= 0) & np.isfinite(graph.edge_ms[edge])
    before, after = [], []
    for whole in (graph.edge_ms, graph.edge_dm):
        units = np.where(open_, whole[edge], 0.0)
        from_tail = np.rint(units * snapped.fraction[:, np.newaxis])
        to_head = units - from_tail
        before.append(np.column_stack([from_tail[:, 0], to_head[:, 1]]))
        after.append(np.column_stack([to_head[:, 0], from_tail[:, 1]]))
    place, column = np.nonzero(open_)
    on, row = _expanded(edge[place, column].astype(np.int64), graph.ways_on.start)
    ways = np.diff(graph.ways_on.start)[edge[place, column]]
    place, column = np.repeat(place, ways), np.repeat(column, ways)
    state = graph.ways_on.state[row]
    weight = (after[0] * PACK + after[1])[place, column] + graph.ways_on.weight[row]
    # A street that is a loop may lead to one state twice: only the lesser arc may stand.
    least = _least_of_equal(place, state, weight, on)
    place, column = place[least], column[least]
    return Doors(
        edge=edge,
        share=np.column_stack([snapped.fraction, 1 - snapped.fraction]),
        entry_state=graph.ways_on.first[edge],
        entry_weight=np.where(open_, before[0] * PACK + before[1], np.inf),
        exit_start=np.searchsorted(place, np.arange(len(edge) + 1)),
        exit_column=column,
        exit_state=state[least],
        exit_weight=weight[least],
        exit_dm=after[1][place, column],
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
    to_state, _ = search(graph, ends, sources, with_paths=False)
    weight = to_state[:, ends.entry_state[:, 0]]
    weight += ends.entry_weight[:, 0]
    other = to_state[:, ends.entry_state[:, 1]]
    other += ends.entry_weight[:, 1]
    np.minimum(weight, other, out=weight)
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
    """Least weight from source places to all states, and the state before each on the way.

    Source k is a state of its own, numbered after those of the graph; both arrays have shape
    (sources, states + sources). The second is empty without paths.
    """
    states = graph.states
    _, row = _expanded(sources, ends.exit_start)
    exits = np.diff(ends.exit_start)[sources]
    size = states + len(sources)
    arcs = csr_array(
        (
            np.concatenate([graph.arcs.data, ends.exit_weight[row]]),
            np.concatenate([graph.arcs.indices, ends.exit_state[row]]),
            np.concatenate([graph.arcs.indptr, graph.arcs.indptr[-1] + np.cumsum(exits)]),
        ),
        shape=(size, size),
    )
    starts = np.arange(states, size)
    if with_paths:
        weights, before = dijkstra(arcs, indices=starts, return_predecessors=True)
        return weights, before
    return dijkstra(arcs, indices=starts), np.empty((0, 0), dtype=np.int32)
