"""What the runner costs beside the work: 2,000 tasks of 50 ms on the processes of this machine.

Run with `python tests/benchmarks/runner.py [--cluster]`. Each task waits; the setting of a real
study is given to all, as in a run. As many bare processes wait at the same time, so that other work
on the machine counts for both.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import subprocess
import sys
import time
from contextlib import nullcontext

import ruttsim
from ruttsim.cluster.connection import local_cluster
from ruttsim.comparison import prepared
from ruttsim.pipeline.setting import Setting
from ruttsim.runner import run_all, silent

TASKS = 2000
TASK_S = 0.05
WORKERS = 2
BARE = f"""
import time
start = time.perf_counter()
for _ in range({TASKS // WORKERS}):
    time.sleep({TASK_S})
print(time.perf_counter() - start)
"""
"""What each bare process does."""


def wait(setting: Setting, item: int) -> int:
    """A task without work."""
    time.sleep(TASK_S)
    return item + len(setting.organisations)


def main() -> None:
    """Print the time beyond that of the tasks, in parts of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cluster", action="store_true", help="on a local Dask cluster")
    setting = prepared(ruttsim.load_study("six-organisations"), quick=True)
    # By its module, since other processes have another __main__.
    work = functools.partial(importlib.import_module("runner").wait, setting)
    with local_cluster(WORKERS) if parser.parse_args().cluster else nullcontext(WORKERS) as workers:
        run_all(work, range(2 * WORKERS), workers, "warm", silent)
        bare = [
            subprocess.Popen([sys.executable, "-c", BARE], stdout=subprocess.PIPE, text=True)
            for _ in range(WORKERS)
        ]
        start = time.perf_counter()
        run_all(work, range(TASKS), workers, "tasks", silent)
        wall_s = time.perf_counter() - start
        bare_s = max(float(process.communicate()[0]) for process in bare)
    print(f"{TASKS} tasks of {TASK_S * 1000:.0f} ms on {WORKERS} processes: {wall_s:.1f} s")
    print(f"bare processes: {bare_s:.1f} s; overhead {wall_s / bare_s - 1:.1%}")


if __name__ == "__main__":
    main()
