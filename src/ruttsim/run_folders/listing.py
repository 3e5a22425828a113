"""The runs in a folder and below it, finished and not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruttsim.errors import RuttsimError
from ruttsim.journal.folder import JOURNAL, finished_tasks, is_worked_on, read_told
from ruttsim.recorded.manifest import MANIFEST, read_manifest
from ruttsim.store import UNFINISHED

DEPTH = 3
"""Runs are looked for so many folders below the one that is named."""


@dataclass(frozen=True)
class RunFolder:
    """A run: finished, or a journal with so many finished tasks (None: of a finished run)."""

    folder: Path
    manifest: dict[str, Any]
    finished_tasks: int | None
    is_worked_on: bool

    @property
    def state(self) -> str:
        """What there is of it."""
        if self.finished_tasks is None:
            return "finished"
        kept = f"{self.finished_tasks} tasks kept"
        if self.is_worked_on:
            return f"at work, {kept}"
        return f"interrupted, {kept}" if self.is_of_run else f"no run, {kept} (--kept)"

    @property
    def is_of_run(self) -> bool:
        """Whether it is a run or to become one: not what `ruttsim select --kept` keeps."""
        return self.finished_tasks is None or self.folder.name.endswith(UNFINISHED)

    @property
    def size(self) -> str:
        """Populations, days and splits."""
        study = self.manifest["study"]
        time = study["time"]
        days = len(time["planned_days"]) * time["disturbed_days"]
        return f"{time['populations']} x {days} x {len(study['splits'])}"


def run_folders(above: Path) -> list[RunFolder]:
    """All runs in a folder and below it, by path."""
    folders = {above, *(path for path in _below(above, DEPTH) if path.is_dir())}
    found = (_run(folder) for folder in sorted(folders))
    return [it for it in found if it is not None]


def _below(folder: Path, depth: int) -> Iterator[Path]:
    """Folders below, without hidden ones and without looking into journals."""
    if not depth or folder.name.endswith(UNFINISHED):
        return
    try:
        inner = [it for it in folder.iterdir() if it.is_dir() and not it.name.startswith(".")]
    except PermissionError:
        return
    for path in inner:
        yield path
        yield from _below(path, depth - 1)


def _run(folder: Path) -> RunFolder | None:
    """What is in a folder, if it is a run."""
    if (folder / JOURNAL).is_file():
        told = read_told(folder)
        if told is None:
            return None
        return RunFolder(folder, told.manifest, finished_tasks(folder), is_worked_on(folder))
    if not (folder / MANIFEST).is_file():
        return None
    try:
        return RunFolder(folder, read_manifest(folder), None, is_worked_on=False)
    except RuttsimError:
        return None
