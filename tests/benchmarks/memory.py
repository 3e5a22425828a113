"""Peak memory of the main process and of its workers, and what a run is, as the record grows.

Run with `python tests/benchmarks/memory.py STUDY [--workers 2]`; STUDY is a file, a folder or a
bundled name. Linux only: it reads /proc.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EVERY_S = 0.2
KB_PER_MB = 1024


def main() -> None:
    """Print wall time, and the peak resident memory of each process of a run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study")
    parser.add_argument("--workers", default="2")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        command = "from ruttsim.cli import main; main()"
        words = ["compare", given.study, "--workers", given.workers, "--out", str(run)]
        start = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-c", command, *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        peak_kb: dict[int, int] = {}
        while process.poll() is None:
            for one in _tree(process.pid):
                # Counted anew once a process has become another: it begins as its parent's copy.
                peak_kb[one] = _peak_kb(one) or peak_kb.get(one, 0)
            time.sleep(EVERY_S)
        wall_s = time.monotonic() - start
        size = sum(it.stat().st_size for it in run.rglob("*.parquet"))
    others = sorted((kb for one, kb in peak_kb.items() if one != process.pid), reverse=True)
    print(f"exit code {process.returncode}, {wall_s:.0f} s, {size / 1e6:.1f} MB of Parquet")
    print(f"main process {peak_kb[process.pid] / KB_PER_MB:.0f} MB")
    print("others       " + ", ".join(f"{kb / KB_PER_MB:.0f} MB" for kb in others))


def _tree(process: int) -> list[int]:
    """A process and all below it."""
    try:
        below = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return [process]
    return [process, *(one for child in below for one in _tree(int(child)))]


def _peak_kb(process: int) -> int:
    """The most memory that a process has had; 0 if it is gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(it.split()[1]) for it in lines if it.startswith("VmHWM:")), 0)


if __name__ == "__main__":
    main()
