"""Which way local streets run."""

from math import isclose

import numpy as np

from ruttsim.roads.schematic_field import field_around
from ruttsim.roads.schematic_plane import Waves

CALM = Waves(np.zeros((3, 3, 2)), (-1000.0, -1000.0), 1000.0)


def test_streets_run_along_and_across_the_road_beside_them():
    """The road runs at (3, 4) of 5."""
    field = field_around([((0, 0), (300, 400))], CALM, 0.5)
    headings = field.headings((200, 100))
    for wanted in ((0.6, 0.8), (-0.8, 0.6), (-0.6, -0.8), (0.8, -0.6)):
        assert any(
            isclose(x, wanted[0], abs_tol=1e-9) and isclose(y, wanted[1], abs_tol=1e-9)
            for x, y in headings
        )


def test_a_street_goes_on_the_way_that_bends_least():
    field = field_around([((0, 0), (1000, 0))], CALM, 0.5)
    x, y = field.onward((500, 200), (0.2, 0.9))
    assert isclose(x, 0, abs_tol=1e-9)
    assert isclose(y, 1)


def test_where_there_is_no_road_streets_run_east_and_north():
    assert field_around([], CALM, 0.5).onward((0, 0), (1.0, 0.1)) == (1.0, 0.0)
