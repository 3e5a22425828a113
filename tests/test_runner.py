"""Tasks on one or more processes."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from ruttsim.cache import note_damage, remembered, taken_damage
from ruttsim.errors import Fault, StudyError, WorkerError
from ruttsim.runner import LARGEST_GROWTH, run_all, silent, usable_workers

WORKERS = pytest.mark.parametrize("workers", [1, 2])


def slow_when_early(item):
    """Twice the item; the first items take longest."""
    time.sleep(0.05 * (3 - item) if item < 3 else 0)
    return 2 * item


def two_is_wrong(item):
    """The item, or a fault that names it."""
    if item == 2:
        raise StudyError([Fault("study.toml", f"item {item}", "It is wrong.", "Mend it.")])
    return item


@WORKERS
def test_results_come_in_the_order_of_the_items(workers):
    items = list(range(6))
    assert run_all(slow_when_early, items, workers, "task", silent) == [0, 2, 4, 6, 8, 10]


@WORKERS
def test_nothing_to_do_gives_nothing(workers):
    assert run_all(slow_when_early, [], workers, "task", silent) == []


@WORKERS
def test_an_error_is_raised_as_it_was_with_its_faults(workers):
    with pytest.raises(StudyError) as raised:
        run_all(two_is_wrong, list(range(5)), workers, "task", silent)
    assert raised.value.faults == (Fault("study.toml", "item 2", "It is wrong.", "Mend it."),)
    assert raised.value.exit_code == StudyError.exit_code


def test_one_worker_begins_nothing_after_the_first_error():
    begun = []

    def remember(item):
        begun.append(item)
        return two_is_wrong(item)

    with pytest.raises(StudyError):
        run_all(remember, [0, 1, 2, 3, 2], 1, "task", silent)
    assert begun == [0, 1, 2]


@WORKERS
def test_progress_is_told_from_none_to_all(workers):
    told = []
    run_all(abs, [1, 2, 3], workers, "task", lambda *what: told.append(what))
    assert told == [("task", done, 3) for done in range(4)]


def ends_its_process(item):
    """What the system does to a process when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)
    return item


def test_a_process_that_is_ended_from_outside_is_a_fault_and_not_a_traceback():
    with pytest.raises(WorkerError, match="ended from outside"):
        run_all(ends_its_process, [1, 2, 3], 2, "task", silent)
    assert run_all(abs, [-1, -2, -3], 2, "task", silent) == [1, 2, 3]


def hears_interruption(_):
    """Whether Ctrl-C reaches the process."""
    return signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no such masks here")
def test_an_interruption_reaches_the_main_process_alone():
    """In a program of its own: here the first processes, and Python's tracker, are long begun."""
    lines = (
        "from ruttsim.runner import run_all, silent",
        "from test_runner import hears_interruption",
        "print([run_all(hears_interruption, [1, 2], 2, 'task', silent) for _ in range(2)])",
        "print(hears_interruption(0))",
    )
    program = [sys.executable, "-c", "\n".join(lines)]
    done = subprocess.run(
        program, capture_output=True, text=True, cwd=Path(__file__).parent, check=False
    )
    assert done.stdout.split("\n") == [str([[False] * 2] * 2), "True", ""], done.stderr


def damaged_entry(item):
    """An entry of the cache that each item meets damaged, in whichever process."""
    note_damage([Path(f"entry-{item}")])
    return item


@WORKERS
def test_damaged_entries_of_the_cache_come_back_from_all_processes(workers):
    taken_damage()
    run_all(damaged_entry, [1, 2, 3, 1], workers, "task", silent)
    assert taken_damage() == {Path("entry-1"), Path("entry-2"), Path("entry-3")}


def kept_in(folder, item):
    """A number that would be kept in a cache, in whichever process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUTTSIM_CACHE", str(folder))
        found = remembered("sort", "abc", lambda: {"number": np.array([item], dtype=np.int32)})
    return int(found["number"][0])


@pytest.mark.parametrize("workers", [1, 2])
def test_a_cache_that_cannot_be_written_is_told_of_once_and_first(
    workers, tmp_path, monkeypatch, caplog, capfd
):
    cache = tmp_path / "file"
    cache.write_text("no folder")
    monkeypatch.setenv("RUTTSIM_CACHE", str(cache))
    work = functools.partial(kept_in, cache)
    said_before = []

    def progress(*_):
        said_before.append(len(caplog.records))

    for _ in range(2):
        assert run_all(work, [1, 2, 3, 4], workers, "stage", progress) == [1, 2, 3, 4]
    (warning,) = caplog.records
    assert f"Cannot write the cache {cache}" in warning.getMessage()
    assert "RUTTSIM_CACHE" in warning.getMessage()
    assert min(said_before) == 1
    assert "Cannot write" not in capfd.readouterr().err


def test_some_processor_may_be_used():
    assert usable_workers() >= 1


_held = []


class Watched(int):
    """A number that makes joblib, where it is sent to, look at memory often, and bear 1 MB at most.

    Unless the bound has been lifted there.
    """

    def __reduce__(self):
        return watched, (int(self),)


def watched(number):
    """The number; with it the process that reads it is watched."""
    from joblib.externals.loky import process_executor

    process_executor._MEMORY_LEAK_CHECK_DELAY = 0
    if getattr(process_executor, LARGEST_GROWTH) < sys.maxsize:
        setattr(process_executor, LARGEST_GROWTH, 1_000_000)
    return Watched(number)


def grown(item):
    """An item of a task that keeps 8 MB."""
    _held.append(b"x" * 8_000_000)
    return int(item)


@pytest.mark.timeout(60)
def test_a_process_that_keeps_much_is_not_ended():
    """A warning of one that was, an error here, would leave the run waiting for ever."""
    pytest.importorskip("psutil")
    assert run_all(grown, [Watched(it) for it in range(6)], 2, "growing", silent) == [*range(6)]
