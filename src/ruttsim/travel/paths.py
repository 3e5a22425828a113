"""The streets that legs drive: the paths behind the travel matrices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from ruttsim.domain.arrays import Bools, Floats, Ints, Ints32
from ruttsim.domain.parameters import TravelParameters
from ruttsim.domain.roads import RoadNetwork
from ruttsim.domain.travel import LegPaths, Snap, TravelMatrix
from ruttsim.graphs import rows_of
from ruttsim.travel.doors import SOURCES_AT_ONCE, Doors, along_street, doors, search
from ruttsim.travel.graph import PACK, Graph, travel_graph

STRAIGHT = 2
"""The way in that follows the columns of `Doors`: along the street, past no corner."""


def leg_edges(
    network: RoadNetwork,
    snapped: Snap,
    matrix: TravelMatrix,
    parameters: TravelParameters,
    pairs: NDArray[np.int64],
) -> LegPaths:
    """The edges driven from place to place, in the order of `pairs`, shape (legs, 2).

    The paths behind the travel matrix of the snapped places: one run of Dijkstra's algorithm for
    each place that legs start from, no farther than the longest of them. Of paths that are equally
    fast and long, the same one is driven whatever other legs there are.

    Raises
    ------
    ValueError
        The matrix is of other places, streets or numbers.
    """
    graph = travel_graph(network, snapped.mode, matrix.period, parameters)
    ends = doors(network, graph, snapped)
    from_place, to_place = pairs[:, 0], pairs[:, 1]
    weight: Floats = (
        PACK * matrix.time_ms[from_place, to_place] + matrix.distance_dm[from_place, to_place]
    ).astype(np.float64)
    sources, source_of_leg = np.unique(from_place, return_inverse=True)
    farthest = np.zeros(len(sources))
    np.maximum.at(farthest, source_of_leg, weight)
    # Sources whose legs are as long are searched together, because the limit is one for all.
    order = np.argsort(farthest, kind="stable")
    rank = np.argsort(order, kind="stable")[source_of_leg]
    ways_in = csc_array(graph.arcs)
    pieces = [_NO_PIECES]
    for first in range(0, len(sources), SOURCES_AT_ONCE):
        chunk = order[first : first + SOURCES_AT_ONCE]
        to_state = search(graph, ends, sources[chunk], limit=farthest[chunk[-1]])
        legs = np.flatnonzero((rank >= first) & (rank < first + len(chunk)))
        found = to_state, rank[legs] - first
        pieces += _traced(graph, ways_in, ends, *found, pairs[legs], weight[legs], legs)
    leg, back, edge, share, distance_dm = (
        np.concatenate(column) for column in zip(*pieces, strict=True)
    )
    driven = np.flatnonzero(share > 0)
    ahead = driven[np.lexsort((-back[driven], leg[driven]))]
    return LegPaths(
        start=np.searchsorted(leg[ahead], np.arange(len(pairs) + 1)),
        edge=edge[ahead].astype(np.int32),
        share=share[ahead],
        distance_dm=distance_dm[ahead].astype(np.int32),
    )


class _Pieces(NamedTuple):
    """Edges driven: of which leg, how many pieces before its end, which share, how long."""

    leg: Ints
    back: Ints
    edge: Ints | Ints32
    share: Floats
    distance_dm: Floats


_NONE: Ints = np.empty(0, dtype=np.int64)
_NO_PIECES = _Pieces(_NONE, _NONE, _NONE, np.empty(0), np.empty(0))


def _traced(
    graph: Graph,
    ways_in: csc_array,
    ends: Doors,
    to_state: Floats,
    row: Ints,
    pairs: NDArray[np.int64],
    weight: Floats,
    leg: Ints,
) -> Iterator[_Pieces]:
    """Pieces of some legs, all traced back from their ends at once, last pieces first.

    `row` is each leg's row of `to_state`, the least weights to all states.
    """
    from_place, to_place = pairs[:, 0], pairs[:, 1]
    straight, column = along_street(ends, from_place, to_place)
    entered = to_state[row[:, np.newaxis], ends.entry_state[to_place]]
    weights = np.column_stack([entered + ends.entry_weight[to_place], straight])
    way_in = np.argmin(weights, axis=1)
    if not np.array_equal(np.min(weights, axis=1), weight):
        raise ValueError("the travel matrix is of other places, streets or numbers than the legs")

    at = np.flatnonzero(way_in == STRAIGHT)
    here, there = (from_place[at], column[at]), (to_place[at], column[at])
    yield _Pieces(
        leg[at],
        np.zeros_like(at),
        ends.edge[here],
        ends.share[there] - ends.share[here],
        straight[at] % PACK,
    )
    at = np.flatnonzero(way_in != STRAIGHT)
    door = (to_place[at], way_in[at])
    state = ends.entry_state[door]
    yield _Pieces(
        leg[at],
        np.zeros_like(at),
        ends.edge[door],
        ends.share[door],
        ends.entry_weight[door] % PACK,
    )

    back = 0
    while len(at):
        back += 1
        key = from_place[at] * graph.states + state
        way_out, is_first = _exit_rows(ends, key, to_state[row[at], state])
        begun, way_out = at[is_first], way_out[is_first]
        yield _Pieces(
            leg[begun],
            np.full_like(begun, back),
            ends.edge[from_place[begun], ends.exit_column[way_out]],
            1 - ends.share[from_place[begun], ends.exit_column[way_out]],
            ends.exit_dm[way_out],
        )
        at, state = at[~is_first], state[~is_first]
        before = _state_before(ways_in, to_state, row[at], state)
        edge = graph.edge_between(before, state)
        yield _Pieces(leg[at], np.full_like(at, back), edge, np.ones(len(at)), graph.edge_dm[edge])
        state = before


def _exit_rows(ends: Doors, key: Ints, weight: Floats) -> tuple[Ints, Bools]:
    """The row of `Doors` by which a place is left for a state, and whether that is its path.

    `key` is place and state as one number, `weight` that of the fastest path to the state.
    """
    row: Ints = np.minimum(np.searchsorted(ends.exit_key, key), len(ends.exit_key) - 1)
    is_first: Bools = (ends.exit_key[row] == key) & (ends.exit_weight[row] == weight)
    return row, is_first


def _state_before(ways_in: csc_array, to_state: Floats, row: Ints, state: Ints) -> Ints:
    """The state before each on a fastest path to it: the one reached first, of equals the lowest.

    Weights are whole numbers, so what is least adds up exactly.
    """
    place, arc = rows_of(state, ways_in.indptr.astype(np.int64))
    before = ways_in.indices[arc]
    weight = to_state[row[place], before]
    on_path = weight + ways_in.data[arc] == to_state[row, state][place]
    place, before, weight = place[on_path], before[on_path], weight[on_path]
    order = np.lexsort((before, weight, place))
    is_chosen = np.append(True, place[1:] != place[:-1])[: len(place)]
    chosen: Ints = before[order][is_chosen].astype(np.int64)
    return chosen
