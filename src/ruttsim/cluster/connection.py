"""A Dask cluster to run tasks on: processes of this machine, or those of a scheduler elsewhere."""

from __future__ import annotations

import asyncio
import itertools
import logging
import pickle
import re
import secrets
import struct
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from ruttsim.cluster.deaf import deaf_children
from ruttsim.cluster.installed import installed
from ruttsim.errors import Fault, StudyError, WorkerError, reason

Given = TypeVar("Given")

SCHEDULER, LOCAL = "--scheduler", "--cluster"
LOOPBACK = "127.0.0.1"
ANSWER_S = 15
"""How long a scheduler may take to answer, and its first worker to be there."""

TRIES = 15
"""A worker that is ended takes the question along that it was asked; the others hear it again."""

AHEAD_PER_WORKER, LEAST_AHEAD = 4, 64
"""So many tasks are with the scheduler at a time: none waits for the next, none holds all."""

_ADDRESS = re.compile(r"(tcp|tls)://\S+:\d+")
_CONFIG = {
    # A search is one long call that lets nothing else run in its process.
    "distributed.scheduler.worker-ttl": None,
    "distributed.admin.large-graph-warning-threshold": "1 GiB",
}


@dataclass(frozen=True, eq=False)
class Cluster:
    """Processes that a Dask scheduler hands tasks to; `client` is Dask's."""

    client: Any
    address: str
    is_here: bool

    @property
    def workers(self) -> int:
        """How many tasks it works on at a time."""
        threads: dict[str, int] = self._told(self.client.nthreads)
        return max(1, sum(threads.values()))

    def results(
        self,
        function: Callable[[Any], Any],
        items: Sequence[Any],
        arrived: Callable[[Any], Any],
    ) -> Iterator[Any]:
        """What the function gives for each item, in the order of the items, as they are due.

        What comes back is handed to `arrived` at once, in whatever order, and what that makes of it
        is given.

        Raises
        ------
        StudyError
            A worker has something else installed.
        WorkerError
            The scheduler went away, or a task ended every worker that it was given to.
        """
        from distributed import as_completed
        from distributed.client import FutureCancelledError
        from distributed.comm import CommClosedError
        from distributed.scheduler import KilledWorker

        from ruttsim.cluster.worker import RefusedError, work

        with self._given(function) as name:
            running, places, waiting = as_completed(), {}, enumerate(items)

            def begin(count: int) -> None:
                for place, item in itertools.islice(waiting, count):
                    future = self.client.submit(work, name, item, pure=False)
                    places[future.key] = place
                    running.add(future)

            done: dict[int, Any] = {}
            due = 0
            try:
                begin(max(LEAST_AHEAD, AHEAD_PER_WORKER * self.workers))
                for future in running:
                    done[places.pop(future.key)] = arrived(future.result())
                    begin(1)
                    while due in done:
                        yield done.pop(due)
                        due += 1
            except RefusedError as error:
                raise self._refused(error) from error
            except ModuleNotFoundError as error:
                if error.name is None or error.name.partition(".")[0] != "ruttsim":
                    raise
                raise self._refused(error) from error
            except KilledWorker as error:
                problem = "Each process that was given one of the tasks ended before it was done."
                remedy = (
                    "Run fewer on each machine, where memory may be short, or look at what they "
                    "wrote."
                )
                raise WorkerError([Fault("run", self._option, problem, remedy)]) from error
            except (FutureCancelledError, CommClosedError) as error:
                problem = f"The scheduler at {self.address} went away."
                raise WorkerError(
                    [Fault("run", self._option, problem, "Start it again.")]
                ) from error
            finally:
                self._forget(running)

    @property
    def _option(self) -> str:
        return LOCAL if self.is_here else SCHEDULER

    @contextmanager
    def _given(self, function: Callable[[Any], Any]) -> Iterator[str]:
        """Every worker has the function, by the name that is given."""
        from ruttsim.cluster.carried import Work, with_code

        name = f"ruttsim-{secrets.token_hex(8)}"
        plugin = Work(name, pickle.dumps(function), pickle.dumps(installed()))
        try:
            with with_code():
                self._told(lambda: self.client.register_plugin(plugin))
        except ValueError as error:
            raise self._refused(error) from error
        try:
            yield name
        finally:
            with suppress(OSError, ValueError, RuntimeError):
                self.client.unregister_worker_plugin(name)

    def _refused(self, error: Exception) -> StudyError:
        """What is told of a worker that has something else installed."""
        problem = f"A worker has something else installed: {reason(error)}."
        remedy = "Install the same there: results would be others."
        return StudyError([Fault(self.address, self._option, problem, remedy)])

    def _told(self, tell: Callable[[], Given]) -> Given:
        """What all workers answer; asked again where one goes away in between.

        Raises
        ------
        WorkerError
            It is not heard again and again.
        """
        for _ in range(TRIES):
            try:
                return tell()
            except OSError:
                time.sleep(ANSWER_S / TRIES)
        problem = f"The workers of {self.address} do not answer."
        remedy = "Look whether they come up, and go away again."
        raise WorkerError([Fault("run", self._option, problem, remedy)])

    def _forget(self, running: Any) -> None:
        """Take back what is not finished."""
        left = list(running.futures)
        running.clear()
        if left:
            with suppress(OSError, RuntimeError):
                self.client.cancel(left, force=True)


@contextmanager
def local_cluster(workers: int) -> Iterator[Cluster]:
    """So many processes of this machine; what they listen on is loopback alone, without pages.

    Raises
    ------
    StudyError
        Dask's distributed is not installed.
    """
    _require_installed(LOCAL)
    import dask
    from distributed import Client, LocalCluster

    with dask.config.set(_CONFIG), _quiet():
        scheduler = {"dashboard": False, "dashboard_address": f"{LOOPBACK}:0"}
        with deaf_children():
            made = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host=LOOPBACK,
                dashboard_address=None,
                worker_dashboard_address=None,
                scheduler_kwargs=scheduler,
                memory_limit=0,
                silence_logs=logging.CRITICAL,
            )
        try:
            with Client(made) as client:
                yield Cluster(client, made.scheduler_address, is_here=True)
        finally:
            # Dask asserts that a worker has a process; one that is being started anew has none.
            with suppress(AssertionError):
                made.close()


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """The processes of the scheduler at an address such as tcp://HOST:PORT.

    What tasks need is sent there: the study, its map and all files that it names; clients of real
    persons too, where a study has them.

    Raises
    ------
    StudyError
        Dask's distributed is not installed, nothing answers there, or it has no workers.
    """
    _require_installed(SCHEDULER)
    if not _ADDRESS.fullmatch(address):
        remedy = "Write tcp://HOST:PORT, as `dask scheduler` tells when it starts."
        raise StudyError([Fault(address, SCHEDULER, "That is no address of a scheduler.", remedy)])
    import dask
    from distributed import Client

    with dask.config.set(_CONFIG), _quiet():
        try:
            _greet(address)
            client = Client(address, timeout=ANSWER_S)
        except (OSError, ValueError, MemoryError, OverflowError, TypeError, struct.error) as error:
            # A worker of Dask answers too, and refuses what only a scheduler is asked.
            problem = "No scheduler of Dask answers there."
            remedy = "Start one with `dask scheduler`, or look at the address."
            raise StudyError([Fault(address, SCHEDULER, problem, remedy)]) from error
        with client:
            try:
                client.wait_for_workers(1, timeout=ANSWER_S)
            except TimeoutError as error:
                remedy = f"Start some with `dask worker {address} --nthreads 1`."
                raise StudyError(
                    [Fault(address, SCHEDULER, "The scheduler has no workers.", remedy)]
                ) from error
            yield Cluster(client, address, is_here=False)


def _greet(address: str) -> None:
    """Wait for the first words of Dask, for which Dask itself would wait for ever.

    A server of something else says nothing, or what Dask reads as the length of a message that no
    memory holds. It is asked in a thread apart, since a notebook has a loop of its own; who presses
    Ctrl-C in between waits no longer.

    Raises
    ------
    OSError, ValueError, MemoryError
        They do not come.
    """
    loop = asyncio.new_event_loop()
    asked = loop.create_task(_greeted(address))

    def wait() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.get_loop().run_until_complete(asked)

    with ThreadPoolExecutor(1) as apart:
        try:
            apart.submit(wait).result()
        except BaseException:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(asked.cancel)
            raise


async def _greeted(address: str) -> None:
    """The first words of Dask."""
    from distributed.comm import connect
    from distributed.security import Security

    its = Security().get_connection_args("client")
    comm = await asyncio.wait_for(connect(address, timeout=ANSWER_S, **its), ANSWER_S)
    await comm.close()


def _require_installed(option: str) -> None:
    """Raise where the extra is not there."""
    import importlib.util

    if importlib.util.find_spec("distributed") is None:
        problem = "Dask's distributed is not installed."
        remedy = "Install it (pip install 'ruttsim[cluster]'), or use --workers."
        raise StudyError([Fault("command line", option, problem, remedy)])


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask tells of workers that come and go; the run tells what matters itself."""
    # Some of Dask's parts have a level of their own.
    parts = [it for it in logging.root.manager.loggerDict if it.partition(".")[0] == "distributed"]
    loggers = [
        logging.getLogger(name) for name in dict.fromkeys(("distributed", "asyncio", *parts))
    ]
    before = [it.level for it in loggers]
    for it in loggers:
        it.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for it, level in zip(loggers, before, strict=True):
            it.setLevel(level)
