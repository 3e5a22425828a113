"""`ruttsim select`: the split of a study with the lowest figure, with few simulations of others."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ruttsim.cli.ranges import FiniteRange

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.selecting import Wanted
    from ruttsim.selection import Selection

DIGITS = 6


@click.command(
    name="select",
    epilog="""\b
Examples:
  ruttsim select toy --kpi travel_h --least 1.0 --most-populations 20
  ruttsim select six-organisations --kpi cost_sek --least 5000 --kept kept --out selection.csv
  ruttsim select my-study --kpi punctuality --highest --least 0.01 --cluster local:4
""",
)
@click.argument("study")
@click.option("--kpi", required=True, help="Key figure of all organisations: ruttsim schema kpis.")
@click.option(
    "--least",
    required=True,
    type=FiniteRange(min=0, min_open=True),
    help="Smallest difference of interest, in the figure's unit.",
)
@click.option("--highest", is_flag=True, help="Look for the highest figure, not the lowest.")
@click.option(
    "--confidence",
    type=float,
    default=95.0,
    help="Per cent: how often it is right where the others are --least away [95].",
)
@click.option(
    "--first",
    type=click.IntRange(min=2),
    default=10,
    help="Populations of all splits before one may be left out [10].",
)
@click.option("--most-populations", type=click.IntRange(min=2), default=100, help="Not more [100].")
@click.option("--quick", is_flag=True, help="Days and moves of the study's table quick.")
@click.option("--out", type=click.Path(path_type=Path), help="New .csv file for the table.")
@click.option(
    "--kept",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder that keeps finished tasks: goes on with those that are there.",
)
@click.option("--workers", type=click.IntRange(min=1), help="Processes [all processors].")
@click.option("--cluster", metavar="local:N", help="N processes of this machine, by Dask.")
@click.option("--scheduler", metavar="ADDRESS", help="As of compare: sends the study there.")
def command(
    study: str,
    kpi: str,
    least: float,
    highest: bool,
    confidence: float,
    first: int,
    most_populations: int,
    quick: bool,
    out: Path | None,
    kept: Path | None,
    workers: int | None,
    cluster: str | None,
    scheduler: str | None,
) -> None:
    """Find the split of STUDY whose figure is the lowest, by Kim and Nelson's procedure.

    All splits are simulated on the first populations, then those still in question on one after the
    other, until one is left or the populations are spent. That a figure is the lowest says nothing
    about what is good.
    """
    from ruttsim.cli.clusters import chosen
    from ruttsim.cli.progress import ProgressLine
    from ruttsim.comparison import prepared
    from ruttsim.files import write_csv
    from ruttsim.journal.folder import Journal
    from ruttsim.pipeline.setting import further_faults
    from ruttsim.runner import usable_workers
    from ruttsim.selecting import Wanted, require_sensible, select_split
    from ruttsim.store import manifest, require_new_file
    from ruttsim.study.loading import load_study

    if out is not None:
        require_new_file(out, (".csv",), "table")
    setting = prepared(load_study(study, further_faults), quick=quick)
    percent = 100
    wanted = Wanted(kpi, least, confidence / percent, first, most_populations, is_highest=highest)
    require_sensible(setting, wanted)
    with ExitStack() as stack:
        folder = kept or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ruttsim-")))
        processes = stack.enter_context(chosen(workers, cluster, scheduler)) or usable_workers()
        journal = stack.enter_context(Journal(folder, manifest(setting, quick=quick)))
        found, table = select_split(setting, journal, wanted, processes, ProgressLine())
    click.echo(_text(found, table, wanted))
    if out is not None:
        write_csv(out, table)


def _text(found: Selection, table: pd.DataFrame, wanted: Wanted) -> str:
    """The table in plain text, and what it says."""
    from ruttsim.cli.tables import aligned

    rows = [
        [str(row.split), f"{row.mean:.{DIGITS}g}", str(row.populations), _said(row)]
        for row in table.itertuples()
    ]
    unit = table["unit"].iloc[0]
    text = aligned(["", f"{wanted.kpi} [{unit}]", "populations", ""], rows)
    what = "highest" if wanted.is_highest else "lowest"
    if not found.is_decided:
        end = (
            f"The populations were spent: these could not be told apart to {wanted.interest:g} "
            f"{unit}. Give more by --most-populations."
        )
    else:
        end = (
            f"The {what} is {table['split'].iloc[found.lowest]}, or within {wanted.interest:g} "
            f"{unit} of it, with at least {wanted.confidence:.0%} confidence."
        )
    return f"\n{text}\n{end}\nThat says nothing about what is good."


def _said(row: object) -> str:
    """What became of a split, in words."""
    outcome, count = getattr(row, "outcome"), getattr(row, "populations")  # noqa: B009 - untyped
    return f"out after {count} populations" if outcome == "out" else str(outcome)
