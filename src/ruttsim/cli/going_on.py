"""What is told of work that was interrupted, and of work that is gone on with."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from ruttsim.cli.progress import end_line
from ruttsim.errors import RuttsimError

if TYPE_CHECKING:
    from ruttsim.run_folders.places import Place


def tell_what_is_kept(place: Place) -> None:
    """Say what a run or sweep that is gone on with need not compute."""
    if place.journal.is_empty:
        click.echo("Nothing is kept: begins.")
    else:
        click.echo(f"Going on: {_finished(place)} in {place.journal.folder}.")


def tell_how_to_go_on(
    error: BaseException, command: str, study: str, place: Place, options: Sequence[str]
) -> None:
    """Say what is kept; nothing is of a study at fault.

    Parameters
    ----------
    command
        `compare` or `sweep`.
    options
        Those that were given, beside `--out` and `--resume`.
    """
    end_line()
    if place.journal.is_empty:
        if not isinstance(error, RuttsimError):
            click.echo("No task was finished, and nothing is kept.", err=True)
        return
    again = ["ruttsim", command, study, "--out", str(place.run), "--resume", *options]
    points, tasks = _counts(place)
    verb = "is" if points + tasks == 1 else "are"
    told = f"{_finished(place)} {verb} kept in {place.journal.folder}. Go on with:"
    click.echo(f"{told}\n  {shlex.join(again)}", err=True)


def language_options(lang: str) -> list[str]:
    """The option of a language that is not the usual one."""
    return [] if lang == "sv" else ["--lang", lang]


def _finished(place: Place) -> str:
    """Points, of sweeps, and tasks that are finished, in words."""
    points, tasks = _counts(place)
    one, other = ("" if count == 1 else "s" for count in (points, tasks))
    kinds = ((points, f"{points} finished point{one}"), (tasks, f"{tasks} finished task{other}"))
    return " and ".join(text for count, text in kinds if count)


def _counts(place: Place) -> tuple[int, int]:
    """How many points, of sweeps, and tasks are finished."""
    from ruttsim.journal.folder import finished_points

    return finished_points(place.journal.folder), place.journal.finished
