"""CPU time of the paths of 3,000 legs, beside the travel matrix between their places.

Run with `python tests/benchmarks/paths.py [FOLDER OF A MAP | EXTRACT.osm.pbf | grid]`; without
any of them, on the bundled map.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from matrix import PLACES, best_cpu_s, network_of, random_snap

from ruttsim.parameters import load_parameters
from ruttsim.travel.matrices import travel_matrix
from ruttsim.travel.paths import leg_edges
from ruttsim.travel.speeds import PERIODS_BY_MODE

LEGS = 3000


def main(arguments: list[str]) -> None:
    """Print the CPU time of each mode's paths and matrix, and the ratio."""
    network = network_of(arguments)
    parameters = load_parameters().travel
    pairs = np.random.default_rng(LEGS).integers(0, PLACES, (LEGS, 2))
    for mode, periods in PERIODS_BY_MODE.items():
        snapped, period = random_snap(network, mode, PLACES), periods[0]
        matrix = travel_matrix(network, snapped, period, parameters)
        matrix_s = best_cpu_s(
            lambda snapped=snapped, period=period: travel_matrix(
                network, snapped, period, parameters
            )
        )
        paths_s = best_cpu_s(
            lambda snapped=snapped, matrix=matrix: leg_edges(
                network, snapped, matrix, parameters, pairs
            )
        )
        print(
            f"{mode:6} matrix {matrix_s:5.2f} s, paths of {LEGS} legs {paths_s:5.2f} s"
            f" = {paths_s / matrix_s:.2f} x matrix"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
