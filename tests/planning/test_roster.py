"""Carers keep their clients, their days and their rest."""

from __future__ import annotations

import numpy as np
import pytest
from small_fortnight import RULES
from small_team import HOUR

from ruttsim.domain.fortnight import FORTNIGHT_DAYS
from ruttsim.planning.posts import Post
from ruttsim.planning.roster import Roster, free_days


def post(*clients, shift="long", start_h=7, end_h=16, paid_h=8):
    """Some clients' round in a shift."""
    rows = np.array(clients, dtype=np.int64)
    return Post((0,), shift, start_h * HOUR, end_h * HOUR, paid_h * HOUR, True, rows)


def filled(days, clients=10, passes=2, rules=RULES):
    """All posts of all days given to carers."""
    roster = Roster(days, clients, rules)
    for _ in range(passes):
        for day, of_day in enumerate(days):
            roster.assign(day, tuple(of_day))
    return roster


def test_a_carer_keeps_her_clients():
    """Two rounds on five days of each week, in changing order: ten days for each of two carers."""
    rounds = [(post(0, 1), post(2, 3)), (post(2, 3), post(0, 1))]
    days = [rounds[day % 2] if day % 7 < 5 else () for day in range(FORTNIGHT_DAYS)]
    roster = filled(days)
    assert sorted(roster.knows[:, :4].tolist()) == [[0, 0, 10, 10], [10, 10, 0, 0]]


def test_as_many_carers_as_days_of_work_need():
    """Two posts on 14 days are 28 days, of which a carer works ten."""
    assert len(filled([(post(0), post(1))] * FORTNIGHT_DAYS).group) == 3


@pytest.mark.parametrize("seed", range(5))
def test_no_rule_is_broken_whatever_the_posts(seed):
    chance = np.random.default_rng(seed)
    shifts = [
        {},
        {"shift": "late", "start_h": 14, "end_h": 22, "paid_h": 7},
        {"shift": "split", "end_h": 20, "paid_h": 9},
    ]
    days = [
        tuple(
            post(*range(k, k + 3), **shifts[int(chance.integers(3))])
            for k in range(int(chance.integers(0, 6)))
        )
        for _ in range(FORTNIGHT_DAYS)
    ]
    roster = filled(days)
    start_s, end_s, paid_s = (roster.hours_s[:, :, k] for k in range(3))
    works = paid_s > 0
    assert works.sum() == sum(len(day) for day in days)
    assert works.sum(axis=1).max() <= RULES.most_days
    assert paid_s.sum(axis=1).max() <= RULES.most_paid_s
    assert works.reshape(-1, 2, 7).sum(axis=2).max() < 7
    rest_s = np.roll(start_s, -1, axis=1) + 24 * HOUR - end_s
    assert rest_s[works & np.roll(works, -1, axis=1)].min(initial=RULES.rest_s) >= RULES.rest_s


def test_a_day_given_anew_leaves_the_others():
    days = [(post(0), post(1))] * FORTNIGHT_DAYS
    roster = filled(days)
    before = [it.tolist() for it in roster.carers]
    known = roster.known_elsewhere(3)
    roster.assign(3, (post(5),))
    assert [it.tolist() for it in roster.carers[:3]] == before[:3]
    assert (roster.known_elsewhere(3) == known).all()
    assert roster.knows[:, 5].sum() == 1


def test_a_post_more_than_the_team_has_carers_for_hires_one():
    days = [(post(0),)] * FORTNIGHT_DAYS
    roster = filled(days)
    count = len(roster.group)
    roster.assign(0, tuple(post(k) for k in range(count + 1)))
    assert len(roster.group) > count


def test_a_shift_that_nobody_may_work_is_told():
    with pytest.raises(ValueError, match="Nobody may work the shift 'long'"):
        filled([(post(0, paid_h=81),)])


def test_everybody_is_free_on_two_days_in_a_row_of_each_week():
    """Seven carers, five of whom are needed each day: one too few now and then."""
    is_free = free_days([5] * FORTNIGHT_DAYS, 7)
    weeks = is_free.reshape(14, 7)
    assert weeks.sum(axis=1).tolist() == [2] * 14
    assert (weeks[:, 1:] & weeks[:, :-1]).sum(axis=1).tolist() == [1] * 14
    assert is_free.sum(axis=0).max() <= 4


def test_most_are_free_when_fewest_are_needed():
    """Four carers: all are needed on workdays, nobody on weekends."""
    is_free = free_days([4, 4, 4, 4, 4, 0, 0] * 2, 4)
    assert is_free.sum(axis=0).tolist() == [0, 0, 0, 0, 0, 4, 4] * 2
