"""A run made again from its manifest alone, and held against it file by file."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruttsim.comparison import compared
from ruttsim.errors import DataError, Fault
from ruttsim.journal.folder import Journal
from ruttsim.recorded.manifest import AGAIN, MANIFEST, altered_files, read_run
from ruttsim.recorded.origin import setting_of_run
from ruttsim.report.run import write_run
from ruttsim.run_folders.differing import Change, manifest_changes
from ruttsim.runner import Progress, silent
from ruttsim.store import manifest as manifest_of
from ruttsim.store import require_free


@dataclass(frozen=True)
class Reproduction:
    """How a run that was made again differs from what its manifest says.

    `files` counts those that were held against each other, `differing` are those of another
    content, `missing` and `new` those that only the old and the new run have. `changes` are what
    the two manifests say otherwise, versions above all. `altered` are files in the folder that are
    not what their manifest says.
    """

    files: int
    differing: tuple[str, ...]
    missing: tuple[str, ...]
    new: tuple[str, ...]
    changes: tuple[Change, ...]
    altered: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether every file has the same bytes again."""
        return not (self.differing or self.missing or self.new)


def reproduced(
    folder: Path,
    source: str | None = None,
    out: Path | None = None,
    workers: int | None = None,
    progress: Progress = silent,
) -> Reproduction:
    """Make the run in a folder again from its manifest, and tell what differs.

    Neither finished tasks of an interruption nor files of the old run but manifest.json are used;
    plans and travel in the cache are, as in every run. The new run is put into `out`, if given.

    Raises
    ------
    StudyError, DataError
        There is no run; what it was made from is not there any more; the manifest has no hashes.
    """
    if out is not None:
        require_free(out)
    start = time.monotonic()
    manifest = read_run(folder)
    stated = _stated(folder, manifest)
    setting = setting_of_run(folder, manifest, source)
    quick = bool(manifest.get("quick"))
    made_from = manifest_of(setting, quick=quick)
    with ExitStack() as stack:
        above = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ruttsim-")))
        if out is None:
            run = above / "run"
        else:
            out.parent.mkdir(parents=True, exist_ok=True)
            run = out
        journal = stack.enter_context(Journal(above / "journal", made_from))
        result = compared(setting, journal, quick, workers, progress, start)
        # Where the study lies is not in the manifest; the command is that of the first time.
        told = {**result.manifest, "command": manifest.get("command")}
        write_run(replace(result, manifest=told), run, manifest.get("language", "sv"), progress)
        made = read_run(run)
    files: Mapping[str, str] = made["files"]
    both = sorted({*stated} & {*files})
    return Reproduction(
        files=len(both),
        differing=tuple(name for name in both if stated[name] != files[name]),
        missing=tuple(sorted({*stated} - {*files})),
        new=tuple(sorted({*files} - {*stated})),
        changes=tuple(manifest_changes(manifest, made)),
        altered=tuple(altered_files(folder, manifest)),
    )


def _stated(folder: Path, manifest: Mapping[str, Any]) -> dict[str, str]:
    """The hashes that a manifest tells of the files of its run."""
    files = manifest.get("files")
    if not isinstance(files, dict) or not files:
        problem = "It tells no hashes of files, as manifests of older versions do not."
        raise DataError([Fault(str(folder / MANIFEST), "files", problem, AGAIN)])
    return files
