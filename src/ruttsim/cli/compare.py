"""`ruttsim compare`: a study run, its table printed, its run folder written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from ruttsim.errors import Fault


@click.command(
    name="compare",
    epilog="""\b
Examples:
  ruttsim compare six-organisations
  ruttsim compare six-organisations --quick --out quick-look
  ruttsim compare my-study/study.toml --out my-run --workers 1 --lang en
""",
)
@click.argument("study")
@click.option(
    "--out", type=click.Path(path_type=Path), help="New folder for the run [runs/NAME-1]."
)
@click.option("--workers", type=click.IntRange(min=1), help="Processes [all processors].")
@click.option("--quick", is_flag=True, help="A first look: fewer populations and days.")
@click.option("--lang", type=click.Choice(["sv", "en"]), default="sv", help="Of the report [sv].")
def command(study: str, out: Path | None, workers: int | None, quick: bool, lang: str) -> None:
    """Compare the area splits of STUDY: a study file, its folder, or the name of a bundled one."""
    from ruttsim.cli.progress import show
    from ruttsim.cli.tables import comparison_table
    from ruttsim.store import next_run_folder, require_free
    from ruttsim.study.loading import load_study

    if out is not None:
        require_free(out)
    loaded = load_study(study, _further)
    click.echo(f"{loaded.title_en}: {len(loaded.splits)} area splits on the map '{loaded.map}'.")
    from ruttsim.comparison import compare
    from ruttsim.report.run import write_run

    result = compare(loaded, quick=quick, workers=workers, progress=show)
    folder = out or next_run_folder(Path("runs"), loaded.file.resolve().parent.name)
    write_run(result, folder, lang, progress=show)
    click.echo(comparison_table(result))
    click.echo(f"\nReport: {folder / 'report.html'}")


def _further(file: Path, content: Mapping[str, Any]) -> Iterable[Fault]:
    """What later stages find in a study that is at fault; they load only then."""
    from ruttsim.pipeline.setting import further_faults

    return further_faults(file, content)
