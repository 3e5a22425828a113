"""Rules of allocation: which of the organisations that cover its address each client ends with.

A rule takes what is asked: the clients, the kinds of visit and who is open to whom, and answers
with an organisation for each client, or NOBODY where the default rule decides. Ceilings come after
it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ruttsim.domain.arrays import Bools, Floats, Ints
from ruttsim.domain.split import NOBODY, NOT_SERVED
from ruttsim.errors import StudyError
from ruttsim.split.asking import Answer, Asking
from ruttsim.split.case import RuleKeys
from ruttsim.split.choice import choice
from ruttsim.split.quotas import by_quota, held_h

SHARE_TOLERANCE = 0.01
"""How far from its share of granted hours an organisation may end, where clients are many."""

MARGIN_RULE = "positive_margin"
KEPT = 2.0
"""Preference for the organisation that a client keeps: above all that are drawn."""

AllocationRule = Callable[[Asking], Answer]


def shares(asking: Asking) -> Answer:
    """Organisations drawn so that each has its share of granted hours.

    The organisation that must serve everywhere takes whom no other quota holds; without one,
    every quota is filled and everybody is placed. Who stays from the step before is counted first,
    and only the others are divided: then a share may be out of reach, and that is an outcome.

    Raises
    ------
    StudyError
        If coverage keeps an organisation from its share.
    """
    stays, residual = asking.stays, asking.residual
    order = asking.order[~stays[asking.order]]
    hours = asking.hours_h[order]
    is_open = asking.is_open[order] & (asking.shares > 0)
    if residual is not None:
        is_open[:, residual] = False
    elif not is_open.any(axis=1).all():
        problem = "some basic areas are covered only by organisations that have no share."
        remedy = "Give one of them a share, or let an organisation that has one cover the areas."
        raise StudyError([asking.fault("shares", problem, remedy)])
    preference = _preference(asking)[order]
    kept_h = held_h(asking.hours_h[stays], asking.present[stays], len(asking.shares))
    quota = np.maximum(asking.shares * asking.total_hours - kept_h, 0.0)
    holder = by_quota(hours, is_open, preference, np.where(is_open.any(axis=0), quota, 0.0))
    if residual is None:
        holder = _placed(hours, is_open, holder, quota)
    else:
        holder[holder == NOBODY] = residual
    if not stays.any():
        _check_shares(asking, held_h(hours, holder, len(quota)))
    organisation = asking.present.copy()
    organisation[order] = holder
    is_drawn = ((asking.is_open & (asking.shares > 0)).sum(axis=1) > 1) & ~stays
    return Answer(organisation, np.where(is_drawn, organisation, NOBODY))


def address(asking: Asking) -> Answer:
    """The only organisation that covers each client's basic area.

    Raises
    ------
    StudyError
        If more than one covers an area.
    """
    covering = (asking.table > NOT_SERVED).sum(axis=1)
    shared = np.flatnonzero(covering > 1)
    if shared.size:
        names = asking.case.bundle.areas["name"]
        problem = (
            f"{len(shared)} basic areas are covered by more than one organisation, "
            f"{names.iloc[shared[0]]} by {covering[shared[0]]}."
        )
        remedy = "Let coverage.rule be zones or layer, or allocation.rule be shares or choice."
        raise StudyError([asking.fault("rule", problem, remedy)])
    only: Ints = np.argmax(asking.table > NOT_SERVED, axis=1)
    return Answer(only[asking.basic_area], np.full(len(asking.rows), NOBODY, dtype=np.int64))


ALLOCATIONS: dict[str, AllocationRule] = {"shares": shares, "choice": choice, "address": address}
"""Rules of allocation by the name that a study gives."""

ALLOCATION_KEYS: dict[str, RuleKeys] = {
    "shares": RuleKeys(needs=("shares",)),
    "choice": RuleKeys(may_have=("default",)),
    "address": RuleKeys(),
}
"""What each rule of allocation reads of its table; ceilings are read beside every rule."""


def _placed(hours: Floats, is_open: Bools, holder: Ints, quota: Floats) -> Ints:
    """Holders with the last few clients placed where the most hours are missing."""
    holder = holder.copy()
    missing = quota - held_h(hours, holder, len(quota))
    for row in np.flatnonzero(holder == NOBODY):
        k = int(np.argmax(np.where(is_open[row], missing, -np.inf)))
        holder[row] = k
        missing[k] -= hours[row]
    return holder


def _preference(asking: Asking) -> Floats:
    """Preferences of clients; for the organisation that they keep above all others."""
    preference = asking.preference.copy()
    if asking.is_kept:
        has_one = np.flatnonzero(asking.present != NOBODY)
        preference[has_one, asking.present[has_one]] = KEPT
    return preference


def _check_shares(asking: Asking, held: Floats) -> None:
    """Raise a fault for every organisation that coverage keeps from its share.

    Where the areas are an outcome (coverage by margin), the share is what it has at most.
    """
    case = asking.case
    if case.section.coverage.rule == MARGIN_RULE:
        return
    largest = float(asking.hours_h.max(initial=0.0))
    limit = max(SHARE_TOLERANCE * asking.total_hours, largest)
    faults = [
        asking.fault(
            f"shares.{asking.name(k)}",
            f"{held[k] / asking.total_hours:.1%} of the hours are reached in population "
            f"{case.population.index}, and {asking.shares[k]:.1%} is wanted; "
            "the areas that it covers hold no more clients that can be moved.",
            "Give it a smaller share, or more areas.",
        )
        for k in case.inside
        if asking.shares[k] * asking.total_hours - held[k] > limit
    ]
    if faults:
        raise StudyError(faults)
