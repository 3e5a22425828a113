"""What may be cleared away: interrupted runs and entries of the cache that are old."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruttsim.cache import entries
from ruttsim.files import cache_folder
from ruttsim.journal.folder import PARTS, is_worked_on, remove_journal
from ruttsim.run_folders.listing import run_folders
from ruttsim.units import SECONDS_PER_DAY

INTERRUPTED = "finished tasks"


@dataclass(frozen=True)
class Rubbish:
    """Something old: a journal, or what is old in the cache."""

    sort: str
    path: Path
    files: tuple[Path, ...]
    bytes: int


def rubbish(above: Path, older_than_days: float) -> list[Rubbish]:
    """Journals below a folder and entries of the cache, written longer ago than so many days.

    A journal that a process works on is none, nor anything that ruttsim does not know as its own.
    Compiled code and answers of map servers stay.
    """
    latest = time.time() - older_than_days * SECONDS_PER_DAY
    found = []
    for run in run_folders(above):
        if run.finished_tasks is None or run.is_worked_on or run.manifest is None:
            continue
        files = tuple(it for it in _files(run.folder) if _is_of_journal(it, run.folder))
        if max(it.stat().st_mtime for it in files) < latest:
            found.append(Rubbish(INTERRUPTED, run.folder, files, _bytes(files)))
    for sort, files_of_sort in entries().items():
        old = tuple(it for it in files_of_sort if it.stat().st_mtime < latest)
        if old:
            found.append(Rubbish("cache", cache_folder() / sort, old, _bytes(old)))
    return found


def clear(it: Rubbish) -> None:
    """Remove it, unless a process has begun to work on it."""
    if it.sort == INTERRUPTED:
        if not is_worked_on(it.path):
            remove_journal(it.path)
        return
    for file in it.files:
        file.unlink(missing_ok=True)


def _is_of_journal(file: Path, folder: Path) -> bool:
    """Whether a file below a folder is its journal's, and not somebody else's."""
    first = file.relative_to(folder).parts[0]
    return first in PARTS or first.startswith(".")


def _files(folder: Path) -> Iterator[Path]:
    """All files below a folder."""
    return (it for it in sorted(folder.rglob("*")) if it.is_file())


def _bytes(files: tuple[Path, ...]) -> int:
    """What they take on the disk."""
    return sum(it.stat().st_size for it in files)
