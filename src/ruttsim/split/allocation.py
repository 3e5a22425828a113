"""Rules of allocation: which of the organisations that cover its address each client ends with.

A rule takes the case and the day-and-evening table of coverage (basic areas, organisations) and
gives an organisation for each client, who keeps it for care and service alike.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ruttsim.domain.arrays import Bools, Codes, Floats, Ints
from ruttsim.domain.split import MUST_SERVE, NOT_SERVED
from ruttsim.errors import StudyError
from ruttsim.split.case import SplitCase
from ruttsim.split.coverage import RuleKeys
from ruttsim.split.quotas import NOBODY, by_quota, held_h

SHARE_TOLERANCE = 0.01
"""How far from its share of granted hours an organisation may end, where clients are many."""

RANK_COLUMN, FIRST_PREFERENCE_COLUMN = 0, 1
"""Columns of `allocation_u`: the order of clients, then one a place in the list of the study."""

AllocationRule = Callable[[SplitCase, Codes], Ints]


def shares(case: SplitCase, table: Codes) -> Ints:
    """Organisations drawn so that each has its share of granted hours.

    The organisation that must serve everywhere takes whom no other quota holds; without one,
    every quota is filled and everybody is placed.

    Raises
    ------
    StudyError
        If coverage keeps an organisation from its share.
    """
    clients = case.population.clients
    order = np.lexsort((clients.client, clients.allocation_u[:, RANK_COLUMN]))
    hours = clients.granted_h_per_month[order]
    is_open = (table > NOT_SERVED)[clients.basic_area[order]] & (case.shares > 0)
    residual = _residual(case, table)
    if residual is not None:
        is_open[:, residual] = False
    elif not is_open.any(axis=1).all():
        problem = "some basic areas are covered only by organisations that have no share."
        remedy = "Give one of them a share, or let an organisation that has one cover the areas."
        raise StudyError([case.fault("allocation.shares", problem, remedy)])
    last = FIRST_PREFERENCE_COLUMN + len(case.study.organisations)
    preference = clients.allocation_u[order, FIRST_PREFERENCE_COLUMN:last]
    quota = case.shares * case.total_hours
    holder = by_quota(hours, is_open, preference, np.where(is_open.any(axis=0), quota, 0.0))
    if residual is None:
        holder = _placed(hours, is_open, holder, quota)
    else:
        holder[holder == NOBODY] = residual
    _check_shares(case, held_h(hours, holder, len(quota)))
    organisation = np.empty_like(holder)
    organisation[order] = holder
    return organisation


def address(case: SplitCase, table: Codes) -> Ints:
    """The only organisation that covers each client's basic area.

    Raises
    ------
    StudyError
        If more than one covers an area.
    """
    covering = (table > NOT_SERVED).sum(axis=1)
    shared = np.flatnonzero(covering > 1)
    if shared.size:
        names = case.bundle.areas["name"]
        problem = (
            f"{len(shared)} basic areas are covered by more than one organisation, "
            f"{names.iloc[shared[0]]} by {covering[shared[0]]}."
        )
        remedy = "Let coverage.rule be zones or layer, or allocation.rule be shares."
        raise StudyError([case.fault("allocation.rule", problem, remedy)])
    only: Ints = np.argmax(table > NOT_SERVED, axis=1)
    return only[case.population.clients.basic_area]


ALLOCATIONS: dict[str, AllocationRule] = {"shares": shares, "address": address}
"""Rules of allocation by the name that a study gives."""

ALLOCATION_KEYS: dict[str, RuleKeys] = {
    "shares": RuleKeys(needs=("allocation.shares",)),
    "address": RuleKeys(),
}
"""What each rule of allocation reads of its split."""


def _residual(case: SplitCase, table: Codes) -> int | None:
    """The organisation that must serve every area; the first of them, none where there is none."""
    must = (table == MUST_SERVE).all(axis=0)
    return next((k for k in case.inside if must[k]), None)


def _placed(hours: Floats, is_open: Bools, holder: Ints, quota: Floats) -> Ints:
    """Holders with the last few clients placed where the most hours are missing."""
    holder = holder.copy()
    missing = quota - held_h(hours, holder, len(quota))
    for row in np.flatnonzero(holder == NOBODY):
        k = int(np.argmax(np.where(is_open[row], missing, -np.inf)))
        holder[row] = k
        missing[k] -= hours[row]
    return holder


def _check_shares(case: SplitCase, held: Floats) -> None:
    """Raise a fault for every organisation that coverage keeps from its share."""
    largest = float(case.population.clients.granted_h_per_month.max())
    limit = max(SHARE_TOLERANCE * case.total_hours, largest)
    faults = [
        case.fault(
            f"allocation.shares.{case.study.organisations[k].name}",
            f"{held[k] / case.total_hours:.1%} of the hours are reached in population "
            f"{case.population.index}, and {case.shares[k]:.1%} is wanted; "
            "the areas that it covers hold no more clients that can be moved.",
            "Give it a smaller share, or more areas.",
        )
        for k in case.inside
        if case.shares[k] * case.total_hours - held[k] > limit
    ]
    if faults:
        raise StudyError(faults)
