"""The run folder: tables, records, figures and report of one comparison."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ruttsim.files import file_hash, sync_folder, sync_tree, write_csv, write_json
from ruttsim.report.html import write_report
from ruttsim.runner import Progress, silent, usable_workers
from ruttsim.store import new_run_folder

if TYPE_CHECKING:
    from ruttsim.comparison import Result

TIMING = "timing.json"
TABLES = (
    "summary",
    "differences",
    "spread",
    "lowest",
    "precision",
    "decomposition",
    "steps",
)
"""Tables of a result that become CSV files."""


def write_run(
    result: Result,
    folder: str | Path,
    language: str = "sv",
    progress: Progress = silent,
    within: Path | None = None,
) -> None:
    """Put everything a comparison gives into a new folder, whole or not at all.

    `within` is where it is until then, beside the folder if left out. Figures are drawn on as many
    processes as the comparison was made on, of this machine's.

    Raises
    ------
    StudyError
        The folder holds something, cannot be made, or there is no report in the language.
    """
    with new_run_folder(Path(folder), within) as partial:
        progress("report", 0, 1)
        write_json(partial / TIMING, result.timing)
        result.record.write(partial)
        for name in TABLES:
            write_csv(partial / f"{name}.csv", getattr(result, name))
        workers = min(result.timing["workers"], usable_workers())
        write_report(result, partial / "report.html", language, workers, progress)
        files = {
            path.relative_to(partial).as_posix(): file_hash(path)
            for path in sorted(partial.rglob("*"))
            if path.is_file() and path.name != TIMING
        }
        write_json(
            partial / "manifest.json", {**result.manifest, "language": language, "files": files}
        )
        sync_tree(partial)
        progress("report", 1, 1)
    sync_folder(Path(folder).absolute().parent)
