"""Grids of square areas to divide, every division of one, and an estimate to reckon by hand."""

from __future__ import annotations

import itertools

import numpy as np

from ruttsim.search.case import DivisionCase
from ruttsim.search.estimate import Figures
from ruttsim.split.zones import Ground


def grid_case(columns, rows, wanted, tolerance=0.1, hours=None):
    """A grid of areas 1 km apart, neighbours to the sides; equal hours unless given."""
    areas = columns * rows
    place = [(row, column) for row in range(rows) for column in range(columns)]
    graph = tuple(
        tuple(
            b
            for b, other in enumerate(place)
            if abs(one[0] - other[0]) + abs(one[1] - other[1]) == 1
        )
        for one in place
    )
    hours = np.ones(areas) if hours is None else np.asarray(hours, dtype=np.float64)
    ground = Ground(
        x_m=np.array([1000.0 * column for _, column in place]),
        y_m=np.array([1000.0 * row for row, _ in place]),
        graph=graph,
        share=hours / hours.sum(),
    )
    return DivisionCase(ground, np.array(wanted), tolerance, tuple(range(len(wanted))))


def every_division(case):
    """Every balanced division of the areas into contiguous zones."""
    for zone in itertools.product(range(len(case.wanted)), repeat=len(case.ground.share)):
        array = np.array(zone)
        if case.is_balanced(array) and case.is_contiguous(array):
            yield array


class GridEstimator:
    """Figures of the shape of zones; counts how often it is asked."""

    def __init__(self, case):
        self._case = case
        self.asked = 0

    def of_zones(self, zone):
        """Borders, spread of the zones, and how uneven that is; areas weigh differently."""
        self.asked += 1
        ground = self._case.ground
        borders = sum(zone[a] != zone[b] for a, near in enumerate(ground.graph) for b in near)
        spreads = []
        for place in range(len(self._case.wanted)):
            inside = zone == place
            weight = np.arange(1, len(zone) + 1)[inside]
            x, y = ground.x_m[inside] / 1000, ground.y_m[inside] / 1000
            spreads.append(
                sum(weight * ((x - x.mean()) ** 2 + 2 * (y - y.mean()) ** 2)) if len(x) else 0.0
            )
        return Figures(
            float(borders), round(sum(spreads), 3), round(max(spreads) - min(spreads), 3)
        )


def front_of(figures):
    """Those of some figures that no other one is as good as in everything, each once."""
    unique = sorted(set(figures))
    return [
        one
        for one in unique
        if not any(
            other != one and all(a <= b for a, b in zip(other, one, strict=True))
            for other in unique
        )
    ]
