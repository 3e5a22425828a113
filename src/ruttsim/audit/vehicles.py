"""Whether every vehicle is where it was left, the one to take, and waited for only in need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim.audit.charging import charging_rows, line, stands
from ruttsim.audit.given import NOBODY
from ruttsim.audit.tours import tours
from ruttsim.domain.day import Decision
from ruttsim.domain.energy import POST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ruttsim.audit.charging import Stands
    from ruttsim.audit.given import Contradiction, Given
    from ruttsim.audit.record import Record
    from ruttsim.audit.timing import Timing
    from ruttsim.audit.tours import Tours
    from ruttsim.domain.arrays import Ints
    from ruttsim.domain.day import ChargingRecord
    from ruttsim.domain.energy import EnergyStore

_NUMBERS = 1 << 20
_JOULES = 1 << 36
"""More than there are vehicles, and than any of them holds."""


def vehicles(
    record: Record, given: Given, timing: Timing, charging: Sequence[ChargingRecord]
) -> Iterator[Contradiction]:
    """A vehicle is of the round's base and type, with one carer at a time, from base to base.

    Who asks first has one first, who has to wait gets the one that comes back then, and who has not
    the one that the rule gives by what they hold.
    """
    its = tours(record, given, timing)
    count, vehicle = len(its.of_leg), record.legs["vehicle"]
    begins, ends = its.begins[its.of_leg], its.ends[its.of_leg]
    is_foreign = (vehicle < begins) | (vehicle > ends)
    yield "vehicle is not of its base and type", "legs", is_foreign
    is_otherwise = vehicle != its.vehicle[its.of_leg] if count else is_foreign
    yield "vehicle changes on the way", "legs", is_otherwise
    stood, wrong = stands(charging, given, its)
    yield from charging_rows(charging, given, wrong)
    if wrong or is_foreign.any():
        return
    yield from line(charging, given)

    found = {name: np.zeros(count, dtype=np.bool_) for name in ("twice", "vain", "turn", "order")}
    waits = its.takes_s > its.asks_s
    found["vain"][its.out] = waits & ~its.is_driven
    is_after = stood.after >= 0
    came_s = np.full(len(its.out), -1)
    came_s[stood.after[is_after]] = stood.from_s[is_after]
    is_back = np.zeros(len(its.out), dtype=np.bool_)
    is_back[stood.after[is_after]] = stood.before[is_after] >= 0
    found["twice"][its.out] = is_back & (its.takes_s < came_s)

    driven = np.flatnonzero(its.is_driven)
    takes_s, asks_s = its.takes_s[driven], its.asks_s[driven]
    leg, waits = its.out[driven], waits[driven]
    sizes = np.array(list(given.fleet.values()), dtype=np.int64)
    firsts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    is_there = firsts[stood.vehicle] == its.begins[driven][:, np.newaxis]
    is_there &= stood.from_s < takes_s[:, np.newaxis]
    was_free = is_there & (stood.to_s > asks_s[:, np.newaxis]) & (stood.to_s > stood.from_s)
    found["vain"][leg] |= waits & (was_free.any(axis=1) | (came_s[driven] != takes_s))
    own = np.empty(len(its.out), dtype=np.int64)
    own[stood.after[is_after]] = np.flatnonzero(is_after)
    own = own[driven]
    enough_j = _enough_j(record, given, its, driven)
    is_there &= (stood.to_s > takes_s[:, np.newaxis]) & ~waits[:, np.newaxis]
    tour, stand = np.nonzero(is_there)
    rank = _rank(given, stood, stand, takes_s[tour], enough_j[tour])
    own_rank = _rank(given, stood, own, takes_s, enough_j)
    found["order"][leg[tour[rank < own_rank[tour]]]] = True
    turns = np.lexsort((takes_s, asks_s, its.begins[driven]))
    is_same = its.begins[driven][turns][1:] == its.begins[driven][turns][:-1]
    found["turn"][leg[turns][1:]] = is_same & (np.diff(takes_s[turns]) < 0)
    yield "vehicle is with two carers at once", "legs", found["twice"]
    yield "carer waits though a vehicle is there, or takes one that is not", "legs", found["vain"]
    yield "vehicle is taken out of turn", "legs", found["turn"]
    yield "vehicle is taken though there is a better one", "legs", found["order"]
    held_j = stood.held_j(own, takes_s)
    yield from _too_little(record, its, driven[held_j < enough_j])


def _stores(given: Given) -> list[EnergyStore]:
    """Battery or tank of each vehicle."""
    return [
        given.energy.stores[key[2]] for key, number in given.fleet.items() for _ in range(number)
    ]


def _enough_j(record: Record, given: Given, its: Tours, driven: Ints) -> Ints:
    """What vehicles should hold for some tours: for the planned round, or for a later call."""
    needs = given.energy.needs_j
    of_round = np.array([needs.get(it.round, 0) for it in record.planned], dtype=np.int64)
    reserve_j = np.array([it.reserve_j for it in _stores(given)], dtype=np.int64)
    is_first = record.legs["sequence"][its.out[driven]] == 0
    needs_j = np.where(is_first, of_round[its.row[driven]], 0)
    found: Ints = needs_j + reserve_j[its.begins[driven]]
    return found


def _rank(given: Given, stood: Stands, stand: Ints, at_s: Ints, enough_j: Ints) -> Ints:
    """How good a stand is for a tour that leaves then and needs so much; the least is best.

    Among vehicles that hold enough: those with a post by whether they are at it, the fullest first;
    others in the order of their numbers. After them who holds too little, the fullest first.
    """
    has_post = np.array([it.refill == POST for it in _stores(given)], dtype=np.bool_)
    vehicle, held_j = stood.vehicle[stand], stood.held_j(stand, at_s)
    is_enough = held_j >= enough_j
    is_at_post = has_post[vehicle] & (stood.start_s[stand] <= at_s)
    is_at_post &= held_j < stood.filled_j[stand]
    group = np.where(is_enough, is_at_post, 2)
    lacks_j = np.where(is_enough & ~has_post[vehicle], 0, _JOULES - 1 - held_j)
    found: Ints = (group * _JOULES + lacks_j) * _NUMBERS + vehicle
    return found


def _too_little(record: Record, its: Tours, tours_: Ints) -> Iterator[Contradiction]:
    """Each vehicle that held too little was taken by a decision, and none but these."""
    made = record.decisions
    numbers = record.legs["round"][its.out[tours_]].tolist()
    expected = {
        Decision(time_s, "vehicles", "too_little", NOBODY, NOBODY, NOBODY, number, number)
        for time_s, number in zip(its.takes_s[tours_].tolist(), numbers, strict=True)
    }
    is_ours = made["action"] == "too_little"
    is_wrong = np.zeros(len(is_ours), dtype=np.bool_)
    columns = [made[name].tolist() for name in Decision._fields]
    for k, row in enumerate(zip(*columns, strict=True)):
        if is_ours[k]:
            is_wrong[k] = row not in expected
            expected.discard(Decision(*row))
    yield "vehicle held enough when it was said not to", "decisions", is_wrong
    missing = {(it.time_s, it.from_round) for it in expected}
    is_missing = np.zeros(len(its.of_leg), dtype=np.bool_)
    for tour, number in zip(tours_.tolist(), numbers, strict=True):
        is_missing[its.out[tour]] = (int(its.takes_s[tour]), number) in missing
    yield "vehicle held too little, and nobody said so", "legs", is_missing
