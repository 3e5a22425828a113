"""Agreement with another engine: exact against ourselves, by hand for scaled times, faults told."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from pyproj import Transformer

from made_study import run
from ruttsim.domain.roads import CRS, MODES
from ruttsim.domain.travel import FREE_FLOW, Places
from ruttsim.errors import DataError
from ruttsim.parameters import load_parameters
from ruttsim.pipeline.routing_agreement import FAR_S, agreement, read_engine_matrix
from ruttsim.roads.geography import WGS84, projected
from ruttsim.toy import SOUTH_M, WEST_M, toy_map
from ruttsim.travel.matrices import travel_matrix
from ruttsim.travel.snapping import snap

CORNERS_M = [(10.0, 10.0), (1190.0, 20.0), (1180.0, 1190.0), (20.0, 1180.0), (600.0, 610.0)]
AWAY = (WEST_M - 5000, SOUTH_M)


def own_travel(mode):
    """Points of the toy village and our own travel between them, as another engine's."""
    x_m, y_m = np.add(CORNERS_M, (WEST_M, SOUTH_M)).T
    network, travel = toy_map().roads, load_parameters().travel
    longitude, latitude = Transformer.from_crs(CRS, WGS84, always_xy=True).transform(x_m, y_m)
    places = Places(*projected(longitude, latitude, WGS84))
    snapped = snap(network, mode, places, np.inf)
    matrix = travel_matrix(network, snapped, FREE_FLOW, travel)
    return {
        "lat": latitude,
        "lon": longitude,
        "time_s": matrix.time_s,
        "distance_km": matrix.distance_m / 1000,
    }


@pytest.fixture(scope="module")
def own():
    """Our own car travel."""
    return own_travel("car")


def saved(folder, arrays, **changes):
    """The arrays as a file."""
    path = folder / "matrix.npz"
    np.savez(path, **{k: v for k, v in {**arrays, **changes}.items() if v is not None})
    return path


def found(path):
    travel = load_parameters().travel
    return agreement(toy_map().roads, read_engine_matrix(path), travel, travel.largest_snap_m)


def test_our_own_matrix_agrees_with_us_wholly(own, tmp_path):
    result = found(saved(tmp_path, own))
    assert result.far_pairs == (own["time_s"] > FAR_S).sum() > 0
    assert result.pairs == 20
    assert (result.median_time_ratio, result.median_distance_ratio) == pytest.approx((1, 1))
    assert result.mape == pytest.approx(0)
    assert (result.share_of_times_near, result.share_of_distances_near, result.left_out) == (
        1,
        1,
        (),
    )


@pytest.mark.parametrize("mode", MODES)
def test_travel_of_every_mode_can_be_compared(tmp_path, capsys, mode):
    path = saved(tmp_path, own_travel(mode))
    assert run("map", "compare", "toy", path, "--mode", mode, "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["far_pairs"] > 0
    assert (facts["median_time_ratio"], facts["mape"]) == pytest.approx((1, 0))


def test_walking_is_not_taken_for_driving(tmp_path):
    assert found(saved(tmp_path, own_travel("walk"))).median_time_ratio < 0.5


def test_an_engine_a_quarter_slower_over_half_the_way(own, tmp_path):
    """Ours over theirs: 1 / 1.25 = 0.8, which is 20 % off; distance 1 / 0.5 = 2."""
    path = saved(tmp_path, own, time_s=own["time_s"] * 1.25, distance_km=own["distance_km"] / 2)
    result = found(path)
    assert result.median_time_ratio == pytest.approx(0.8)
    assert result.mape == pytest.approx(0.2)
    assert result.share_of_times_near == result.share_of_distances_near == 0
    assert result.median_distance_ratio == pytest.approx(2)


def test_pairs_that_the_engine_does_not_know_are_left_out(own, tmp_path):
    time_s = own["time_s"].copy()
    time_s[0, 1], time_s[1, 0] = np.nan, np.inf
    result = found(saved(tmp_path, own, time_s=time_s))
    assert (result.pairs, result.unknown_pairs) == (18, 2)
    assert found(saved(tmp_path, own)).unknown_pairs == 0


def test_times_in_minutes_are_not_blamed_on_the_points(own, tmp_path, capsys):
    path = saved(tmp_path, own, time_s=own["time_s"] / 60)
    assert run("map", "compare", "toy", path) == 3
    told = capsys.readouterr().err
    assert f"{path}: time_s: None of its times is over 120 s" in told
    assert "are these minutes?" in told


def with_a_point_away(own):
    """The arrays with point 2 moved five kilometres from the village."""
    longitude, latitude = Transformer.from_crs(CRS, WGS84, always_xy=True).transform(*AWAY)
    changed = {name: own[name].copy() for name in ("lat", "lon")}
    changed["lat"][2], changed["lon"][2] = latitude, longitude
    return own | changed


def test_a_point_far_from_streets_is_left_out_and_told(own, tmp_path, capsys):
    path = saved(tmp_path, with_a_point_away(own))
    result = found(path)
    assert [point for point, _ in result.left_out] == [2]
    assert result.left_out[0][1] == pytest.approx(5000, rel=0.05)
    assert result.mape == pytest.approx(0)
    assert run("map", "compare", "toy", path) == 0
    assert "  point 2: " in capsys.readouterr().out


def test_the_command_prints_every_figure(own, tmp_path, capsys):
    path = saved(tmp_path, own)
    assert run("map", "compare", "toy", path) == 0
    lines = capsys.readouterr().out.splitlines()
    names = ("median time ratio", "MAPE", "share within 10%", "median distance ratio")
    assert all(any(line.startswith(name) for line in lines) for name in names)
    assert "ratios are the map's travel over the engine's" in lines[0]
    assert lines[1].split()[:6] == ["pairs", "unknown", "to", "the", "engine", "0"]
    assert any("mean absolute deviation" in line for line in lines if line.startswith("MAPE"))
    assert run("map", "compare", "toy", path, "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["median_time_ratio"] == pytest.approx(1)
    assert facts["left_out"] == []


def test_a_matrix_of_another_place_is_a_fault(own, tmp_path):
    said = r"matrix\.npz: points: .*5 of 5 points stand farther than 500 m"
    with pytest.raises(DataError, match=said):
        found(saved(tmp_path, own, lat=own["lat"] - 12))


BAD = {
    "no times": ({"time_s": None}, ["time_s: The array is missing"]),
    "two faults at once": ({"time_s": None, "distance_km": None}, ["time_s", "distance_km"]),
    "another shape": ({"distance_km": np.ones((5, 4))}, [r"\(5, 4\)", r"5 points is \(5, 5\)"]),
    "points in a table": ({"lat": np.ones((5, 1)), "lon": np.ones((5, 1))}, [r"lat: .*\(5,\)"]),
    "no numbers": ({"lon": np.array(list("abcde"))}, ["lon: It holds <U1, not numbers"]),
    "no latitude": ({"lat": np.array([59, 59, 200, 59, 59.0])}, ["Point 2 is at 200.0"]),
    "an unknown latitude": ({"lat": np.array([59, 59, 59, 59, np.nan])}, ["Point 4 is at nan"]),
    "time backwards": ({"time_s": np.full((5, 5), -1.0)}, ["time_s: It holds -1"]),
    "objects": ({"lat": np.array([None] * 5)}, ["cannot be read as the arrays"]),
    "no points": (
        {
            "lat": np.ones(0),
            "lon": np.ones(0),
            **dict.fromkeys(["time_s", "distance_km"], np.ones((0, 0))),
        },
        ["0 of 0 points"],
    ),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_matrix_is_told_with_its_remedy(own, tmp_path, bad, capsys):
    changes, said = BAD[bad]
    assert run("map", "compare", "toy", saved(tmp_path, own, **changes)) == 3
    told = capsys.readouterr().err
    assert all(re.search(text, told) for text in said), told


@pytest.mark.parametrize("content", [b"", b"lat,lon\n", b"PK\x03\x04", b"\x93NUMPY\x01\x00"])
def test_a_file_that_holds_no_arrays_is_told(tmp_path, content):
    path = tmp_path / "matrix.npz"
    path.write_bytes(content)
    with pytest.raises(DataError, match="cannot be read as the arrays"):
        read_engine_matrix(path)


def test_a_single_array_and_a_missing_file_are_told(tmp_path):
    np.save(tmp_path / "one.npy", np.ones(3))
    with pytest.raises(DataError, match="cannot be read as the arrays"):
        read_engine_matrix(tmp_path / "one.npy")
    with pytest.raises(DataError, match="There is no such file"):
        read_engine_matrix(tmp_path / "none.npz")
