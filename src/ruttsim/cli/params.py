"""`ruttsim params`: every number from the world with unit, range, source and status."""

from __future__ import annotations

import json

import click


@click.command(
    name="params",
    epilog="""\b
Examples:
  ruttsim params
  ruttsim params --json
""",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> None:
    """List every number from the world: value, range, unit, status, source."""
    from ruttsim.cli.tables import aligned
    from ruttsim.parameters import load_parameters, parameter_table

    rows = [row._asdict() for row in parameter_table(load_parameters().quantities)]
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    columns = ["name", "value", "low", "high", "unit", "status", "source"]
    click.echo(aligned(columns, [[_text(row[column]) for column in columns] for row in rows]))


def _text(value: object) -> str:
    """A cell."""
    return f"{value:g}" if isinstance(value, float) else str(value)
