"""A run made again from its manifest alone, and held against it file by file."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruttsim.comparison import compared
from ruttsim.errors import DataError, Fault, Faults
from ruttsim.journal.folder import Journal
from ruttsim.recorded.manifest import (
    AGAIN,
    MANIFEST,
    RUNS,
    altered_files,
    is_sweep,
    read_manifest,
    read_run,
)
from ruttsim.recorded.origin import setting_of_run, study_of_run
from ruttsim.report.run import write_run
from ruttsim.report.sweep_run import WHOLE_RUNS, whole_run, write_sweep
from ruttsim.run_folders.differing import Change, manifest_changes
from ruttsim.runner import Progress, silent
from ruttsim.store import manifest as manifest_of
from ruttsim.store import require_free
from ruttsim.sweep.running import planned_sweep, swept, unsaid

SWEEP_AGAIN = "Put back what has changed, or sweep the study again."


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
    manifest = read_run(folder, or_sweep=True)
    stated = _stated(folder, manifest)
    again = _swept_again if is_sweep(manifest) else _run_again
    with tempfile.TemporaryDirectory(prefix="ruttsim-") as name:
        above = Path(name)
        if out is None:
            new = above / "run"
        else:
            out.parent.mkdir(parents=True, exist_ok=True)
            new = out
        again(folder, manifest, source, new, above / "journal", workers, progress)
        made = read_manifest(new)
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


def _run_again(
    folder: Path,
    manifest: Mapping[str, Any],
    source: str | None,
    new: Path,
    journal: Path,
    workers: int | None,
    progress: Progress,
) -> None:
    """Make a run again in a new folder."""
    start = time.monotonic()
    setting = setting_of_run(folder, manifest, source)
    quick = bool(manifest.get("quick"))
    with Journal(journal, manifest_of(setting, quick=quick)) as kept:
        result = compared(setting, kept, quick, workers, progress, start)
        # Where the study lies is not in the manifest; the command is that of the first time.
        told = {**result.manifest, "command": manifest.get("command")}
        write_run(replace(result, manifest=told), new, manifest.get("language", "sv"), progress)


def _swept_again(
    folder: Path,
    manifest: Mapping[str, Any],
    source: str | None,
    new: Path,
    journal: Path,
    workers: int | None,
    progress: Progress,
) -> None:
    """Make a sweep again in a new folder, with the runs of points where it has them."""
    study = study_of_run(folder, manifest, source)
    planned = planned_sweep(study, quick=bool(manifest.get("quick")), progress=progress)
    _require_unchanged(folder, manifest, planned.manifest)
    language = manifest.get("language", "sv")
    has_runs = any(name.startswith(f"{RUNS}/") for name in manifest["files"])
    # As in `_run_again`: the command is that of the first time.
    command = str(manifest.get("command")).removesuffix(WHOLE_RUNS)
    whole = whole_run(command, language, progress) if has_runs else None
    with Journal(journal, planned.manifest) as kept:
        found = swept(planned, kept, workers, progress, unsaid, whole)
        told = {**found.manifest, "command": command}
        write_sweep(replace(found, manifest=told), new, language, has_runs=has_runs)


def _require_unchanged(folder: Path, manifest: Mapping[str, Any], made: Mapping[str, Any]) -> None:
    """Raise where maps, numbers or files of a sweep are not those that it was made from."""
    file, faults = str(folder / MANIFEST), Faults(DataError)
    for name, what in (
        ("maps", "The maps are not those"),
        ("parameters_hash", "The cited numbers (`ruttsim params`) are not those"),
        ("inputs", "The files that the study names are not those"),
    ):
        if manifest.get(name) != made[name]:
            faults.add(file, name, f"{what} that the sweep was made from.", SWEEP_AGAIN)
    faults.raise_if_any()


def _stated(folder: Path, manifest: Mapping[str, Any]) -> dict[str, str]:
    """The hashes that a manifest tells of the files of its run."""
    files = manifest.get("files")
    if not isinstance(files, dict) or not files:
        problem = "It tells no hashes of files, as manifests of older versions do not."
        raise DataError([Fault(str(folder / MANIFEST), "files", problem, AGAIN)])
    return files
