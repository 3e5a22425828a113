"""Progress of long work on standard error."""

from __future__ import annotations

import sys

import click


def show(stage: str, done: int, count: int) -> None:
    """Progress on standard error: a line that changes on a terminal, else one at each fifth."""
    if count == 0:
        return
    if sys.stderr.isatty():
        click.echo(f"\r{stage}: {done}/{count}\x1b[K", err=True, nl=done == count)
    elif done == count or done % max(1, count // 5) == 0:
        click.echo(f"{stage}: {done}/{count}", err=True)
