"""Whether every vehicle is where it was left, and waited for only where none is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim.audit.given import NOBODY
from ruttsim.audit.morning import ON_FOOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruttsim.audit.given import Contradiction, Given
    from ruttsim.audit.record import Record
    from ruttsim.audit.timing import Timing
    from ruttsim.domain.arrays import Ints

_EVER = np.iinfo(np.int64).max


def vehicles(record: Record, given: Given, timing: Timing) -> Iterator[Contradiction]:
    """A vehicle is of the round's base and type, with one carer at a time, from base to base.

    Who asks first has it first, who has to wait gets the one that comes back then, and who has not
    the one with the lowest number.
    """
    legs, is_to_base = record.legs, record.is_to_base
    count = len(is_to_base)
    is_out = np.roll(is_to_base, 1)
    is_out[record.first_leg] = True
    out, back = np.flatnonzero(is_out), np.flatnonzero(is_to_base)
    tour = np.cumsum(is_out) - 1
    begins, ends = _numbers(record, given)
    row = record.round_of_leg
    vehicle = legs["vehicle"]
    is_foreign = (vehicle < begins[row]) | (vehicle > ends[row])
    yield "vehicle is not of its base and type", "legs", is_foreign
    is_otherwise = vehicle != vehicle[out][tour] if count else is_foreign
    yield "vehicle changes on the way", "legs", is_otherwise

    is_driven = begins[row[out]] >= 0
    asks_s, takes_s = timing.free_s[out], timing.goes_s[out]
    returns_s, pool = timing.ready_s[back], begins[row[out]]
    found = {name: np.zeros(count, dtype=np.bool_) for name in ("twice", "vain", "turn", "order")}
    waits = takes_s > asks_s
    found["vain"][out] = waits & ~is_driven
    driven = np.flatnonzero(is_driven)
    asks_s, takes_s, returns_s = asks_s[driven], takes_s[driven], returns_s[driven]
    pool, its, waits = pool[driven], vehicle[out][driven], waits[driven]
    leg = out[driven]

    order = np.lexsort((returns_s, takes_s, its))
    is_same = its[order][1:] == its[order][:-1]
    found["twice"][leg[order][1:]] = is_same & (takes_s[order][1:] < returns_s[order][:-1])
    idle = _idle(given, its[order], takes_s[order], returns_s[order])
    idle_pool, idle_its, from_s, to_s = idle
    came_s = np.full(len(its), -1)
    came_s[order[1:]] = np.where(is_same, returns_s[order][:-1], -1)
    is_there = idle_pool == pool[:, np.newaxis]
    is_there &= from_s < takes_s[:, np.newaxis]
    was_free = is_there & (to_s > asks_s[:, np.newaxis]) & (to_s > from_s)
    found["vain"][leg] = waits & (was_free.any(axis=1) | (came_s != takes_s))
    lower = is_there & (to_s > takes_s[:, np.newaxis]) & (idle_its < its[:, np.newaxis])
    found["order"][leg] = ~waits & lower.any(axis=1)
    turns = np.lexsort((takes_s, asks_s, pool))
    is_same = pool[turns][1:] == pool[turns][:-1]
    found["turn"][leg[turns][1:]] = is_same & (np.diff(takes_s[turns]) < 0)
    yield "vehicle is with two carers at once", "legs", found["twice"]
    yield "carer waits though a vehicle is there, or takes one that is not", "legs", found["vain"]
    yield "vehicle is taken out of turn", "legs", found["turn"]
    yield "vehicle is taken though a lower number is there", "legs", found["order"]


def _numbers(record: Record, given: Given) -> tuple[Ints, Ints]:
    """First and last number of the vehicles of each round's base and type; -1 on foot."""
    numbers, first = {}, 0
    for key, number in given.fleet.items():
        numbers[key] = (first, first + number - 1)
        first += number
    found = [
        (NOBODY, NOBODY)
        if it.mode == ON_FOOT
        else numbers[it.organisation, it.premise, it.vehicle_type]
        for it in record.planned
    ]
    begins, ends = np.array(found, dtype=np.int64).reshape(-1, 2).T
    return begins, ends


def _idle(given: Given, its: Ints, takes_s: Ints, returns_s: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """When each vehicle stands at its base: pool (its first number), vehicle, from, until.

    The arguments are in the order of vehicles and times.
    """
    size = sum(given.fleet.values())
    sizes = np.array(list(given.fleet.values()), dtype=np.int64)
    firsts = np.cumsum(sizes) - sizes
    pool = np.repeat(firsts, sizes)
    is_known = (its >= 0) & (its < size)
    its, takes_s, returns_s = its[is_known], takes_s[is_known], returns_s[is_known]
    every = np.arange(size)
    vehicle = np.concatenate([its, every])
    from_s = np.concatenate([returns_s, np.full(size, -1)])
    order = np.lexsort((from_s, vehicle))
    vehicle, from_s = vehicle[order], from_s[order]
    to_s = np.full(len(vehicle), _EVER)
    to_s[np.flatnonzero(np.diff(vehicle, append=-1) == 0)] = takes_s
    return pool[vehicle], vehicle, from_s, to_s
