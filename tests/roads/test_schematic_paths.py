"""Short cuts on foot, each by hand."""

import pytest
import shapely

from ruttsim.roads.schematic_paths import PathGround, connecting_paths

SIDE = 1000
HORSESHOE = [((0, 0), (0, SIDE)), ((0, SIDE), (SIDE, SIDE)), ((SIDE, SIDE), (SIDE, 0))]
"""Two dead ends 100 m apart, 300 m along the street."""
TIPS = ((0, 0), (SIDE, 0))


def _paths(detour=1.5, roads=(), bend_share=0.0, **ground):
    lines = {"barriers": (), "bridges": (), "water": ()} | ground
    return connecting_paths(
        PathGround(local=HORSESHOE, roads=roads, clearance_m=5, **lines),
        dict.fromkeys(TIPS, detour),
        separate_below=1.5,
        spacing_m=50,
        longest_m=240,
        bend_share=bend_share,
    )


def test_a_path_joins_dead_ends_that_are_far_apart_along_the_street():
    assert _paths() == [(TIPS[0], (SIDE // 2, 0), TIPS[1])]


def test_a_path_bends_between_two_fifths_and_all_of_the_strongest_bend():
    """100 m long and at most a tenth of that aside."""
    ((start, middle, end),) = _paths(bend_share=0.1)
    assert (start, end) == TIPS
    assert middle[0] == SIDE // 2
    assert 40 <= abs(middle[1]) <= 100


def test_no_path_is_built_where_people_would_walk_that_far():
    """300 m are not more than 3 times 100 m."""
    assert _paths(detour=3.0) == []


def test_paths_go_round_water():
    assert _paths(water=[shapely.box(40, -10, 60, 10)]) == []


def test_paths_cross_barriers_at_bridges_only():
    barrier = ((SIDE // 2, -900), (SIDE // 2, 900))
    bridge = ((SIDE // 2 - 200, 400), (SIDE // 2 + 200, 400))
    assert _paths(barriers=[barrier]) == []
    found = _paths(barriers=[barrier], bridges=[bridge])
    assert bridge in found
    assert all(
        not shapely.crosses(shapely.LineString(path), shapely.LineString(barrier))
        for path in found
        if path != bridge
    )


@pytest.mark.parametrize(("detour", "crosses"), [(1.5, True), (2.0, False)])
def test_roads_are_crossed_in_subways_by_nets_of_paths_of_their_own_only(detour, crosses):
    road = ((SIDE // 2, -900), (SIDE // 2, 900))
    assert bool(_paths(detour=detour, roads=[road])) == crosses
