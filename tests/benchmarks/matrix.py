"""CPU time of travel matrices and paths, beside a plain Dijkstra pass over the same streets.

Run with `python tests/benchmarks/matrix.py [FOLDER OF A MAP]`; without a map, on a grid.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from ruttsim.domain.roads import MODES, RoadNetwork
from ruttsim.domain.travel import Snap
from ruttsim.parameters import load_parameters
from ruttsim.roads.bundle import read_bundle
from ruttsim.roads.network import Street, network_from_lines
from ruttsim.travel.graph import PACK, SOURCES_AT_ONCE, travel_graph
from ruttsim.travel.matrices import travel_matrix
from ruttsim.travel.paths import leg_edges
from ruttsim.travel.snapping import usable_streets

PLACES = (1000, 1500)
LEGS = 3000
REPEATS = 3
GRID_CORNERS = 84
BLOCK_M = 100.0
MODE, PERIOD = "car", "morning_peak"


def main(arguments: list[str]) -> None:
    """Print the best CPU time of each, and the ratio to the plain pass."""
    network = read_bundle(Path(arguments[0])).roads if arguments else grid()
    parameters = load_parameters().travel
    arcs = travel_graph(network, MODE, PERIOD, parameters).arcs
    plain = csr_array((np.floor(arcs.data / PACK), arcs.indices, arcs.indptr), shape=arcs.shape)
    print(f"{network.nodes} nodes, {network.edges} edges, {plain.nnz} arcs for {MODE}")
    for places in PLACES:
        rng = np.random.default_rng(places)
        snapped = random_snap(network, rng, places)
        pairs = rng.integers(0, places, (LEGS, 2))
        nodes = network.head[snapped.edge]
        plain_ms = best_cpu_ms(lambda nodes=nodes: searched(plain, nodes))
        matrix_ms = best_cpu_ms(
            lambda snapped=snapped: travel_matrix(network, snapped, PERIOD, parameters)
        )
        paths_ms = best_cpu_ms(
            lambda snapped=snapped, pairs=pairs: leg_edges(
                network, snapped, PERIOD, parameters, pairs
            )
        )
        print(f"{places} places: plain {plain_ms:.0f} ms")
        print(f"  matrix          {matrix_ms:6.0f} ms = {matrix_ms / plain_ms:.2f} x plain")
        print(f"  {LEGS} legs paths {paths_ms:6.0f} ms = {paths_ms / plain_ms:.2f} x plain")


def searched(graph: csr_array, nodes: np.ndarray) -> None:
    """Times from nodes to all nodes, in the chunks that the matrix is computed in."""
    for first in range(0, len(nodes), SOURCES_AT_ONCE):
        dijkstra(graph, indices=nodes[first : first + SOURCES_AT_ONCE])


def random_snap(network: RoadNetwork, rng: np.random.Generator, places: int) -> Snap:
    """Places spread evenly along the streets."""
    streets = usable_streets(network, MODE)
    length_m = network.length_m[streets]
    return Snap(
        mode=MODE,
        edge=rng.choice(streets, places, p=length_m / length_m.sum()).astype(np.int32),
        fraction=rng.random(places),
        access_m=np.zeros(places),
    )


def grid() -> RoadNetwork:
    """A square of blocks with three kinds of streets."""
    kinds = (("residential", 30.0), ("tertiary", 40.0), ("secondary", 50.0))
    streets = []
    for column in range(GRID_CORNERS):
        for row in range(GRID_CORNERS):
            for end in ((column + 1, row), (column, row + 1)):
                if max(end) < GRID_CORNERS:
                    road_class, speed_kmh = kinds[(column * end[1] + row * end[0]) % len(kinds)]
                    points = np.array([(column, row), end]) * BLOCK_M
                    streets.append(
                        Street((column, row), end, points, road_class, speed_kmh, MODES, MODES)
                    )
    return network_from_lines(streets)


def best_cpu_ms(work: Callable[[], object]) -> float:
    """The least CPU time of a few repeats [ms]."""
    times_s = []
    for _ in range(REPEATS):
        start_s = time.process_time()
        work()
        times_s.append(time.process_time() - start_s)
    return 1000 * min(times_s)


if __name__ == "__main__":
    main(sys.argv[1:])
