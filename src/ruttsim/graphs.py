"""What the graph of a road network says about itself: its parts, its streets, and its turns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from ruttsim.domain.arrays import Bools, Floats, Ints, Ints32
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


def edge_lines(network: RoadNetwork, edges: Ints) -> NDArray[np.object_]:
    """The edges as shapely's lines [m], in their order."""
    import shapely

    line, row = rows_of(edges, network.shape_start)
    return np.asarray(
        shapely.linestrings(network.shape_x_m[row], network.shape_y_m[row], indices=line)
    )


class Turns(NamedTuple):
    """Ways on from edge to edge at nodes; of each, the edge before and after it, sorted."""

    before: Ints
    after: Ints


def car_turns(network: RoadNetwork) -> Turns:
    """Every turn that a car may make.

    It turns back into the street that it came by only where it cannot drive on to anywhere that
    it could come back from.
    """
    edges = np.flatnonzero(network.allows("car"))
    leaving = edges[np.argsort(network.tail[edges], kind="stable")]
    first = np.searchsorted(network.tail[leaving], np.arange(network.nodes + 1))
    way, row = rows_of(network.head[edges].astype(np.int64), first)
    before, after = edges[way], leaving[row]
    key = before * network.edges + after
    forbidden = network.forbidden_from.astype(np.int64) * network.edges + network.forbidden_to
    is_back = network.reverse[before] == after
    is_free = ~is_back & ~np.isin(key, forbidden)
    drives_on = np.zeros(network.edges, dtype=np.bool_)
    label, _ = components(network, "car")
    leads_on = label[network.tail] == label[network.head]
    drives_on[before[is_free & leads_on[after]]] = True
    chosen = is_free | (is_back & ~drives_on[before])
    order = np.argsort(key[chosen], kind="stable")
    return Turns(before[chosen][order], after[chosen][order])


def main_car_edges(network: RoadNetwork) -> Bools:
    """Which edges belong to the longest part in which a car can drive from every edge to every."""
    turns = car_turns(network)
    graph = csr_array(
        (np.ones(len(turns.before)), (turns.before, turns.after)),
        shape=(network.edges, network.edges),
    )
    _, label = connected_components(graph, directed=True, connection="strong")
    # An edge alone is a part of its own, but one that no car comes back to.
    is_round = label[turns.before] == label[turns.after]
    if not is_round.any():
        return np.zeros(network.edges, dtype=np.bool_)
    within = np.unique(turns.before[is_round])
    length_m = np.bincount(label[within], weights=network.length_m[within])
    main: Bools = network.allows("car") & (label == int(np.argmax(length_m)))
    return main


def rows_of(chosen: Ints, start: Ints) -> tuple[Ints, Ints]:
    """All rows of the chosen things, one after the other: place among the chosen, and row.

    Thing k has the rows `start[k]` to `start[k + 1]` (exclusive).
    """
    rows = start[chosen + 1] - start[chosen]
    place = np.repeat(np.arange(len(chosen)), rows)
    within = np.arange(len(place)) - np.repeat(np.cumsum(rows) - rows, rows)
    return place, start[chosen][place] + within
