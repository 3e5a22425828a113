"""The charging posts of a base: vehicles charge in the order in which they come.

Nothing here is an event of the day's clock. What has happened by a time is worked out when somebody
comes, leaves or asks, so that charging costs a day nothing but a few sums.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ruttsim.domain.energy import EnergyStore

NEVER_S = -1


@dataclass(eq=False, slots=True)
class Stay:
    """A vehicle at its base from `arrive_s`, holding `from_j` until it charges from `start_s`.

    It would be full at `full_s`; NEVER_S: it has no post yet. It `is_over` when it is full or
    taken.
    """

    vehicle: int
    store: EnergyStore
    from_j: int
    arrive_s: int
    when_full: Callable[[Stay], None]
    start_s: int = NEVER_S
    full_s: int = NEVER_S
    is_over: bool = False

    def begin(self, now_s: int) -> None:
        """Charge from now on."""
        self.start_s = now_s
        self.full_s = now_s + self.store.charging_s(self.from_j)

    def held_j(self, now_s: int) -> int:
        """What the vehicle holds at a time that is not before what has happened."""
        if self.start_s < 0 or now_s <= self.start_s:
            return self.from_j
        return min(self.store.filled_j, self.from_j + self.store.power_w * (now_s - self.start_s))

    def holds_s(self, enough_j: int) -> int:
        """When a vehicle that charges holds so much, which is not more than full nor there yet."""
        return self.start_s - (self.from_j - enough_j) // self.store.power_w

    def is_charging(self, now_s: int) -> bool:
        """Whether it is being charged."""
        return 0 <= self.start_s <= now_s < self.full_s


class Posts:
    """A number of charging posts, who is at them, and who waits in line."""

    def __init__(self, number: int) -> None:
        self._free = number
        self._waiting: deque[Stay] = deque()
        self._charging: list[tuple[int, int, Stay]] = []
        self._begun = 0
        self.now_s = 0

    def advance(self, now_s: int) -> None:
        """Let everything happen that happens by a time."""
        while self._charging and self._charging[0][0] <= now_s:
            full_s, _, stay = heapq.heappop(self._charging)
            if not stay.is_over:
                stay.is_over = True
                stay.when_full(stay)
                self._next(full_s)
        self.now_s = max(self.now_s, now_s)

    def come(self, stay: Stay) -> None:
        """Charge, or wait in line; until then the posts are up to date."""
        if self._free:
            self._begin(stay, stay.arrive_s)
        else:
            self._waiting.append(stay)

    def leave(self, stay: Stay, now_s: int) -> None:
        """Leave the post or the line; until now the posts are up to date."""
        stay.is_over = True
        if stay.start_s < 0:
            self._waiting.remove(stay)
        else:
            self._next(now_s)

    def _begin(self, stay: Stay, now_s: int) -> None:
        self._free -= 1
        stay.begin(now_s)
        self._begun += 1
        heapq.heappush(self._charging, (stay.full_s, self._begun, stay))

    def _next(self, now_s: int) -> None:
        """A post is free from now on, or the next one's in line."""
        self._free += 1
        if self._waiting:
            stay = self._waiting.popleft()
            self._begin(stay, max(now_s, stay.arrive_s))
