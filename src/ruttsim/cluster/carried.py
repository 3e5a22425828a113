"""What is given to each worker, in whose place there may be no ruttsim: it goes with its code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import cloudpickle
from distributed import WorkerPlugin


@dataclass
class Work(WorkerPlugin):  # type: ignore[misc]
    """A function that every worker is given, also one that comes or is started anew later.

    It is written down once, and read once by each worker: `function` and `wanted` (what it must
    have installed) are pickles.
    """

    name: str
    function: bytes
    wanted: bytes

    def setup(self, worker: Any) -> None:
        """Hold the function; a worker with something else installed refuses."""
        try:
            from ruttsim.cluster.worker import hold
        except ImportError as error:
            problem = f"{worker.address}: {error}"
            raise ValueError(problem) from error
        hold(self.name, self.function, self.wanted, worker.address)

    def teardown(self, worker: Any) -> None:  # noqa: ARG002 - Dask's own
        """Let the function go."""
        from ruttsim.cluster.worker import let_go

        let_go(self.name)


@contextmanager
def with_code() -> Iterator[None]:
    """Inside, what is pickled of this module has its code with it.

    A worker that could not read what it is given would say nothing, and all would wait for it.
    """
    module = sys.modules[__name__]
    cloudpickle.register_pickle_by_value(module)
    try:
        yield
    finally:
        cloudpickle.unregister_pickle_by_value(module)
