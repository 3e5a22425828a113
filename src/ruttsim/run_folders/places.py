"""Where a run goes, and the journal in which it goes on after an interruption."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruttsim.errors import Fault, StudyError, reason
from ruttsim.journal.folder import (
    Journal,
    differing,
    identity,
    is_worked_on,
    journal_of,
    read_told,
)
from ruttsim.recorded.manifest import MANIFEST
from ruttsim.store import UNFINISHED, next_run_folder, require_free

RUNS = Path("runs")


@dataclass(frozen=True)
class Place:
    """The folder that a run will be in, and its journal, which this process has."""

    run: Path
    journal: Journal


def is_finished(run: Path, made: Mapping[str, Any]) -> bool:
    """Whether the run is in its folder, made from the same by the same versions.

    Then a journal that whoever made it could not take away any more is taken away.
    """
    try:
        manifest = json.loads((run / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    if not isinstance(manifest, dict) or differing(manifest, made):
        return False
    if journal_of(run).is_dir():
        with Journal(journal_of(run), made) as journal:
            journal.remove()
    return True


def interrupted_run(name: str, made: Mapping[str, Any]) -> Path | None:
    """The latest of runs/NAME-1 and so on that was interrupted and is of the same content."""
    wanted = identity(made)
    found = [
        (folder.stat().st_mtime, folder)
        for folder in RUNS.glob(f"{name}-*{UNFINISHED}")
        if (told := read_told(folder)) and told.identity == wanted and not is_worked_on(folder)
    ]
    if not found:
        return None
    latest = max(found)[1]
    return latest.with_name(latest.name.removesuffix(UNFINISHED))


@contextmanager
def new_place(
    run: Path | None, name: str, made: Mapping[str, Any], *, is_resumed: bool
) -> Iterator[Place]:
    """Where a run of the study of that name goes, for this process alone.

    Without `run` it is the first of runs/NAME-1, runs/NAME-2, ... that is not taken. Where nothing
    was finished, the journal and the folders made for it are taken away.

    Raises
    ------
    StudyError
        The place is taken or cannot be made, another process works there, or an interrupted run
        lies there and is not to be gone on with.
    """
    is_new = run is None or not is_resumed
    while True:
        here = run or next_run_folder(RUNS, name)
        require_free(here)
        above = [path for path in here.parents if not path.exists()]
        journal = Journal(journal_of(here), made, is_new=is_new)
        try:
            journal.open()
            break
        except FileExistsError as error:
            if run is not None:
                raise _taken(here) from error
        except OSError as error:
            problem = f"It cannot be made: {error.strerror or reason(error)}."
            remedy = "Name a folder that you may write to, on a disk with room."
            raise StudyError([Fault(str(here), "--out", problem, remedy)]) from error
    try:
        yield Place(here, journal)
    except BaseException:
        if journal.is_empty:
            journal.remove()
            with suppress(OSError):
                for folder in above:
                    folder.rmdir()
        raise
    finally:
        journal.close()


def _taken(run: Path) -> StudyError:
    """What is told where an interrupted or a running comparison lies."""
    folder = journal_of(run)
    if folder.is_dir() and is_worked_on(folder):
        problem, remedy = "Another process works on it.", "Wait for it, or name another folder."
    else:
        problem = f"An interrupted run lies beside it, in {folder}."
        remedy = "Go on with it by --resume, or remove that folder, or name another."
    return StudyError([Fault(str(run), "--out", problem, remedy)])
