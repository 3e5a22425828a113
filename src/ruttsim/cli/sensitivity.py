"""`ruttsim sensitivity`: how the difference of two splits depends on each cited number."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.sensitivity.analysis import Sensitivity

SHOWN = 10


@click.command(
    name="sensitivity",
    epilog="""\b
Examples:
  ruttsim sensitivity toy --numbers economy --numbers pay --out toy-money
  ruttsim sensitivity six-organisations --quick --split six_parallel
  ruttsim sensitivity my-study --quick --kpi result_sek --trajectories 0 --sobol 0
""",
)
@click.argument("study")
@click.option("--reference", help="Area split to compare with [the first].")
@click.option("--split", help="Area split that is compared [the next].")
@click.option("--kpi", "kpis", multiple=True, help="Key figure [travel_h, cost_sek, co2e_kg].")
@click.option("--numbers", multiple=True, help="How the names of numbers begin [all with a range].")
@click.option("--quick", is_flag=True, help="Use the study's table quick.")
@click.option("--populations", type=click.IntRange(min=1), help="In place of the study's.")
@click.option("--moves", type=click.IntRange(min=1), help="In place of the study's.")
@click.option(
    "--searches",
    type=click.IntRange(min=2),
    default=3,
    help="Searches of the study's own plans, to know the luck of one [3].",
)
@click.option(
    "--trajectories",
    type=click.IntRange(min=0),
    default=8,
    help="Of Morris, over numbers that leave the plans as they are; 0: none [8].",
)
@click.option(
    "--sobol",
    type=click.IntRange(min=0),
    default=64,
    help="Samples for Sobol's indices, a power of two; 0: none [64].",
)
@click.option("--few", type=click.IntRange(min=1), default=6, help="Numbers of those indices [6].")
@click.option("--screen-all", is_flag=True, help="Both over numbers that change plans too.")
@click.option("--both-ends", is_flag=True, help="Also where the first end is luck.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder [runs/NAME-sensitivity-1].")
@click.option("--workers", type=click.IntRange(min=1), help="Processes [all processors].")
@click.option("--lang", type=click.Choice(["sv", "en"]), default="sv", help="Of the page [sv].")
def command(
    study: str,
    reference: str | None,
    split: str | None,
    kpis: tuple[str, ...],
    numbers: tuple[str, ...],
    quick: bool,
    populations: int | None,
    moves: int | None,
    searches: int,
    trajectories: int,
    sobol: int,
    few: int,
    screen_all: bool,
    both_ends: bool,
    out: Path | None,
    workers: int | None,
    lang: str,
) -> None:
    """Move every cited number of STUDY through its range and see what it does to a difference.

    One at a time, then together (Morris, Sobol), on the same populations and days. Finished points
    are kept in the cache: after Ctrl-C the same command goes on where it was.
    """
    from ruttsim.cli.progress import ProgressLine
    from ruttsim.errors import Faults, StudyError
    from ruttsim.figures.registry import write_figures
    from ruttsim.files import write_text
    from ruttsim.pipeline.setting import further_faults
    from ruttsim.report.sensitivity_page import sensitivity_html, tornado_drawings
    from ruttsim.sensitivity.analysis import KPIS_SHOWN, call_faults, sensitivity
    from ruttsim.sensitivity.output import sensitivity_table, write_sensitivity
    from ruttsim.sensitivity.together import Effort
    from ruttsim.store import new_run_folder, next_run_folder, require_free
    from ruttsim.study.loading import load_study

    loaded = load_study(study, further_faults)
    shown = kpis or KPIS_SHOWN
    effort = Effort(searches, trajectories, sobol, few, both_ends, screen_all)
    faults = Faults(StudyError)
    faults.extend(call_faults(loaded, reference, split, shown, numbers, effort))
    if out is not None:
        try:
            require_free(out)
        except StudyError as error:
            faults.extend(error.faults)
    faults.raise_if_any()
    found = sensitivity(
        loaded,
        reference=reference,
        split=split,
        kpis=shown,
        numbers=numbers,
        quick=quick,
        populations=populations,
        moves=moves,
        effort=effort,
        workers=workers,
        progress=ProgressLine(),
    )
    name = f"{loaded.file.resolve().parent.name}-sensitivity"
    folder = out or next_run_folder(Path("runs"), name)
    table = sensitivity_table(found)
    drawings = tornado_drawings(found, table, lang)
    with new_run_folder(folder) as partial:
        write_sensitivity(found, table, partial)
        write_figures(drawings, partial / "figures")
        write_text(partial / "sensitivity.html", sensitivity_html(found, table, drawings, lang))
    click.echo(_text(found, table))
    click.echo(f"Page: {folder / 'sensitivity.html'}")


def _text(found: Sensitivity, table: pd.DataFrame) -> str:
    """The largest effects on each key figure, and what could change a sign."""
    from ruttsim.cli.tables import aligned
    from ruttsim.sensitivity.output import not_reached, turning_table
    from ruttsim.sensitivity.points import compared_pair

    first, second = compared_pair(found.setting.study)
    parts = []
    columns = ("number", "changes_first", "difference_low", "difference", "difference_high")
    for kpi in found.kpis:
        rows = table[(table["kpi"] == kpi) & (table["swing"] > 0)].head(SHOWN)
        cells = [
            [name, stage, *(_shown(value) for value in values), "" if is_beyond else "luck"]
            for name, stage, *values, is_beyond in zip(
                *(rows[it].tolist() for it in (*columns, "is_beyond_luck")), strict=True
            )
        ]
        parts.append(f"\n{kpi} of {second.name} less that of {first.name}:")
        headings = ["number", "changes first", "at low", "own", "at high", ""]
        parts.append(aligned(headings, cells) if cells else "No number changes it.")
    told = "own: what the effect is counted from; the mean over searches where rounds change."
    parts.append(f"\n{told}")
    turned = turning_table(table)
    parts += [
        f"\n{name}: {kpi} changes its sign at {_with_unit(value, unit)} ({by})."
        for name, kpi, value, unit, by in zip(
            *(turned[it].tolist() for it in ("number", "kpi", "turning_value", "unit")),
            turned["turning_by"].tolist(),
            strict=True,
        )
    ]
    if turned.empty:
        parts.append("\nNo unverified number by itself changes the sign of a difference.")
    if unreached := not_reached(found):
        parts.append(
            f"Not reached by this study, since nothing changes at any stage ({len(unreached)}): "
            f"{', '.join(unreached)}."
        )
    if found.off_grid:
        parts.append(
            "Left out of Morris, whose grid misses these whole numbers: "
            f"{', '.join(found.off_grid)}."
        )
    if any(found.dropped):
        parts.append(
            f"Left out, for numbers that contradict each other or visits without a round: "
            f"{found.dropped[0]} trajectories and {found.dropped[1]} samples."
        )
    return "\n".join(parts)


def _with_unit(value: float, unit: str) -> str:
    """A value with its unit, if it has one."""
    from ruttsim.report.numbers import number_unit

    return f"{value:.4g} {number_unit(unit, 'en')}".rstrip()


def _shown(value: float) -> str:
    """A difference to four digits; a dash where an end was not tried."""
    return f"{value:.4g}" if math.isfinite(value) else "-"
