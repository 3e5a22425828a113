"""`ruttsim margins`: the margin of each basic area in a run, for the rule positive_margin."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(
    name="margins",
    epilog="""\b
Examples:
  ruttsim margins runs/pilot --out my-study/margins.csv
  ruttsim margins my-run --split own_regime --out margins.csv --study my-study
""",
)
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--split", help="Area split of the run; the first if left out.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="New CSV file.")
@click.option("--study", help="The study that made the run, if its map or clients lie beside it.")
def command(run: Path, split: str | None, out: Path, study: str | None) -> None:
    """Write the margin of each basic area in RUN, for `coverage.rule = "positive_margin"`.

    Means over days and populations, all organisations together. Areas of real clients that the run
    leaves empty get what a client brings on average in the other areas of their district.
    """
    from ruttsim.run_folders.margins import area_margins, write_margins
    from ruttsim.store import require_new_file

    require_new_file(out, (".csv",), "table of margins")
    found = area_margins(run, split, study)
    write_margins(found, out)
    click.echo(f"{len(found.positive)} of {len(found.areas)} basic areas have a margin above 0.")
    if not found.positive:
        area, margin_sek = found.highest()
        click.echo(
            f"No such area is an answer too: the highest is {area}, {margin_sek:,.0f} SEK a day. "
            "With this file the organisations that positive_margin limits serve nobody."
        )
    if found.estimated:
        click.echo(
            f"{len(found.estimated)} areas are left empty in the run; there stands the mean margin "
            "per client of their district."
        )
    click.echo(f"Margins: {out}")
