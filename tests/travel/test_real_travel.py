"""Travel on a real road network, beside another tool's answer for the same streets."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from travel_samples import travel_matrices

from ruttsim.domain.travel import Places
from ruttsim.parameters import load_parameters
from ruttsim.roads.geography import WGS84, projected
from ruttsim.roads.osm_file import read_osm_file
from ruttsim.roads.streets import network_between_junctions
from ruttsim.travel.matrices import travel_matrix
from ruttsim.travel.paths import leg_edges
from ruttsim.travel.snapping import snap
from ruttsim.travel.speeds import PERIODS_BY_MODE

CHECKOUT = Path(__file__).parents[2]
DATA = CHECKOUT / os.environ.get("RUTTSIM_REAL_DATA", "../shared/data")
EXTRACT = DATA / "liechtenstein.osm.pbf"
VALHALLA = DATA / "liechtenstein_valhalla_200.npz"

pytestmark = pytest.mark.skipif(
    not (EXTRACT.exists() and VALHALLA.exists()), reason="the real data is not here"
)

TRAVEL = load_parameters().travel


@pytest.fixture(scope="module")
def network():
    source = read_osm_file(EXTRACT)
    return network_between_junctions(source.streets, str(EXTRACT), source.forbidden).network


@pytest.fixture(scope="module")
def places():
    with np.load(VALHALLA) as points:
        return Places(*projected(points["lon"], points["lat"], WGS84))


@pytest.fixture(scope="module")
def matrices(network, places):
    """Travel as the day has it, and the free flow of cars."""
    snapped = snap(network, "car", places, TRAVEL.largest_snap_m)
    free_flow = travel_matrix(network, snapped, "free_flow", TRAVEL)
    return {("car", "free_flow"): free_flow} | travel_matrices(network, places, TRAVEL)


@pytest.fixture(scope="module")
def valhalla():
    """Times [s] and distances [m] of Valhalla 3.9, and which pairs are over two minutes apart."""
    with np.load(VALHALLA) as answer:
        return answer["time_s"], answer["distance_km"] * 1000, answer["time_s"] > 120


def test_free_flow_distances_are_those_of_valhalla(matrices, valhalla):
    _, distance_m, is_far = valhalla
    ratio = matrices["car", "free_flow"].distance_m[is_far] / distance_m[is_far]
    assert np.median(ratio) == pytest.approx(1, abs=0.01)
    assert np.mean(np.abs(ratio - 1) < 0.1) > 0.9


def test_free_flow_times_are_those_of_valhalla(matrices, valhalla):
    time_s, _, is_far = valhalla
    ratio = matrices["car", "free_flow"].time_s[is_far] / time_s[is_far]
    assert np.median(ratio) == pytest.approx(1, abs=0.03)
    assert np.mean(np.abs(ratio - 1)) <= 0.04
    assert np.mean(np.abs(ratio - 1) < 0.1) >= 0.93


def test_every_hour_of_the_day_takes_as_much_longer_as_its_factors_say(matrices):
    """Between the everyday factor alone and that of the worst queue on top of it."""
    free_flow = matrices["car", "free_flow"].time_ms
    everyday, most = TRAVEL.everyday_factor, max(TRAVEL.peak_factor.values())
    apart = ~np.eye(len(free_flow), dtype=bool) & (free_flow > 10_000)
    for period in PERIODS_BY_MODE["car"]:
        ratio = matrices["car", period].time_ms[apart] / free_flow[apart]
        assert ratio.min() >= everyday - 0.01
        assert ratio.max() <= everyday * most + 0.01


@pytest.mark.parametrize("mode", ["car", "ebike", "walk"])
def test_no_path_is_shorter_than_the_straight_line(network, places, matrices, mode):
    snapped = snap(network, mode, places, TRAVEL.largest_snap_m)
    x_m, y_m = (
        np.array(
            [
                np.interp(fraction * along_m(line)[-1], along_m(line), line[:, axis])
                for line, fraction in zip(
                    map(network.line, snapped.edge), snapped.fraction, strict=True
                )
            ]
        )
        for axis in range(2)
    )
    straight_m = np.hypot(x_m[:, np.newaxis] - x_m, y_m[:, np.newaxis] - y_m)
    tolerance = 0.005  # the source measures on the ellipsoid, the projection stretches a little
    assert (matrices[mode, "free_flow"].distance_m >= straight_m * (1 - tolerance) - 1).all()


def along_m(line: np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])


def test_a_thousand_legs_are_as_long_as_the_matrix_says(network, places, matrices):
    snapped = snap(network, "car", places, TRAVEL.largest_snap_m)
    pairs = np.random.default_rng(1).integers(0, len(places.x_m), (1000, 2))
    matrix = matrices["car", "morning_peak"]
    legs = leg_edges(network, snapped, matrix, TRAVEL, pairs)
    length_dm = np.diff(np.concatenate([[0], np.cumsum(legs.distance_dm)])[legs.start])
    assert np.array_equal(length_dm, matrix.distance_dm[pairs[:, 0], pairs[:, 1]])
