"""`ruttsim params`: every number from the world with unit, range, source and status."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ruttsim.parameters.influence import Influence


@click.command(
    name="params",
    epilog="""\b
Examples:
  ruttsim params
  ruttsim params --unverified
  ruttsim params --json
""",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--unverified",
    is_flag=True,
    help="Assumptions and unchecked background alone, by how much the answer of "
    "six-organisations depends on them.",
)
def command(as_json: bool, unverified: bool) -> None:
    """List every number from the world: value, range, unit, status, source."""
    from ruttsim.cli.tables import aligned
    from ruttsim.parameters import is_unverified, load_parameters, parameter_table
    from ruttsim.parameters.influence import NOT_MEASURED, NOT_REACHED, influences, measurement

    quantities = load_parameters().quantities
    known = influences([it for it in quantities if is_unverified(it.status)]) if unverified else ()
    if unverified:
        quantities = tuple(it.quantity for it in known)
    rows = [row._asdict() for row in parameter_table(quantities)]
    if unverified:
        rows = [row | _influence(it) for row, it in zip(rows, known, strict=True)]
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    columns = ["name", "value", "low", "high", "unit", "status", "source"]
    if unverified:
        made = measurement()
        by_standing = Counter(it.standing for it in known)
        click.echo(
            f"How far each number moves the difference between {made['split']} and "
            f"{made['reference']} of {made['study']} within its range, in % of the difference; "
            f"{made['date']}, {made['how']}. * No more than the luck of searching plans anew.\n"
            f"{NOT_REACHED.capitalize()} ({by_standing[NOT_REACHED]} of {len(known)}): nothing "
            "changed at any stage; other splits, vehicles or days may depend on it. "
            f"{NOT_MEASURED.capitalize()} ({by_standing[NOT_MEASURED]}): without a range, of how "
            "maps are made, added since, or an end leaves too many visits without a round.\n"
        )
        columns = ["name", "value", "low", "high", "unit", "status", "influence", *made["kpis"]]
        rows = [row | _cells(it) for row, it in zip(rows, known, strict=True)]
    click.echo(aligned(columns, [[_text(row.get(it, "")) for it in columns] for row in rows]))


def _influence(it: Influence) -> dict[str, object]:
    """What is known of a number's influence, for JSON."""
    swings = [{**one._asdict(), "share": one.share} for one in it.swings]
    return {"influence": it.standing, "swings": swings}


def _cells(it: Influence) -> dict[str, str]:
    """The swing of each key figure in per cent of its difference, as text."""
    return {
        one.kpi: f"{one.share:.1%}{'' if one.is_beyond_luck or not one.swing else '*'}"
        for one in it.swings
    }


def _text(value: object) -> str:
    """A cell."""
    return f"{value:g}" if isinstance(value, float) else str(value)
