"""Tasks on machines that see neither the study's files nor the folder of the run."""

from __future__ import annotations

import pickle
from contextlib import contextmanager
from dataclasses import replace

import pytest

from kept_study import contents
from made_study import write_study
from ruttsim import elsewhere
from ruttsim.cluster.connection import local_cluster
from ruttsim.comparison import compared, prepared
from ruttsim.elsewhere import Elsewhere, contents_of_files, keep_all
from ruttsim.errors import DataError
from ruttsim.journal.folder import TASKS, Journal, task_key, task_path
from ruttsim.keeping import keep_task
from ruttsim.pipeline.task import Task
from ruttsim.report.run import write_run
from ruttsim.runner import silent
from ruttsim.store import manifest
from ruttsim.study.loading import load_study


@pytest.fixture
def setting(tmp_path):
    """A study with clients, visits, a layer and a map of its own."""
    file = write_study(tmp_path / "own") / "study.toml"
    file.write_text(file.read_text().replace("moves = 200", "moves = 20"))
    return prepared(load_study(file.parent), quick=False)


@pytest.fixture
def journal(setting, tmp_path):
    """An empty journal of the study."""
    with Journal(tmp_path / "journal", manifest(setting, quick=False)) as made:
        yield made


def results_of(content):
    """All of a task's file but the index, which tells processor time."""
    return content[: content.rindex(b'{"key"')]


def drawn_task(setting):
    """The task that needs every file: of the split whose areas are drawn."""
    names = [it.coverage.layer for it in setting.study.splits]
    return Task(
        0, next(place for place, it in enumerate(names) if it), setting.study.planning.bases
    )


def test_a_task_needs_nothing_of_the_machine_that_asks(setting, journal, tmp_path):
    """The files are gone, and so is the journal, when the task is done."""
    task = drawn_task(setting)
    keep_task(setting, journal.folder, journal.identity, task)
    key = task_key(journal.identity, task)
    wanted = task_path(journal.folder, key).read_bytes()
    gone = tmp_path / "gone" / TASKS / ".mark"
    work = Elsewhere(setting, gone, journal.identity, contents_of_files(setting))
    sent = pickle.dumps(work)
    (tmp_path / "own").rename(tmp_path / "moved")
    there = pickle.loads(sent)
    kept, content = there(task)
    assert kept.task == task
    assert results_of(content) == results_of(wanted)


def test_files_are_brought_into_a_folder_of_this_user_alone_which_goes(setting, tmp_path):
    work = Elsewhere(setting, tmp_path / "mark", "identity", contents_of_files(setting))
    work._put_files()
    clients = work._setting.study.path_of("clients.csv")
    assert clients.read_bytes() == (tmp_path / "own" / "clients.csv").read_bytes()
    folder = clients.parent
    assert folder.stat().st_mode & 0o077 == 0
    del work
    assert not folder.exists()


def test_a_file_of_the_same_name_with_something_else_in_it_does_not_matter(setting, tmp_path):
    work = Elsewhere(setting, tmp_path / "mark", "identity", contents_of_files(setting))
    clients = tmp_path / "own" / "clients.csv"
    before = clients.read_bytes()
    clients.write_text("something else")
    work._put_files()
    assert work._setting.study.path_of("clients.csv").read_bytes() == before


def test_a_file_that_was_changed_since_the_study_was_checked_is_a_fault(setting, tmp_path):
    (tmp_path / "own" / "visits.csv").write_text("something else")
    with pytest.raises(DataError, match=r"visits\.csv: content: It was changed"):
        contents_of_files(setting)


def test_all_files_that_are_gone_are_told_at_once(setting, tmp_path):
    for name in ("clients.csv", "visits.csv"):
        (tmp_path / "own" / name).unlink()
    with pytest.raises(DataError, match=r"clients\.csv: content: It cannot be read") as raised:
        contents_of_files(setting)
    assert "visits.csv" in str(raised.value)


def test_a_machine_that_sees_the_journal_writes_there_itself(setting, journal):
    task = Task(0, 0, setting.study.planning.bases)
    with elsewhere._mark(journal) as mark:
        kept, content = Elsewhere(setting, mark, journal.identity, {})(task)
    assert content is None
    assert kept.task == task
    assert task_path(journal.folder, task_key(journal.identity, task)).is_file()
    assert not mark.exists()


def test_a_path_that_a_machine_may_not_even_look_at_is_a_folder_that_it_does_not_see(
    setting, journal, tmp_path
):
    """As in the home of another user; here by a name that no file can have."""
    mark = tmp_path / ("x" * 300) / TASKS / ".mark"
    kept, content = Elsewhere(setting, mark, journal.identity, {})(drawn_task(setting))
    assert kept.task == drawn_task(setting)
    assert content is not None


@contextmanager
def unseen(journal):
    """A mark that no machine finds."""
    yield journal.folder / TASKS / ".unseen"


def test_a_cluster_that_sees_no_folder_gives_the_same_run(setting, tmp_path, monkeypatch):
    """Then the same again from what is kept, and nothing is asked of the cluster."""
    made = manifest(setting, quick=False)

    def run(workers, name):
        with Journal(tmp_path / f"{name}.tasks", made) as journal:
            result = compared(setting, journal, False, workers, silent, 0)
            write_run(result, tmp_path / name, "en", silent)
        return contents(tmp_path / name)

    here = run(1, "here")
    monkeypatch.setattr(elsewhere, "_mark", unseen)
    with local_cluster(1) as cluster:
        away = replace(cluster, is_here=False)
        assert run(away, "away") == here
        told = []
        with Journal(tmp_path / "away.tasks", made) as journal:
            tasks = [
                Task(0, 1, setting.study.planning.bases),
                Task(0, 0, setting.study.planning.bases),
            ]
            monkeypatch.setattr(Elsewhere, "__call__", None)
            kept = keep_all(setting, journal, tasks, away, "again", lambda *it: told.append(it))
    assert [it.task for it in kept] == tasks
    assert told == [("again", 2, 2)]
