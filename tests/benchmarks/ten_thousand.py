"""Peak memory of the main process and its workers with 10,000 tasks, and of what follows them.

Run with `python tests/benchmarks/ten_thousand.py [STUDY] [--tasks 10000] [--cluster]`. The tasks of
one population are computed; those of all others write the same outcomes under other numbers, so
that files, tables and summaries have the size of real ones. Linux only: it reads /proc.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import os
import resource
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

import pyarrow as pa
from memory import _peak_kb, _tree

import ruttsim
from ruttsim.cluster.connection import local_cluster
from ruttsim.comparison import prepared
from ruttsim.journal.folder import Journal, task_key, task_path
from ruttsim.journal.frames import table_of
from ruttsim.journal.record import Record
from ruttsim.journal.task_file import TaskWriter, read_task_file
from ruttsim.keeping import keeping
from ruttsim.pipeline.setting import Setting
from ruttsim.pipeline.split_terms import parameters_by_split
from ruttsim.pipeline.task import Task
from ruttsim.runner import run_all, silent
from ruttsim.store import manifest
from ruttsim.tabulating import tabulated

WORKERS = 2
KB_PER_MB = 1024


def renumbered(content: bytes, population: int) -> bytes:
    """A table of a task's file, of another population."""
    table = table_of(content)
    if "population" not in table.column_names:
        return content
    place = table.column_names.index("population")
    kind = table.schema.field(place).type
    numbers = pa.array([population] * len(table), kind)
    sink = pa.BufferOutputStream()
    table = table.set_column(place, "population", numbers)
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()


def copied(setting: Setting, folder: Path, identity: str, task: Task) -> int:
    """A task of another population written from that of the first; this process's peak [kB]."""
    first = task_key(identity, Task(0, task.split, task.bases))
    source = read_task_file(task_path(folder, first), first)
    key = task_key(identity, task)
    with TaskWriter(task_path(folder, key), key) as file:
        for name in dict.fromkeys(it.name for it in source.chunks):
            for content in source.read(name):
                file.add(name, renumbered(content, task.population))
        file.finish(source.facts)
    assert setting.organisations
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    """Print peaks and times of each part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", nargs="?", default="toy")
    parser.add_argument("--tasks", type=int, default=10_000)
    parser.add_argument("--cluster", action="store_true", help="on a local Dask cluster")
    given = parser.parse_args()
    setting = prepared(ruttsim.load_study(given.study), quick=True)
    splits = [it.name for it in setting.study.splits]
    bases = setting.study.planning.bases
    populations = -(-given.tasks // len(splits))
    made = manifest(setting, quick=True)
    with (
        tempfile.TemporaryDirectory() as place,
        Journal(Path(place) / "journal", made) as journal,
        local_cluster(WORKERS) if given.cluster else nullcontext(WORKERS) as workers,
    ):
        for split in range(len(splits)):
            keeping(setting, journal)(Task(0, split, bases))
        told("one population")
        tasks = [
            Task(it, split, bases) for it in range(populations) for split in range(len(splits))
        ]
        work = importlib.import_module("ten_thousand").copied
        others = tasks[len(splits) :]
        start = time.monotonic()
        call = functools.partial(work, setting, journal.folder, journal.identity)
        peaks = run_all(call, others, workers, "tasks", silent)
        print(f"{len(tasks)} tasks, {time.monotonic() - start:.0f} s")
        print(f"largest worker {max(peaks) / KB_PER_MB:.0f} MB")
        told("tasks")
        record = Record(journal.folder, journal.identity, tasks, splits)
        start, own = time.monotonic(), time.process_time()
        tables = tabulated(record, [], setting.study, parameters_by_split(setting))
        told(f"tables of {len(tables.summary)} figures, {since(start, own)}")
        start, own = time.monotonic(), time.process_time()
        record.write(Path(place))
        told(f"the record, {since(start, own)}")


def since(start: float, own: float) -> str:
    """Seconds by the clock, and of this process."""
    return f"{time.monotonic() - start:.0f} s ({time.process_time() - own:.0f} CPU seconds)"


def told(after: str) -> None:
    """Print the peak of this process so far, and of those below it."""
    own, *others = (_peak_kb(it) / KB_PER_MB for it in _tree(os.getpid()))
    print(f"after {after}: main {own:.0f} MB; others " + ", ".join(f"{it:.0f}" for it in others))


if __name__ == "__main__":
    main()
