"""What is done where no vehicle at the base holds enough for a round: rules by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruttsim.domain.day import Decision
from ruttsim.domain.energy import ON_THE_WAY
from ruttsim.simulate.vehicles import Pool, Promise

if TYPE_CHECKING:
    from ruttsim.simulate.charging import Stay
    from ruttsim.simulate.world import Carer, Process


class PatientPool(Pool):
    """Vehicles that carers wait for: a carer leaves for a planned round with enough.

    Who finds none that holds enough is promised the one of those charging now that holds it first,
    the lowest number of equals, and leaves as soon as it does. From then on it is nobody else's,
    whatever comes back before. Where none would hold enough within the longest wait, the carer goes
    at once with the fullest, as everywhere else. So does who is called out later in the shift, and
    who finds no vehicle at all takes the next that comes back.
    """

    def reserved(self, carer: Carer) -> int:
        """One of the vehicles that are there, which is out from now on, or promised."""
        now_s, number = int(self._clock.now), carer.planned.round
        if carer.left_s >= 0 or not self._energy.needs_j[number]:
            return super().reserved(carer)
        enough_j = self._enough_j(carer)
        if self._posts is not None:
            self._posts.advance(now_s)
        if any(self._holds_j(it, now_s) >= enough_j for it in (*self._ready, *self._stays)):
            return super().reserved(carer)
        charging = [
            (stay.holds_s(enough_j), vehicle)
            for vehicle, stay in self._stays.items()
            if stay.is_charging(now_s) and enough_j <= self._store.filled_j
        ]
        until_s, vehicle = min(charging, default=(0, 0))
        if not charging or until_s - now_s > self._energy.lacking.longest_wait_s:
            return super().reserved(carer)
        if vehicle in self._ready:
            self._remove(vehicle)
        self.promised[vehicle] = Promise(self._stays.pop(vehicle), until_s)
        self._there[self.number] -= 1
        self._decisions.append(Decision(now_s, "vehicles", "wait", -1, -1, -1, number, number))
        return vehicle

    def kept(self, carer: Carer) -> None:
        """A carer has the vehicle that was promised, from now on."""
        now_s, vehicle = int(self._clock.now), carer.vehicle
        if self._posts is not None:
            self._posts.advance(now_s)
        stay = self.promised.pop(vehicle).stay
        if stay is not None and not stay.is_over:
            self._stays[vehicle] = stay
        super().kept(carer)

    def _is_full(self, stay: Stay) -> None:
        """A vehicle has left its post; who was promised it has it there."""
        if stay.vehicle in self.promised:
            self._held_j[stay.vehicle - self._first] = self._store.filled_j
            self._over(stay, stay.full_s)
        else:
            super()._is_full(stay)


class StoppingPool(Pool):
    """Cars whose carers stop at a public post, before their round, for what it needs and more.

    Who has for a planned round a car with less than that and the reserve charges what lacks, as far
    as the battery holds it. What a round uses beyond that is charged on the way as everywhere else.
    Bicycles find no such post, and tanks are filled before.
    """

    def _goes(self, vehicle: int, carer: Carer, enough_j: int, now_s: int) -> None:
        """A carer has a vehicle from now on, and may stop with it."""
        super()._goes(vehicle, carer, enough_j, now_s)
        is_planned = carer.left_s < 0 and self._energy.needs_j[carer.planned.round]
        held_j = self._held_j[vehicle - self._first]
        end_j = min(enough_j, self._store.filled_j)
        if self._posts is not None and is_planned and held_j < end_j:
            until_s = now_s + self._energy.lacking.stop_s(end_j - held_j)
            self.promised[vehicle] = Promise(None, until_s, end_j)

    def kept(self, carer: Carer) -> None:
        """The car is charged, and its carer leaves."""
        vehicle, place = carer.vehicle, carer.vehicle - self._first
        now_s, promise = int(self._clock.now), self.promised.pop(vehicle)
        since_s = now_s - self._energy.lacking.stop_s(promise.end_j - self._held_j[place])
        times_s = (since_s, since_s, now_s)
        self._write(vehicle, ON_THE_WAY, times_s, self._held_j[place], promise.end_j)
        self._held_j[place] = promise.end_j


def leaves(pool: Pool, carer: Carer) -> Process:
    """Until a carer has the vehicle that was promised; so long nobody can send it elsewhere."""
    until_s = pool.promised[carer.vehicle].until_s
    carer.is_out, carer.leave_s = 0, until_s
    yield carer.nap.until(until_s)
    carer.is_out = 1
    pool.kept(carer)


CHARGING: dict[str, type[Pool]] = {
    "on_the_way": Pool,
    "wait": PatientPool,
    "stop_and_charge": StoppingPool,
}
"""What a carer does for whom no vehicle holds enough."""
