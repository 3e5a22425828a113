"""`ruttsim compare`: a study run, its table printed, its run folder written."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from ruttsim.cli.clusters import as_given, chosen, where_options
from ruttsim.cli.going_on import language_options, tell_how_to_go_on, tell_what_is_kept
from ruttsim.errors import Fault


@click.command(
    name="compare",
    epilog="""\b
Examples:
  ruttsim compare six-organisations
  ruttsim compare six-organisations --quick --out quick-look
  ruttsim compare my-study/study.toml --out my-run --workers 1 --lang en
  ruttsim compare six-organisations --resume
  ruttsim compare six-organisations --precision travel_h=2% --precision cost_sek=5000
  ruttsim compare six-organisations --cluster local:4
  ruttsim compare six-organisations --scheduler tcp://10.0.0.5:8786
""",
)
@click.argument("study")
@click.option(
    "--out", type=click.Path(path_type=Path), help="New folder for the run [runs/NAME-1]."
)
@where_options
@click.option("--quick", is_flag=True, help="A first look: fewer populations and days.")
@click.option("--lang", type=click.Choice(["sv", "en"]), default="sv", help="Of the report [sv].")
@click.option(
    "--resume", is_flag=True, help="Go on with an interrupted run: what is finished is kept."
)
@click.option(
    "--precision",
    multiple=True,
    metavar="KPI=WIDTH",
    help=(
        "Add populations until each difference is known to so much each way: travel_h=2% of the "
        "first split's, or cost_sek=5000 in its unit."
    ),
)
@click.option(
    "--most-populations", type=click.IntRange(min=1), help="Not more for --precision [100]."
)
def command(
    study: str,
    out: Path | None,
    workers: int | None,
    cluster: str | None,
    scheduler: str | None,
    quick: bool,
    lang: str,
    resume: bool,
    precision: tuple[str, ...],
    most_populations: int | None,
) -> None:
    """Compare the area splits of STUDY: a study file, its folder, or the name of a bundled one.

    Each finished task (an area split on one population) is kept in a folder beside that of the run,
    NAME.unfinished, until the run is there.
    """
    start = time.monotonic()
    from ruttsim.cli.precision import with_precision
    from ruttsim.cli.progress import ProgressLine
    from ruttsim.cli.tables import comparison_table
    from ruttsim.store import require_free
    from ruttsim.study.loading import load_study

    if out is not None and not resume:
        require_free(out)
    loaded = with_precision(load_study(study, _further), precision, most_populations, quick=quick)
    click.echo(f"{loaded.title_en}: {len(loaded.splits)} area splits on the map '{loaded.map}'.")
    if loaded.factors:
        names = ", ".join(it.name for it in loaded.factors)
        click.echo(f"As it stands: `ruttsim sweep` moves through its factors ({names}).")
    from ruttsim.comparison import compared, prepared
    from ruttsim.report.run import write_run
    from ruttsim.run_folders.places import interrupted_run, is_finished, new_place
    from ruttsim.store import manifest

    setting = prepared(loaded, quick=quick)
    made = manifest(setting, quick=quick)
    name = loaded.file.resolve().parent.name
    run = interrupted_run(name, made) if resume and out is None else out
    if resume and run is not None and is_finished(run, made):
        click.echo(f"The run is finished already: {run}")
        return
    with (
        chosen(workers, cluster, scheduler) as processes,
        new_place(run, name, made, is_resumed=resume) as place,
    ):
        if resume:
            tell_what_is_kept(place)
        progress = ProgressLine()
        try:
            result = compared(setting, place.journal, quick, processes, progress, start)
            write_run(result, place.run, lang, progress, place.journal.folder)
        except BaseException as error:
            options = ["--quick"] * quick + [*setting.study.precision.options]
            options += [*as_given(workers, cluster, scheduler), *language_options(lang)]
            tell_how_to_go_on(error, "compare", study, place, options)
            raise
        place.journal.remove()
    click.echo(comparison_table(result))
    click.echo(f"\nReport: {place.run / 'report.html'}")


def _further(file: Path, content: Mapping[str, Any]) -> Iterable[Fault]:
    """What later stages find in a study that is at fault; they load only then."""
    from ruttsim.pipeline.setting import further_faults

    return further_faults(file, content)
