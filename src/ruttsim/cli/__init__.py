"""The command line: `ruttsim`."""

from __future__ import annotations

import sys

import click

from ruttsim import __version__
from ruttsim.cli import (
    audit,
    check,
    compare,
    experiments,
    export,
    map_,
    margins,
    params,
    replay,
    reproduce,
    runs,
    schema,
    search,
    select,
    sensitivity,
    sweep,
)
from ruttsim.cli.progress import end_line
from ruttsim.errors import DataError, Fault, RuttsimError, reason

INTERRUPTED = 130


@click.group(
    epilog="Start with:  ruttsim compare six-organisations --quick",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__)
def ruttsim() -> None:
    """Compare area splits of home care: travel, climate, and each organisation's result."""


COMMANDS = (
    compare,
    sweep,
    experiments,
    runs,
    reproduce,
    search,
    sensitivity,
    select,
    audit,
    replay,
    margins,
    export,
    check,
    params,
    schema,
    map_,
)

for _module in COMMANDS:
    ruttsim.add_command(_module.command)


def main() -> None:
    """Run the command line and exit with its code: see the table in README.md."""
    try:
        try:
            code = ruttsim.main(standalone_mode=False)
        finally:
            end_line()
        sys.exit(code)
    except RuttsimError as error:
        for fault in error.faults:
            click.echo(f"error: {fault}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        problem = f"It cannot be read or written: {error.strerror or reason(error)}."
        remedy = "Check who may read and write there, and that the disk has room."
        fault = Fault(str(error.filename or "disk"), "access", problem, remedy)
        click.echo(f"error: {fault}", err=True)
        sys.exit(DataError.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt) as error:
        # click makes an EOFError an Abort too; nothing is asked here, so it is a defect.
        if isinstance(error.__cause__, EOFError):
            raise error.__cause__ from None
        click.echo("Interrupted.", err=True)
        sys.exit(INTERRUPTED)
