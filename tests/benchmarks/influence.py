"""Put runs of `ruttsim sensitivity` together as data/influence.csv and data/influence.json.

    python tests/benchmarks/influence.py [--keep] STUDY DATE RUN...

Each RUN is a folder that the command has written, of the same study with the same options and other
numbers: docs/sensitivity.md has the commands of the last time, data/influence.json too. With --keep
the rows of numbers that no RUN moved stay as they are, with their date, where they fit.
"""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

from ruttsim.sensitivity.collected import collect

if __name__ == "__main__":
    words = [it for it in sys.argv[1:] if it != "--keep"]
    study, date, *runs = words
    data = Path(str(files("ruttsim") / "data"))
    earlier = data if "--keep" in sys.argv else None
    collect([Path(it) for it in runs], data, study=study, date=date, earlier=earlier)
