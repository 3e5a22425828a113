"""Processes that do not hear Ctrl-C: the one that starts them does, and ends them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


@contextmanager
def deaf_children() -> Iterator[None]:
    """Processes that are started inside do not hear Ctrl-C: this one does, and ends them.

    Nor do those that a thread which is started inside starts in place of one that ended.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Python's own tracker, were it begun inside, would give this thread its hearing back.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
