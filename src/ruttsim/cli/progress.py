"""Progress of long work on standard error: how far each stage is, how fast, and the time left."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import ClassVar

import click

from ruttsim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

_AT_ONCE_S = 1.0
"""What takes less was kept before, or takes no time: no pace is told of it."""


class ProgressLine:
    """Tells of stages, one in another too; call it with a stage, what is done, and how many.

    On a terminal a line that changes, else a line at each fifth, and whenever something is done a
    minute after the last. `clock` gives seconds.
    """

    open_stage: ClassVar[str] = ""
    """Of which stage the terminal's last line is, where it is not ended; there is one terminal."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stages: dict[str, _Stage] = {}

    def __call__(self, stage: str, done: int, count: int) -> None:
        """So many of a stage's tasks are done."""
        if count == 0:
            return
        now = self._clock()
        known = self._stages.get(stage)
        if known is None or done < known.done or count != known.count:
            known = self._stages[stage] = _Stage(now, done, count)
        elif done == known.done:
            return
        known.note(now, done)
        text = f"{stage}: {done}/{count}{known.told()}"
        if sys.stderr.isatty():
            if self.open_stage != stage:
                end_line()
            click.echo(f"\r{text}\x1b[K", err=True, nl=done == count)
            ProgressLine.open_stage = stage if done < count else ""
        elif known.is_due():
            click.echo(text, err=True)
            known.told_s = now

    def say(self, line: str) -> None:
        """A line between those of stages."""
        end_line()
        click.echo(line, err=True)


def end_line() -> None:
    """End a line that would change, before anything else is told."""
    if ProgressLine.open_stage:
        click.echo(err=True)
    ProgressLine.open_stage = ""


class _Stage:
    """What is done of a stage, and since when: times [s] of the clock.

    The pace is measured from before the first task that took a while: what was kept before comes at
    once. Where many are worked on at a time they come in bursts, so none is told before twice the
    longest wait.
    """

    def __init__(self, now: float, done: int, count: int) -> None:
        self.done, self.count = done, count
        self.told_s = self._begun_s = self._last_s = now
        self._from_s, self._from_done = now, done
        self._longest_wait_s = 0.0

    def note(self, now: float, done: int) -> None:
        """So many are done now."""
        wait_s = now - self._last_s
        if wait_s >= _AT_ONCE_S > self._longest_wait_s:
            self._from_s, self._from_done = self._last_s, self.done
        self._longest_wait_s = max(self._longest_wait_s, wait_s)
        self._last_s, self.done = now, done

    def is_due(self) -> bool:
        """Whether there is a line for what is done now."""
        is_fifth = self.done == self.count or self.done % max(1, self.count // 5) == 0
        return is_fifth or self._last_s - self.told_s >= SECONDS_PER_MINUTE

    def told(self) -> str:
        """How fast it goes and how long it takes still, or what the whole stage took."""
        if self.done == self.count:
            took_s = self._last_s - self._begun_s
            return f" in {duration(took_s)}" if took_s >= _AT_ONCE_S else ""
        passed_s = self._last_s - self._from_s
        if passed_s < max(_AT_ONCE_S, 2 * self._longest_wait_s) or self.done == self._from_done:
            return ""
        per_s = (self.done - self._from_done) / passed_s
        return f", {pace(per_s)}, {duration((self.count - self.done) / per_s)} left"


def pace(per_s: float) -> str:
    """Tasks a second, a minute or an hour: the first of which there is one at least."""
    if per_s >= 1:
        return f"{per_s:.0f}/s"
    if per_s * SECONDS_PER_MINUTE >= 1:
        return f"{per_s * SECONDS_PER_MINUTE:.0f}/min"
    per_h = per_s * SECONDS_PER_HOUR
    return f"{per_h:.0f}/h" if per_h >= 10 else f"{per_h:.1f}/h"


def duration(seconds: float) -> str:
    """Such as `40 s`, `12 min` or `3 h 20 min`."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / SECONDS_PER_MINUTE)
    if minutes < 100:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"
