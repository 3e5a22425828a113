"""`ruttsim search`: other divisions of the basic areas for a study, estimated and simulated."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ruttsim.cli.ranges import FiniteRange

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.figures.registry import Drawing
    from ruttsim.search.divisions import SearchResult

DECIMALS = 2


@click.command(
    name="search",
    epilog="""\b
Examples:
  ruttsim search toy --out toy-search
  ruttsim search six-organisations --split six_zones --confirm full --lang en
  ruttsim search my-study --effort 20000 --tolerance 0.03 --confirm none
""",
)
@click.argument("study")
@click.option("--split", help="Area split whose organisations and shares to divide [with zones].")
@click.option("--out", type=click.Path(path_type=Path), help="New folder [runs/NAME-search-1].")
@click.option("--effort", type=click.IntRange(min=1), help="Divisions to estimate [6000].")
@click.option(
    "--tolerance",
    type=FiniteRange(min=0, max=1, min_open=True),
    help="How far a zone's share of granted hours may lie from its organisation's [0.02].",
)
@click.option("--shown", type=click.IntRange(min=1, max=20), help="Divisions to write [4].")
@click.option(
    "--confirm",
    type=click.Choice(["quick", "full", "none"]),
    default="quick",
    help="Simulate them with the study's own splits: as compare --quick, as compare, not [quick].",
)
@click.option("--workers", type=click.IntRange(min=1), help="Processes [all processors].")
@click.option("--lang", type=click.Choice(["sv", "en"]), default="sv", help="Of pictures [sv].")
def command(
    study: str,
    split: str | None,
    out: Path | None,
    effort: int | None,
    tolerance: float | None,
    shown: int | None,
    confirm: str,
    workers: int | None,
    lang: str,
) -> None:
    """Search for divisions of the basic areas of STUDY into one zone an organisation.

    Zones are contiguous and hold their organisation's share of granted hours. Of travel, climate
    impact and travel gap, no division that is written is better in all than another. Nothing is
    recommended: what is gained and lost stands side by side, estimated and simulated.
    """
    from ruttsim.cli.progress import ProgressLine
    from ruttsim.figures.registry import write_figures
    from ruttsim.pipeline.setting import further_faults
    from ruttsim.search.divisions import search_divisions
    from ruttsim.search.output import front_table, write_search
    from ruttsim.store import new_run_folder, next_run_folder, require_free
    from ruttsim.study.loading import load_study

    if out is not None:
        require_free(out)
    loaded = load_study(study, further_faults)
    given = {"effort": effort, "tolerance": tolerance, "shown": shown}
    found = search_divisions(
        loaded,
        split=split,
        workers=workers,
        progress=ProgressLine(),
        **{key: value for key, value in given.items() if value is not None},  # type: ignore[arg-type]
    )
    name = f"{loaded.file.resolve().parent.name}-search"
    folder = out or next_run_folder(Path("runs"), name)
    drawings = _drawings(found, lang)
    with new_run_folder(folder) as partial:
        write_search(found, partial, folder)
        write_figures(drawings, partial / "figures")
    click.echo(
        f"{len(found.front)} divisions of which none is better in every figure; "
        f"{len(found.shown)} of them are written."
    )
    click.echo(f"Study and layers: {folder}")
    table = front_table(found)
    if confirm != "none":
        click.echo("They are simulated now; if that is interrupted, compare the study there.")
        table = _confirmed(found, folder, confirm == "quick", workers, lang)
    click.echo(_text(found, table))


def _drawings(found: SearchResult, language: str) -> tuple[Drawing, ...]:
    """A picture of each division that is written."""
    import numpy as np

    from ruttsim.figures.divisions import DrawnDivision, draw_divisions
    from ruttsim.figures.words import title

    study, case = found.study, found.case
    titles = [title(it, language) for it in study.organisations]
    sections = {it.name: it for it in study.splits}
    drawn = []
    for name, division in found.shown.items():
        reached = np.bincount(division.zone, case.ground.share, len(case.wanted))
        shares: list[float | None] = [None] * len(titles)
        for organisation, share in zip(case.holders, reached.tolist(), strict=True):
            shares[organisation] = share
        of_area = [case.holders[place] for place in division.zone.tolist()]
        drawn.append(DrawnDivision(name, title(sections[name], language), of_area, shares))
    return draw_divisions(found.setting.bundle, titles, drawn, language)


def _confirmed(
    found: SearchResult, folder: Path, quick: bool, workers: int | None, language: str
) -> pd.DataFrame:
    """The study that was written, compared; its run folder beside it, and the table with both."""
    from ruttsim.cli.progress import ProgressLine
    from ruttsim.comparison import compare
    from ruttsim.files import write_csv
    from ruttsim.report.run import write_run
    from ruttsim.search.output import FRONT_FILE, front_table
    from ruttsim.study.loading import load_study

    progress = ProgressLine()
    result = compare(load_study(folder), quick=quick, workers=workers, progress=progress)
    write_run(result, folder / "run", language, progress=progress)
    table = front_table(found, result)
    write_csv(folder / FRONT_FILE, table)
    click.echo(f"Report: {folder / 'run' / 'report.html'}")
    return table


def _text(found: SearchResult, table: pd.DataFrame) -> str:
    """The table of the front in plain text: a line a split, each figure estimated and simulated."""
    from ruttsim.cli.tables import aligned
    from ruttsim.search.output import UNITS

    same = {
        name: f" (sampled clients as in {it.same_as.name})"
        for name, it in found.shown.items()
        if it.same_as is not None
    }
    is_simulated = bool((table["n"] > 0).any())
    names = ("split", "estimate", "mean", "low", "high")
    rows: dict[str, list[str]] = {}
    for split, estimate, *simulated in zip(*(table[it].tolist() for it in names), strict=True):
        cell = f"{estimate:.{DECIMALS}f}"
        if is_simulated:
            cell += f" / {_interval(*simulated)}"
        rows.setdefault(split, [split + same.get(split, "")]).append(cell)
    what = "Estimated / simulated" if is_simulated else "Estimated"
    heading = f"\n{what}, an average day; the split searched is {found.section.name}:"
    columns = ["", *(f"{name} [{unit}]" for name, unit in UNITS.items())]
    text = aligned(columns, list(rows.values()))
    return f"{heading}\n{text}\nTrade-offs are shown; nothing is recommended."


def _interval(mean: float, low: float, high: float) -> str:
    """A simulated figure with its interval, where there are such."""
    if math.isnan(mean):
        return "-"
    text = f"{mean:.{DECIMALS}f}"
    return text if math.isnan(low) else f"{text} [{low:.{DECIMALS}f} to {high:.{DECIMALS}f}]"
