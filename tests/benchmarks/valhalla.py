"""Agreement of free-flow car travel with another routing engine's matrix of the same extract.

Run with `python tests/benchmarks/valhalla.py EXTRACT.osm.pbf FIXTURE.npz`; the fixture holds points
(`lat`, `lon`) and the engine's `time_s` and `distance_km`, row = from.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from ruttsim.parameters import load_parameters
from ruttsim.pipeline.routing_agreement import agreement, agreement_lines, read_engine_matrix
from ruttsim.roads.osm_file import read_osm_file
from ruttsim.roads.streets import network_between_junctions


def main(extract: str, fixture: str) -> None:
    """Print the agreement over the pairs that are far; no point is left out."""
    engine = read_engine_matrix(Path(fixture))
    # Around the points themselves: the system of Sweden's maps ends half-way round the world.
    at = f"+lat_0={engine.latitude.mean():.3f} +lon_0={engine.longitude.mean():.3f}"
    crs = f"+proj=tmerc {at} +ellps=WGS84"
    start_s = time.process_time()
    source = read_osm_file(Path(extract), crs=crs)
    network = network_between_junctions(source.streets, extract, source.forbidden).network
    read_s = time.process_time() - start_s
    print(f"{network.nodes} nodes, {network.edges} edges, read in {read_s:.1f} CPU s")
    print(
        "\n".join(
            agreement_lines(agreement(network, engine, load_parameters().travel, np.inf, crs=crs))
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
