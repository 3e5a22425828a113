"""Agreement of free-flow car travel with another routing engine's matrix of the same extract.

Run with `python tests/benchmarks/valhalla.py EXTRACT.osm.pbf FIXTURE.npz`; the fixture holds points
(`lat`, `lon`) and the engine's `time_s` and `distance_km`, row = from.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from ruttsim.domain.travel import FREE_FLOW, Places
from ruttsim.parameters import load_parameters
from ruttsim.roads.geography import WGS84, projected
from ruttsim.roads.osm_file import read_osm_file
from ruttsim.roads.streets import network_between_junctions
from ruttsim.travel.matrices import travel_matrix
from ruttsim.travel.snapping import snap
from ruttsim.units import METRES_PER_KM

FAR_S = 120.0
NEAR = 0.1


def main(extract: str, fixture: str) -> None:
    """Print the agreement over all pairs that the engine has, and over those that are far."""
    travel = load_parameters().travel
    with np.load(fixture) as answer:
        longitude, latitude = answer["lon"], answer["lat"]
        time_s, distance_m = answer["time_s"], answer["distance_km"] * METRES_PER_KM
    # Around the points themselves: the system of Sweden's maps ends half-way round the world.
    crs = f"+proj=tmerc +lat_0={latitude.mean():.3f} +lon_0={longitude.mean():.3f} +ellps=WGS84"
    start_s = time.process_time()
    source = read_osm_file(Path(extract), crs=crs)
    network = network_between_junctions(source.streets, extract, source.forbidden).network
    read_s = time.process_time() - start_s
    places = Places(*projected(longitude, latitude, WGS84, crs))
    snapped = snap(network, "car", places, np.inf)
    matrix = travel_matrix(network, snapped, FREE_FLOW, travel)
    known = np.isfinite(time_s) & (time_s > 0)
    far = known & (time_s > FAR_S)
    ratio, length = matrix.time_s[far] / time_s[far], matrix.distance_m[far] / distance_m[far]
    apart = np.abs(ratio - 1)
    print(f"{network.nodes} nodes, {network.edges} edges, read in {read_s:.1f} CPU s")
    print(f"{far.sum()} of {known.sum()} pairs over {FAR_S:g} s")
    print(f"median time ratio             {np.median(ratio):6.3f}")
    print(f"MAPE                          {100 * apart.mean():6.2f} %")
    print(f"share within {NEAR:.0%}              {100 * np.mean(apart < NEAR):6.1f} %")
    print(f"median distance ratio         {np.median(length):6.3f}")
    print(f"share of distances within {NEAR:.0%} {100 * np.mean(np.abs(length - 1) < NEAR):6.1f} %")


if __name__ == "__main__":
    main(*sys.argv[1:])
