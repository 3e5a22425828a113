"""Whether carers waited for a battery where the study's rule has it, for the one that is first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.audit.columns import members, unmatched
from ruttsim.audit.given import NOBODY
from ruttsim.domain.day import Decision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruttsim.audit.charging import Stands
    from ruttsim.audit.given import Contradiction, Given
    from ruttsim.audit.record import Record
    from ruttsim.audit.tours import Tours
    from ruttsim.domain.arrays import Bools, Ints

WAIT = "wait"
_NUMBERS = 1 << 20
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Waiting:
    """Which tours waited for a vehicle that charged, by the decisions, and for whom it was gone.

    `tour` is by tour, and `gone_s` by stand: from when nobody else could have the vehicle.
    """

    tour: Bools
    gone_s: Ints


def waiting(record: Record, given: Given, its: Tours, stood: Stands) -> Waiting:
    """Tours that begin a round and of which it was decided when they asked for a vehicle."""
    made, found = record.decisions, np.zeros(len(its.out), dtype=np.bool_)
    gone_s = stood.to_s.copy()
    if given.rules.charging == WAIT:
        is_ours = (made["rule"] == "vehicles") & (made["action"] == WAIT)
        ours = set(
            zip(made["to_round"][is_ours].tolist(), made["time_s"][is_ours].tolist(), strict=True)
        )
        legs = record.legs
        asked = zip(legs["round"][its.out].tolist(), its.asks_s.tolist(), strict=True)
        found[:] = [it in ours for it in asked]
        found &= (legs["sequence"][its.out] == 0) & its.is_driven
        its_stand = np.flatnonzero(stood.after >= 0)
        its_stand = its_stand[found[stood.after[its_stand]]]
        gone_s[its_stand] = np.minimum(gone_s[its_stand], its.asks_s[stood.after[its_stand]])
    return Waiting(found, gone_s)


def waits(
    record: Record,
    given: Given,
    its: Tours,
    stood: Stands,
    waited: Waiting,
    own: Ints,
    driven: Ints,
    enough_j: Ints,
) -> Iterator[Contradiction]:
    """Who waited had to, for the vehicle that was charging and held enough first, as long as that.

    Who did not wait and left with too little had no such vehicle. What happens at one second
    happens in any order: a vehicle counts as there, or at a post, where it is so before it.

    Parameters
    ----------
    own, enough_j
        The stand that each of the `driven` tours ended, and what its vehicle should have held.
    """
    if given.rules.charging != WAIT:
        return
    made, legs = record.decisions, record.legs
    asks_s, takes_s, is_ours = its.asks_s[driven], its.takes_s[driven], waited.tour[driven]
    first, end = (
        np.searchsorted(stood.vehicle, it) for it in (its.begins[driven], its.ends[driven] + 1)
    )
    may = its.needs_j[driven] > 0
    may &= is_ours | (asks_s == takes_s)
    tour, stand = members(np.where(may, first, 0), np.where(may, end, 0))
    is_there = (stood.from_s[stand] < asks_s[tour]) & (waited.gone_s[stand] > asks_s[tour])
    is_there |= stand == own[tour]
    tour, stand = tour[is_there], stand[is_there]
    at_s = asks_s[tour]
    held_j = stood.held_j(stand, at_s)
    is_enough = np.zeros(len(driven), dtype=np.bool_)
    is_enough[tour[(held_j >= enough_j[tour])]] = True
    holds_s = _holds_s(stood, stand, enough_j[tour])
    is_own = stand == own[tour]
    may_charge = (stood.start_s[stand] < at_s) | (is_own & (stood.start_s[stand] <= at_s))
    may_charge &= (held_j < stood.filled_j[stand]) & (enough_j[tour] <= stood.filled_j[stand])
    key = np.where(may_charge, holds_s * _NUMBERS + stood.vehicle[stand], _NEVER)
    best = np.full(len(driven), _NEVER)
    np.minimum.at(best, tour, key)
    best_s = np.where(best < _NEVER, best // _NUMBERS, _NEVER)
    own_key = np.full(len(driven), _NEVER)
    own_key[tour[is_own]] = key[is_own]
    is_short = (best < _NEVER) & (best_s - asks_s <= given.energy.lacking.longest_wait_s)
    leg = its.out[driven]

    is_vain, is_other, is_missing = np.zeros((3, len(its.of_leg)), dtype=np.bool_)
    is_vain[leg] = is_ours & (is_enough | ~is_short | ~may)
    is_other[leg] = is_ours & ((own_key != best) | (takes_s != best_s))
    lacks = stood.held_j(own, takes_s) < enough_j
    is_missing[leg] = may & ~is_ours & lacks & is_short
    yield "carer waits for a battery in vain", "legs", is_vain
    yield "carer waits for another battery than that which is first", "legs", is_other
    yield "carer leaves with too little though a vehicle would soon hold enough", "legs", is_missing
    ours = np.flatnonzero((made["rule"] == "vehicles") & (made["action"] == WAIT))
    is_wrong = np.zeros(len(made["action"]), dtype=np.bool_)
    rounds = legs["round"][leg[is_ours]].tolist()
    due = [
        Decision(time_s, "vehicles", WAIT, NOBODY, NOBODY, NOBODY, number, number)
        for time_s, number in zip(asks_s[is_ours].tolist(), rounds, strict=True)
    ]
    is_wrong[ours], _ = unmatched(made, ours, due)
    yield "nobody waited for a battery as decided", "decisions", is_wrong


def _holds_s(stood: Stands, stand: Ints, enough_j: Ints) -> Ints:
    """When some vehicles that charge would hold so much."""
    lacks_j = enough_j - stood.from_j[stand]
    power_w = np.maximum(stood.power_w[stand], 1)
    start_s = np.minimum(stood.start_s[stand], _NEVER // (2 * _NUMBERS))
    found: Ints = start_s - (-lacks_j // power_w)
    return found
