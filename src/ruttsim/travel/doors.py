"""How places join the graph of a mode, and the search for the fastest paths between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from ruttsim.domain.arrays import Floats, Ints, freeze
from ruttsim.domain.roads import RoadNetwork
from ruttsim.domain.travel import Snap
from ruttsim.graphs import rows_of
from ruttsim.travel.graph import PACK, Graph, least_of_equal

SOURCES_AT_ONCE = 64
"""Places in one search: memory stays at some megabytes, whatever the number of places."""


@dataclass(frozen=True, eq=False)
class Doors:
    """How places are left and entered; row = place, column 0 along its edge, 1 along the reverse.

    `edge` and `share` are the edges and the share of each that lies before the place. Driving
    that share costs `entry_weight` from `entry_state`, infinite where the mode may not drive the
    edge. Place k is left by the rows `exit_start[k]` to `exit_start[k + 1]`: along the edge of
    `exit_column`, for `exit_weight`, to `exit_state`. Each state is there once, for the least.
    `exit_dm` is what is driven of the edge; `exit_key` is place and state as one number, ascending.
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
    exit_key: Ints

    def __post_init__(self) -> None:
        freeze(self)


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
    way, row = rows_of(edge[place, column].astype(np.int64), graph.ways_on.start)
    place, column = place[way], column[way]
    state = graph.ways_on.state[row]
    weight = (after[0] * PACK + after[1])[place, column] + graph.ways_on.weight[row]
    # A street that is a loop may lead to one state twice: only the lesser arc may stand.
    least = least_of_equal(place, state, weight, column)
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
        exit_key=place * graph.states + state[least],
    )


def along_street(ends: Doors, start: Ints, end: Ints) -> tuple[Floats, Ints]:
    """Weight of driving straight from places to places on the same street, and the column used.

    Infinite where the places stand on different streets, or the street is one-way and the wrong
    way round.
    """
    same = ends.edge[start, 0] == ends.edge[end, 0]
    column = np.where(ends.entry_weight[start, 0] <= ends.entry_weight[end, 0], 0, 1)
    there, here = ends.entry_weight[end, column], ends.entry_weight[start, column]
    usable = same & np.isfinite(here)
    weight = np.full(len(start), np.inf)
    weight[usable] = there[usable] - here[usable]
    return weight, column


def least_weights(graph: Graph, ends: Doors, sources: Ints) -> NDArray[np.float64]:
    """Packed weight of the fastest path from source places (row) to all places (column).

    Infinite where there is none.
    """
    to_state = search(graph, ends, sources)
    weight = to_state[:, ends.entry_state[:, 0]]
    weight += ends.entry_weight[:, 0]
    other = to_state[:, ends.entry_state[:, 1]]
    other += ends.entry_weight[:, 1]
    np.minimum(weight, other, out=weight)
    row, end = np.nonzero(ends.edge[sources, 0][:, np.newaxis] == ends.edge[:, 0])
    straight, _ = along_street(ends, sources[row], end)
    weight[row, end] = np.minimum(weight[row, end], straight)
    return weight


def search(graph: Graph, ends: Doors, sources: Ints, limit: float = np.inf) -> NDArray[np.float64]:
    """Packed weight of the fastest path from source places (row) to all states (column).

    Infinite where there is none, or none within `limit`.
    """
    states = graph.states
    _, row = rows_of(sources, ends.exit_start)
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
    weights: NDArray[np.float64] = dijkstra(arcs, indices=np.arange(states, size), limit=limit)
    return weights
