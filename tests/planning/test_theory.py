"""What dividing clients does to tours, against continuous approximation.

Beardwood, Halton & Hammersley (1959), doi 10.1017/S0305004100034095: a tour past n random points
of an area A is about k sqrt(n A), so m organisations with random clients drive sqrt(m) times one
tour. Daganzo (1984), doi 10.1287/trsc.18.4.331: with capacity, a line haul 2 r n / C is added.
"""

from __future__ import annotations

import math
from statistics import fmean

import numpy as np
import pytest
from square import SIDE_M, clients_on_a_square, planned_tour_m

INSTANCES = 10
ORGANISATIONS = 6
MOVES = {200: 50_000, 1000: 20_000}
"""For each client, by the number of clients."""
CAPACITY_MOVES = 5_000


def random_organisations(points_m, seed):
    """The clients dealt at random to six organisations with the same base."""
    owner = np.random.default_rng([seed, 1]).permutation(len(points_m) - 1) % ORGANISATIONS
    return [np.vstack([points_m[:1], points_m[1:][owner == k]]) for k in range(ORGANISATIONS)]


def wedges(points_m):
    """Six zones with equally many clients each, cut as a cake from the base."""
    apart = points_m[1:] - points_m[0]
    order = np.argsort(np.arctan2(apart[:, 1], apart[:, 0]))
    return [
        np.vstack([points_m[:1], points_m[1:][part]])
        for part in np.array_split(order, ORGANISATIONS)
    ]


def mean_ratio(count, divide, scale):
    """Mean over instances of total tour / single tour / scale."""
    ratios = []
    for seed in range(INSTANCES):
        points_m = clients_on_a_square(count, seed)
        single_m = planned_tour_m(points_m, MOVES[count])
        parts_m = [planned_tour_m(part, MOVES[count]) for part in divide(points_m, seed)]
        ratios.append(sum(parts_m) / single_m / scale)
    return fmean(ratios)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("count", "low", "high"), [(200, 1.06, 1.14), (1000, 0.98, 1.06)])
def test_six_random_organisations_drive_about_root_six_times_one_tour(count, low, high):
    ratio = mean_ratio(count, random_organisations, math.sqrt(ORGANISATIONS))
    assert low <= ratio <= high


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_six_wedges_drive_little_more_than_one_tour():
    assert mean_ratio(1000, lambda points_m, _: wedges(points_m), 1.0) <= 1.10


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("count", "capacity"), [(600, 10), (600, 20)])
def test_with_capacity_the_ratio_is_daganzos(count, capacity):
    ratios, expected = [], []
    for seed in range(INSTANCES):
        points_m = clients_on_a_square(count, seed)
        single_m = planned_tour_m(points_m, CAPACITY_MOVES, capacity)
        parts = random_organisations(points_m, seed)
        total_m = sum(planned_tour_m(part, CAPACITY_MOVES, capacity) for part in parts)
        apart = points_m[1:] - points_m[0]
        haul_m = 2 * np.hypot(apart[:, 0], apart[:, 1]).mean() * count / capacity
        local_m = 0.57 * math.sqrt(count) * SIDE_M
        ratios.append(total_m / single_m)
        expected.append((haul_m + local_m * math.sqrt(ORGANISATIONS)) / (haul_m + local_m))
    assert fmean(ratios) == pytest.approx(fmean(expected), rel=0.10)


def test_a_few_organisations_on_few_clients_already_drive_farther():
    """The same mechanism at a size that runs in a second: direction only."""
    moves = 5_000
    points_m = clients_on_a_square(60, 1)
    parts = random_organisations(points_m, 1)
    divided_m = sum(planned_tour_m(part, moves) for part in parts)
    assert divided_m > 1.5 * planned_tour_m(points_m, moves)
