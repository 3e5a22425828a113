"""`ruttsim check`: a study read and checked, and nothing run."""

from __future__ import annotations

import json

import click

from ruttsim.errors import RuttsimError


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
    from ruttsim.pipeline.setting import further_faults
    from ruttsim.study.loading import load_study

    try:
        setting = checked(load_study(study, further_faults))
    except RuttsimError as error:
        if not as_json:
            raise
        click.echo(json.dumps({"faults": [vars(it) for it in error.faults]}, indent=2))
        context.exit(error.exit_code)
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
