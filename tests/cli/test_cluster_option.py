"""`ruttsim compare --cluster`: the bytes of a run on a Dask cluster, with a worker killed."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import psutil
import pytest

from kept_study import HEARS, arguments, contents, names, ruttsim, write_small_study


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A folder with the small study and a run of it by one process, without Dask."""
    folder = tmp_path_factory.mktemp("small")
    study = write_small_study(folder / "small")
    done = ruttsim("compare", study, "--out", "whole", "--workers", "1", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


def begun(small, folder, *words):
    """A run of the small study on a cluster of four, in a process group of its own."""
    command = arguments("compare", str(small / "small"), "--out", "run", *words)
    command[2] = f"{HEARS}{command[2]}"
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        start_new_session=True,
    )


def lines_until(process, word):
    """Read progress until a word has come."""
    for line in process.stderr:
        if word in line:
            return
    raise AssertionError(word)


def workers_of(process):
    """The processes that tasks run in, the youngest last: those that have loaded the planner."""
    below = psutil.Process(process.pid).children(recursive=True)
    return [it for it in below if "--multiprocessing-fork" in it.cmdline()]


def test_a_run_with_a_worker_killed_is_the_same_bytes(small, tmp_path):
    process = begun(small, tmp_path, "--cluster", "local:4")
    lines_until(process, "area splits: 0/")
    time.sleep(0.5)
    victims = workers_of(process)
    assert len(victims) == 4
    victims[1].send_signal(signal.SIGKILL)
    _, said = process.communicate()
    assert process.returncode == 0, said
    assert contents(tmp_path / "run") == contents(small / "whole")
    assert names(tmp_path) == ["run"]


def test_an_interruption_ends_the_cluster_and_says_how_to_go_on(small, tmp_path):
    process = begun(small, tmp_path, "--cluster", "local:2")
    lines_until(process, "area splits: 1/")
    family = workers_of(process)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert "finished tasks are kept in run.unfinished" in said
    assert "--out run --resume --cluster local:2\n" in said
    assert psutil.wait_procs(family, timeout=20)[1] == []


def test_a_cluster_that_means_nothing_leaves_nothing_behind(small, tmp_path):
    words = ("compare", small / "small", "--out", "run", "--cluster", "local:none")
    done = ruttsim(*words, folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: command line: --cluster: 'local:none' is no cluster")
    assert names(tmp_path) == []
