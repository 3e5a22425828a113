"""Tasks kept in a journal wherever they run, also on machines that see no folder of this one."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ruttsim.cluster.connection import Cluster
from ruttsim.errors import DataError, Fault
from ruttsim.files import write_bytes
from ruttsim.journal.folder import TASKS, task_key, task_path
from ruttsim.keeping import Kept, keep_task, keeping, kept_before
from ruttsim.pipeline.setting import Setting
from ruttsim.pipeline.task import Task
from ruttsim.runner import Progress, Workers, run_all

if TYPE_CHECKING:
    from ruttsim.journal.folder import Journal

Sent = tuple[Kept, bytes | None]
"""What is small of a task, and the content of its file where that did not get into the journal."""


def keep_all(
    setting: Setting,
    journal: Journal,
    tasks: Sequence[Task],
    workers: Workers,
    stage: str,
    progress: Progress,
) -> list[Kept]:
    """What is small of each task; finished tasks are taken from the journal, others put there.

    Raises
    ------
    DataError
        A file that the study names was changed or taken away while the run went on.
    """
    if not isinstance(workers, Cluster) or workers.is_here:
        return run_all(keeping(setting, journal), tasks, workers, stage, progress)
    before = {it: kept_before(journal.folder, journal.identity, it) for it in tasks}
    found = {task: kept for task, kept in before.items() if kept is not None}
    left = [it for it in tasks if it not in found]

    def arrived(sent: Sent) -> Sent:
        kept, content = sent
        if content is not None:
            key = task_key(journal.identity, kept.task)
            write_bytes(task_path(journal.folder, key), content)
        return kept, None

    def told(stage: str, done: int, _: int) -> None:
        progress(stage, len(found) + done, len(tasks))

    with _mark(journal) as mark:
        work = Elsewhere(setting, mark, journal.identity, contents_of_files(setting))
        computed = run_all(work, left, workers, stage, told, arrived)
    found |= {kept.task: kept for kept, _ in computed}
    return [found[it] for it in tasks]


@contextmanager
def _mark(journal: Journal) -> Iterator[Path]:
    """A file in the journal by which a machine knows that it sees this one and not its like."""
    mark = journal.folder.absolute() / TASKS / f".{secrets.token_hex(16)}"
    mark.touch()
    try:
        yield mark
    finally:
        mark.unlink(missing_ok=True)


def contents_of_files(setting: Setting) -> dict[str, bytes]:
    """The contents of the files that the study names, as they were when it was checked.

    Raises
    ------
    DataError
        Of every one that is not as it was, or not there any more.
    """
    contents, faults = {}, []
    for name, digest in setting.inputs.items():
        path = setting.study.path_of(name)
        try:
            content = path.read_bytes()
        except OSError as error:
            problem = f"It cannot be read any more: {error.strerror}."
            faults.append(Fault(str(path), "content", problem, "Put it back and begin again."))
            continue
        if hashlib.sha256(content).hexdigest() != digest:
            problem = "It was changed while the run went on."
            faults.append(Fault(str(path), "content", problem, "Begin the run again."))
        contents[name] = content
    if faults:
        raise DataError(faults)
    return contents


class Elsewhere:
    """Keeps a task in the journal where that is seen, else gives the content of its file.

    What the study's files hold is brought along and put into a folder that only this user may read,
    so that neither a missing file nor another of the same name matters. The folder goes with this
    object, or with the process.
    """

    def __init__(
        self, setting: Setting, mark: Path, identity: str, files: Mapping[str, bytes]
    ) -> None:
        study = setting.study.at(setting.study.file.absolute())
        self._setting = replace(setting, study=study)
        self._mark, self._identity = mark, identity
        self._files = dict(files)

    def __call__(self, task: Task) -> Sent:
        """The task."""
        self._put_files()
        tasks = self._mark.parent
        # Unlike Path.exists, this is no error where another user may not look either.
        if os.access(self._mark, os.F_OK) and os.access(tasks, os.W_OK):
            return keep_task(self._setting, tasks.parent, self._identity, task), None
        with tempfile.TemporaryDirectory(prefix="ruttsim-") as name:
            folder = Path(name)
            (folder / TASKS).mkdir()
            kept = keep_task(self._setting, folder, self._identity, task)
            return kept, task_path(folder, task_key(self._identity, task)).read_bytes()

    def _put_files(self) -> None:
        """Have what the study names on this machine, the first time."""
        if not self._files:
            return
        folder = Path(tempfile.mkdtemp(prefix="ruttsim-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        brought = {}
        for place, (name, content) in enumerate(self._files.items()):
            brought[name] = folder / f"{place}{Path(name).suffix}"
            brought[name].write_bytes(content)
        study = self._setting.study.with_files_at(brought)
        self._setting, self._files = replace(self._setting, study=study), {}
