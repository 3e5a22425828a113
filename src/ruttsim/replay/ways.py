"""The streets from crossing to crossing that the legs of a day are drawn on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from ruttsim.domain.arrays import Ints
from ruttsim.domain.parameters import TravelParameters
from ruttsim.domain.roads import RoadNetwork
from ruttsim.domain.travel import FREE_FLOW, Places, period_of
from ruttsim.travel.matrices import travel_matrix
from ruttsim.travel.paths import leg_edges
from ruttsim.travel.snapping import snap
from ruttsim.travel.speeds import PERIODS_BY_MODE


class Way(NamedTuple):
    """A movement from node to node; `period` is one that the mode has."""

    mode: str
    period: str
    from_node: int
    to_node: int


def period_driven(mode: str, depart_s: float, parameters: TravelParameters) -> str:
    """The period of which a leg drives the path."""
    period = period_of(depart_s, parameters)
    return period if period in PERIODS_BY_MODE[mode] else FREE_FLOW


def ways(
    roads: RoadNetwork, parameters: TravelParameters, wanted: Iterable[Way]
) -> dict[Way, Ints]:
    """The edges of each way, whole and in order; nodes have to be crossings (see `stops`).

    The fastest paths of the travel stage, between nodes as it finds them between doors.
    """
    by_matrix: dict[tuple[str, str], list[Way]] = defaultdict(list)
    for way in sorted(set(wanted)):
        by_matrix[way.mode, way.period].append(way)
    found: dict[Way, Ints] = {}
    for (mode, period), chosen in by_matrix.items():
        ends = np.array([(way.from_node, way.to_node) for way in chosen], dtype=np.int64)
        nodes, pairs = np.unique(ends, return_inverse=True)
        places = Places(roads.node_x_m[nodes], roads.node_y_m[nodes])
        snapped = snap(roads, mode, places, parameters.largest_snap_m)
        matrix = travel_matrix(roads, snapped, period, parameters)
        paths = leg_edges(roads, snapped, matrix, parameters, pairs.reshape(ends.shape))
        # Nodes lie on ends of edges but for rounding, so an edge is driven whole or not at all.
        is_whole = paths.share > 0.5
        for way, first, last in zip(chosen, paths.start, paths.start[1:], strict=False):
            part = slice(first, last)
            found[way] = paths.edge[part][is_whole[part]].astype(np.int64)
    return found
