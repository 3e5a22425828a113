"""`ruttsim replay`: one day of a run as a page that shows it."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(
    name="replay",
    epilog="""\b
Examples:
  ruttsim replay runs/six-organisations-1 --split six_parallel --day 0
  ruttsim replay runs/toy-1 --split two_zones --day 1 --out toy.html --lang en
  ruttsim replay my-run --split own_regime --day 0 --study my-study
""",
)
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--day", required=True, type=click.IntRange(min=0), help="Day of the run; 0 first.")
@click.option("--split", required=True, help="Name of the area split.")
@click.option(
    "--population", default=0, type=click.IntRange(min=0), help="Draw of clients; 0 first [0]."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="New .html file [replay-SPLIT-POPULATION-DAY.html].",
)
@click.option("--lang", type=click.Choice(["sv", "en"]), default="sv", help="Of the page [sv].")
@click.option("--study", help="The study that made the run, if its map or clients lie beside it.")
def command(
    run: Path,
    day: int,
    split: str,
    population: int,
    out: Path | None,
    lang: str,
    study: str | None,
) -> None:
    """Show one day of RUN: carers and the patrol on the streets, and the same as tables.

    The page asks for nothing from outside and does not tell where clients live.

    Exits with 3 where files that it reads are not as they were written, and with 4 where the day
    contradicts its plan, draws, map or numbers, and writes nothing.
    """
    from ruttsim.replay.page import write_replay

    path = out or Path(f"replay-{Path(split).name}-{population}-{day}.html")
    write_replay(run, path, split=split, day=day, population=population, language=lang, study=study)
    click.echo(f"Page: {path}")
