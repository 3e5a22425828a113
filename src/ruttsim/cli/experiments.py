"""`ruttsim experiments`: the studies that come with ruttsim, listed and run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import click

EXPERIMENTS: Literal["experiments"] = "experiments"


@click.group(name=EXPERIMENTS)
def command() -> None:
    """The questions that come with ruttsim: one study each, with the answer in its README."""


@command.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: title and question by name.")
def list_(as_json: bool) -> None:
    """List the experiments and the questions that they answer."""
    from ruttsim.bundled import bundled
    from ruttsim.study.loading import load_study

    studies = {name: load_study(folder) for name, folder in bundled(EXPERIMENTS).items()}
    if as_json:
        told = {
            name: {"title": study.title_en, "question": study.question_en}
            for name, study in studies.items()
        }
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    widest = max(map(len, studies), default=0)
    for name, study in studies.items():
        click.echo(f"{name:<{widest}}  {study.question_en}")


@command.command(
    name="run",
    epilog="""\b
Examples:
  ruttsim experiments run six-organisations
  ruttsim experiments run zones --quick --out quick-look
""",
)
@click.argument("name")
@click.option(
    "--out", type=click.Path(path_type=Path), help="New folder for the run [runs/NAME-1]."
)
@click.option("--quick", is_flag=True, help="A first look: fewer populations and days.")
@click.pass_context
def run(context: click.Context, name: str, out: Path | None, quick: bool) -> None:
    """Run the experiment NAME, as `ruttsim compare NAME` does."""
    from ruttsim.bundled import bundled
    from ruttsim.cli import compare
    from ruttsim.errors import Fault, StudyError, choices_hint

    folders = bundled(EXPERIMENTS)
    if name not in folders:
        problem, hint = "There is no experiment of that name.", choices_hint(name, folders)
        raise StudyError([Fault(name, EXPERIMENTS, problem, hint)])
    context.invoke(compare.command, study=str(folders[name]), out=out, quick=quick)
