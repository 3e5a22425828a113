"""The run folder: tables, records, figures and report of one comparison."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ruttsim.files import write_csv, write_json, write_parquet
from ruttsim.pipeline.tables import TABLES
from ruttsim.report.html import write_report
from ruttsim.runner import Progress, silent
from ruttsim.store import new_run_folder

if TYPE_CHECKING:
    from ruttsim.comparison import Result


def write_run(
    result: Result, folder: Path, language: str = "sv", progress: Progress = silent
) -> None:
    """Put everything a comparison gives into a new folder, whole or not at all.

    Figures are drawn on as many processes as the comparison was made on.

    Raises
    ------
    StudyError
        The folder holds something, cannot be made, or there is no report in the language.
    """
    with new_run_folder(folder) as partial:
        progress("report", 0, 1)
        write_json(partial / "manifest.json", result.manifest)
        write_json(partial / "timing.json", result.timing)
        for name in ("results", *TABLES):
            write_parquet(partial / f"{name}.parquet", getattr(result, name))
        for name in ("summary", "differences", "spread", "lowest"):
            write_csv(partial / f"{name}.csv", getattr(result, name))
        workers = result.timing["workers"]
        write_report(result, partial / "report.html", language, workers, progress)
        progress("report", 1, 1)
