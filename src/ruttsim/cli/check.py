"""`ruttsim check`: a study read and checked, and nothing run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from ruttsim.errors import RuttsimError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ruttsim.pipeline.coverage_overview import Served


@click.command(
    name="check",
    epilog="""\b
Examples:
  ruttsim check six-organisations
  ruttsim check my-study/study.toml --json
""",
)
@click.argument("study")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: faults, or what a run holds.")
@click.pass_context
def command(context: click.Context, study: str, as_json: bool) -> None:
    """Check STUDY, its map and its files, and say every fault; run nothing."""
    from ruttsim.pipeline.checking import checked
    from ruttsim.pipeline.coverage_overview import coverage_overview
    from ruttsim.pipeline.setting import further_faults
    from ruttsim.study.loading import load_study

    try:
        setting = checked(load_study(study, further_faults))
    except RuttsimError as error:
        if not as_json:
            raise
        click.echo(json.dumps({"faults": [vars(it) for it in error.faults]}, indent=2))
        context.exit(error.exit_code)
    served = coverage_overview(setting)
    outside_range = [it.name for it in setting.parameters.quantities if it.is_outside_range]
    holds = {
        "faults": [],
        "study": setting.study.title_en,
        "map": setting.bundle.manifest.title,
        "schematic": setting.bundle.manifest.schematic,
        "organisations": [it.name for it in setting.organisations],
        "splits": [it.name for it in setting.study.splits],
        "populations": setting.study.time.populations,
        "days": len(setting.study.planned_dates) * setting.study.time.disturbed_days,
        "outside_range": outside_range,
        "coverage": [vars(it) for it in served],
    }
    if as_json:
        click.echo(json.dumps(holds, indent=2, ensure_ascii=False))
        return
    click.echo(f"{holds['study']}: no fault found.")
    for key in ("map", "splits", "organisations", "populations", "days"):
        value = holds[key]
        click.echo(f"  {key}: {', '.join(value) if isinstance(value, list) else value}")
    for name in outside_range:
        click.echo(f"  note: {name} is outside its plausible range; see `ruttsim params`.")
    for line in _coverage_lines(served, len(setting.bundle.areas)):
        click.echo(line)


def _coverage_lines(served: Sequence[Served], areas: int) -> Iterator[str]:
    """Who would serve where and whom, in the first population; service only where it differs."""
    yield f"  who would serve whom, in the first population ({areas} basic areas on the map):"
    for split in dict.fromkeys(it.split for it in served):
        here = [it for it in served if it.split == split]
        kinds = {
            kind: [_facts(it) for it in here if it.kind == kind]
            for kind in dict.fromkeys(it.kind for it in here)
        }
        is_alike = len({tuple(fact[:2] for fact in facts) for facts in kinds.values()}) == 1
        for kind, facts in list(kinds.items())[: 1 if is_alike else None]:
            yield f"    {split}{'' if is_alike else f', {kind}'}:"
            width = max(len(it.organisation) for it in here)
            names = dict.fromkeys(it.organisation for it in here)
            for name, fact in zip(names, facts, strict=True):
                yield f"      {name:<{width}}  {', '.join(fact)}"


def _facts(it: Served) -> tuple[str, ...]:
    """Areas, clients and queue of one organisation in words."""
    if not it.areas:
        return ("no basic area",)
    must = f", {it.areas_it_must_serve} of them it must" if it.areas_it_must_serve else ""
    if it.percent_of_clients is None:
        return (f"{it.areas} areas{must}", "fewer than five clients somewhere")
    reach = f"{it.areas} areas{must} ({it.percent_of_clients_in_reach:g} % of clients live there)"
    queue = (f"{it.queueing} in its queue",) if it.queueing else ()
    return (reach, f"has {it.percent_of_clients:g} %", *queue)
