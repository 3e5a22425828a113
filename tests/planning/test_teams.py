"""Teams of workable size, compact and balanced."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruttsim.planning.teams import BASES, IMBALANCE_PERCENT, compact_groups, form_teams

SIDE_S = 1000
EAST, WEST = 1, 0


def there_and_back(position_s):
    """Travel between points at right angles, both ways [s]; shape (n, n)."""
    apart = np.abs(position_s[:, None] - position_s[None]).sum(axis=2)
    return (2 * apart).astype(np.int64)


def village(count, seed=0):
    """Clients drawn evenly on a square of 1,000 s of travel, with an hour of visits each."""
    position_s = np.random.default_rng(seed).integers(0, SIDE_S, (count, 2))
    return position_s, np.full(count, 3600, dtype=np.int64)


def teams_of(count, clients_per_team=100.0, bases="nearest", premises=(WEST, EAST)):
    """Teams of `count` clients; premise 0 lies in the west, premise 1 in the east."""
    position_s, visit_s = village(count)
    travel_s = np.vstack([position_s[:, 0], SIDE_S - position_s[:, 0]])
    return form_teams(
        3,
        np.arange(count),
        there_and_back(position_s),
        visit_s,
        travel_s,
        premises,
        clients_per_team,
        bases,
        compact_groups,
    )


def strays(weight, group, count):
    """How far the heaviest or lightest group is from the even share, in weight."""
    load = np.bincount(group, weights=weight, minlength=count)
    return np.abs(load - weight.sum() / count).max()


@pytest.mark.parametrize(
    ("clients", "expected"), [(1, 1), (149, 1), (151, 2), (349, 3), (1100, 11)]
)
def test_the_number_of_teams_is_the_nearest_whole_number_of_workable_groups(clients, expected):
    assert len(teams_of(clients)) == expected


def test_an_organisation_without_clients_has_no_team():
    none = np.empty(0, dtype=np.int64)
    nowhere = np.empty((0, 0), dtype=np.int64)
    travel_s = np.empty((1, 0), dtype=np.int64)
    teams = form_teams(0, none, nowhere, none, travel_s, (0,), 100, "nearest", compact_groups)
    assert teams == ()


def test_every_client_is_in_one_team_and_rows_ascend():
    teams = teams_of(250)
    rows = np.concatenate([team.clients for team in teams])
    assert sorted(rows.tolist()) == list(range(250))
    assert all(np.all(np.diff(team.clients) > 0) for team in teams)
    assert [team.team for team in teams] == list(range(len(teams)))
    assert {team.organisation for team in teams} == {3}


def test_teams_are_nearly_equal_in_visit_time():
    """600 clients with an hour each in 6 teams: 100 hours a team, to within a tenth."""
    assert all(90 <= len(team.clients) <= 110 for team in teams_of(600))


def test_two_clusters_far_apart_become_two_teams_at_the_nearest_premises():
    position_s = np.array([[0, 0], [10, 0], [990, 0], [1000, 0]])
    travel_s = np.array([[0, 10, 990, 1000], [1000, 990, 10, 0]])
    visit_s = np.full(4, 600, dtype=np.int64)
    between_s = there_and_back(position_s)
    teams = form_teams(
        0, np.arange(4), between_s, visit_s, travel_s, (0, 1), 2, "nearest", compact_groups
    )
    assert {(tuple(team.clients.tolist()), team.premise) for team in teams} == {
        ((0, 1), 0),
        ((2, 3), 1),
    }


def test_a_team_has_its_base_where_visits_are_and_not_where_clients_are_many():
    """Two clients with an hour each in the west; one with three hours in the east."""
    travel_s = np.array([[0, 0, 900], [900, 900, 0]])
    between_s = there_and_back(np.array([[0, 0], [0, 0], [900, 0]]))
    visit_s = np.array([3600, 3600, 3 * 3600])
    (team,) = form_teams(
        0, np.arange(3), between_s, visit_s, travel_s, (0, 1), 3, "nearest", compact_groups
    )
    assert team.premise == EAST


def test_a_river_divides_teams_though_homes_face_each_other():
    """Ten homes a minute apart on each bank; the bridge is half an hour away."""
    bank, place = np.repeat([0, 1], 10), np.tile(np.arange(10), 2)
    along_s = 60 * np.abs(place[:, None] - place)
    between_s = 2 * np.where(bank[:, None] == bank, along_s, along_s + 1800)
    group = compact_groups(between_s.astype(np.int64), np.full(20, 3600), 2)
    assert group[:10].tolist() == [group[0]] * 10
    assert group[10:].tolist() == [1 - group[0]] * 10


def test_clients_of_one_address_are_shared_between_teams_where_they_are_too_many_for_one():
    """Twelve clients in one house, an hour each, in three teams: four hours a team."""
    group = compact_groups(np.zeros((12, 12), dtype=np.int64), np.full(12, 3600), 3)
    assert np.bincount(group).tolist() == [4, 4, 4]


def test_one_base_is_the_same_for_every_team():
    assert len({team.premise for team in teams_of(300, bases="one")}) == 1


@pytest.mark.parametrize("bases", sorted(BASES))
def test_only_premises_that_the_organisation_may_use_are_chosen(bases):
    assert {team.premise for team in teams_of(300, bases=bases, premises=(EAST,))} == {EAST}


def test_groups_are_the_same_whatever_unit_visits_are_counted_in():
    position_s, visit_s = village(200)
    between_s = there_and_back(position_s)
    in_seconds, in_hours = (compact_groups(between_s, visit_s // unit, 4) for unit in (1, 3600))
    assert in_seconds.tolist() == in_hours.tolist()


def test_teams_are_more_compact_than_clients_dealt_at_random():
    """400 clients in 4 teams: within a team travel is nearer half of that between any two."""
    position_s, visit_s = village(400)
    between_s = there_and_back(position_s)
    group = compact_groups(between_s, visit_s, 4)
    within = group[:, None] == group
    assert between_s[within].mean() < 0.6 * between_s.mean()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.integers(1, 8), st.integers(0, 1000))
def test_no_group_is_empty_when_points_suffice_and_weights_are_equal(points, count, seed):
    position_s, visit_s = village(points, seed)
    count = min(count, points)
    group = compact_groups(there_and_back(position_s), visit_s, count)
    assert np.unique(group).tolist() == list(range(count))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(1, 20_000), min_size=1, max_size=80),
    st.integers(1, 6),
    st.integers(1, 5000),
)
def test_no_group_strays_farther_than_stated_or_else_than_one_heavy_point(weights, count, side):
    """Also where many points share an address, which a small side makes happen."""
    weight = np.array(weights, dtype=np.int64)
    count = min(count, len(weight))
    position_s = np.random.default_rng(len(weights)).integers(0, side, (len(weight), 2))
    group = compact_groups(there_and_back(position_s), weight, count)
    stated = weight.sum() / count * IMBALANCE_PERCENT / 100
    assert strays(weight, group, count) <= max(stated, weight.max())


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 80), st.integers(2, 5), st.integers(0, 1000))
def test_the_same_points_have_the_same_groups(points, count, seed):
    position_s, visit_s = village(points, seed)
    first, second = (compact_groups(there_and_back(position_s), visit_s, count) for _ in range(2))
    assert first.tolist() == second.tolist()
