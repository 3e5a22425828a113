"""`ruttsim schema`: keys and columns of the files that go in and come out."""

from __future__ import annotations

import click

from ruttsim.errors import Fault, StudyError, choices_hint


@click.command(
    name="schema",
    epilog="""\b
Examples:
  ruttsim schema
  ruttsim schema study
  ruttsim schema clients
  ruttsim schema results
""",
)
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """Print the keys or columns of NAME, as study, clients or results; without it, all names."""
    from ruttsim.cli.tables import aligned
    from ruttsim.schemas import SCHEMAS

    if name is None:
        click.echo("\n".join(SCHEMAS))
        return
    if name not in SCHEMAS:
        problem = f"There is no schema '{name}'."
        raise StudyError([Fault("schema", "NAME", problem, choices_hint(name, SCHEMAS))])
    lines = SCHEMAS[name]()
    click.echo(aligned(["name", "type or unit", "meaning"], lines))
