"""`ruttsim select`: the same table on any workers, and nothing finished computed again."""

from __future__ import annotations

import pytest

from kept_study import ruttsim, write_small_study

OPTIONS = ("--kpi", "travel_h", "--least", "0.5", "--first", "2", "--most-populations", "3")


@pytest.fixture(scope="module")
def selected(tmp_path_factory):
    """A folder with the small study, its selection by one process, and the tasks kept."""
    folder = tmp_path_factory.mktemp("small")
    study = write_small_study(folder / "small")
    words = ("select", study, *OPTIONS, "--workers", "1", "--kept", "kept", "--out", "one.csv")
    done = ruttsim(*words, folder=folder)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_two_processes_select_the_same(selected):
    folder, said = selected
    words = ("select", folder / "small", *OPTIONS, "--workers", "2", "--out", "two.csv")
    done = ruttsim(*words, folder=folder)
    assert done.returncode == 0, done.stderr
    assert (folder / "one.csv").read_bytes() == (folder / "two.csv").read_bytes()
    assert done.stdout == said


def test_what_is_kept_is_not_computed_again(selected):
    folder, said = selected
    before = {it.name: it.stat().st_mtime_ns for it in (folder / "kept" / "tasks").iterdir()}
    assert len(before) >= 6
    done = ruttsim("select", folder / "small", *OPTIONS, "--kept", "kept", folder=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == said
    after = {it.name: it.stat().st_mtime_ns for it in (folder / "kept" / "tasks").iterdir()}
    assert after == before


def test_an_unknown_figure_is_one_message_and_runs_nothing(selected):
    folder, _ = selected
    words = ("select", folder / "small", "--kpi", "travel", "--least", "1", "--out", "no.csv")
    done = ruttsim(*words, folder=folder)
    assert done.returncode == 2
    assert done.stderr.startswith("error: command line: --kpi: There is no key figure 'travel'.")
    assert "'travel_h'" in done.stderr
    assert len(done.stderr) < 200
    assert not (folder / "no.csv").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--least", "some"), "'some' is not a valid number"),
        (("--least", "nan"), "nan is no finite number"),
        (("--least", "0"), "0.0 is not in the range x>0"),
        (("--least", "1", "--kept", "selection.csv"), "Directory 'selection.csv' is a file"),
        (("--least", "1", "--most-populations", "10001"), "It is too large. Write 10000 or less."),
    ],
)
def test_bad_options_are_one_message_and_touch_nothing(selected, words, told):
    folder, _ = selected
    (folder / "selection.csv").write_text("earlier")
    done = ruttsim("select", folder / "small", "--kpi", "travel_h", *words, folder=folder)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "selection.csv").read_text() == "earlier"
