"""What the runner costs beside the work: 2,000 tasks of 50 ms on the processes of this machine.

Run with `python tests/benchmarks/runner.py`. Each task waits, so that other work on the machine
counts little; the setting of a real study is sent with each, as in a run.
"""

from __future__ import annotations

import functools
import importlib
import time

import ruttsim
from ruttsim.comparison import prepared
from ruttsim.pipeline.setting import Setting
from ruttsim.runner import run_all, silent

TASKS = 2000
TASK_S = 0.05
WORKERS = 2


def wait(setting: Setting, item: int) -> int:
    """A task without work."""
    time.sleep(TASK_S)
    return item + len(setting.organisations)


def main() -> None:
    """Print the time beyond that of the tasks, in parts of it."""
    setting = prepared(ruttsim.load_study("six-organisations"), quick=True)
    # By its module, since other processes have another __main__.
    work = functools.partial(importlib.import_module("runner").wait, setting)
    run_all(work, range(2 * WORKERS), WORKERS, "warm", silent)
    start = time.perf_counter()
    run_all(work, range(TASKS), WORKERS, "tasks", silent)
    wall_s = time.perf_counter() - start
    least_s = TASKS * TASK_S / WORKERS
    print(f"{TASKS} tasks of {TASK_S * 1000:.0f} ms on {WORKERS} processes: {wall_s:.1f} s")
    print(f"overhead {wall_s / least_s - 1:.1%} of {least_s:.0f} s")


if __name__ == "__main__":
    main()
