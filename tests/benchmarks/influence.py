"""Put runs of `ruttsim sensitivity` together as data/influence.csv and data/influence.json.

    python tests/benchmarks/influence.py STUDY DATE RUN...

Each RUN is a folder that the command has written, of the same study with the same options and other
numbers: docs/sensitivity.md has the commands of the last time, data/influence.json too.
"""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

from ruttsim.sensitivity.collected import collect

if __name__ == "__main__":
    study, date, *runs = sys.argv[1:]
    data = Path(str(files("ruttsim") / "data"))
    collect([Path(it) for it in runs], data, study=study, date=date)
