"""`ruttsim reproduce`: a run made again from its manifest, and held against it file by file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ruttsim.run_folders.reproducing import Reproduction

NOT_REPRODUCED = 5


@click.command(
    name="reproduce",
    epilog="""\b
Examples:
  ruttsim reproduce runs/six-organisations-1
  ruttsim reproduce my-run --study my-study --out my-run-again
""",
)
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--study", help="The study that made the run, if its map or clients lie beside it.")
@click.option("--out", type=click.Path(path_type=Path), help="New folder for the new run [none].")
@click.option("--workers", type=click.IntRange(min=1), help="Processes [all processors].")
def command(run: Path, study: str | None, out: Path | None, workers: int | None) -> None:
    """Make RUN, a run folder, again from its manifest.json alone, and compare hashes of files.

    Exits with 5 where a file has another content.
    """
    from ruttsim.cli.progress import ProgressLine
    from ruttsim.run_folders.reproducing import reproduced

    found = reproduced(run, study, out, workers, ProgressLine())
    click.echo("\n".join(_lines(found)))
    if out is not None:
        click.echo(f"The new run: {out}")
    if not found.is_same:
        sys.exit(NOT_REPRODUCED)


def _lines(found: Reproduction) -> list[str]:
    """What is said of it."""
    lines = [f"altered since the run: {name}" for name in found.altered]
    lines += [f"otherwise: {name}" for name in found.differing]
    lines += [f"not there any more: {name}" for name in found.missing]
    lines += [f"was not there before: {name}" for name in found.new]
    if found.is_same:
        lines.append(f"Reproduced: all {found.files} files have the same bytes again.")
        return lines
    are = "is" if len(found.differing) == 1 else "are"
    lines.append(f"Not reproduced: {len(found.differing)} of {found.files} files {are} otherwise.")
    if found.changes:
        lines.append("It may come from what has changed since:")
        lines += [f"  {it.name}: {it.old} -> {it.new}" for it in found.changes]
    else:
        lines.append(
            "Nothing that the manifest tells has changed, versions included: the code of ruttsim "
            "was changed without a new version, the manifest was, or ruttsim has a defect."
        )
    return lines
