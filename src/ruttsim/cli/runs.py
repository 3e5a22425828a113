"""`ruttsim runs`: the runs in a folder, what they are, how two differ, and what may be cleared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ruttsim.cli.ranges import FiniteRange
from ruttsim.errors import AuditError

BYTES_PER_MB = 1e6
SHOWN = 20


@click.group(name="runs")
def command() -> None:
    """List runs, show one, tell how two differ, and clear old ones away."""


@command.command(
    name="list",
    epilog="""\b
Examples:
  ruttsim runs list
  ruttsim runs list my-runs
""",
)
@click.argument(
    "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path()
)
def list_(folder: Path) -> None:
    """List the runs in FOLDER and up to three folders below it, interrupted ones too [.]."""
    from ruttsim.cli.tables import aligned
    from ruttsim.run_folders.listing import run_folders

    rows = [
        [
            str(it.folder),
            it.told("study", "title_en")
            + (" (first look)" if it.manifest and it.manifest.get("quick") else ""),
            it.size,
            it.told("map", "name"),
            it.told("versions", "ruttsim"),
            it.state,
        ]
        for it in run_folders(folder)
    ]
    if not rows:
        click.echo(f"There are no runs in '{folder}'.")
        return
    columns = ["run", "study", "populations x days x splits", "map", "ruttsim", "state"]
    click.echo(aligned(columns, rows))


@command.command(
    epilog="""\b
Examples:
  ruttsim runs show runs/six-organisations-1
  ruttsim runs show runs/six-organisations-2.unfinished
""",
)
@click.argument("run", type=click.Path(path_type=Path))
def show(run: Path) -> None:
    """Tell what made RUN, a run folder, and whether its files are as they were written.

    Of an interrupted run, NAME.unfinished: what it is of, what is kept, and how to go on.
    """
    from ruttsim.recorded.manifest import altered_files, read_manifest
    from ruttsim.run_folders.listing import RunFolder, run_folder

    found = run_folder(run)
    if found is not None and found.finished_tasks is not None:
        lines = {} if found.manifest is None else _lines(found.manifest, found.size)
        lines["state"] = found.state
        if found.going_on:
            lines["go on with"] = found.going_on
        _echo(lines)
        return
    made = read_manifest(run)
    lines = _lines(made, RunFolder(run, made, None, is_worked_on=False).size)
    altered = altered_files(run, made)
    count = len(made.get("files", {}))
    whole = f"all {count} as they were written" if count else "the manifest tells no hashes"
    lines["files"] = f"altered or gone: {', '.join(altered)}" if altered else whole
    _echo(lines)
    if altered:
        raise SystemExit(AuditError.exit_code)


def _lines(made: Mapping[str, Any], size: str) -> dict[str, str]:
    """What a manifest tells of a run, by name."""
    study, versions = made["study"], made.get("versions", {})
    maps = made.get("maps") or [made["map"]]
    numbers = study.get("parameters", {})
    return {
        "study": study.get("title_en", ""),
        "question": study.get("question_en", ""),
        "command": made.get("command", ""),
        "splits": ", ".join(it["name"] for it in study.get("splits", [])),
        **_factors(study),
        "populations x days x splits": size,
        "seed": str(made.get("seed", "")),
        "map": "; ".join(f"{it.get('title', '')}; {it.get('date', '')}" for it in maps),
        "numbers of its own": ", ".join(f"{name} = {it:g}" for name, it in numbers.items())
        or "none",
        "versions": ", ".join(f"{name} {it}" for name, it in sorted(versions.items())),
        "hash of study": made.get("study_hash", ""),
        "hash of map": ", ".join(it["content_hash"] for it in maps),
        "hash of numbers": made.get("parameters_hash", ""),
        **{f"hash of {name}": it for name, it in made["inputs"].items()},
    }


def _factors(study: Mapping[str, Any]) -> dict[str, str]:
    """What a sweep moves through; nothing of a run."""
    factors = study.get("factors", [])
    named = (f"{it['name']}: {', '.join(x['name'] for x in it['levels'])}" for it in factors)
    return {"factors": f"{'; '.join(named)} ({study.get('design')})"} if factors else {}


def _echo(lines: Mapping[str, str]) -> None:
    """Print names and what they are, in two columns."""
    width = max(map(len, lines))
    click.echo("\n".join(f"{name.ljust(width)}  {it}" for name, it in lines.items()))


@command.command(
    epilog="""\b
Examples:
  ruttsim runs diff runs/six-organisations-1 runs/six-organisations-2
""",
)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
def diff(old: Path, new: Path) -> None:
    """Tell how two runs differ: in what made them, and in their figures of all organisations."""
    from ruttsim.cli.tables import aligned
    from ruttsim.recorded.manifest import altered_files, read_run
    from ruttsim.run_folders.differing import figure_changes, manifest_changes

    made = {folder: read_run(folder, or_sweep=True) for folder in (old, new)}
    changes = manifest_changes(made[old], made[new])
    for folder, manifest in made.items():
        if altered := altered_files(folder, manifest):
            click.echo(f"{folder}: altered or gone: {', '.join(altered)}", err=True)
    figures = figure_changes(old, new)
    click.echo("What made them:" if changes else "The same made them.")
    for it in changes:
        click.echo(f"  {it.name}: {_short(it.old)} -> {_short(it.new)}")
    if not figures:
        click.echo("All means of all organisations together are the same, in the splits of both.")
        return
    click.echo(f"\n{len(figures)} means of all organisations together differ; most in parts:")
    rows = [
        [it.split, it.kpi, it.unit, f"{it.old:.6g}", f"{it.new:.6g}", f"{it.share:+.2%}"]
        for it in figures[:SHOWN]
    ]
    click.echo(aligned(["split", "key figure", "unit", "old", "new", "difference"], rows))


@command.command(
    epilog="""\b
Examples:
  ruttsim runs gc
  ruttsim runs gc --older-than 7 --yes
""",
)
@click.argument(
    "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path()
)
@click.option(
    "--older-than",
    "days",
    type=FiniteRange(min=0),
    default=30.0,
    help="Days since it was last written [30].",
)
@click.option("--yes", is_flag=True, help="Remove it; without this it is only told.")
def gc(folder: Path, days: float, yes: bool) -> None:
    """Clear away interrupted runs and kept tasks below FOLDER, and what is old in the cache [.].

    Finished runs stay. What is cleared from the cache is computed again when it is needed.
    """
    from ruttsim.cli.tables import aligned
    from ruttsim.run_folders.collecting import clear, rubbish

    found = rubbish(folder, days)
    if not found:
        click.echo(f"Nothing is older than {days:g} days.")
        return
    rows = [
        [it.sort, str(it.path), str(len(it.files)), f"{it.bytes / BYTES_PER_MB:,.1f}"]
        for it in found
    ]
    click.echo(aligned(["sort", "where", "files", "MB"], rows))
    whole = sum(it.bytes for it in found) / BYTES_PER_MB
    if not yes:
        click.echo(f"\n{whole:,.1f} MB can be cleared: nothing was, without --yes.")
        return
    for it in found:
        clear(it)
    click.echo(f"\n{whole:,.1f} MB cleared.")


def _short(value: Any) -> str:
    """A value on one line."""
    text = "nothing" if value is None else str(value)
    most = 60
    return text if len(text) <= most else f"{text[:most]}..."
