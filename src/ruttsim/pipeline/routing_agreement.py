"""How well free-flow travel of a mode agrees with the matrix of another routing engine."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ruttsim.domain.arrays import Bools, Floats, freeze
from ruttsim.domain.parameters import TravelParameters
from ruttsim.domain.roads import CRS, RoadNetwork
from ruttsim.domain.travel import FREE_FLOW, Places, Snap
from ruttsim.errors import DataError, Fault, Faults, reason
from ruttsim.roads.geography import WGS84, projected
from ruttsim.travel.matrices import travel_matrix
from ruttsim.travel.snapping import snap
from ruttsim.units import METRES_PER_KM

FAR_S = 120.0
"""Pairs nearer than this say more about where a point was put on a street than about travel."""
NEAR = 0.1
"""Times and distances that differ by less than this share are taken to agree."""
ARRAYS = ("lat", "lon", "time_s", "distance_km")
_LARGEST_DEGREES = {"lat": 90.0, "lon": 180.0}
_REMEDY = (
    "Save points as `lat` and `lon` [degrees] and the engine's matrices as `time_s` and "
    "`distance_km`, row = from, with numpy.savez."
)


@dataclass(frozen=True, eq=False)
class EngineMatrix:
    """Points in degrees, and an engine's travel between all of them; row = from, column = to.

    `file` is where they were read.
    """

    file: str
    latitude: Floats
    longitude: Floats
    time_s: Floats
    distance_m: Floats

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True)
class Agreement:
    """Our travel over another engine's; shares are 0-1.

    `pairs` are those that the engine has an answer for, `unknown_pairs` those that it has none
    for, and `far_pairs` those of `pairs` over `FAR_S`, which ratios and shares are about. `mape` is
    the mean absolute deviation of time as a share of the engine's. `left_out` are points with
    their distance to the nearest street [m].
    """

    points: int
    left_out: tuple[tuple[int, float], ...]
    pairs: int
    unknown_pairs: int
    far_pairs: int
    median_time_ratio: float
    mape: float
    share_of_times_near: float
    median_distance_ratio: float
    share_of_distances_near: float


def read_engine_matrix(path: Path) -> EngineMatrix:
    """The points and matrices of an .npz file, checked.

    Raises
    ------
    DataError
        The file is missing or broken, or its arrays do not fit; all faults at once.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in ARRAYS if name in stored}
    except FileNotFoundError as error:
        fault = Fault(str(path), "file", "There is no such file.", "Check the path.")
        raise DataError([fault]) from error
    # numpy gives a bare array, which is no context, for an .npy file: TypeError or AttributeError.
    except (
        OSError,
        ValueError,
        TypeError,
        AttributeError,
        EOFError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        problem = f"It cannot be read as the arrays of an .npz file: {reason(error)}."
        raise DataError([Fault(str(path), "file", problem, _REMEDY)]) from error
    faults = Faults(DataError)
    for name in ARRAYS:
        problem = _problem(name, arrays)
        if problem:
            faults.add(str(path), name, problem, _REMEDY)
    faults.raise_if_any()
    latitude, longitude, time_s, distance_km = (arrays[name].astype(float) for name in ARRAYS)
    return EngineMatrix(str(path), latitude, longitude, time_s, distance_km * METRES_PER_KM)


def _problem(name: str, arrays: dict[str, np.ndarray]) -> str:
    """What is wrong with one array; nothing if it is as it must be."""
    if name not in arrays:
        return "The array is missing."
    array, latitude = arrays[name], arrays.get("lat")
    if array.dtype.kind not in "iuf":
        return f"It holds {array.dtype}, not numbers."
    if latitude is not None:
        size = latitude.size
        wanted = (size,) if name in _LARGEST_DEGREES else (size, size)
        if array.shape != wanted:
            return f"Its shape is {array.shape}; that of {size} points is {wanted}."
    if name in _LARGEST_DEGREES:
        largest = _LARGEST_DEGREES[name]
        wrong = np.flatnonzero(~(np.abs(array) <= largest))
        if len(wrong):
            row = int(wrong[0])
            return f"Point {row} is at {array[row]}, not between -{largest:g} and {largest:g}."
    elif np.any(array < 0):
        return f"It holds {np.nanmin(array):g}; travel is not negative."
    return ""


def agreement(
    network: RoadNetwork,
    engine: EngineMatrix,
    parameters: TravelParameters,
    largest_snap_m: float,
    mode: str = "car",
    crs: str = CRS,
) -> Agreement:
    """How a mode's free-flow travel on a network agrees with an engine's matrix.

    Points farther than `largest_snap_m` from the streets that lead the mode everywhere are left
    out. `crs` is the network's system. Unknown pairs of the engine (NaN, infinity, 0) are left out.

    Raises
    ------
    DataError
        No pair over `FAR_S` is left, or a point cannot be reached from the others.
    """
    x_m, y_m = projected(engine.longitude, engine.latitude, WGS84, crs)
    is_finite = np.isfinite(x_m) & np.isfinite(y_m)
    near = snap(network, mode, Places(x_m[is_finite], y_m[is_finite]), np.inf)
    away_m = np.full(len(x_m), np.inf)
    away_m[is_finite] = near.access_m
    kept = np.flatnonzero(away_m <= largest_snap_m)
    left_out = np.flatnonzero(~(away_m <= largest_snap_m))
    time_s, distance_m = (
        matrix[np.ix_(kept, kept)] for matrix in (engine.time_s, engine.distance_m)
    )
    known = np.isfinite(time_s) & (time_s > 0) & np.isfinite(distance_m) & (distance_m > 0)
    far = known & (time_s > FAR_S)
    if not far.any():
        raise DataError([_no_pairs(engine, known, left_out.size, largest_snap_m, mode)])
    on = near.access_m <= largest_snap_m
    snapped = Snap(mode, near.edge[on], near.fraction[on], near.access_m[on])
    label = [f"point {point}" for point in kept.tolist()].__getitem__
    ours = travel_matrix(network, snapped, FREE_FLOW, parameters, label)
    time_ratio = ours.time_s[far] / time_s[far]
    distance_ratio = ours.distance_m[far] / distance_m[far]
    apart = np.abs(time_ratio - 1)
    return Agreement(
        points=len(away_m),
        left_out=tuple((point, round(float(away_m[point]), 1)) for point in left_out.tolist()),
        pairs=int(known.sum()),
        unknown_pairs=int((~known & ~np.eye(len(kept), dtype=bool)).sum()),
        far_pairs=int(far.sum()),
        median_time_ratio=float(np.median(time_ratio)),
        mape=float(apart.mean()),
        share_of_times_near=float(np.mean(apart < NEAR)),
        median_distance_ratio=float(np.median(distance_ratio)),
        share_of_distances_near=float(np.mean(np.abs(distance_ratio - 1) < NEAR)),
    )


def _no_pairs(
    engine: EngineMatrix, known: Bools, left_out: int, largest_snap_m: float, mode: str
) -> Fault:
    """Why no pair is left to compare: all are near, or points stand far from streets."""
    points = len(engine.latitude)
    if known.any() and not np.any(np.isfinite(engine.time_s) & (engine.time_s > FAR_S)):
        problem = f"None of its times is over {FAR_S:g} s, from where on pairs are compared."
        remedy = "Save times in seconds (are these minutes?), of points some minutes apart."
        return Fault(engine.file, "time_s", problem, remedy)
    problem = (
        f"None of its pairs over {FAR_S:g} s can be compared: {left_out} of {points} points stand"
        f" farther than {largest_snap_m:g} m from the streets of the mode '{mode}'."
    )
    remedy = "Give the matrix of points on this map, some of them minutes apart."
    return Fault(engine.file, "points", problem, remedy)


def agreement_lines(found: Agreement) -> list[str]:
    """An agreement for people to read, one figure a line."""
    pairs = f"{found.far_pairs:,} of {found.pairs:,} pairs of {found.points} points"
    lines = [
        f"{pairs} are over {FAR_S:g} s; ratios are the map's travel over the engine's",
        f"pairs unknown to the engine   {found.unknown_pairs:6d} (NaN, infinity or 0)",
        f"median time ratio             {found.median_time_ratio:6.3f}",
        f"MAPE                          {100 * found.mape:6.2f} % (mean absolute deviation, time)",
        f"share within {NEAR:.0%}              {100 * found.share_of_times_near:6.1f} %",
        f"median distance ratio         {found.median_distance_ratio:6.3f}",
        f"share of distances within {NEAR:.0%} {100 * found.share_of_distances_near:6.1f} %",
    ]
    if found.left_out:
        lines.append(f"left out, far from streets    {len(found.left_out):6d} points")
        lines += [f"  point {point}: {away_m:,.0f} m" for point, away_m in found.left_out]
    return lines
