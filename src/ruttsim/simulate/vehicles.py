"""The vehicles of one type at one base: taken by rule, waited for where none is there."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ruttsim.domain.day import ChargingRecord, Decision
from ruttsim.domain.energy import JOULES_PER_KWH, ON_THE_WAY, POST, PUMP
from ruttsim.simulate.charging import NEVER_S, Posts, Stay
from ruttsim.simulate.columns import DEPART_S, DISTANCE_DM, DRIVE_S

if TYPE_CHECKING:
    import simpy

    from ruttsim.domain.arrays import Ints
    from ruttsim.domain.energy import MorningEnergy
    from ruttsim.simulate.world import Carer, Process

NO_VEHICLE = -1
LONG_AGO_S = -(1 << 40)
"""When a vehicle stopped that has not been used today."""


class Promise(NamedTuple):
    """A vehicle that charges for one carer, who leaves with it at `until_s`: at its base, or not.

    Elsewhere it has no `stay`, and holds `end_j` then.
    """

    stay: Stay | None
    until_s: int
    end_j: int = 0


class Pool:
    """Vehicles numbered from `first`, each with what it holds.

    A round takes one that holds enough for it with a reserve, and which of those depends on how
    they are refilled: of those with a post, the fullest of who is at none, else the fullest; of the
    others the lowest number. Where none holds enough it takes the fullest, and that is a decision.
    `there[number]` is how many can be taken. `_ready` are the numbers of those that no post or line
    keeps; with posts these are full. `promised` are those that carers wait for (see `batteries`).
    """

    def __init__(
        self,
        clock: simpy.Environment,
        key: tuple[int, int, str],
        first: int,
        number: int,
        there: Ints,
        energy: MorningEnergy,
        posts: Posts | None,
        decisions: list[Decision],
    ) -> None:
        self._clock, self._key, self._first = clock, key, first
        self.number, self._there = number, there
        self._energy, self._decisions = energy, decisions
        self._store = store = energy.stores[key[2]]
        self._charges_below_j = 0 if store.refill == PUMP else store.filled_j
        self._posts, self._is_plain = posts, store.is_plain
        self._held_j = list(energy.held_j[key])
        self._ready: list[int] = []
        self._stays: dict[int, Stay] = {}
        self._waiting: deque[tuple[simpy.Event, Carer]] = deque()
        self._out_from: dict[int, int] = {}
        self._stopped_s: dict[int, int] = {}
        self._records: list[ChargingRecord] = []
        self.promised: dict[int, Promise] = {}
        for vehicle in range(first, first + len(self._held_j)):
            self._stand(vehicle, energy.opens_s)

    @property
    def there(self) -> int:
        """How many vehicles are there that nobody waits for."""
        there: int = self._there.item(self.number)
        return there

    def reserved(self, carer: Carer) -> int:
        """One of the vehicles that are there, which is out from now on; its number."""
        now_s, enough_j, ready = int(self._clock.now), self._enough_j(carer), self._ready
        if self._posts is not None:
            self._posts.advance(now_s)
        if ready and self._holds_j(ready[0], now_s) >= enough_j:
            vehicle = heapq.heappop(ready)
        else:
            vehicle = self._chosen(enough_j, now_s)
        self._goes(vehicle, carer, enough_j, now_s)
        self._there[self.number] -= 1
        return vehicle

    def turn(self, carer: Carer) -> simpy.Event:
        """What a carer waits for where no vehicle is there: the number of one."""
        turn = self._clock.event()
        self._waiting.append((turn, carer))
        return turn

    def give_back(self, carer: Carer) -> None:
        """A carer's vehicle is back: it is refilled, or the next in line has it."""
        vehicle, carer.vehicle = carer.vehicle, NO_VEHICLE
        now_s, store, place = int(self._clock.now), self._store, vehicle - self._first
        held_j = self._held_j[place] - self._used_j(vehicle, carer)
        if held_j < 0:
            self._write(vehicle, ON_THE_WAY, (now_s, now_s, now_s), 0, -held_j)
            held_j = 0
        self._held_j[place] = held_j
        if store.refill == PUMP and held_j < store.low_j:
            self._clock.process(self._refuelled(vehicle, now_s))
        else:
            self._is_back(vehicle, now_s)

    def kept(self, carer: Carer) -> None:
        """A carer has the vehicle that was promised, from now on."""
        self._goes(carer.vehicle, carer, self._enough_j(carer), int(self._clock.now))

    def evening(self) -> list[ChargingRecord]:
        """Everything that was refilled until the day's charging ends; not in order."""
        closes_s = self._energy.closes_s
        if self._posts is not None:
            self._posts.advance(closes_s)
            closes_s = self._posts.now_s
        for stay in self._stays.values():
            self._over(stay, closes_s)
        self._stays.clear()
        return self._records

    def _used_j(self, vehicle: int, carer: Carer) -> int:
        """What a vehicle has used since its carer took it; next door it was not moved."""
        store, first = self._store, self._out_from[vehicle]
        if self._is_plain:
            return carer.plain_j(first, store.joules_per_dm)
        way_dm = carer.legs(first, DISTANCE_DM)
        used_j, stopped_s = 0, self._stopped_s.get(vehicle, LONG_AGO_S)
        depart_s, drive_s = carer.legs(first, DEPART_S), carer.legs(first, DRIVE_S)
        for its_dm, left_s, drove_s in zip(way_dm, depart_s, drive_s, strict=True):
            if its_dm:
                used_j += store.leg_j(its_dm, drove_s, left_s - stopped_s)
                stopped_s = left_s + drove_s
        self._stopped_s[vehicle] = stopped_s
        return used_j

    def _enough_j(self, carer: Carer) -> int:
        """What a carer's vehicle should hold: for the planned round, or for what comes up later."""
        needs_j = 0 if carer.left_s >= 0 else self._energy.needs_j[carer.planned.round]
        return needs_j + self._store.reserve_j

    def _holds_j(self, vehicle: int, now_s: int) -> int:
        """What a vehicle at the base holds."""
        stay = self._stays.get(vehicle)
        return self._held_j[vehicle - self._first] if stay is None else stay.held_j(now_s)

    def _chosen(self, enough_j: int, now_s: int) -> int:
        """The vehicle that the rule gives, where the first that is ready will not do."""

        def rank(vehicle: int) -> tuple[int, int, int]:
            held_j, stay = self._holds_j(vehicle, now_s), self._stays.get(vehicle)
            if held_j < enough_j:
                return 2, -held_j, vehicle
            if self._posts is None:
                return 0, 0, vehicle
            return int(stay is not None and stay.is_charging(now_s)), -held_j, vehicle

        vehicle = min({*self._ready, *self._stays}, key=rank)
        if vehicle in self._ready:
            self._remove(vehicle)
        return vehicle

    def _remove(self, vehicle: int) -> None:
        """A vehicle is ready no longer."""
        self._ready.remove(vehicle)
        heapq.heapify(self._ready)

    def _goes(self, vehicle: int, carer: Carer, enough_j: int, now_s: int) -> None:
        """A carer has a vehicle from now on."""
        stay = self._stays.pop(vehicle, None)
        if stay is not None:
            self._held_j[vehicle - self._first] = stay.held_j(now_s)
            if self._posts is not None:
                self._posts.leave(stay, now_s)
            self._over(stay, now_s)
        self._out_from[vehicle] = carer.written
        if self._held_j[vehicle - self._first] < enough_j:
            number = carer.planned.round
            self._decisions.append(
                Decision(now_s, "vehicles", "too_little", -1, -1, -1, number, number)
            )

    def _is_back(self, vehicle: int, now_s: int) -> None:
        """The next in line has a vehicle, or it stands at the base."""
        if self._posts is not None:
            self._posts.advance(now_s)
        if self._waiting:
            turn, carer = self._waiting.popleft()
            self._goes(vehicle, carer, self._enough_j(carer), now_s)
            turn.succeed(vehicle)
        else:
            self._stand(vehicle, now_s)

    def _stand(self, vehicle: int, now_s: int) -> None:
        """Put a vehicle at the base: at its socket, at a post or in line for one, or just there."""
        held_j = self._held_j[vehicle - self._first]
        self._there[self.number] += 1
        if held_j < self._charges_below_j:
            stay = Stay(vehicle, self._store, held_j, now_s, self._is_full)
            self._stays[vehicle] = stay
            if self._posts is not None:
                self._posts.come(stay)
                return
            stay.begin(now_s)
        heapq.heappush(self._ready, vehicle)

    def _is_full(self, stay: Stay) -> None:
        """A vehicle has left its post."""
        del self._stays[stay.vehicle]
        self._held_j[stay.vehicle - self._first] = self._store.filled_j
        self._over(stay, stay.full_s)
        heapq.heappush(self._ready, stay.vehicle)

    def _refuelled(self, vehicle: int, now_s: int) -> Process:
        """Fill the tank, and come back."""
        place, store = vehicle - self._first, self._store
        yield self._clock.timeout(store.refuelling_s)
        back_s = now_s + store.refuelling_s
        times_s = (now_s, now_s, back_s)
        self._write(vehicle, PUMP, times_s, self._held_j[place], store.filled_j)
        self._held_j[place] = store.filled_j
        self._is_back(vehicle, back_s)

    def _over(self, stay: Stay, now_s: int) -> None:
        """Write down a stay that ends, unless it was none: who is full stays no longer."""
        end_s = now_s if stay.full_s < 0 else min(now_s, stay.full_s)
        if end_s > stay.arrive_s:
            start_s = stay.start_s if stay.start_s < end_s else NEVER_S
            times_s = (stay.arrive_s, start_s, end_s)
            held_j = stay.held_j(end_s)
            self._write(stay.vehicle, self._store.refill, times_s, stay.from_j, held_j)

    def _write(
        self, vehicle: int, way: str, times_s: tuple[int, int, int], start_j: int, end_j: int
    ) -> None:
        """Keep a row of the record."""
        energy_kwh = (start_j / JOULES_PER_KWH, end_j / JOULES_PER_KWH)
        self._records.append(ChargingRecord(*self._key, vehicle, way, *times_s, *energy_kwh))


def pools(
    clock: simpy.Environment,
    fleet: Mapping[tuple[int, int, str], int],
    energy: MorningEnergy,
    decisions: list[Decision],
    kind: type[Pool] = Pool,
) -> tuple[dict[tuple[int, int, str], Pool], Ints]:
    """Vehicles by organisation, base and type, numbered through; types of a base share posts.

    And how many each pool has to give, by its number.
    """
    there = np.zeros(len(fleet), dtype=np.int64)
    posts = {base: Posts(number) for base, number in energy.posts.items()}
    found: dict[tuple[int, int, str], Pool] = {}
    first = 0
    for number, (key, vehicles) in enumerate(fleet.items()):
        needs_post = energy.stores[key[2]].refill == POST
        its_posts = posts[key[:2]] if needs_post and vehicles else None
        found[key] = kind(clock, key, first, number, there, energy, its_posts, decisions)
        first += vehicles
    return found, there
