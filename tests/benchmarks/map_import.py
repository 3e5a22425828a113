"""CPU time and memory of reading an extract into a network, beside osmnx on the same data.

Run with `python tests/benchmarks/map_import.py EXTRACT.osm.pbf`. Osmnx reads XML alone, so the
extract is written as XML first, untimed; it gets the ways that cars, cyclists or walkers use.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

from ruttsim.roads.osm_file import read_osm_file
from ruttsim.roads.streets import network_between_junctions


def main(arguments: list[str]) -> None:
    """Print the CPU time of each and the ratio; each is run in a process of its own."""
    if len(arguments) > 1:
        READERS[arguments[0]](Path(arguments[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        xml = Path(folder) / "extract.osm"
        as_xml(Path(arguments[0]), xml)
        for name, path in (("ruttsim", arguments[0]), ("osmnx", str(xml))):
            subprocess.run([sys.executable, __file__, name, path], check=True)


def as_xml(extract: Path, xml: Path) -> None:
    """Write the streets of an extract and their nodes as XML."""
    import osmium

    kept = osmium.BackReferenceWriter(str(xml), ref_src=str(extract), remove_tags=False)
    with kept as writer:
        streets = osmium.FileProcessor(str(extract), osmium.osm.WAY)
        for way in streets.with_filter(osmium.filter.KeyFilter("highway")):
            writer.add(way)


def read_here(path: Path) -> None:
    """Read the extract as `ruttsim map build` does; imports are not timed for either."""
    import osmium  # noqa: F401
    import pyproj  # noqa: F401
    import scipy.sparse.csgraph  # noqa: F401

    start_s = time.process_time()
    source = read_osm_file(path)
    network = network_between_junctions(source.streets, str(path), source.forbidden).network
    _report("ruttsim", time.process_time() - start_s, network.nodes, network.edges)


def read_osmnx(path: Path) -> None:
    """Read, add speeds and simplify with osmnx."""
    import osmnx as ox

    warnings.simplefilter("ignore")
    start_s = time.process_time()
    graph = ox.graph_from_xml(path, simplify=False, retain_all=True)
    graph = ox.add_edge_speeds(graph)
    graph = ox.simplify_graph(graph)
    _report("osmnx", time.process_time() - start_s, len(graph), graph.number_of_edges())


def _report(name: str, cpu_s: float, nodes: int, edges: int) -> None:
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{name:8} {cpu_s:5.2f} CPU s, {nodes} nodes, {edges} edges, peak memory {peak_gb:.2f} GB"
    )


READERS = {"ruttsim": read_here, "osmnx": read_osmnx}


if __name__ == "__main__":
    main(sys.argv[1:])
