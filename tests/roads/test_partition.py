"""Groups are compact and hold all points; cells fill a boundary once."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ruttsim.roads.partition import cells, centres, nearest

SQUARE = shapely.box(0, 0, 1000, 1000)
HORSESHOE = shapely.Polygon(
    [(0, 0), (1000, 0), (1000, 1000), (700, 1000), (700, 300), (300, 300), (300, 1000), (0, 1000)]
)


@st.composite
def weighted_points(draw):
    """Up to 40 points in the square, on whole metres so that some coincide."""
    coordinate = st.integers(0, 1000)
    rows = draw(
        st.lists(st.tuples(coordinate, coordinate, st.integers(1, 9)), min_size=1, max_size=40)
    )
    return np.array(rows, dtype=float).T


def test_two_heaps_have_their_own_centres():
    """Weights 1 and 3 at x = 0 and 4 have their centre at 3."""
    x_m, y_m = np.array([0.0, 4.0, 100.0]), np.zeros(3)
    found = centres(x_m, y_m, np.array([1.0, 3.0, 2.0]), 2)
    assert found.tolist() == [[3.0, 0.0], [100.0, 0.0]]
    assert nearest(found, x_m, y_m).tolist() == [0, 0, 1]


def test_points_in_one_place_are_one_group():
    assert centres(np.full(5, 7.0), np.full(5, 8.0), np.ones(5), 3).tolist() == [[7.0, 8.0]]


@given(weighted_points(), st.integers(1, 12))
def test_there_are_as_many_groups_as_asked_for_if_there_are_points_enough(points, count):
    x_m, y_m, weight = points
    different = len(np.unique(points[:2], axis=1).T)
    assert len(centres(x_m, y_m, weight, count)) == min(count, different)


@given(weighted_points(), st.integers(1, 12))
@settings(max_examples=50, deadline=None)
def test_cells_fill_the_boundary_without_overlap(points, count):
    x_m, y_m, weight = points
    found = cells(centres(x_m, y_m, weight, count), SQUARE)
    assert sum(shapely.area(found)) == pytest.approx(SQUARE.area)
    assert shapely.area(shapely.union_all(found)) == pytest.approx(SQUARE.area)


def test_a_piece_cut_off_from_its_cell_goes_to_the_neighbour():
    """The left leg's centre is nearest to a part of the right leg too, above its own centre."""
    middle = np.array([[150.0, 900.0], [500.0, 150.0], [850.0, 100.0]])
    found = cells(middle, HORSESHOE)
    assert all(isinstance(cell, shapely.Polygon) for cell in found)
    assert shapely.area(shapely.union_all(found)) == pytest.approx(HORSESHOE.area)
    right_leg = shapely.Point(850, 990)
    assert shapely.distance(shapely.Point(middle[0]), right_leg) < 900
    assert not found[0].intersects(right_leg)


def test_an_island_stays_with_its_cell():
    island = shapely.box(2000, 0, 2100, 100)
    boundary = shapely.union(SQUARE, island)
    first, second = cells(np.array([[100.0, 500.0], [900.0, 500.0]]), boundary)
    assert not first.intersects(island)
    assert second.covers(island)
