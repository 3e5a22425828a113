"""The folder of a sweep: its tables, key figures day by day of all points, and its page."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ruttsim.files import file_hash, sync_folder, sync_tree, write_csv, write_json
from ruttsim.recorded.manifest import RUNS
from ruttsim.report.run import TIMING, write_run
from ruttsim.report.sweep_page import write_sweep_page
from ruttsim.runner import Progress, silent
from ruttsim.store import new_run_folder
from ruttsim.sweep.kept import RUN, WholeRun
from ruttsim.sweep.result import RESULTS, TABLES, name_of

if TYPE_CHECKING:
    from ruttsim.comparison import Result
    from ruttsim.sweep.result import Sweep


WHOLE_RUNS = " --whole-runs"
"""How the command of a sweep ends that has the runs of its points."""


def whole_run(command: str, language: str, progress: Progress = silent) -> WholeRun:
    """What writes the run folder of a point, with the command of the sweep that it belongs to."""

    def write(result: Result, folder: Path) -> None:
        told = {**result.manifest, "command": command + WHOLE_RUNS}
        write_run(replace(result, manifest=told), folder, language, progress)

    return WholeRun(write, f"{command} {language}")


def write_sweep(
    found: Sweep,
    folder: str | Path,
    language: str = "sv",
    within: Path | None = None,
    *,
    has_runs: bool = False,
) -> None:
    """Put everything a sweep gives into a new folder, whole or not at all.

    `within` is where it is until then, beside the folder if left out. `has_runs` says that the run
    folders of points were written and are to be in it too.

    Raises
    ------
    StudyError
        The folder holds something, or cannot be made.
    """
    with new_run_folder(Path(folder), within) as partial:
        for name in TABLES:
            write_csv(partial / f"{name}.csv", getattr(found, name))
        (partial / RESULTS).mkdir()
        for point, file in enumerate(found.files):
            name = name_of(point, len(found.design))
            shutil.copyfile(file, partial / RESULTS / f"{name}.parquet")
            # A point where there is nothing to compare with has no run.
            if has_runs and (file.parent / RUN).is_dir():
                shutil.copytree(file.parent / RUN, partial / RUNS / name)
        write_sweep_page(found, partial, language)
        files = {
            path.relative_to(partial).as_posix(): file_hash(path)
            for path in sorted(partial.rglob("*"))
            if path.is_file() and path.name != TIMING
        }
        command = found.manifest["command"] + (WHOLE_RUNS if has_runs else "")
        told = {**found.manifest, "command": command, "language": language, "files": files}
        write_json(partial / "manifest.json", told)
        sync_tree(partial)
    sync_folder(Path(folder).absolute().parent)
