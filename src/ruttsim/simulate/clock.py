# ruff: noqa: SLF001 (what it shortens is inside SimPy)
"""The day's clock: SimPy's environment, with a shorter loop and a timeout that is used again."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.events import NORMAL, Event, Process

SLEEPERS = NORMAL + 1
"""The priority of the first who sleeps; all other events of a second come before."""


class Clock(simpy.Environment):
    """SimPy's environment; `now` is a plain whole number [s after midnight].

    `run_out` handles the same events in the same order as SimPy's own `run`, and wakes who naps
    without the calls in between. `reached` is the highest rank of who has woken from a nap in this
    second, -1 where nobody has.
    """

    now: int = 0
    reached: int = -1

    def run_out(self) -> None:
        """Let everything happen that will."""
        queue: list[Any] = self._queue
        while queue:
            now_s, priority, _, event = heappop(queue)
            if now_s != self.now:
                self.reached = -1
                self._now = self.now = now_s
            callbacks = event.callbacks
            if priority < SLEEPERS:
                event.callbacks = None
                for callback in callbacks:
                    callback(event)
                if not event._ok and not hasattr(event, "_defused"):
                    raise event._value
            elif callbacks:
                self.reached = max(self.reached, priority - SLEEPERS)
                process = self._active_proc = callbacks[0].__self__
                try:
                    following = process._generator.send(None)
                except StopIteration:
                    process._ok, process._value = True, None
                    callbacks.clear()
                else:
                    if following is not event:
                        callbacks.clear()
                        following.callbacks.append(process._resume)
                        process._target = following
                self._active_proc = None


class Nap(Event):
    """A timeout of one process that it can wait for again and again.

    In a second, sleepers wake in the order of their ranks, after all other events. Who is
    interrupted leaves it behind in the queue, and needs a new one. Nobody waits for the end of a
    process that ends after a nap.
    """

    _ok, _value = True, None

    def __init__(self, clock: Clock, rank: int = 0) -> None:
        self.env = self.clock = clock
        self.callbacks, self.rank = [], rank

    def until(self, time_s: int) -> Nap:
        """Sleep until a time that is not before now."""
        clock = self.clock
        queue: list[Any] = clock._queue
        heappush(queue, (time_s, SLEEPERS + self.rank, next(clock._eid), self))
        return self


class Sleeper(Process):
    """A process that wakes from a nap to begin, and can be made to wake at another time."""

    def __init__(self, nap: Nap, generator: Any, time_s: int) -> None:
        self.env, self.callbacks, self._generator = nap.clock, [], generator
        self._sleeps(nap, time_s)

    def wakes(self, nap: Nap, time_s: int) -> None:
        """Asleep, wake by another nap, which is new, at another time."""
        self._target.callbacks.remove(self._resume)
        self._sleeps(nap, time_s)

    def _sleeps(self, nap: Nap, time_s: int) -> None:
        self._target = nap.until(time_s)
        self._target.callbacks.append(self._resume)
