"""`ruttsim export`: a run as layers for a geographic information system such as QGIS."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(
    name="export",
    epilog="""\b
Examples:
  ruttsim export runs/six-organisations-1 --out six.gpkg
  ruttsim export my-run --out my-run.gpkg --day 3 --study my-study
""",
)
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="New .gpkg file.")
@click.option(
    "--day", default=0, type=click.IntRange(min=0), help="Of streets and rounds; 0 first [0]."
)
@click.option(
    "--population", default=0, type=click.IntRange(min=0), help="Draw of clients; 0 first [0]."
)
@click.option("--study", help="The study that made the run, if its map or clients lie beside it.")
def command(run: Path, out: Path, day: int, population: int, study: str | None) -> None:
    """Write areas, streets and rounds of RUN, a run folder, as layers of a GeoPackage.

    Areas have who covers them and key figures, streets how often vehicles pass. Rounds go from
    crossing to crossing, as in a replay: the file does not tell where clients live.

    Exits with 3 where files that it reads are not as they were written, and with 4 where the day
    contradicts its plan, draws, map or numbers, and writes nothing.
    """
    from ruttsim.geopackage import write_geopackage

    write_geopackage(run, out, day=day, population=population, study=study)
    click.echo(f"Layers areas, streets and rounds: {out}")
