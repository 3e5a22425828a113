"""The streets that legs drive: the paths behind the travel matrices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Floats, Ints, Ints32
from ruttsim.domain.parameters import TravelParameters
from ruttsim.domain.roads import RoadNetwork
from ruttsim.domain.travel import LegPaths, Snap
from ruttsim.travel.doors import SOURCES_AT_ONCE, Doors, along_street, doors, search
from ruttsim.travel.graph import PACK, Graph, travel_graph

STRAIGHT = 2
"""The way in that follows the columns of `Doors`: along the street, past no corner."""


def leg_edges(
    network: RoadNetwork,
    snapped: Snap,
    period: str,
    parameters: TravelParameters,
    pairs: NDArray[np.int64],
) -> LegPaths:
    """The edges driven from place to place, in the order of `pairs`, shape (legs, 2).

    The same paths as in the travel matrix of the mode and period: one run of Dijkstra's algorithm
    for each place that legs start from.

    Raises
    ------
    ValueError
        A pair without a path, which no travel matrix holds.
    """
    graph = travel_graph(network, snapped.mode, period, parameters)
    ends = doors(network, graph, snapped)
    sources, source_of_leg = np.unique(pairs[:, 0], return_inverse=True)
    pieces = [_NO_PIECES]
    for first in range(0, len(sources), SOURCES_AT_ONCE):
        chunk = sources[first : first + SOURCES_AT_ONCE]
        legs = np.flatnonzero((source_of_leg >= first) & (source_of_leg < first + len(chunk)))
        pieces += _traced(graph, ends, chunk, source_of_leg[legs] - first, pairs[legs], legs)
    leg, back, edge, share, distance_dm = (
        np.concatenate(column) for column in zip(*pieces, strict=True)
    )
    driven = np.flatnonzero(share > 0)
    order = driven[np.lexsort((-back[driven], leg[driven]))]
    return LegPaths(
        start=np.searchsorted(leg[order], np.arange(len(pairs) + 1)),
        edge=edge[order].astype(np.int32),
        share=share[order],
        distance_dm=distance_dm[order].astype(np.int32),
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
    ends: Doors,
    sources: Ints,
    row: Ints,
    pairs: NDArray[np.int64],
    leg: Ints,
) -> Iterator[_Pieces]:
    """Pieces of some legs, all traced back from their ends at once, last pieces first.

    `sources` are the places searched from, `row` is each leg's place among them.
    """
    to_state, before = search(graph, ends, sources, with_paths=True)
    from_place, to_place = pairs[:, 0], pairs[:, 1]
    straight, column = along_street(ends, from_place, to_place)
    entered = to_state[row[:, np.newaxis], ends.entry_state[to_place]]
    weights = np.column_stack([entered + ends.entry_weight[to_place], straight])
    way_in = np.argmin(weights, axis=1)
    if not np.isfinite(np.min(weights, axis=1)).all():
        raise ValueError("legs between places that no path joins")

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
        state_before = before[row[at], state]
        is_first = state_before >= graph.states
        begun = at[is_first]
        way_out = _exit_row(ends, from_place[begun], state[is_first])
        yield _Pieces(
            leg[begun],
            np.full_like(begun, back),
            ends.edge[from_place[begun], ends.exit_column[way_out]],
            1 - ends.share[from_place[begun], ends.exit_column[way_out]],
            ends.exit_dm[way_out],
        )
        at, state, state_before = at[~is_first], state[~is_first], state_before[~is_first]
        edge = graph.edge_between(state_before, state)
        yield _Pieces(leg[at], np.full_like(at, back), edge, np.ones(len(at)), graph.edge_dm[edge])
        state = state_before


def _exit_row(ends: Doors, place: Ints, state: Ints) -> Ints:
    """The row of `Doors` by which each place is left for a state."""
    places = np.repeat(np.arange(len(ends.edge)), np.diff(ends.exit_start))
    size = ends.exit_state.max(initial=0) + 1
    # Rows come by place and state, so that the keys ascend.
    row: Ints = np.searchsorted(places * size + ends.exit_state, place * size + state)
    return row
