"""Travel time and distance between all places, along the same fastest paths."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from ruttsim.domain.arrays import Bools
from ruttsim.domain.parameters import TravelParameters
from ruttsim.domain.roads import RoadNetwork
from ruttsim.domain.travel import Snap, TravelMatrix
from ruttsim.errors import DataError, Fault
from ruttsim.travel.doors import SOURCES_AT_ONCE, doors, least_weights
from ruttsim.travel.graph import travel_graph, unpacked
from ruttsim.travel.snapping import place_label


def travel_matrix(
    network: RoadNetwork,
    snapped: Snap,
    period: str,
    parameters: TravelParameters,
    label: Callable[[int], str] = place_label,
) -> TravelMatrix:
    """Travel between snapped places by their mode in one period; row = from, column = to.

    One run of Dijkstra's algorithm a place, over weights that hold time and distance together.

    Raises
    ------
    DataError
        Each place that cannot be reached from, or cannot reach, most of the others.
    """
    graph = travel_graph(network, snapped.mode, period, parameters)
    ends = doors(network, graph, snapped)
    size = len(snapped.edge)
    time_ms = np.empty((size, size), dtype=np.int32)
    distance_dm = np.empty((size, size), dtype=np.int32)
    is_reached = np.empty((size, size), dtype=np.bool_)
    for first in range(0, size, SOURCES_AT_ONCE):
        rows = np.arange(first, min(first + SOURCES_AT_ONCE, size))
        weight = least_weights(graph, ends, rows)
        is_reached[rows] = np.isfinite(weight)
        time_ms[rows], distance_dm[rows] = unpacked(graph, np.where(is_reached[rows], weight, 0.0))
    _require_reached(is_reached, snapped.mode, label)
    return TravelMatrix(snapped.mode, period, time_ms, distance_dm)


def _require_reached(is_reached: Bools, mode: str, label: Callable[[int], str]) -> None:
    """Raise the places outside the largest group that can all reach each other."""
    if is_reached.all():
        return
    _, group = connected_components(
        csr_array(is_reached.astype(np.int8)), directed=True, connection="strong"
    )
    outside = np.flatnonzero(group != np.argmax(np.bincount(group)))
    raise DataError(
        Fault(
            "places",
            label(place),
            f"It cannot be reached from most of the other places, or cannot be left for them, by"
            f" the mode '{mode}'.",
            "Move it to a street that is joined to the rest in both directions, or mend the map.",
        )
        for place in outside.tolist()
    )
