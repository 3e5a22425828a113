"""Whether vehicles hold what they were given less what they used, and wait their turn at posts."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.day import ChargingRecord
from ruttsim.domain.energy import JOULES_PER_KWH, ON_THE_WAY, POST, PUMP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruttsim.audit.given import Contradiction, Given
    from ruttsim.audit.tours import Tours
    from ruttsim.domain.arrays import Ints
    from ruttsim.domain.energy import EnergyStore

_EVER = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Stands:
    """Each time that a vehicle stands at its base, in the order of vehicles and times.

    It is there from `from_s` (-1: since before the day) until `to_s`, `before` and `after` the
    tours of these numbers (-1: none). It holds `from_j` and charges with `power_w` from `start_s`
    until it has `filled_j`.
    """

    vehicle: Ints
    before: Ints
    after: Ints
    from_s: Ints
    to_s: Ints
    from_j: Ints
    start_s: Ints
    power_w: Ints
    filled_j: Ints

    def held_j(self, stand: Ints, at_s: Ints) -> Ints:
        """What some of them hold, each at a time of its own."""
        charged_s = np.maximum(at_s - np.minimum(self.start_s[stand], at_s), 0)
        from_j = self.from_j[stand]
        held_j = np.minimum(from_j + charged_s * self.power_w[stand], self.filled_j[stand])
        found: Ints = np.where(charged_s > 0, held_j, from_j)
        return found


class _Vehicle:
    """One vehicle's day: what it holds, and which row of the record tells of what happens next."""

    def __init__(self, vehicle: int, held_j: int, store: EnergyStore, rows: Sequence[int]) -> None:
        self.vehicle, self.held_j, self.store = vehicle, held_j, store
        self._rows = list(reversed(rows))
        self.is_sound = True

    def next_row(self, charging: Sequence[ChargingRecord], expected: ChargingRecord) -> bool:
        """Whether the next row is the expected one."""
        self.is_sound &= bool(self._rows) and charging[self._rows.pop()] == expected
        return self.is_sound

    def peek(self, charging: Sequence[ChargingRecord]) -> ChargingRecord | None:
        """The next row."""
        return charging[self._rows[-1]] if self._rows else None

    @property
    def is_done(self) -> bool:
        """Whether all rows were as expected, and none is left."""
        return self.is_sound and not self._rows


def stands(
    charging: Sequence[ChargingRecord], given: Given, its: Tours
) -> tuple[Stands, list[int]]:
    """When vehicles stand where and what they hold, and the vehicles of which this is unknown.

    Each row is held against what must have been: the row before it, the way driven since, the power
    of the post and the time at it. That starts and ends are when they could be is left to `line`.
    """
    energy = given.energy
    keys = [(key, held_j) for key, own in energy.held_j.items() for held_j in own]
    rows: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(charging):
        rows[row.vehicle].append(number)
    tours: dict[int, list[int]] = defaultdict(list)
    for tour in np.lexsort((its.returns_s, its.takes_s)).tolist():
        tours[int(its.vehicle[tour])].append(tour)
    takes_s, returns_s = its.takes_s.tolist(), its.returns_s.tolist()
    used_j = its.used_j.tolist()
    last_s = _last_s(given, its)
    found: list[tuple[int, ...]] = []
    wrong = [it for it in rows if not 0 <= it < len(keys)]
    for number, (key, held_j) in enumerate(keys):
        store = energy.stores[key[2]]
        one = _Vehicle(number, held_j, store, rows[number])
        closes_s = last_s.get(key[:2], energy.closes_s) if store.refill == POST else energy.closes_s
        before, came_s = -1, energy.opens_s
        for tour in (*tours[number], -1):
            to_s = takes_s[tour] if tour >= 0 else _EVER
            there_s, start_s, from_j = came_s, _EVER, one.held_j
            if store.refill == PUMP:
                if before >= 0 and one.held_j < store.low_j:
                    there_s = came_s + store.refuelling_s
                    _refuelled(one, charging, (*key, number), came_s, there_s)
                    from_j = one.held_j
            else:
                until_s = min(to_s, max(closes_s, came_s))
                start_s = _charged(one, charging, (*key, number), came_s, until_s)
            from_s = there_s if before >= 0 else -1
            found.append(
                (number, before, tour, from_s, to_s, from_j, start_s, store.power_w, store.filled_j)
            )
            if tour >= 0:
                _driven(one, charging, (*key, number), returns_s[tour], used_j[tour])
                before, came_s = tour, returns_s[tour]
        if not one.is_done:
            wrong.append(number)
    columns = np.array(found, dtype=np.int64).reshape(-1, 9).T
    return Stands(*columns), wrong


def _last_s(given: Given, its: Tours) -> dict[tuple[int, int], int]:
    """When the posts of each base were last looked at: in the next morning, or later."""
    last_s: dict[tuple[int, int], int] = {}
    first = 0
    for key, number in given.fleet.items():
        if given.energy.stores[key[2]].refill == POST:
            own = its.begins == first
            times_s = np.concatenate([its.takes_s[own], its.returns_s[own]])
            latest_s = int(times_s.max(initial=given.energy.closes_s))
            last_s[key[:2]] = max(last_s.get(key[:2], 0), latest_s)
        first += number
    return last_s


_Key = tuple[int, int, str, int]


def _refuelled(
    one: _Vehicle, charging: Sequence[ChargingRecord], key: _Key, came_s: int, there_s: int
) -> None:
    """A tank that came home low, and is filled at once."""
    held_kwh, filled_kwh = one.held_j / JOULES_PER_KWH, one.store.filled_j / JOULES_PER_KWH
    times_s = (came_s, came_s, there_s)
    one.next_row(charging, ChargingRecord(*key, PUMP, *times_s, held_kwh, filled_kwh))
    one.held_j = one.store.filled_j


def _charged(
    one: _Vehicle, charging: Sequence[ChargingRecord], key: _Key, came_s: int, until_s: int
) -> int:
    """A stay of a vehicle that is not full; when it begins to charge, by the record."""
    store, row = one.store, one.peek(charging)
    if one.held_j >= store.filled_j or until_s <= came_s:
        return int(_EVER)
    if row is None:
        one.is_sound = False
        return int(_EVER)
    start_s = came_s if store.refill != POST else row.start_s
    end_s, end_j = until_s, one.held_j
    if start_s >= 0:
        charges_s = math.ceil((store.filled_j - one.held_j) / store.power_w)
        end_s = min(until_s, start_s + charges_s)
        end_j = min(store.filled_j, one.held_j + store.power_w * (end_s - start_s))
        one.is_sound &= came_s <= start_s < end_s
    energy_kwh = one.held_j / JOULES_PER_KWH, end_j / JOULES_PER_KWH
    times_s = (came_s, start_s, end_s)
    one.next_row(charging, ChargingRecord(*key, store.refill, *times_s, *energy_kwh))
    one.held_j = end_j
    return start_s if start_s >= 0 else int(_EVER)


def _driven(
    one: _Vehicle,
    charging: Sequence[ChargingRecord],
    key: _Key,
    returns_s: int,
    used_j: int,
) -> None:
    """What a tour has taken; what was not there came from somewhere on the way."""
    one.held_j -= used_j
    if one.held_j < 0:
        times_s = (returns_s, returns_s, returns_s)
        energy_kwh = (0.0, -one.held_j / JOULES_PER_KWH)
        one.next_row(charging, ChargingRecord(*key, ON_THE_WAY, *times_s, *energy_kwh))
        one.held_j = 0


def charging_rows(
    charging: Sequence[ChargingRecord], given: Given, wrong: Iterable[int]
) -> Iterator[Contradiction]:
    """Vehicles whose day does not add up, rows of none, and rows that are not in order."""
    size = sum(given.fleet.values())
    is_wrong = np.array([not 0 <= it.vehicle < size for it in charging], dtype=np.bool_)
    yield "vehicle that does not exist", "charging", is_wrong
    is_strange = np.zeros(size, dtype=np.bool_)
    is_strange[[it for it in wrong if 0 <= it < size]] = True
    yield "energy does not follow from ways driven and times at posts", "fleet", is_strange
    order = [(it.arrive_s, it.vehicle, it.end_s) for it in charging]
    is_wrong = np.zeros(len(charging), dtype=np.bool_)
    is_wrong[1:] = [later <= earlier for earlier, later in pairwise(order)]
    yield "charging is not in the order in which vehicles came", "charging", is_wrong


def line(charging: Sequence[ChargingRecord], given: Given) -> Iterator[Contradiction]:
    """At the posts of a base it is first come, first served, and no post stands free for nothing.

    Each takes the post that is free first after those before it; who is gone before that charges
    nothing.
    """
    is_wrong = np.zeros(len(charging), dtype=np.bool_)
    of_base: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, row in enumerate(charging):
        if row.way == POST:
            of_base[row.organisation, row.premise].append(number)
    for base, rows in of_base.items():
        free_s = [0] * given.energy.posts[base]
        rows.sort(key=lambda number: _turn(charging[number]))
        for number in rows:
            row = charging[number]
            start_s = max(row.arrive_s, free_s[0])
            if start_s >= row.end_s:
                is_wrong[number] = row.start_s >= 0
            else:
                is_wrong[number] = row.start_s != start_s
                heapq.heapreplace(free_s, row.end_s)
    yield "vehicle charges out of turn, or beside the posts that there are", "charging", is_wrong


def _turn(row: ChargingRecord) -> tuple[int, bool, int]:
    """Whose turn is before whose; who comes in the same second: as it was."""
    return row.arrive_s, row.start_s < 0, row.start_s
