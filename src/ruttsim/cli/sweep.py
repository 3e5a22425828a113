"""`ruttsim sweep`: a study compared at every point of its factors."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ruttsim.cli.clusters import as_given, chosen, where_options
from ruttsim.cli.going_on import language_options, tell_how_to_go_on, tell_what_is_kept

if TYPE_CHECKING:
    from ruttsim.sweep.result import Sweep

SHOWN_KPIS = ("travel_h", "cost_sek", "co2e_kg")


@click.command(
    name="sweep",
    epilog="""\b
Examples:
  ruttsim sweep my-study --quick
  ruttsim sweep my-study/study.toml --out my-sweep --workers 1 --lang en
  ruttsim sweep my-study --out my-sweep --resume
  ruttsim sweep my-study --whole-runs
""",
)
@click.argument("study")
@click.option(
    "--out", type=click.Path(path_type=Path), help="New folder for the sweep [runs/NAME-sweep-1]."
)
@where_options
@click.option("--quick", is_flag=True, help="A first look: fewer populations and days.")
@click.option("--lang", type=click.Choice(["sv", "en"]), default="sv", help="Of the page [sv].")
@click.option(
    "--resume", is_flag=True, help="Go on with an interrupted sweep: what is finished is kept."
)
@click.option("--whole-runs", is_flag=True, help="Write the run folder of each point too.")
def command(
    study: str,
    out: Path | None,
    workers: int | None,
    cluster: str | None,
    scheduler: str | None,
    quick: bool,
    lang: str,
    resume: bool,
    whole_runs: bool,
) -> None:
    """Compare the area splits of STUDY at every point of the factors that it declares.

    The table of effects says what each level of a factor changes, in each split and in differences
    between splits. Finished points, and finished tasks of the point at hand, are kept in a folder
    beside that of the sweep, NAME.unfinished, until the sweep is there.
    """
    from ruttsim.cli.progress import ProgressLine
    from ruttsim.recorded.manifest import RUNS
    from ruttsim.report.sweep_page import PAGE
    from ruttsim.report.sweep_run import WHOLE_RUNS, whole_run, write_sweep
    from ruttsim.run_folders.places import interrupted_run, is_finished, new_place
    from ruttsim.store import require_free
    from ruttsim.study.loading import load_study
    from ruttsim.sweep.checking import further_faults_of_levels
    from ruttsim.sweep.points import levels_alike
    from ruttsim.sweep.running import planned_sweep, swept

    if out is not None and not resume:
        require_free(out)
    progress = ProgressLine()
    loaded = load_study(study, further_faults_of_levels)
    planned = planned_sweep(loaded, quick=quick, progress=progress)
    count = len(planned.points)
    click.echo(f"{loaded.title_en}: {len(loaded.splits)} area splits at {count} points.")
    for factor, level, first in levels_alike(loaded, quick=quick):
        click.echo(f"At {factor}={level} the same is computed as at {factor}={first}.", err=True)
    name = f"{loaded.file.resolve().parent.name}-sweep"
    begun = planned.manifest["command"]
    made = {**planned.manifest, "command": begun + (WHOLE_RUNS if whole_runs else "")}
    folder = interrupted_run(name, made) if resume and out is None else out
    has_all = folder is not None and (not whole_runs or (folder / RUNS).is_dir())
    if resume and folder is not None and has_all and is_finished(folder, made):
        click.echo(f"The sweep is finished already: {folder}")
        return
    with (
        chosen(workers, cluster, scheduler) as processes,
        new_place(folder, name, made, is_resumed=resume) as place,
    ):
        if resume:
            tell_what_is_kept(place)
        try:
            whole = whole_run(begun, lang, progress) if whole_runs else None
            found = swept(planned, place.journal, processes, progress, progress.say, whole)
            within = place.journal.folder
            write_sweep(found, place.run, lang, within, has_runs=whole_runs)
        except BaseException as error:
            options = ["--quick"] * quick + ["--whole-runs"] * whole_runs
            options += [*as_given(workers, cluster, scheduler), *language_options(lang)]
            tell_how_to_go_on(error, "sweep", study, place, options)
            raise
        place.journal.remove()
    click.echo(_text(found))
    click.echo(f"\nPage and tables: {place.run / PAGE}")


def _text(found: Sweep) -> str:
    """Mean effects on a few key figures: on differences, or where there is one split on its own."""
    from ruttsim.cli.tables import aligned

    is_compared = len(found.study.splits) > 1
    means = found.effects[found.effects["at_factor"] == ""]
    shown = means[(means["reference"] != "") == is_compared]
    of = f"the difference from {found.study.splits[0].name}" if is_compared else "the figure"
    points = found.points[found.points["not_compared"] != ""]
    parts = [
        f"Not compared at {found.design[point]}, where too many visits are in no round: "
        f"{_left_out(found, names)}."
        for point, names in zip(points["point"], points["not_compared"], strict=True)
    ]
    for kpi in SHOWN_KPIS:
        rows = shown[shown["kpi"] == kpi]
        if rows.empty:
            continue
        parts.append(f"\nWhat a level changes in {of}, {kpi} [{rows['unit'].iloc[0]}]:")
        columns = [rows[it].tolist() for it in ("factor", "level", "against", "split")]
        numbers = [[_number(it) for it in rows[name]] for name in ("mean", "low", "high")]
        cells = zip(*columns, *numbers, rows["outcome"].tolist(), strict=True)
        headings = ["factor", "level", "against", "split", "effect", "low", "high", "outcome"]
        parts.append(aligned(headings, [list(it) for it in cells]))
    return "\n".join(parts)


def _left_out(found: Sweep, names: str) -> str:
    """Splits that are not compared; where the first is one, none can be."""
    first = found.study.splits[0].name
    return f"{first}, so that nothing is" if first in names.split() else names


def _number(value: float) -> str:
    """A number to four digits; a dash where there is none."""
    return f"{value:.4g}" if math.isfinite(value) else "-"
