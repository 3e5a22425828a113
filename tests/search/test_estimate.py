"""The cheap estimate: by hand, and the laws that it keeps on the toy village."""

import math

import numpy as np
import pytest
from division_grid import every_division, grid_case

import ruttsim
from ruttsim.pipeline.ground import ground
from ruttsim.pipeline.setting import Findings, load_setting
from ruttsim.search.estimate import Estimator
from ruttsim.search.near import WaysTable, day_sums
from ruttsim.search.sample import sample_day

SETTING = load_setting(ruttsim.load_study("toy"), Findings())
BASE = ground(SETTING, 2)
DAY = sample_day(SETTING, BASE, 1, 0)
CASE = grid_case(3, 3, [0.5, 0.5], tolerance=0.2)


def ways(near, near_s, base_s, duration_s, sek_per_day=(0.0,)):
    """Ways of some vehicle types; distances are ten metres a second, and a metre emits a gram."""
    near, near_s, base_s = (np.array(it, dtype=np.int32) for it in (near, near_s, base_s))
    types = len(near)
    return WaysTable(
        near=near,
        near_s=near_s,
        near_m=10 * near_s,
        base_s=base_s,
        base_m=10 * base_s,
        duration_s=np.array(duration_s, dtype=np.int64),
        sek_per_s=1.0,
        sek_per_m=np.zeros(types),
        sek_per_day=np.array(sek_per_day),
        co2e_kg_per_m=np.full(types, 0.001),
    )


def sums_of(table, inside=(0, 1), premises=(0,), teams=1, shared=0.25, wanted=1):
    is_inside = np.zeros(len(table.duration_s), dtype=np.bool_)
    is_inside[list(inside)] = True
    types = np.arange(len(table.near))
    return day_sums(is_inside, types, np.array(premises), teams, table, shared, wanted)


def test_two_tasks_by_hand():
    """Each: 3/4 of the way between them, 60 there and back = 30, and 1/4 of 200 from the base.

    2 x (0.75 x 30 + 0.25 x 200) = 145 s; ten times as many metres at a gram: 1.45 kg.
    """
    table = ways([[[1], [0]]], [[[60], [60]]], [[[200, 200]]], [900, 300])
    assert sums_of(table) == pytest.approx((145.0, 1.45, 1200))


def test_a_task_without_others_nearby_goes_by_the_base():
    """Alone: 0.75 x 200 / 2 + 0.25 x 200 = 125 s; the other task is outside."""
    table = ways([[[1], [0]]], [[[60], [60]]], [[[200, 200]]], [900, 300])
    assert sums_of(table, inside=(0,)) == pytest.approx((125.0, 1.25, 900))


def test_each_task_moves_by_the_vehicle_type_that_costs_least():
    """The slow type takes 290 s; with a day at 400 kronor the fast one costs more than that."""
    near = [[[1], [0]]] * 2
    near_s, base_s = [[[60], [60]], [[120], [120]]], [[[200, 200]], [[400, 400]]]
    fast = ways(near, near_s, base_s, [900, 300], (0.0, 0.0))
    dear = ways(near, near_s, base_s, [900, 300], (400.0, 0.0))
    assert sums_of(fast)[0] == pytest.approx(145.0)
    assert sums_of(dear)[0] == pytest.approx(290.0)


def test_a_second_team_has_its_base_where_it_helps_most():
    """Premise 0 is near task 0, premise 1 near task 1, premise 2 in between."""
    base_s = [[[0, 300], [300, 0], [100, 100]]]
    table = ways([[[1], [0]]], [[[60], [60]]], base_s, [600, 600])
    one = sums_of(table, premises=(0, 1, 2), teams=1)
    two = sums_of(table, premises=(0, 1, 2), teams=2)
    three = sums_of(table, premises=(0, 1, 2), teams=3)
    assert one[0] == pytest.approx(2 * (0.75 * 30 + 0.25 * 100))
    assert two[0] == pytest.approx(2 * 0.75 * 30 + 0.25 * (100 + 0))
    assert three[0] == pytest.approx(2 * 0.75 * 30)


def test_premises_that_are_not_its_own_are_not_used():
    base_s = [[[0, 0], [300, 300]]]
    table = ways([[[1], [0]]], [[[60], [60]]], base_s, [600, 600])
    assert sums_of(table, premises=(1,))[0] == pytest.approx(2 * (0.75 * 30 + 0.25 * 300))


def test_nobody_to_visit_is_no_travel():
    table = ways([[[1], [0]]], [[[60], [60]]], [[[200, 200]]], [900, 300])
    assert sums_of(table, inside=()) == (0.0, 0.0, 0)


def test_a_division_is_estimated_as_the_area_split_in_which_clients_follow_their_area():
    estimator = Estimator(SETTING, [DAY], (0, 1))
    for zone in list(every_division(CASE))[::20]:
        by_client = [zone[DAY.client_area].astype(np.int64)]
        assert estimator.of_zones(zone) == estimator.of_clients(by_client)


def test_what_is_known_of_a_zone_changes_no_estimate():
    divisions = list(every_division(CASE))[::15]
    used = Estimator(SETTING, [DAY], (0, 1))
    again = [used.of_zones(zone) for zone in divisions + divisions]
    fresh = [Estimator(SETTING, [DAY], (0, 1)).of_zones(zone) for zone in divisions]
    assert again == fresh + fresh


def test_figures_of_two_days_are_their_means():
    other = sample_day(SETTING, ground(SETTING, 3), 1, 0)
    zone = next(every_division(CASE))
    apart = [Estimator(SETTING, [day], (0, 1)).of_zones(zone) for day in (DAY, other)]
    both = Estimator(SETTING, [DAY, other], (0, 1)).of_zones(zone)
    for value, one, two in zip(both, *apart, strict=True):
        assert math.isclose(value, (one + two) / 2, abs_tol=0.0011)


def test_one_organisation_has_no_travel_gap():
    figures = Estimator(SETTING, [DAY], (0,)).of_zones(np.zeros(9, dtype=np.int64))
    assert figures.travel_gap_min_per_h == 0
    assert figures.travel_h > 0


def test_two_organisations_side_by_side_travel_more_than_one():
    estimator = Estimator(SETTING, [DAY], (0, 1))
    clients = np.arange(len(DAY.client_area))
    assert (
        estimator.of_clients([clients % 2]).travel_h > estimator.of_clients([0 * clients]).travel_h
    )
