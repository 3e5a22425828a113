"""Streets as they are drawn: points that are found by where they lie."""

from ruttsim.roads.schematic_plan import BUCKET_DM, StreetPlan


def test_points_are_found_within_a_distance_the_nearest_first():
    plan = StreetPlan()
    plan.add((0, 0), (300, 0))
    plan.add((300, 0), (BUCKET_DM + 10, 0))
    assert plan.near((10, 0), 400) == [(0, 0), (300, 0)]
    assert plan.near((BUCKET_DM, 0), BUCKET_DM) == [(BUCKET_DM + 10, 0), (300, 0), (0, 0)]


def test_a_step_is_free_where_it_meets_others_at_their_ends_only():
    plan = StreetPlan()
    plan.add((0, 0), (300, 0))
    assert plan.is_free((0, 0), (0, 300))
    assert not plan.is_free((100, -100), (100, 100))
