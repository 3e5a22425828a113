"""Continuity of carers: how many different people come to a client in two weeks."""

from __future__ import annotations

import numpy as np

from ruttsim.domain.arrays import Bools, Ints

LEAST_VISITS_PER_DAY = 2
"""Of the clients whom the national measure is of: two visits or more every day."""


def carers_per_client(client: Ints, carer: Ints, clients: int) -> Ints:
    """Number of different carers of each client (row of Clients), from who met whom.

    Meeting k is of `client[k]` and `carer[k]`, numbers of any sign that tell people apart.
    Clients whom nobody met have 0. The national measure ("personalkontinuitet", carers in 14 days)
    is its mean over the clients of `has_daily_visits`.
    """
    pairs = np.unique(np.stack([client, carer]), axis=1)
    return np.bincount(pairs[0], minlength=clients)


def has_daily_visits(
    client: Ints, day: Ints, clients: int, days: int, least: int = LEAST_VISITS_PER_DAY
) -> Bools:
    """Who has at least `least` visits on every one of so many days.

    Visit k is to `client[k]` on `day[k]`, 0 to days - 1; a visit by two carers is one visit.
    """
    count = np.bincount(client * days + day, minlength=clients * days).reshape(clients, days)
    return np.asarray((count >= least).all(axis=1), dtype=np.bool_)
