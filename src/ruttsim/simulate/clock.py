# ruff: noqa: SLF001 (what it shortens is inside SimPy)
"""The day's clock: SimPy's environment, with a shorter loop and a timeout that is used again."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.events import NORMAL, Event


class Clock(simpy.Environment):
    """SimPy's environment; `now` is a plain whole number [s after midnight].

    `run_out` handles the same events in the same order as SimPy's own `run`, and wakes who naps
    without the calls in between.
    """

    now: int = 0

    def run_out(self) -> None:
        """Let everything happen that will."""
        queue: list[Any] = self._queue
        while queue:
            now_s, _, _, event = heappop(queue)
            self._now = self.now = now_s
            callbacks = event.callbacks
            if type(event) is not Nap:
                event.callbacks = None
                for callback in callbacks:
                    callback(event)
                if not event._ok and not hasattr(event, "_defused"):
                    raise event._value
            elif callbacks:
                process = self._active_proc = callbacks[0].__self__
                try:
                    following = process._generator.send(None)
                except StopIteration:
                    process._ok, process._value = True, None
                else:
                    if following is not event:
                        callbacks.clear()
                        following.callbacks.append(process._resume)
                        process._target = following
                self._active_proc = None


class Nap(Event):
    """A timeout of one process that it can wait for again and again.

    Who is interrupted leaves it behind in the queue, and needs a new one. Nobody waits for the end
    of a process that ends after a nap.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._ok, self._value = True, None
        self._queue, self._numbers = clock._queue, clock._eid

    def until(self, time_s: int) -> Nap:
        """Sleep until a time that is not before now."""
        heappush(self._queue, (time_s, NORMAL, next(self._numbers), self))
        return self
