"""Runs tasks on processes, here or of a cluster, in an order that does not depend on how many."""

from __future__ import annotations

import functools
import gc
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from ruttsim.cache import note_damage, taken_damage
from ruttsim.cluster.connection import Cluster
from ruttsim.cluster.deaf import deaf_children
from ruttsim.cluster.ended import ended
from ruttsim.files import note_unwritable, try_cache, unwritable_folders

LARGEST_GROWTH = "_MAX_MEMORY_LEAK_SIZE"
"""What joblib calls the growth [bytes] at which it ends a process."""

Item = TypeVar("Item")
Given = TypeVar("Given")

Workers = int | Cluster
"""How many processes of this machine, or a cluster."""

Progress = Callable[[str, int, int], None]
"""Called with the name of a stage, how many of its tasks are done, and how many there are."""


def silent(stage: str, done: int, count: int) -> None:
    """Progress that nobody looks at."""


def usable_workers() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def count_of(workers: Workers) -> int:
    """How many tasks are worked on at a time."""
    return workers.workers if isinstance(workers, Cluster) else workers


def run_all(
    function: Callable[[Item], Given],
    items: Sequence[Item],
    workers: Workers,
    stage: str,
    progress: Progress,
    arrived: Callable[[Given], Given] = lambda given: given,
) -> list[Given]:
    """What the function gives for each item, in the order of the items.

    `arrived` is called in this process with each as soon as it is here; what it makes of it is
    given.

    The first error of any item stops the rest and is raised here.

    Raises
    ------
    WorkerError
        A process ended before its work was done.
    """
    try_cache()
    progress(stage, 0, len(items))
    found: list[Given] = []
    work = functools.partial(_with_damage, function, unwritable_folders())

    def received(pair: tuple[Given, frozenset[Path]]) -> tuple[Given, frozenset[Path]]:
        one, damage = pair
        return arrived(one), damage

    for one, damage in _results(work, items, workers, received):
        note_damage(damage)
        found.append(one)
        progress(stage, len(found), len(items))
    return found


def _with_damage(
    function: Callable[[Item], Given], unwritable: frozenset[Path], item: Item
) -> tuple[Given, frozenset[Path]]:
    """What the function gives, and the cache's entries that were damaged on the way.

    Of folders that cannot be written the user was told.
    """
    note_unwritable(unwritable)
    return function(item), taken_damage()


def _results(
    function: Callable[[Item], Given],
    items: Sequence[Item],
    workers: Workers,
    arrived: Callable[[Given], Given],
) -> Iterator[Given]:
    """The results one by one as they are due.

    The function, with all that it is given beforehand, is written down once and read once by each
    process: sent with every item, the setting of a study took longer than short tasks may.
    """
    if isinstance(workers, Cluster):
        if items:
            yield from workers.results(function, items, arrived)
        return
    workers = min(workers, len(items))
    if workers <= 1:
        yield from map(arrived, map(function, items))
        return
    from concurrent.futures.process import BrokenProcessPool

    from joblib import Parallel, delayed

    with tempfile.TemporaryDirectory(prefix="ruttsim-") as folder:
        file = Path(folder) / "function"
        file.write_bytes(pickle.dumps(function))
        parallel = Parallel(n_jobs=workers, return_as="generator", batch_size=1)
        with deaf_children():
            results = parallel(delayed(_work)(file, item) for item in items)
        try:
            yield from map(arrived, results)
        except BrokenProcessPool as error:
            remedy = "Name fewer by --workers, or find out what ended it."
            raise ended(error, "A process of the run", "--workers", remedy) from error


def _work(file: Path, item: Item) -> Any:
    """What the function in a file gives for an item."""
    return _read(file)(item)


@functools.lru_cache(maxsize=1)
def _read(file: Path) -> Callable[[Any], Any]:
    """The function that this process wrote, or the one that started it."""
    from joblib.externals.loky import process_executor

    # Where psutil is installed, a process that has grown by 300 MB since its first task is taken
    # for a leak and ended. The travel of a municipality, which is kept, is as much.
    setattr(process_executor, LARGEST_GROWTH, sys.maxsize)
    function: Callable[[Any], Any] = pickle.loads(file.read_bytes())  # noqa: S301 - own
    # joblib's processes look for garbage every second; what is loaded now stays.
    gc.collect()
    gc.freeze()
    return function
