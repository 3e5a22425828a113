"""Whether every vehicle is where it was left, the one to take, and waited for only in need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim.audit.charging import charging_rows, line, stands, strange
from ruttsim.audit.columns import members, unmatched
from ruttsim.audit.fleet import fleet
from ruttsim.audit.given import NOBODY
from ruttsim.audit.tours import STOP, tours
from ruttsim.audit.waiting import waiting
from ruttsim.audit.waiting import waits as battery_waits
from ruttsim.domain.day import Decision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruttsim.audit.charging import Stands
    from ruttsim.audit.fleet import Fleet
    from ruttsim.audit.given import Contradiction, Given
    from ruttsim.audit.record import Record
    from ruttsim.audit.timing import Timing
    from ruttsim.audit.tours import Tours
    from ruttsim.domain.arrays import Ints

_NUMBERS = 1 << 20
_JOULES = 1 << 36
"""More than there are vehicles, and than any of them holds."""


def vehicles(record: Record, given: Given, timing: Timing) -> Iterator[Contradiction]:
    """A vehicle is of the round's base and type, with one carer at a time, from base to base.

    Who asks first has one first, who has to wait gets the one that comes back then, and who has not
    the one that the rule gives by what they hold.
    """
    cars, charging = fleet(given), record.charging
    its = tours(record, given, timing, cars)
    count, vehicle = len(its.of_leg), record.legs["vehicle"]
    is_foreign = (vehicle < its.begins[its.of_leg]) | (vehicle > its.ends[its.of_leg])
    yield "vehicle is not of its base and type", "legs", is_foreign
    yield "vehicle changes on the way", "legs", vehicle != its.vehicle[its.of_leg]
    stood, is_wrong = stands(charging, given, cars, its, _public_j(given, its, cars))
    yield from charging_rows(charging, is_wrong)
    if is_wrong.any() or strange(charging, len(is_wrong)).any() or is_foreign.any():
        return
    yield from line(charging, given)

    found = {name: np.zeros(count, dtype=np.bool_) for name in ("twice", "vain", "turn", "order")}
    waits = its.takes_s > its.asks_s
    found["vain"][its.out] = waits & ~its.is_driven
    driven, waited = np.flatnonzero(its.is_driven), waiting(record, given, its, stood)
    is_promised = waited.tour[driven]
    begins, leg, waits = its.begins[driven], its.out[driven], waits[driven] & ~is_promised
    takes_s, asks_s = its.takes_s[driven], its.asks_s[driven]
    own = np.empty(len(its.out), dtype=np.int64)
    is_left = np.flatnonzero(stood.after >= 0)
    own[stood.after[is_left]] = is_left
    own = own[driven]
    came_s, enough_j = stood.from_s[own], its.needs_j[driven] + cars.reserve_j[begins]
    found["twice"][leg] = (stood.before[own] >= 0) & (takes_s < came_s)

    first, end = (np.searchsorted(stood.vehicle, it) for it in (begins, its.ends[driven] + 1))
    tour, stand = members(first, end)
    until_s = waited.gone_s[stand]
    is_near = (stood.from_s[stand] < takes_s[tour]) & (until_s > np.minimum(asks_s, takes_s)[tour])
    near = np.flatnonzero(is_near)
    tour, stand, until_s = tour[near], stand[near], until_s[near]
    was_free = (until_s > asks_s[tour]) & (until_s > stood.from_s[stand])
    is_vain = came_s != takes_s
    is_vain[tour[was_free]] = True
    found["vain"][leg] |= waits & is_vain
    is_there = (until_s > takes_s[tour]) & ~waits[tour] & ~is_promised[tour]
    tour, stand = tour[is_there], stand[is_there]
    rank = _rank(cars, stood, stand, takes_s[tour], enough_j[tour])
    own_rank = _rank(cars, stood, own, takes_s, enough_j)
    found["order"][leg[tour[rank < own_rank[tour]]]] = True
    turns = np.lexsort((takes_s, asks_s, begins))
    turns = turns[~is_promised[turns]]
    is_same = begins[turns][1:] == begins[turns][:-1]
    found["turn"][leg[turns][1:]] = is_same & (np.diff(takes_s[turns]) < 0)
    yield "vehicle is with two carers at once", "legs", found["twice"]
    yield "carer waits though a vehicle is there, or takes one that is not", "legs", found["vain"]
    yield "vehicle is taken out of turn", "legs", found["turn"]
    yield "vehicle is taken though there is a better one", "legs", found["order"]
    held_j = stood.held_j(own, takes_s)
    yield from _too_little(record, its, driven[held_j < enough_j])
    yield from battery_waits(record, given, its, stood, waited, own, driven, enough_j)


def _public_j(given: Given, its: Tours, cars: Fleet) -> Ints:
    """What each tour should begin with where its carer stops to charge for it, and else 0."""
    if given.rules.charging != STOP:
        return np.zeros_like(its.needs_j)
    stops = (its.needs_j > 0) & its.is_driven & np.append(cars.has_post, False)[its.begins]
    return np.where(stops, its.needs_j + np.append(cars.reserve_j, 0)[its.begins], 0)


def _rank(cars: Fleet, stood: Stands, stand: Ints, at_s: Ints, enough_j: Ints) -> Ints:
    """How good a stand is for a tour that leaves then and needs so much; the least is best.

    Among vehicles that hold enough: those with a post by whether they are at it, the fullest first;
    others in the order of their numbers. After them who holds too little, the fullest first.
    """
    vehicle, held_j = stood.vehicle[stand], stood.held_j(stand, at_s)
    is_enough, has_post = held_j >= enough_j, cars.has_post[vehicle]
    is_at_post = has_post & (stood.start_s[stand] <= at_s) & (held_j < stood.filled_j[stand])
    group = np.where(is_enough, is_at_post, 2)
    lacks_j = np.where(is_enough & ~has_post, 0, _JOULES - 1 - held_j)
    return (group * _JOULES + lacks_j) * _NUMBERS + vehicle


def _too_little(record: Record, its: Tours, tours_: Ints) -> Iterator[Contradiction]:
    """Each vehicle that held too little was taken by a decision, and none but these."""
    made, leg = record.decisions, its.out[tours_]
    at_s, number = its.takes_s[tours_].tolist(), record.legs["round"][leg].tolist()
    due = [
        Decision(time_s, "vehicles", "too_little", NOBODY, NOBODY, NOBODY, its_round, its_round)
        for time_s, its_round in zip(at_s, number, strict=True)
    ]
    ours = np.flatnonzero(made["action"] == "too_little")
    is_wrong = np.zeros(len(made["action"]), dtype=np.bool_)
    is_missing = np.zeros(len(its.of_leg), dtype=np.bool_)
    is_wrong[ours], is_missing[leg] = unmatched(made, ours, due)
    yield "vehicle held enough when it was said not to", "decisions", is_wrong
    yield "vehicle held too little, and nobody said so", "legs", is_missing
