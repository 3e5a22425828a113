"""`ruttsim check`: a study read and checked, and nothing run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from ruttsim.errors import RuttsimError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ruttsim.pipeline.coverage_overview import Served
    from ruttsim.study.split_model import SplitSection


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
    from ruttsim.cli.progress import ProgressLine
    from ruttsim.pipeline.checking import checked
    from ruttsim.pipeline.coverage_overview import coverage_overview
    from ruttsim.pipeline.setting import Findings
    from ruttsim.pipeline.split_terms import parameters_by_split
    from ruttsim.study.loading import load_study
    from ruttsim.sweep.checking import checked_points, further_faults_of_levels

    points, setting = 0, None
    try:
        loaded = load_study(study, further_faults_of_levels)
        findings = Findings()
        with findings.gather():
            setting = checked(loaded)
        if loaded.factors:
            with findings.gather():
                points = len(checked_points(loaded, quick=False, progress=ProgressLine()))
        findings.raise_if_any()
    except RuttsimError as error:
        if not as_json:
            raise
        click.echo(json.dumps({"faults": [vars(it) for it in error.faults]}, indent=2))
        context.exit(error.exit_code)
    assert setting is not None
    served = coverage_overview(setting)
    numbers = [setting.parameters, *parameters_by_split(setting).values()]
    outside = (it.name for one in numbers for it in one.quantities if it.is_outside_range)
    outside_range = [*dict.fromkeys(outside)]
    holds = {
        "faults": [],
        "study": setting.study.title_en,
        "map": setting.bundle.manifest.title,
        "schematic": setting.bundle.manifest.schematic,
        "organisations": [it.name for it in setting.organisations],
        "splits": [it.name for it in setting.study.splits],
        "populations": setting.study.time.populations,
        "days": len(setting.study.planned_dates) * setting.study.time.disturbed_days,
        "factors": {it.name: [level.name for level in it.levels] for it in loaded.factors},
        "points": points,
        "outside_range": outside_range,
        "changes": {
            it.name: changes
            for it in setting.study.splits
            if (changes := {**it.parameters, **it.vehicle_types, **_rules(it)})
        },
        "coverage": [vars(it) for it in served],
    }
    if as_json:
        click.echo(json.dumps(holds, indent=2, ensure_ascii=False))
        return
    click.echo(f"{holds['study']}: no fault found.")
    for key in ("map", "splits", "organisations", "populations", "days"):
        value = holds[key]
        click.echo(f"  {key}: {', '.join(value) if isinstance(value, list) else value}")
    for factor in loaded.factors:
        click.echo(f"  factor {factor.name}: {', '.join(it.name for it in factor.levels)}")
    if points:
        click.echo(f"  points of `ruttsim sweep` ({loaded.design}): {points}")
    for split in setting.study.splits:
        for key, number in split.parameters.items():
            click.echo(f"  {split.name} alone: {key} = {number:g}")
        for key, types in split.vehicle_types.items():
            click.echo(f"  {split.name} alone: vehicle types of {key}: {', '.join(types)}")
        for key, rule in _rules(split).items():
            click.echo(f"  {split.name} alone: {key} = {rule}")
    for name in outside_range:
        click.echo(f"  note: {name} is outside its plausible range; see `ruttsim params`.")
    for line in _coverage_lines(served, len(setting.bundle.areas)):
        click.echo(line)


def _rules(split: SplitSection) -> dict[str, str]:
    """The rules for alarms and nights that a split has of its own."""
    rules = {"alarms": split.alarms, "nights": split.nights}
    return {key: rule for key, rule in rules.items() if rule is not None}


def _coverage_lines(served: Sequence[Served], areas: int) -> Iterator[str]:
    """Who would serve where and whom, in the first population."""
    yield f"  who would serve whom, in the first population ({areas} basic areas on the map):"
    for split, kind in dict.fromkeys((it.split, it.kind) for it in served):
        yield f"    {split}, {kind}:"
        here = [it for it in served if (it.split, it.kind) == (split, kind)]
        width = max(len(it.organisation) for it in here)
        yield from (f"      {it.organisation:<{width}}  {_facts(it)}" for it in here)


def _facts(it: Served) -> str:
    """Areas, clients and queue of one organisation in words."""
    may = it.areas - it.areas_it_must_serve
    duties = (("must serve", it.areas_it_must_serve), ("may serve", may))
    where = " and ".join(f"{word} {count}" for word, count in duties if count)
    if not where:
        return "serves no basic area"
    if it.percent_of_clients is None:
        return f"{where} areas; fewer than five clients in one of its figures"
    reach = f"where {it.percent_of_clients_in_reach:g} % of clients live"
    queue = f", {it.queueing} in its queue" if it.queueing else ""
    return f"{where} areas, {reach}; has {it.percent_of_clients:g} %{queue}"
