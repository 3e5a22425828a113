"""Progress of long work on standard error: how far each stage is, how fast, and the time left."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable

import click

RECENT = 20
"""So many tasks say how fast a stage goes now: those that were kept before take no time."""

_SECONDS_PER_MINUTE, _SECONDS_PER_HOUR = 60.0, 3600.0
_SURE_AFTER_S = 1.0
"""No rate is told of less."""


class ProgressLine:
    """Tells of stages, one in another too; call it with a stage, what is done, and how many.

    On a terminal a line that changes, else a line at each fifth and at least one a minute if
    anything gets done. `clock` gives seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stages: dict[str, _Stage] = {}
        self._open = ""

    def __call__(self, stage: str, done: int, count: int) -> None:
        """So many of a stage's tasks are done."""
        if count == 0:
            return
        now = self._clock()
        known = self._stages.get(stage)
        if known is None or done < known.recent[-1][1]:
            known = self._stages[stage] = _Stage(now)
        known.recent.append((now, done))
        text = f"{stage}: {done}/{count}{known.pace(now, done, count)}"
        if sys.stderr.isatty():
            if self._open != stage:
                self._close()
            click.echo(f"\r{text}\x1b[K", err=True, nl=done == count)
            self._open = stage if done < count else ""
        elif known.is_due(now, done, count):
            click.echo(text, err=True)
            known.told_s = now

    def say(self, line: str) -> None:
        """A line between those of stages."""
        self._close()
        click.echo(line, err=True)

    def _close(self) -> None:
        """End a line that would change."""
        if self._open:
            click.echo(err=True)
        self._open = ""


class _Stage:
    """When a stage began, when it was told of, and when the last tasks were done."""

    def __init__(self, now: float) -> None:
        self.begun_s = self.told_s = now
        self.recent: deque[tuple[float, int]] = deque(maxlen=RECENT + 1)

    def is_due(self, now: float, done: int, count: int) -> bool:
        """Whether there is a line for what is done now."""
        is_fifth = done == count or done % max(1, count // 5) == 0
        return is_fifth or now - self.told_s >= _SECONDS_PER_MINUTE

    def pace(self, now: float, done: int, count: int) -> str:
        """How fast it goes and how long it takes still, or what the whole stage took."""
        if done == count:
            took = now - self.begun_s
            return f" in {duration(took)}" if took >= _SURE_AFTER_S else ""
        since, before = self.recent[0]
        if done == before or now - since < _SURE_AFTER_S:
            return ""
        per_s = (done - before) / (now - since)
        return f", {pace(per_s)}, {duration((count - done) / per_s)} left"


def pace(per_s: float) -> str:
    """Tasks a second, a minute or an hour: the first of which there is one at least."""
    if per_s >= 1:
        return f"{per_s:.0f}/s"
    if per_s * _SECONDS_PER_MINUTE >= 1:
        return f"{per_s * _SECONDS_PER_MINUTE:.0f}/min"
    per_h = per_s * _SECONDS_PER_HOUR
    return f"{per_h:.0f}/h" if per_h >= 10 else f"{per_h:.1f}/h"


def duration(seconds: float) -> str:
    """Such as `40 s`, `12 min` or `3 h 20 min`."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / _SECONDS_PER_MINUTE)
    if minutes < 100:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"
