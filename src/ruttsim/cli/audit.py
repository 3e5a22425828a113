"""`ruttsim audit`: a run held against its plan, its draws and its map, from the files alone."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(
    name="audit",
    epilog="""\b
Examples:
  ruttsim audit runs/six-organisations-1
  ruttsim audit my-run --study my-study
""",
)
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--study", help="The study that made the run, if its map or clients lie beside it.")
def command(run: Path, study: str | None) -> None:
    """Audit RUN, a run folder, again: every recorded day, and the figures that follow from it.

    Key figures are reckoned again from the record, summary and differences from these; the report
    and other files are held against the hashes in manifest.json.

    Exits with 4 where anything contradicts itself.
    """
    from ruttsim.cli.progress import ProgressLine
    from ruttsim.recorded.again import audit_run

    days = audit_run(run, study, progress=ProgressLine())
    click.echo(f"{days} days audited: no contradiction.")
