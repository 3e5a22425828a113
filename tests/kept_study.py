"""A small study whose run is interrupted, and what is there afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TOY = Path(__file__).parents[1] / "experiments" / "toy" / "study.toml"
TASKS = 9
"""Three splits on two populations, and each with one base on the first."""


def write_small_study(folder: Path) -> Path:
    """The toy study with little work to plan."""
    folder.mkdir()
    file = folder / "study.toml"
    file.write_text(TOY.read_text().replace("moves = 2000", "moves = 100"))
    return file


HEARS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
"""What begins a program that hears Ctrl-C where the tests themselves run in the background."""


def arguments(*words: str) -> list[str]:
    """The command in a process of its own."""
    return [sys.executable, "-c", "from ruttsim.cli import main; main()", *words]


def ruttsim(*words: object, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A finished run of the command in a folder."""
    return subprocess.run(
        arguments(*map(str, words)),
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, **environment},
        check=False,
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Bytes by file of everything in a run that must be the same."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "timing.json"
    }


def names(folder: Path) -> list[str]:
    """Everything in a folder, hidden things too."""
    return sorted(path.name for path in folder.iterdir())
