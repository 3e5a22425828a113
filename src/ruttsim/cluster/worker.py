"""What runs on a worker of a Dask cluster: the function of a stage, held once for all items."""

from __future__ import annotations

import gc
import hashlib
import pickle
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin

from ruttsim.cluster.installed import Installed, installed

_functions: dict[str, Callable[[Any], Any]] = {}
"""The functions that this process holds, by name."""

_turn = threading.Lock()


class Work(WorkerPlugin):  # type: ignore[misc]
    """A function that every worker is given, also one that comes or is started anew later.

    It is written down once, and read once by each worker.
    """

    def __init__(self, name: str, function: Callable[[Any], Any], wanted: Installed) -> None:
        self.name, self.wanted = name, wanted
        self.content = pickle.dumps(function)

    def setup(self, worker: Any) -> None:  # noqa: ARG002 - Dask's own
        """Hold the function; a worker with something else installed refuses."""
        if other := self.wanted.different(installed()):
            raise ValueError("; ".join(other))
        _functions[self.name] = pickle.loads(self.content)  # noqa: S301 - of our own client
        gc.collect()
        gc.freeze()

    def teardown(self, worker: Any) -> None:  # noqa: ARG002 - Dask's own
        """Let the function go."""
        _functions.pop(self.name, None)


def work(name: str, item: Any) -> Any:
    """What a function gives for an item; one at a time in a process."""
    with _turn:
        return _functions[name](item)


def digest(path: str) -> str:
    """SHA-256 of a file as this process sees it; empty where it sees none."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""
