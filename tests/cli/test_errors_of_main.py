"""What the command line makes of errors that no check foresaw."""

from __future__ import annotations

import sys

import pytest

from ruttsim import cli


@pytest.fixture
def failing(monkeypatch):
    """The command `schema study` ending with an error."""

    def with_error(error):
        def fail(*_):
            raise error

        monkeypatch.setattr(cli.schema.command, "callback", fail)
        monkeypatch.setattr(cli.schema.command, "params", [])
        monkeypatch.setattr(sys, "argv", ["ruttsim", "schema"])

    return with_error


def test_an_unforeseen_end_of_a_file_is_not_told_as_an_interruption(failing, capsys):
    failing(EOFError("Ran out of input"))
    with pytest.raises(EOFError, match="Ran out of input"):
        cli.main()
    assert "Interrupted" not in capsys.readouterr().err


def test_an_interruption_is_told_and_promises_nothing(failing, capsys):
    failing(KeyboardInterrupt())
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == cli.INTERRUPTED
    assert capsys.readouterr().err.strip() == "Interrupted."
