"""Whether vehicles hold what they were given less what they used, and wait their turn at posts."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from operator import le
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.day import ChargingRecord
from ruttsim.domain.energy import JOULES_PER_KWH, ON_THE_WAY, POST, PUMP, SOCKET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruttsim.audit.columns import Columns
    from ruttsim.audit.fleet import Fleet
    from ruttsim.audit.given import Contradiction, Given
    from ruttsim.audit.tours import Tours
    from ruttsim.domain.arrays import Bools, Ints

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


class _Held:
    """What vehicles hold as their day goes on, and the rows that should tell of it.

    The rows of each vehicle stand in their order. Of many vehicles at once, each method says what
    happens to them next, and so how their next rows should be.
    """

    def __init__(self, charging: Columns, fleet: Fleet) -> None:
        self._charging, self._fleet = charging, fleet
        self.now_j = fleet.held_j.copy()
        vehicle, size = charging["vehicle"], len(fleet.kind)
        known = np.flatnonzero(~strange(charging, size))
        self._row = known[np.argsort(vehicle[known], kind="stable")]
        count = np.bincount(vehicle[known], minlength=size)
        self._end = np.cumsum(count)
        self._next = self._end - count
        self._expected: list[tuple[Ints, ...]] = []

    def refuel(self, vehicle: Ints, came_s: Ints) -> Ints:
        """Fill tanks that came home low at once; when all are there again."""
        fleet = self._fleet
        is_low = fleet.has_pump[vehicle] & (self.now_j[vehicle] < fleet.low_j[vehicle])
        low, low_s = vehicle[is_low], came_s[is_low]
        there_s = came_s.copy()
        there_s[is_low] += fleet.refuelling_s[low]
        low_j, filled_j = self.now_j[low], fleet.filled_j[low]
        self._expect(low, PUMP, (low_s, low_s, there_s[is_low]), low_j, filled_j, filled_j)
        return there_s

    def charge(self, vehicle: Ints, came_s: Ints, until_s: Ints) -> tuple[Ints, Bools]:
        """Charge who is not full: when each begins to by the record, and who cannot do so."""
        fleet, start_s = self._fleet, np.full(len(vehicle), _EVER)
        is_wrong = np.zeros(len(vehicle), dtype=np.bool_)
        may = ~fleet.has_pump[vehicle] & (self.now_j[vehicle] < fleet.filled_j[vehicle])
        may &= until_s > came_s
        for way, is_ours in ((POST, fleet.has_post[vehicle]), (SOCKET, ~fleet.has_post[vehicle])):
            rows = np.flatnonzero(may & is_ours)
            if not len(rows):
                continue
            own, from_s, end_s = vehicle[rows], came_s[rows], until_s[rows]
            begins_s = self._start_s(own) if way == POST else from_s
            charges = begins_s >= 0
            lasts_s = -((self.now_j[own] - fleet.filled_j[own]) // fleet.power_w[own])
            end_s = np.where(charges, np.minimum(end_s, begins_s + lasts_s), end_s)
            added_j = np.where(charges, fleet.power_w[own] * (end_s - begins_s), 0)
            from_j = self.now_j[own]
            end_j = np.minimum(fleet.filled_j[own], from_j + added_j)
            self._expect(own, way, (from_s, begins_s, end_s), from_j, end_j, end_j)
            start_s[rows[charges]] = begins_s[charges]
            is_wrong[rows] = charges & ((begins_s < from_s) | (begins_s >= end_s))
        return start_s, is_wrong

    def drive(self, vehicle: Ints, returns_s: Ints, used_j: Ints) -> None:
        """Take what a tour has used; what was not there came from somewhere on the way."""
        left_j = self.now_j[vehicle] - used_j
        self.now_j[vehicle] = left_j
        is_out = left_j < 0
        out, at_s, lacking_j = vehicle[is_out], returns_s[is_out], -left_j[is_out]
        nothing_j = np.zeros_like(lacking_j)
        self._expect(out, ON_THE_WAY, (at_s, at_s, at_s), nothing_j, lacking_j, nothing_j)

    def stop(
        self, vehicle: Ints, given: Given, times_s: tuple[Ints, Ints], enough_j: Ints
    ) -> Bools:
        """Charge for a tour what lacks of enough; who did so otherwise than it takes.

        `times_s` are when each was taken and when it left, `enough_j` 0 where nobody stops.
        """
        lacking, (takes_s, leaves_s) = given.energy.lacking, times_s
        end_j = np.minimum(enough_j, self._fleet.filled_j[vehicle])
        lacks_j = np.maximum(end_j - self.now_j[vehicle], 0)
        stops = lacks_j > 0
        lasts_s = np.where(stops, lacking.public_stop_s - (-lacks_j // lacking.public_w), 0)
        own, since_s, until_s = vehicle[stops], takes_s[stops], leaves_s[stops]
        from_j, after_j = self.now_j[own], end_j[stops]
        self._expect(own, ON_THE_WAY, (since_s, since_s, until_s), from_j, after_j, after_j)
        is_wrong: Bools = leaves_s - takes_s != lasts_s
        return is_wrong

    def is_otherwise(self) -> Bools:
        """Vehicles that have other rows than they should."""
        wrong: Bools = self._next != self._end
        if not self._expected:
            return wrong
        found = [np.concatenate(it) for it in zip(*self._expected, strict=True)]
        place, vehicle, way, *numbers = [it[~wrong[found[1]]] for it in found]
        of_kind = zip(*self._fleet.kinds, strict=True)
        kinds = [np.array(it)[self._fleet.kind[vehicle]] for it in of_kind]
        energy_kwh = (it / JOULES_PER_KWH for it in numbers[3:])
        expected = (*kinds, vehicle, way, *numbers[:3], *energy_kwh)
        for name, column in zip(ChargingRecord._fields, expected, strict=True):
            wrong[vehicle[self._charging[name][self._row[place]] != column]] = True
        return wrong

    def _start_s(self, vehicle: Ints) -> Ints:
        """When vehicles begin to charge by their next rows; -1: never, or there is none."""
        place = np.where(self._next < self._end, self._next, -1)[vehicle]
        found: Ints = np.maximum(np.append(self._charging["start_s"][self._row], -1)[place], -1)
        return found

    def _expect(
        self,
        vehicle: Ints,
        way: str,
        times_s: tuple[Ints, ...],
        from_j: Ints,
        end_j: Ints,
        after_j: Ints,
    ) -> None:
        """The next rows of some vehicles, and what these hold after them."""
        if len(vehicle):
            ways = np.full(len(vehicle), way)
            self._expected.append((self._next[vehicle], vehicle, ways, *times_s, from_j, end_j))
            self._next[vehicle] += 1
            self.now_j[vehicle] = after_j


def strange(charging: Columns, vehicles: int) -> Bools:
    """Rows about a vehicle that does not exist, where there are so many."""
    is_strange: Bools = (charging["vehicle"] < 0) | (charging["vehicle"] >= vehicles)
    return is_strange


def stands(
    charging: Columns, given: Given, fleet: Fleet, its: Tours, enough_j: Ints
) -> tuple[Stands, Bools]:
    """When vehicles stand where and what they hold, and the vehicles of which this is unknown.

    `enough_j` is what each tour should begin with where its carer stops to charge, and else 0.

    Each row is held against what must have been: what the vehicle held, the power of the post and
    the time at it. That starts and ends are when they could be is left to `line`.
    """
    size = len(fleet.kind)
    known = np.flatnonzero((its.vehicle >= 0) & (its.vehicle < size))
    tours = known[np.lexsort((its.returns_s[known], its.takes_s[known], its.vehicle[known]))]
    count = np.bincount(its.vehicle[tours], minlength=size)
    vehicle, last = np.repeat(np.arange(size), count + 1), np.cumsum(count + 1) - 1
    is_first, is_last = np.zeros((2, len(vehicle)), dtype=np.bool_)
    is_first[last - count] = is_last[last] = True
    before, after = np.full((2, len(vehicle)), -1)
    before[~is_first] = after[~is_last] = tours
    came_s, to_s = np.full(len(vehicle), given.energy.opens_s), np.full(len(vehicle), _EVER)
    came_s[~is_first], to_s[~is_last] = its.returns_s[tours], its.takes_s[tours]
    from_s, from_j = np.where(is_first, -1, came_s), np.zeros_like(vehicle)
    start_s, wrong = np.full(len(vehicle), _EVER), np.zeros(size, dtype=np.bool_)
    until_s = np.minimum(to_s, np.maximum(_closes_s(given, fleet, its, known)[vehicle], came_s))
    held, stops = _Held(charging, fleet), enough_j.any()
    for place in range(int(count.max(initial=0)) + 1):
        stand = (last - count + place)[count >= place]
        own = vehicle[stand]
        if place:
            driven = before[stand]
            if stops:
                times_s = its.takes_s[driven], its.leaves_s[driven]
                wrong[own] |= held.stop(own, given, times_s, enough_j[driven])
            held.drive(own, its.returns_s[driven], its.used_j[driven])
            from_s[stand] = held.refuel(own, came_s[stand])
        from_j[stand] = held.now_j[own]
        start_s[stand], is_wrong = held.charge(own, came_s[stand], until_s[stand])
        wrong[own] |= is_wrong
    power_w, filled_j = fleet.power_w[vehicle], fleet.filled_j[vehicle]
    found = Stands(vehicle, before, after, from_s, to_s, from_j, start_s, power_w, filled_j)
    return found, wrong | held.is_otherwise()


def _closes_s(given: Given, fleet: Fleet, its: Tours, known: Ints) -> Ints:
    """When each vehicle's charging ends: in the next morning.

    Posts of a base are looked at as long as vehicles that need one come and go.
    """
    of_base: dict[tuple[int, int], int] = {}
    base = np.array(
        [of_base.setdefault(it[:2], len(of_base)) for it in fleet.kinds], dtype=np.int64
    )
    base, closes_s = base[fleet.kind], np.full(len(base), given.energy.closes_s)
    tours = known[fleet.has_post[its.vehicle[known]]]
    latest_s = np.maximum(its.takes_s[tours], its.returns_s[tours])
    np.maximum.at(closes_s, base[its.vehicle[tours]], latest_s)
    return np.where(fleet.has_post, closes_s[base], given.energy.closes_s)


def charging_rows(charging: Columns, is_wrong: Bools) -> Iterator[Contradiction]:
    """Rows of no vehicle or out of order, and vehicles whose day does not add up."""
    is_strange = strange(charging, len(is_wrong))
    yield "vehicle that does not exist", "charging", is_strange
    yield "energy does not follow from ways driven and times at posts", "fleet", is_wrong
    names = ("arrive_s", "vehicle", "end_s")
    order = list(zip(*(charging[name].tolist() for name in names), strict=True))
    is_wrong = np.zeros(len(is_strange), dtype=np.bool_)
    is_wrong[1:] = list(map(le, order[1:], order))
    yield "charging is not in the order in which vehicles came", "charging", is_wrong


def line(charging: Columns, given: Given) -> Iterator[Contradiction]:
    """At the posts of a base it is first come, first served, and no post stands free for nothing.

    Each takes the post that is free first after those before it; who is gone before that charges
    nothing. Who comes in the same second: as it was.
    """
    is_wrong = np.zeros(len(charging["way"]), dtype=np.bool_)
    names = ("organisation", "premise", "arrive_s", "start_s", "end_s")
    rows = np.flatnonzero(charging["way"] == POST)
    recorded_s = charging["start_s"][rows]
    rows = rows[np.lexsort((recorded_s, recorded_s < 0, charging["arrive_s"][rows]))]
    free_s = {base: [0] * number for base, number in given.energy.posts.items()}
    of_rows = zip(*(charging[name][rows].tolist() for name in names), strict=True)
    for row, (organisation, premise, arrive_s, start_s, end_s) in zip(rows, of_rows, strict=True):
        posts = free_s[organisation, premise]
        may_s = max(arrive_s, posts[0])
        if may_s >= end_s:
            is_wrong[row] = start_s >= 0
        else:
            is_wrong[row] = start_s != may_s
            heapq.heapreplace(posts, end_s)
    yield "vehicle charges out of turn, or beside the posts that there are", "charging", is_wrong
