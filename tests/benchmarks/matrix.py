"""CPU time of travel matrices, beside a plain Dijkstra pass over the same streets.

Run with `python tests/benchmarks/matrix.py [FOLDER OF A MAP | EXTRACT.osm.pbf | grid]`; without
any of them, on the bundled map, and then also as a study computes and remembers them. The plain
pass is scipy's Dijkstra from as many nodes, time only, without turns. The grid is the worst case
for turns: four streets meet at every corner.
"""

from __future__ import annotations

import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from ruttsim.bundled import bundled
from ruttsim.cache import CACHE_VARIABLE
from ruttsim.domain.roads import MODES, RoadNetwork
from ruttsim.domain.travel import Places, Snap
from ruttsim.parameters import load_parameters
from ruttsim.pipeline.setting import Findings, load_setting
from ruttsim.pipeline.travel import compute, missing, pieces, travel_between
from ruttsim.roads.bundle import read_bundle
from ruttsim.roads.network import Street, network_from_lines
from ruttsim.roads.osm_file import read_osm_file
from ruttsim.roads.streets import network_between_junctions
from ruttsim.runner import run_all, silent, usable_workers
from ruttsim.study.loading import load_study
from ruttsim.travel.doors import SOURCES_AT_ONCE
from ruttsim.travel.matrices import travel_matrix
from ruttsim.travel.snapping import usable_streets
from ruttsim.travel.speeds import PERIODS_BY_MODE, edge_time_ms

PLACES = 1500
REPEATS = 3
GRID_CORNERS = 84
BLOCK_M = 100.0


def main(arguments: list[str]) -> None:
    """Print the best CPU time of each mode, and the ratio to the plain pass."""
    network = network_of(arguments)
    parameters = load_parameters().travel
    print(f"{network.nodes} nodes, {network.edges} edges, {PLACES} places")
    all_s = 0.0
    for mode, periods in PERIODS_BY_MODE.items():
        snapped = random_snap(network, mode, PLACES)
        plain = plain_graph(network, mode, edge_time_ms(network, mode, periods[0], parameters))
        nodes = random_nodes(plain, PLACES)
        plain_s = best_cpu_s(lambda plain=plain, nodes=nodes: searched(plain, nodes))
        matrix_s = best_cpu_s(
            lambda snapped=snapped, period=periods[0]: travel_matrix(
                network, snapped, period, parameters
            )
        )
        all_s += matrix_s * len(periods)
        print(
            f"{mode:6} plain {plain_s:5.2f} s ({plain.shape[0]} nodes, {plain.nnz} arcs), matrix"
            f" {matrix_s:5.2f} s = {matrix_s / plain_s:.2f} x plain"
        )
    print(f"all modes and periods: about {all_s:.1f} CPU s")
    if not arguments:
        print_remembered()
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"peak memory {peak_gb:.2f} GB")


def print_remembered() -> None:
    """Print what all travel takes as a study computes it, and when it is known already."""
    setting = load_setting(load_study("six-organisations"), Findings())
    assert setting is not None
    places = random_places(setting.bundle.roads, PLACES)
    folder = Path(tempfile.mkdtemp(prefix="ruttsim-matrix-benchmark-"))
    os.environ[CACHE_VARIABLE] = str(folder)
    for workers in dict.fromkeys((1, usable_workers())):
        shutil.rmtree(folder)
        start_s = time.monotonic()
        pending = missing(pieces(setting, places))
        cpu_s = sum(run_all(partial(compute, setting), pending, workers, "travel", silent))
        print(
            f"cold, {workers} processes: {len(pending)} pieces, {cpu_s:.1f} CPU s,"
            f" {time.monotonic() - start_s:.1f} s"
        )
    warm_s = best_cpu_s(lambda: travel_between(setting, places))
    start_s = time.monotonic()
    travel_between(setting, places)
    print(f"warm: {warm_s:.2f} CPU s, {time.monotonic() - start_s:.2f} s")
    shutil.rmtree(folder)


def network_of(arguments: list[str]) -> RoadNetwork:
    """The network of a map, of an extract, or of a grid."""
    if not arguments:
        return read_bundle(bundled("maps")["botkyrka"]).roads
    if arguments[0] == "grid":
        return grid()
    path = Path(arguments[0])
    if path.is_dir():
        return read_bundle(path).roads
    source = read_osm_file(path)
    return network_between_junctions(source.streets, str(path), source.forbidden).network


def plain_graph(network: RoadNetwork, mode: str, time_ms: np.ndarray) -> csr_array:
    """The streets of a mode as nodes and arcs without turns, numbered by the nodes that it has."""
    edges = np.flatnonzero(network.allows(mode))
    nodes, ends = np.unique(
        np.concatenate([network.tail[edges], network.head[edges]]), return_inverse=True
    )
    tail, head = ends[: len(edges)], ends[len(edges) :]
    order = np.lexsort((time_ms[edges], head, tail))
    tail, head, weight = tail[order], head[order], time_ms[edges][order]
    least = np.ones(len(tail), dtype=np.bool_)
    least[1:] = (np.diff(tail) != 0) | (np.diff(head) != 0)
    return csr_array((weight[least], (tail[least], head[least])), shape=(len(nodes), len(nodes)))


def random_nodes(graph: csr_array, count: int) -> np.ndarray:
    """Nodes to search from."""
    return np.random.default_rng(count).integers(0, graph.shape[0], count)


def searched(graph: csr_array, nodes: np.ndarray) -> None:
    """Times from nodes to all nodes, in the chunks that the matrix is computed in."""
    for first in range(0, len(nodes), SOURCES_AT_ONCE):
        dijkstra(graph, indices=nodes[first : first + SOURCES_AT_ONCE])


def random_snap(network: RoadNetwork, mode: str, places: int) -> Snap:
    """Places spread evenly along the streets."""
    rng = np.random.default_rng(places)
    streets = usable_streets(network, mode)
    length_m = network.length_m[streets]
    return Snap(
        mode=mode,
        edge=rng.choice(streets, places, p=length_m / length_m.sum()).astype(np.int32),
        fraction=rng.random(places),
        access_m=np.zeros(places),
    )


def random_places(network: RoadNetwork, places: int) -> Places:
    """Places beside streets that every mode may use."""
    rng = np.random.default_rng(places)
    shared = set(range(network.edges)).intersection(
        *(usable_streets(network, mode).tolist() for mode in MODES)
    )
    edge = rng.choice(sorted(shared), places)
    point = network.shape_start[edge]
    return Places(x_m=network.shape_x_m[point], y_m=network.shape_y_m[point])


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


def best_cpu_s(work: Callable[[], object]) -> float:
    """The least CPU time of a few repeats [s]."""
    times_s = []
    for _ in range(REPEATS):
        start_s = time.process_time()
        work()
        times_s.append(time.process_time() - start_s)
    return min(times_s)


if __name__ == "__main__":
    main(sys.argv[1:])
