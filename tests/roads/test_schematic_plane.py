"""Plane geometry in whole decimetres."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ruttsim.roads.schematic_plane import Waves, crossing, curve, shore

coordinates = st.integers(-50_000, 50_000)
points = st.tuples(coordinates, coordinates)


def test_the_diagonals_of_a_square_cross_in_its_middle():
    """(0, 0)-(10, 10) and (0, 10)-(10, 0) meet at (5, 5)."""
    assert crossing((0, 0), (10, 10), (0, 10), (10, 0)) == (5, 5)


def test_lines_that_only_touch_at_an_end_do_not_cross():
    assert crossing((0, 0), (10, 0), (10, 0), (10, 10)) is None
    assert crossing((0, 0), (10, 0), (5, 0), (5, 10)) is None


def test_parallel_lines_do_not_cross():
    assert crossing((0, 0), (10, 0), (0, 5), (10, 5)) is None


@given(points, points, points, points)
def test_a_crossing_is_the_same_whichever_line_and_end_comes_first(a, b, c, d):
    found = crossing(a, b, c, d)
    for other in (crossing(c, d, a, b), crossing(b, a, c, d), crossing(a, b, d, c)):
        assert (other is None) == (found is None)
        if found is not None and other is not None:
            assert abs(other[0] - found[0]) <= 1
            assert abs(other[1] - found[1]) <= 1


@given(points, points, points, points)
def test_a_crossing_lies_on_both_lines_to_a_decimetre(a, b, c, d):
    found = crossing(a, b, c, d)
    if found is None:
        return
    for start, end in ((a, b), (c, d)):
        length = np.hypot(end[0] - start[0], end[1] - start[1])
        across = (end[0] - start[0]) * (found[1] - start[1]) - (end[1] - start[1]) * (
            found[0] - start[0]
        )
        assert abs(across) / length <= 1


@given(st.lists(points, min_size=2, max_size=6, unique=True), st.integers(1, 5))
def test_a_curve_goes_through_its_points_in_their_order(through, pieces):
    drawn = curve(through, pieces)
    step = 1 if len(through) < 3 else pieces
    assert drawn[::step] == through


def test_a_shore_ends_where_it_begins_and_keeps_its_corners():
    ring = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
    drawn = shore(ring, 3)
    assert drawn[0] == drawn[-1]
    assert drawn[::3] == ring


def test_waves_are_their_corners_at_the_corners_and_between_them_elsewhere():
    corners = np.array([[[0.0, 0.0], [0.0, 0.0]], [[1.0, -1.0], [1.0, -1.0]]])
    waves = Waves(corners, (0.0, 0.0), 4.0)
    at = waves.at(np.array([0.0, 2.0, 3.999]), np.array([0.0, 1.0, 3.0]))
    assert at[0].tolist() == [0.0, 0.0]
    assert at[1].tolist() == [0.5, -0.5]
    assert np.allclose(at[2], [1, -1], atol=1e-6)
