"""Which streets lie in built-up areas, by how much road there is around them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ruttsim.domain.arrays import Bools, Floats
from ruttsim.roads.network import Street
from ruttsim.units import M2_PER_KM2, METRES_PER_KM

CELL_M = 100.0
"""Road is counted on squares of this side, in whole metres: the same sums on every machine."""


def is_built_up(streets: Sequence[Street], least_km_per_km2: float, reach_m: float) -> Bools:
    """Whether each street has at least so much road for cars per land within reach of its middle.

    Yards do not count. The length of a road lies where its two ends are, half and half.
    """
    ends = np.array([[*street.points[0], *street.points[-1]] for street in streets]).reshape(-1, 4)
    is_road = np.array(
        ["car" in (*it.modes_forward, *it.modes_backward) and not it.is_yard for it in streets],
        dtype=np.bool_,
    )
    half_m = np.array([np.rint(street.metres / 2) for street in streets])
    reach = int(reach_m // CELL_M)
    origin = np.floor(ends.reshape(-1, 2).min(axis=0, initial=np.inf) / CELL_M)
    cell = (np.floor(ends / CELL_M) - np.tile(origin, 2)).astype(np.int64) + reach
    middle = (cell[:, :2] + cell[:, 2:]) // 2
    road_m = np.zeros(cell.reshape(-1, 2).max(axis=0, initial=0) + reach + 1)
    for end in (cell[:, :2], cell[:, 2:]):
        np.add.at(road_m, (end[is_road, 0], end[is_road, 1]), half_m[is_road])
    near_m = _within(road_m, reach)[middle[:, 0], middle[:, 1]]
    land_km2 = math.pi * reach_m**2 / M2_PER_KM2
    dense: Bools = near_m / METRES_PER_KM >= least_km_per_km2 * land_km2
    return dense


def _within(values: Floats, reach: int) -> Floats:
    """Sum over the disc around each cell that has `reach` cells of zeros on every side."""
    sums = np.zeros_like(values)
    along = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    rows, columns = values.shape
    inner = slice(reach, columns - reach)
    for step in range(-reach, reach + 1):
        width = math.isqrt(reach**2 - step**2)
        strip = along[:, reach + width + 1 : columns - reach + width + 1]
        strip = strip - along[:, reach - width : columns - reach - width]
        sums[reach : rows - reach, inner] += strip[reach + step : rows - reach + step]
    return sums
