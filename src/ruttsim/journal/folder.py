"""The journal of an unfinished run: a folder beside the run folder to be, with a file a task.

One process at a time works on it. What a task's outcome follows from is in the name of its file, so
that an outcome of another study, map, number, file, version or code is never taken.
"""

from __future__ import annotations

import glob
import hashlib
import itertools
import json
import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ruttsim.cache import code_hash
from ruttsim.errors import Fault, StudyError
from ruttsim.files import content_hash, write_text
from ruttsim.journal.task_file import ENDING
from ruttsim.store import UNFINISHED

if TYPE_CHECKING:
    from ruttsim.pipeline.task import Task

JOURNAL = "journal.json"
LOCK = "lock"
TASKS = "tasks"
POINTS = "points"
"""Of a sweep: a folder for each point that is finished."""
PARTS = (JOURNAL, LOCK, TASKS, POINTS)
"""What is in a journal, beside what is half written and begins with a full stop."""

FORMAT = 1
_OF_WHICH_ONLY_THE_TEXT = ("command", "quick", "language", "files", "populations")
"""What a manifest tells of a run that its outcomes do not follow from."""

_OF_A_FIRST_LOOK = (
    "study.time.populations",
    "study.time.disturbed_days",
    "study.planning.moves",
    "study.planning.fortnight_moves",
    "study.planning.repair_moves",
    "study.planning.searches",
    "study.precision.",
)
"""What `study.model.quick` changes."""

_OF_OPTIONS = {
    "--precision": ("study.precision.percent", "study.precision.value"),
    "--most-populations": ("study.precision.most_populations",),
}
"""What options of the command change in a study that may say it too."""


def identity(made: Mapping[str, Any]) -> str:
    """What all outcomes of a run follow from, as a hash; `made` is the run's manifest."""
    told = {name: it for name, it in made.items() if name not in _OF_WHICH_ONLY_THE_TEXT}
    return content_hash(FORMAT, told, code_hash())


def task_key(of_run: str, task: Task) -> str:
    """What one outcome follows from, as a hash; `of_run` is what `identity` gives."""
    return content_hash(of_run, task)


def task_path(folder: Path, key: str) -> Path:
    """Where the file of a task is, in the journal in a folder."""
    return folder / TASKS / f"{key}{ENDING}"


def journal_of(run: Path) -> Path:
    """Where the journal of a run folder is."""
    return run.with_name(run.name + UNFINISHED)


@dataclass(frozen=True)
class Told:
    """What journal.json tells: what made the run, and its identity."""

    identity: str
    manifest: dict[str, Any]


def read_told(folder: Path) -> Told | None:
    """What a journal tells of its run; nothing where it is damaged."""
    try:
        digest, content = (folder / JOURNAL).read_text(encoding="utf-8").split("\n", 1)
        if hashlib.sha256(content.encode()).hexdigest() != digest:
            return None
        return Told(**json.loads(content))
    except (OSError, ValueError):
        return None


def finished_tasks(folder: Path) -> int:
    """How many tasks are kept in a journal."""
    return sum(1 for _ in (folder / TASKS).glob(f"[!.]*{ENDING}"))


def finished_points(folder: Path) -> int:
    """How many points of a sweep are kept in a journal."""
    return sum(1 for _ in (folder / POINTS).glob("[!.]*"))


class Journal:
    """A journal that this process has for itself, until it is left or removed.

    Raises
    ------
    StudyError
        Another process has it; it is of another study; or something else is in the folder.
    FileExistsError
        It is to be new, and there is one.
    OSError
        It cannot be made.
    """

    def __init__(self, folder: Path, made: Mapping[str, Any], *, is_new: bool = False) -> None:
        self.folder = folder
        self.identity = identity(made)
        self._made, self._is_new = dict(made), is_new

    def open(self) -> None:
        """Have the journal, which is made where it is not there yet."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self.folder.mkdir(exist_ok=not self._is_new)
        self._require_own()
        self._lock = _locked(self.folder)
        try:
            self._prepare()
        except BaseException:
            if self._is_new:
                self.remove()
            self.close()
            raise

    def close(self) -> None:
        """Leave it to others."""
        self._lock.close()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def finished(self) -> int:
        """How many tasks are kept."""
        return finished_tasks(self.folder)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept."""
        return not (self.finished or finished_points(self.folder))

    def forget(self) -> None:
        """Take the finished tasks away; the journal and its finished points stay."""
        for file in (self.folder / TASKS).glob(f"*{ENDING}"):
            file.unlink(missing_ok=True)

    def remove(self) -> None:
        """Take the journal away: the run is there, or there is nothing to keep."""
        remove_journal(self.folder)

    def _require_own(self) -> None:
        """Raise where the folder holds anything but a journal."""
        held = {path.name for path in self.folder.iterdir()}
        if held and (LOCK not in held or {it for it in held if it[0] != "."} - {*PARTS}):
            problem = "There is something here that is no journal of finished tasks."
            remedy = "Name a folder that does not exist or is empty, or move this one away."
            raise StudyError([Fault(str(self.folder), "journal", problem, remedy)])

    def _prepare(self) -> None:
        """Hold the journal against the run, and clear away what was left half written."""
        told = read_told(self.folder)
        if told is not None and told.identity != self.identity:
            options, names = _changed(told.manifest, self._made)
            which = ", ".join([*options, *names]) or "the code of ruttsim"
            problem = f"The tasks that are kept here were computed from something else: {which}."
            remedy = "Remove this folder to begin anew, or put back what has changed."
            if options:
                _, is_any, given = str(told.manifest.get("command", "")).partition(" --")
                remedy += f" They were begun with {f'--{given}' if is_any else 'no such option'}."
            raise StudyError([Fault(str(self.folder), "--resume", problem, remedy)])
        (self.folder / TASKS).mkdir(exist_ok=True)
        _clear_half_written(self.folder)
        if told is None:
            content = json.dumps({"identity": self.identity, "manifest": self._made})
            digest = hashlib.sha256(content.encode()).hexdigest()
            write_text(self.folder / JOURNAL, f"{digest}\n{content}")


def remove_journal(folder: Path) -> None:
    """Take a journal away, and its folder, unless something else lies there too."""
    for name in (TASKS, POINTS):
        shutil.rmtree(folder / name, ignore_errors=True)
    _clear_half_written(folder)
    for name in (JOURNAL, LOCK):
        (folder / name).unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


def half_written(folder: Path) -> str:
    """How the names of folders begin that whoever goes on with a journal clears away."""
    return f".{folder.name.removesuffix(UNFINISHED)}."


def _clear_half_written(folder: Path) -> None:
    """Clear away what was left half written in a journal's folder."""
    for path in folder.glob(f"{glob.escape(half_written(folder))}*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in (folder / POINTS).glob(".*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in (*folder.glob(f".{JOURNAL}.*"), *(folder / TASKS).glob(".*")):
        path.unlink(missing_ok=True)


def differing(old: object, new: object, name: str = "") -> list[tuple[str, Any, Any]]:
    """What two manifests say otherwise: its name, such as `study.splits[1].name`, old, new.

    None stands for what one of them does not say. Hashes of files are passed over.
    """
    if name in _OF_WHICH_ONLY_THE_TEXT:
        return []
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        inner = [
            (f"{name}.{key}" if name else str(key), old.get(key), new.get(key))
            for key in sorted({*old, *new})
        ]
    elif isinstance(old, list | tuple) and isinstance(new, list | tuple):
        inner = [
            (f"{name}[{place}]", one, other)
            for place, (one, other) in enumerate(itertools.zip_longest(old, new))
        ]
    else:
        return [] if old == new else [(name, old, new)]
    return [it for where, one, other in inner for it in differing(one, other, where)]


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """What two manifests say otherwise: options of the command, and names that follow from none."""
    options: list[str] = []
    names = [name for name, _, _ in differing(old, new)]
    if bool(old.get("quick")) != bool(new.get("quick")):
        options.append("--quick")
        names = [it for it in names if not it.startswith(_OF_A_FIRST_LOOK)]
    for option, begins in _OF_OPTIONS.items():
        if any(it.startswith(begins) for it in names):
            options.append(f"{option} (or the study's precision)")
            names = [it for it in names if not it.startswith(begins)]
    is_of_study = options or any(it.startswith("study.") for it in names)
    return options, [it for it in names if not (is_of_study and it == "study_hash")]


def is_worked_on(folder: Path) -> bool:
    """Whether a process has the journal for itself now; none has what nobody may write to."""
    try:
        _locked(folder).close()
    except StudyError:
        return True
    except OSError:
        pass
    return False


class _Lock:
    """An open file that is locked; the system frees it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)

    def has(self) -> bool:
        """Whether the lock could be had, on the file that is in its place."""
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(self._file, msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return os.path.samestat(os.fstat(self._file), self._path.stat())
        except (BlockingIOError, PermissionError, FileNotFoundError):
            return False

    def close(self) -> None:
        """Free it."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _locked(folder: Path) -> _Lock:
    """The lock of a journal.

    Raises
    ------
    StudyError
        Another process has it.
    """
    lock = _Lock(folder / LOCK)
    if lock.has():
        return lock
    lock.close()
    problem = "Another process works on it."
    remedy = "Wait until it has finished, or name another folder by --out."
    raise StudyError([Fault(str(folder), "--out", problem, remedy)])
