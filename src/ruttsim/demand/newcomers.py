"""Clients who have ended between two steps, and newcomers in their place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ruttsim import chance
from ruttsim.demand.choosers import tastes_of
from ruttsim.domain.arrays import Bools
from ruttsim.domain.demand import Population


def with_newcomers(
    people: Population, seed: int, step: int, share: float
) -> tuple[Population, Bools]:
    """The population after some clients have ended, and who in it is new; by row of Clients.

    Home, language and care plan are those of whoever was there before, so all steps meet the same
    visits. A newcomer has numbers of its own for the allocation, and makes choices of its own. Who
    is new with a share is so with every larger one. `step` is 1 or more: draws of 0 steps do not
    exist.
    """
    clients, choosers = people.clients, people.choosers
    rows = len(clients.client)

    def drawn(stream: str, size: int | tuple[int, ...]) -> np.ndarray:
        return chance.uniforms(seed, people.index, step, stream, size)

    is_new: Bools = drawn("turnover", rows) < share
    own = is_new[:, np.newaxis]
    ranks = np.where(own, drawn("allocation", clients.allocation_u.shape), clients.allocation_u)
    found = replace(people, clients=replace(clients, allocation_u=ranks))
    if len(choosers.choosing_u):
        tastes = tastes_of(drawn("taste", choosers.taste.shape))
        choosing_u = np.where(is_new, drawn("choosing", rows), choosers.choosing_u)
        changed = replace(
            choosers, taste=np.where(own, tastes, choosers.taste), choosing_u=choosing_u
        )
        found = replace(found, choosers=changed)
    return found, is_new
