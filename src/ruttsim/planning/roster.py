"""Who works which post on which of 14 days: carers keep their clients, days and rest."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Bools, Ints
from ruttsim.domain.fortnight import FortnightRules
from ruttsim.planning.posts import Post, shift_groups
from ruttsim.units import DAYS_PER_WEEK, HOURS_PER_DAY, SECONDS_PER_HOUR

DAY_S = HOURS_PER_DAY * SECONDS_PER_HOUR
FREE_PER_WEEK = 2
"""Days in a row that a carer of the pattern is free each week."""

UNIT = 5040
"""What it counts that a carer meets a client on no other day; n other days count UNIT / (1 + n),
so that carers come often to few clients."""

CALLED_IN = 12 * UNIT
"""What it counts that a carer works on a free day of the pattern: as much as twelve new clients."""

NEVER = 1 << 40
"""Dearer than any assignment that keeps the rules."""


class Roster:
    """The carers of a team and their posts; at all times the rules hold for every carer.

    Carers belong to one group of shifts, between which there is always rest. Carer numbers are
    never used again: who is hired stays.
    """

    def __init__(self, days: Sequence[Sequence[Post]], clients: int, rules: FortnightRules) -> None:
        """Hire as many carers as the posts of the days need, nobody assigned yet.

        `clients` is one more than the largest row of Clients that posts may have.
        """
        self.rules = rules
        self.days = len(days)
        self.clients = clients
        self.group_of_shift = shift_groups(days, rules.rest_s)
        self.posts: list[tuple[Post, ...]] = [() for _ in days]
        self.carers: list[Ints] = [np.empty(0, dtype=np.int64) for _ in days]
        self.group = np.empty(0, dtype=np.int64)
        self.is_free = np.empty((0, self.days), dtype=np.bool_)
        self.knows = np.empty((0, self.clients), dtype=np.int64)
        self.hours_s = np.empty((0, self.days, 3), dtype=np.int64)
        for group in range(1 + max(self.group_of_shift.values(), default=-1)):
            mine = [[it for it in day if self._group(it) == group] for day in days]
            self._hire(group, free_days([len(day) for day in mine], _needed(mine, rules)))

    def assign(self, day: int, posts: tuple[Post, ...]) -> Ints:
        """The carer of each post of a day, anew; the other days stay as they are."""
        self._release(day)
        carers = np.full(len(posts), -1, dtype=np.int64)
        for group in sorted({self._group(it) for it in posts}):
            mine = [k for k, it in enumerate(posts) if self._group(it) == group]
            carers[mine] = self._matched(day, group, [posts[k] for k in mine])
        self.posts[day], self.carers[day] = posts, carers
        for carer, post in zip(carers.tolist(), posts, strict=True):
            self.knows[carer, post.clients] += 1
            self.hours_s[carer, day] = (post.start_s, post.end_s, post.paid_s)
        return carers

    def known_elsewhere(self, day: int) -> NDArray[np.int64]:
        """On how many of the other days each carer (row) meets each client (column)."""
        known = self.knows.copy()
        for carer, post in zip(self.carers[day].tolist(), self.posts[day], strict=True):
            known[carer, post.clients] -= 1
        return known

    def _group(self, post: Post) -> int:
        """The group of a post; shifts that no day of the start had are of the first."""
        return self.group_of_shift.get(post.shift, 0)

    def _release(self, day: int) -> None:
        """Nobody works on a day."""
        self.knows = self.known_elsewhere(day)
        self.hours_s[:, day] = 0
        self.posts[day], self.carers[day] = (), np.empty(0, dtype=np.int64)

    def _hire(self, group: int, is_free: Bools) -> None:
        """More carers of a group, with their pattern of free days (row = carer)."""
        count = len(is_free)
        self.group = np.append(self.group, np.full(count, group))
        self.is_free = np.vstack([self.is_free, is_free])
        self.knows = np.vstack([self.knows, np.zeros((count, self.clients), dtype=np.int64)])
        empty = np.zeros((count, self.days, 3), dtype=np.int64)
        self.hours_s = np.concatenate([self.hours_s, empty])

    def _matched(self, day: int, group: int, posts: list[Post]) -> Ints:
        """The carers of a group who work the posts at the least price; more are hired if need be.

        Raises
        ------
        ValueError
            A post that the rules let nobody work.
        """
        from scipy.optimize import linear_sum_assignment

        for post in posts:
            if post.paid_s > self.rules.most_paid_s or not self.rules.most_days:
                raise ValueError(f"Nobody may work the shift '{post.shift}' within a fortnight.")
        while True:
            mine = np.flatnonzero(self.group == group)
            price = np.array([self._prices(day, mine, post) for post in posts])
            if len(mine) >= len(posts):
                rows, columns = linear_sum_assignment(price)
                if int(price[rows, columns].max()) < NEVER:
                    return np.asarray(mine[columns], dtype=np.int64)
            self._hire(group, np.zeros((1, self.days), dtype=np.bool_))

    def _prices(self, day: int, carers: Ints, post: Post) -> Ints:
        """What it counts that each of some carers works a post."""
        met = (UNIT // (1 + self.knows[np.ix_(carers, post.clients)])).sum(axis=1)
        price = met + CALLED_IN * self.is_free[carers, day]
        return np.where(self._may(day, carers, post), price, NEVER)

    def _may(self, day: int, carers: Ints, post: Post) -> Bools:
        """Which of some carers, free on the day, may work a post by the rules."""
        start_s, end_s, paid_s = (self.hours_s[carers, :, k] for k in range(3))
        works = paid_s > 0
        week = day // DAYS_PER_WEEK * DAYS_PER_WEEK
        before, after = (day - 1) % self.days, (day + 1) % self.days
        rests_before = post.start_s + DAY_S - end_s[:, before] >= self.rules.rest_s
        rests_after = start_s[:, after] + DAY_S - post.end_s >= self.rules.rest_s
        may: Bools = (
            (works.sum(axis=1) < self.rules.most_days)
            & (paid_s.sum(axis=1) + post.paid_s <= self.rules.most_paid_s)
            & (works[:, week : week + DAYS_PER_WEEK].sum(axis=1) < DAYS_PER_WEEK - 1)
            & (rests_before | ~works[:, before])
            & (rests_after | ~works[:, after])
        )
        return may


def _needed(days: Sequence[Sequence[Post]], rules: FortnightRules) -> int:
    """The least number of carers who can work all posts by days and hours."""
    count = sum(len(day) for day in days)
    paid_s = sum(post.paid_s for day in days for post in day)
    return max(
        *(len(day) for day in days),
        math.ceil(count / rules.most_days),
        math.ceil(paid_s / rules.most_paid_s),
    )


def free_days(needed: Sequence[int], carers: int) -> Bools:
    """When each carer (row) is free: days in a row in each week, where most can be spared."""
    spare = carers - np.array(needed, dtype=np.int64)
    is_free = np.zeros((carers, len(needed)), dtype=np.bool_)
    for first in range(0, len(needed), DAYS_PER_WEEK):
        week = np.arange(first, min(first + DAYS_PER_WEEK, len(needed)))
        for carer in range(carers):
            runs = [
                week[k : k + FREE_PER_WEEK] for k in range(max(1, len(week) + 1 - FREE_PER_WEEK))
            ]
            left = [(int(spare[run].min()), int(spare[run].sum())) for run in runs]
            best = runs[max(range(len(runs)), key=lambda k: left[k])]
            is_free[carer, best] = True
            spare[best] -= 1
    return is_free
