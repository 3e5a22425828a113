"""The vehicles of one type at one base: taken by number, waited for where none is there."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import simpy


class Pool:
    """Vehicles numbered from `first`; the lowest that is there is taken, in order of asking."""

    def __init__(self, clock: simpy.Environment, first: int, number: int) -> None:
        self._clock = clock
        self._there = list(range(first, first + number))
        self._waiting: deque[simpy.Event] = deque()

    @property
    def there(self) -> int:
        """How many vehicles are there that nobody waits for."""
        return len(self._there)

    def reserved(self) -> int:
        """One of the vehicles that are there, which is out from now on; its number."""
        return heapq.heappop(self._there)

    def taken(self) -> Generator[simpy.Event, Any, int]:
        """Wait for a vehicle, and take it; its number."""
        if self._there:
            return heapq.heappop(self._there)
        turn = self._clock.event()
        self._waiting.append(turn)
        return int((yield turn))

    def give_back(self, vehicle: int) -> None:
        """Let the next in line have a vehicle, or keep it."""
        if self._waiting:
            self._waiting.popleft().succeed(vehicle)
        else:
            heapq.heappush(self._there, vehicle)
