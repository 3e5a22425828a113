"""Teams of workable size, compact and balanced."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruttsim.planning.teams import BASES, compact_groups, form_teams


def village(count, seed=0):
    """Clients drawn evenly on a square kilometre, with an hour of visits each."""
    position_m = np.random.default_rng(seed).random((count, 2)) * 1000
    return position_m, np.full(count, 3600, dtype=np.int64)


def teams_of(count, clients_per_team=100.0, bases="nearest", premises=(0, 1)):
    """Teams of `count` clients; premise 0 lies in the west, premise 1 in the east."""
    position_m, visit_s = village(count)
    travel_s = np.vstack([position_m[:, 0], 1000 - position_m[:, 0]]).astype(np.int64)
    return form_teams(
        3, np.arange(count), position_m, visit_s, travel_s, premises, clients_per_team, bases
    )


@pytest.mark.parametrize(
    ("clients", "expected"), [(1, 1), (149, 1), (151, 2), (349, 3), (1100, 11)]
)
def test_the_number_of_teams_is_the_nearest_whole_number_of_workable_groups(clients, expected):
    assert len(teams_of(clients)) == expected


def test_an_organisation_without_clients_has_no_team():
    nothing = np.empty((0, 2))
    none = np.empty(0, dtype=np.int64)
    assert form_teams(0, none, nothing, none, np.empty((1, 0)), (0,), 100, "nearest") == ()


def test_every_client_is_in_one_team_and_rows_ascend():
    teams = teams_of(250)
    rows = np.concatenate([team.clients for team in teams])
    assert sorted(rows.tolist()) == list(range(250))
    assert all(np.all(np.diff(team.clients) > 0) for team in teams)


def test_teams_are_nearly_equal_in_visit_time():
    """600 clients with an hour each in 6 teams: 100 hours a team, to within a client."""
    sizes = [len(team.clients) for team in teams_of(600)]
    assert all(abs(size - 100) <= 1 for size in sizes)


def test_two_clusters_far_apart_become_two_teams_at_the_nearest_premises():
    position_m = np.array([[0, 0], [10, 0], [990, 0], [1000, 0]], dtype=float)
    visit_s = np.full(4, 600, dtype=np.int64)
    travel_s = np.array([[0, 10, 990, 1000], [1000, 990, 10, 0]], dtype=np.int64)
    teams = form_teams(0, np.arange(4), position_m, visit_s, travel_s, (0, 1), 2, "nearest")
    assert {(tuple(team.clients.tolist()), team.premise) for team in teams} == {
        ((0, 1), 0),
        ((2, 3), 1),
    }


def test_one_base_is_the_same_for_every_team():
    assert len({team.premise for team in teams_of(300, bases="one")}) == 1


@pytest.mark.parametrize("bases", sorted(BASES))
def test_only_premises_that_the_organisation_may_use_are_chosen(bases):
    assert {team.premise for team in teams_of(300, bases=bases, premises=(1,))} == {1}


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 60), st.integers(1, 6), st.integers(0, 1000))
def test_no_group_is_empty_when_points_suffice_and_weights_are_equal(points, count, seed):
    position_m, visit_s = village(points, seed)
    count = min(count, points)
    group = compact_groups(np.rint(position_m).astype(np.int64), visit_s, count)
    assert np.unique(group).tolist() == list(range(count))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(60, 20_000), min_size=2, max_size=80), st.integers(2, 5))
def test_groups_weigh_the_same_to_within_a_heavy_point_a_cut(weights, count):
    weight = np.array(weights, dtype=np.int64)
    position_m = np.random.default_rng(len(weights)).integers(0, 5000, (len(weight), 2))
    group = compact_groups(position_m, weight, count)
    totals = np.bincount(group, weights=weight, minlength=count)
    assert np.abs(totals - weight.sum() / count).max() <= 3 * weight.max()
