"""What is told of work that was interrupted and of work that goes on: in whole sentences."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from ruttsim.cli.going_on import tell_how_to_go_on, tell_what_is_kept
from ruttsim.errors import Fault, StudyError
from ruttsim.journal.folder import POINTS


@pytest.fixture
def place(tmp_path):
    """A function from finished points and tasks to the place of a run that was interrupted."""

    def made(points, tasks):
        for number in range(points):
            (tmp_path / POINTS / str(number)).mkdir(parents=True)
        empty = not points + tasks
        journal = SimpleNamespace(folder=tmp_path, finished=tasks, is_empty=empty)
        return SimpleNamespace(run=Path("run"), journal=journal)

    return made


@pytest.mark.parametrize(
    ("points", "tasks", "words"),
    [
        (0, 1, "1 finished task is kept in"),
        (0, 3, "3 finished tasks are kept in"),
        (1, 0, "1 finished point is kept in"),
        (2, 1, "2 finished points and 1 finished task are kept in"),
    ],
)
def test_what_is_kept_and_how_to_go_on_is_one_sentence(place, capsys, points, tasks, words):
    tell_how_to_go_on(
        KeyboardInterrupt(), "sweep", "my study", place(points, tasks), ["--workers", "2"]
    )
    said = capsys.readouterr().err
    assert said.startswith(words)
    assert said.endswith("  ruttsim sweep 'my study' --out run --resume --workers 2\n")


def test_nothing_is_said_to_be_kept_where_nothing_is(place, capsys):
    tell_how_to_go_on(KeyboardInterrupt(), "compare", "study", place(0, 0), [])
    assert capsys.readouterr().err == "No task was finished, and nothing is kept.\n"
    tell_how_to_go_on(StudyError([Fault("f", "x", "p", "r")]), "compare", "study", place(0, 0), [])
    assert capsys.readouterr().err == ""


def test_work_that_goes_on_says_what_it_has(place, capsys):
    tell_what_is_kept(place(0, 0))
    assert capsys.readouterr().out == "Nothing is kept: begins.\n"
    tell_what_is_kept(place(2, 1))
    assert capsys.readouterr().out.startswith("Going on: 2 finished points and 1 finished task in ")
