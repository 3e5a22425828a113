"""One organisation's day in a zone, compiled: a search asks for it tens of thousands of times.

Machine code takes a few seconds at the first call and is not kept on disk.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

FAR = 2**62


class WaysTable(NamedTuple):
    """Movement between the tasks of a day, there and back; first axis: vehicle type.

    `near`, shape (types, tasks, others), holds the tasks that may come next to a task in a round,
    the cheapest first (-1: no more), `near_s` and `near_m` the time and distance. `base_s` and
    `base_m`, shape (types, premises, tasks), are those from and to premises.
    """

    near: NDArray[np.int32]
    near_s: NDArray[np.int32]
    near_m: NDArray[np.int32]
    base_s: NDArray[np.int32]
    base_m: NDArray[np.int32]
    duration_s: NDArray[np.int64]
    sek_per_s: float
    sek_per_m: NDArray[np.float64]
    sek_per_day: NDArray[np.float64]
    co2e_kg_per_m: NDArray[np.float64]


def _bases(
    rows: NDArray[np.int64],
    types: NDArray[np.int64],
    premises: NDArray[np.int64],
    teams: int,
    ways: WaysTable,
) -> NDArray[np.int64]:
    """Premise of each task: one by one as many as there are teams, where it helps most.

    What a premise helps is visit time times the way by the fastest vehicle type.
    """
    burden = np.zeros((len(premises), len(rows)), dtype=np.int64)
    for place in range(len(premises)):
        for column in range(len(rows)):
            least = FAR
            for kind in types:
                least = min(least, ways.base_s[kind, premises[place], rows[column]])
            burden[place, column] = least * ways.duration_s[rows[column]]
    nearest = np.full(len(rows), FAR, dtype=np.int64)
    chosen = np.zeros(len(rows), dtype=np.int64)
    for _ in range(teams):
        best, best_total, total_now = -1, 0, 0
        for column in range(len(rows)):
            total_now += min(nearest[column], FAR // len(rows))
        for place in range(len(premises)):
            total = 0
            for column in range(len(rows)):
                total += min(nearest[column], burden[place, column])
            if best < 0 or total < best_total:
                best, best_total = place, total
        if best_total >= total_now:
            break
        for column in range(len(rows)):
            if burden[best, column] < nearest[column]:
                nearest[column] = burden[best, column]
                chosen[column] = premises[best]
    return chosen


def _day_sums(
    is_inside: NDArray[np.bool_],
    types: NDArray[np.int64],
    premises: NDArray[np.int64],
    teams: int,
    ways: WaysTable,
    shared: float,
    wanted: int,
) -> tuple[float, float, int]:
    """Travel [s], emissions [kg] and care [s] of the tasks inside.

    Each task moves by the type that costs least: by the mean of its nearest `wanted` tasks inside,
    for which the way by the base stands where there are too few, and by a part `shared` of the way
    from and to the base and of the vehicle's day.
    """
    rows = np.flatnonzero(is_inside)
    base = bases(rows, types, premises, teams, ways)
    travel_s, co2e_kg, care_s = 0.0, 0.0, 0
    for place in range(len(rows)):
        row = rows[place]
        best_sek, best_s, best_kg = -1.0, 0.0, 0.0
        for kind in types:
            base_s = ways.base_s[kind, base[place], row]
            base_m = ways.base_m[kind, base[place], row]
            found, sum_s, sum_m = 0, 0, 0
            for column in range(ways.near.shape[2]):
                other = ways.near[kind, row, column]
                if other < 0 or found == wanted:
                    break
                if is_inside[other]:
                    sum_s += ways.near_s[kind, row, column]
                    sum_m += ways.near_m[kind, row, column]
                    found += 1
            sum_s += (wanted - found) * base_s
            sum_m += (wanted - found) * base_m
            apart = (1.0 - shared) / (2 * wanted)
            way_s = apart * sum_s + shared * base_s
            way_m = apart * sum_m + shared * base_m
            sek = way_s * ways.sek_per_s + way_m * ways.sek_per_m[kind]
            sek += shared * ways.sek_per_day[kind]
            if best_sek < 0.0 or sek < best_sek:
                best_sek, best_s, best_kg = sek, way_s, way_m * ways.co2e_kg_per_m[kind]
        travel_s += best_s
        co2e_kg += best_kg
        care_s += ways.duration_s[row]
    return travel_s, co2e_kg, care_s


bases: Callable[..., Any] = njit(error_model="numpy")(_bases)
day_sums: Callable[..., Any] = njit(error_model="numpy")(_day_sums)
"""`_bases` and `_day_sums` as machine code, the same arithmetic on every machine (no fastmath)."""
