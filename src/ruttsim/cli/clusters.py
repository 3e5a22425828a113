"""Where tasks run, from the command line: processes, a local cluster, or a scheduler elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from ruttsim.errors import Fault, StudyError

if TYPE_CHECKING:
    from ruttsim.runner import Workers

LARGEST = 1024
"""Not more processes on one machine: a slip of the finger would take it down."""

_LOCAL = re.compile(r"local:([1-9]\d*)")


_WHERE = (
    click.option("--workers", type=click.IntRange(min=1), help="Processes [all processors]."),
    click.option("--cluster", metavar="local:N", help="N processes of this machine, by Dask."),
    click.option(
        "--scheduler",
        metavar="ADDRESS",
        help=(
            "Run on the workers of a Dask scheduler, tcp://HOST:PORT. The study, its maps and the "
            "files that it names, real persons too, are then sent to those machines; else nothing "
            "leaves yours."
        ),
    ),
)


def where_options(command: Callable[..., None]) -> Callable[..., None]:
    """A command with the options that `chosen` reads."""
    for option in reversed(_WHERE):
        command = option(command)
    return command


def as_given(workers: int | None, cluster: str | None, scheduler: str | None) -> list[str]:
    """The same options as they were given, for the command that goes on."""
    where = {"--workers": workers, "--cluster": cluster, "--scheduler": scheduler}
    return [str(it) for pair in where.items() if pair[1] is not None for it in pair]


@contextmanager
def chosen(
    workers: int | None, cluster: str | None, scheduler: str | None
) -> Iterator[Workers | None]:
    """What the options --workers, --cluster and --scheduler ask for; at most one is given.

    Raises
    ------
    StudyError
        Two are given, one means nothing, or there is nothing where it points.
    """
    named = as_given(workers, cluster, scheduler)[::2]
    if len(named) > 1:
        problem = f"{' and '.join(named)} say the same thing in two ways."
        raise StudyError([Fault("command line", named[1], problem, "Keep one.")])
    if cluster is not None:
        from ruttsim.cluster.connection import local_cluster

        with local_cluster(_count(cluster)) as processes:
            yield processes
    elif scheduler is not None:
        from ruttsim.cluster.connection import connected

        with connected(scheduler) as processes:
            told = f"The study with its map and files is sent to {scheduler}"
            click.echo(f"{told}: {processes.workers} tasks at a time.")
            yield processes
    else:
        yield workers


def _count(cluster: str) -> int:
    """How many processes local:N is."""
    found = _LOCAL.fullmatch(cluster)
    if found is None or int(found[1]) > LARGEST:
        problem = f"'{cluster}' is no cluster of this machine."
        remedy = f"Write local:N with N from 1 to {LARGEST}, or name a scheduler by --scheduler."
        raise StudyError([Fault("command line", "--cluster", problem, remedy)])
    return int(found[1])
