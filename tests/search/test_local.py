"""The local search: the true front where it can be counted, laws, and the same bytes."""

import dataclasses

import numpy as np
import pytest
from division_grid import GridEstimator, every_division, front_of, grid_case
from hypothesis import given, settings
from hypothesis import strategies as st

import ruttsim
from ruttsim.pipeline.ground import ground
from ruttsim.pipeline.setting import Findings, load_setting
from ruttsim.search.estimate import Estimator
from ruttsim.search.local import found_divisions
from ruttsim.search.sample import sample_day


def figures_of(archive):
    return sorted(it.figures for it in archive)


def test_of_three_zones_the_search_finds_the_true_front():
    case = grid_case(3, 3, [0.5, 0.25, 0.25], tolerance=0.15)
    estimator = GridEstimator(case)
    true = front_of([estimator.of_zones(zone) for zone in every_division(case)])
    assert len(true) > 3
    assert figures_of(found_divisions(case, estimator, 4000, 1)) == true


def test_of_the_village_the_search_finds_the_true_front_of_the_estimate():
    setting = load_setting(ruttsim.load_study("toy"), Findings())
    days = [sample_day(setting, ground(setting, population), 1, 0) for population in (2, 3)]
    case = grid_case(3, 3, [0.5, 0.5], tolerance=0.12)
    estimator = Estimator(setting, days, (0, 1))
    true = front_of([estimator.of_zones(zone) for zone in every_division(case)])
    assert figures_of(found_divisions(case, estimator, 3000, 2019)) == true


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 4))
def test_what_is_found_is_contiguous_balanced_and_not_dominated(seed, zones):
    hours = np.random.Generator(np.random.Philox(seed)).lognormal(0, 0.5, 20)
    case = grid_case(5, 4, [1 / zones] * zones, tolerance=0.1, hours=hours)
    estimator = GridEstimator(case)
    archive = found_divisions(case, estimator, 300, seed)
    assert len(archive)
    for it in archive:
        assert case.is_contiguous(it.zone)
        assert case.deviation(it.zone) <= 0.1 + 1e-9
        assert it.figures == estimator.of_zones(it.zone)
    assert figures_of(archive) == front_of([it.figures for it in archive])


def test_the_same_seed_finds_the_same_divisions_and_another_seed_others():
    case = grid_case(5, 5, [0.4, 0.3, 0.3], tolerance=0.05)
    found = [
        [it.zone.tolist() for it in found_divisions(case, GridEstimator(case), 200, seed)]
        for seed in (7, 7, 8)
    ]
    assert found[0] == found[1]
    assert found[0] != found[2]


@pytest.mark.parametrize("effort", [50, 400])
def test_no_more_is_estimated_than_the_effort_allows(effort):
    case = grid_case(5, 4, [0.25] * 4, tolerance=0.1)
    estimator = GridEstimator(case)
    told = []
    found_divisions(case, estimator, effort, 1, lambda _, done, count: told.append((done, count)))
    assert estimator.asked <= effort
    assert told[-1] == (effort, effort)


def test_more_effort_finds_no_worse_least_figures():
    case = grid_case(6, 5, [0.4, 0.2, 0.2, 0.2], tolerance=0.05)
    least = [
        np.min([it.figures for it in found_divisions(case, GridEstimator(case), effort, 5)], axis=0)
        for effort in (30, 3000)
    ]
    assert (least[1] <= least[0]).all()
    assert (least[1] < least[0]).any()


def test_where_shares_cannot_be_met_nothing_is_found():
    case = grid_case(2, 2, [0.5, 0.5], tolerance=0.05, hours=[10, 1, 1, 1])
    assert len(found_divisions(case, GridEstimator(case), 100, 1)) == 0


def test_a_wider_tolerance_allows_what_a_narrow_one_does():
    narrow = grid_case(3, 3, [0.5, 0.5], tolerance=0.06)
    wide = dataclasses.replace(narrow, tolerance=0.2)
    allowed = [{tuple(it) for it in every_division(case)} for case in (narrow, wide)]
    assert allowed[0] < allowed[1]
