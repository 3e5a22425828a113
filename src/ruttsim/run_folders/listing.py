"""The runs in a folder and below it, finished and not."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruttsim.bundled import bundled
from ruttsim.errors import RuttsimError
from ruttsim.journal.folder import (
    JOURNAL,
    TASKS,
    finished_points,
    finished_tasks,
    is_worked_on,
    read_told,
)
from ruttsim.recorded.manifest import (
    MANIFEST,
    POINTS,
    RESULTS,
    is_sensitivity,
    is_sweep,
    read_manifest,
)
from ruttsim.store import UNFINISHED

UNKNOWN = "?"
COMMANDS = ("ruttsim compare", "ruttsim sweep")
"""What begins a run or a sweep; the first where a journal does not tell."""

DEPTH = 3
"""Runs are looked for so many folders below the one that is named."""


@dataclass(frozen=True)
class RunFolder:
    """A run: finished, or a journal with so many finished tasks (None: of a finished run).

    A sweep is one too; its journal has `finished_points` besides.

    `manifest` is None where what should tell it cannot be read.
    """

    folder: Path
    manifest: dict[str, Any] | None
    finished_tasks: int | None
    is_worked_on: bool
    finished_points: int = 0

    @property
    def state(self) -> str:
        """What there is of it."""
        if self.finished_tasks is None:
            damaged = "manifest.json cannot be read: `runs show` tells what to do"
            if self.manifest is None:
                return damaged
            whole = "finished sensitivity" if is_sensitivity(self.manifest) else "finished"
            gone = any(not (self.folder / it).exists() for it in self.manifest.get("files", {}))
            return f"{whole}, files are gone: `runs show` tells which" if gone else whole
        count = self.finished_points
        points = f"{count} point{'' if count == 1 else 's'} and " if self.is_sweep else ""
        kept = f"{points}{self.finished_tasks} tasks kept"
        if self.manifest is None:
            kept += ", journal.json cannot be read"
        if self.is_worked_on:
            return f"at work, {kept}"
        return f"interrupted, {kept}" if self.is_of_run else f"no run, {kept} (--kept)"

    @property
    def is_sweep(self) -> bool:
        """Whether it is a sweep's."""
        return self.manifest is not None and is_sweep(self.manifest)

    @property
    def is_of_run(self) -> bool:
        """Whether it is a run or to become one: not what `ruttsim select --kept` keeps."""
        return self.finished_tasks is None or self.folder.name.endswith(UNFINISHED)

    @property
    def size(self) -> str:
        """Populations, days and splits; a question mark where they are not told."""
        try:
            study = (self.manifest or {})["study"]
            time = study["time"]
            days = len(time["planned_days"]) * time["disturbed_days"]
            size = f"{time['populations']} x {days} x {len(study['splits'])}"
            points = (self.manifest or {}).get(POINTS)
            return f"{size}, {len(points)} points" if points else size
        except (KeyError, TypeError):
            return UNKNOWN

    def told(self, *keys: str) -> str:
        """A text of the manifest, found by keys; a question mark where it is not told."""
        found: object = self.manifest
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        return UNKNOWN if found is None else str(found)

    @property
    def going_on(self) -> str:
        """The command that goes on with an interrupted run; empty where there is none.

        Where a study that is not bundled lies is not told.
        """
        if self.finished_tasks is None or self.is_worked_on or not self.is_of_run:
            return ""
        command = f"{COMMANDS[0]} STUDY" if self.manifest is None else self.told("command")
        run = self.folder.with_name(self.folder.name.removesuffix(UNFINISHED))
        again = f"{command} --out {shlex.quote(str(run))} --resume"
        words = command.partition(" --")[0]
        for name in COMMANDS:
            words = words.removeprefix(name)
        study = words.strip()
        return again if study in bundled("experiments") else f"{again}   ({study}: with its path)"


def run_folders(above: Path) -> list[RunFolder]:
    """All runs in a folder and below it, by path; one to which links lead too, once."""
    folders = {above, *(path for path in _below(above, DEPTH) if path.is_dir())}
    once: dict[Path, Path] = {}
    for folder in sorted(folders, key=lambda it: (_is_through_link(it, above), it)):
        once.setdefault(folder.resolve(), folder)
    found = (run_folder(folder) for folder in sorted(once.values()))
    return [it for it in found if it is not None]


def _is_through_link(folder: Path, above: Path) -> bool:
    """Whether a link leads to a folder from one above it."""
    return folder.resolve() != above.resolve() / folder.relative_to(above)


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


def run_folder(folder: Path) -> RunFolder | None:
    """What is in a folder, if it is a run."""
    if (folder / JOURNAL).is_file():
        told = read_told(folder)
        if told is None and not (folder.name.endswith(UNFINISHED) and (folder / TASKS).is_dir()):
            return None
        manifest = None if told is None else told.manifest
        kept = finished_tasks(folder), is_worked_on(folder), finished_points(folder)
        return RunFolder(folder, manifest, *kept)
    if not (folder / MANIFEST).is_file():
        return None
    try:
        return RunFolder(folder, read_manifest(folder), None, is_worked_on=False)
    except RuttsimError:
        # A map has a manifest.json too.
        if not (folder / RESULTS).is_file():
            return None
        return RunFolder(folder, None, None, is_worked_on=False)
