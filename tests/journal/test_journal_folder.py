"""The journal of a run: whose it is, who has it, and what is cleared away."""

from __future__ import annotations

import dataclasses
import random

import pytest

import ruttsim
from ruttsim import keeping
from ruttsim.cli.precision import with_precision
from ruttsim.comparison import compare, prepared
from ruttsim.errors import DataError, StudyError
from ruttsim.journal import folder as journals
from ruttsim.journal.folder import (
    Journal,
    differing,
    finished_tasks,
    identity,
    is_worked_on,
    read_told,
    task_key,
    task_path,
)
from ruttsim.pipeline.task import Task
from ruttsim.store import manifest
from ruttsim.study.loading import load_study
from ruttsim.summaries import by_population, differences, judged, lowest, summary

MADE = {"seed": 1, "study": {"time": {"populations": 2}, "splits": [{"name": "a"}]}}


def toy(**changes):
    """The toy study with little work, changed."""
    study = ruttsim.load_study("toy")
    planning = study.planning.model_copy(update={"moves": 100})
    return study.model_copy(update={"planning": planning, **changes})


def test_a_journal_is_for_one_process_at_a_time(tmp_path):
    with Journal(tmp_path / "j", MADE):
        assert is_worked_on(tmp_path / "j")
        with pytest.raises(StudyError, match="Another process works on it"):
            Journal(tmp_path / "j", MADE).open()
    assert not is_worked_on(tmp_path / "j")
    with Journal(tmp_path / "j", MADE):
        pass


def test_a_new_journal_is_not_where_one_is(tmp_path):
    with Journal(tmp_path / "j", MADE, is_new=True):
        pass
    with pytest.raises(FileExistsError):
        Journal(tmp_path / "j", MADE, is_new=True).open()


def test_a_journal_of_something_else_says_what_and_stays(tmp_path):
    with Journal(tmp_path / "j", MADE):
        pass
    with pytest.raises(StudyError, match="from something else: seed"):
        Journal(tmp_path / "j", {**MADE, "seed": 2}).open()
    assert not is_worked_on(tmp_path / "j")
    with Journal(tmp_path / "j", MADE):
        pass


def refused(folder, old, new):
    """What is told where a journal of one study is gone on with as another."""
    with Journal(folder, old):
        pass
    with pytest.raises(StudyError) as raised:
        Journal(folder, new).open()
    return str(raised.value)


def test_other_options_are_told_by_their_names(tmp_path):
    """All that a first look changes is told as --quick."""
    study = load_study("toy")
    precise = with_precision(study, ("travel_h=2%",), 50, quick=False)
    whole, first, wanted = (
        manifest(prepared(one, quick=quick), quick=quick)
        for one, quick in ((study, False), (precise, True), (precise, False))
    )
    said = refused(tmp_path / "whole", whole, first)
    assert "something else: --quick. Remove" in said
    assert said.endswith("They were begun with no such option.")
    said = refused(tmp_path / "first", first, {**wanted, "seed": 7})
    assert "something else: --quick, seed. Remove" in said
    assert said.endswith("They were begun with --quick.")
    said = refused(tmp_path / "wanted", wanted, whole)
    both = "--precision (or the study's precision), --most-populations (or the study's precision)"
    assert f"something else: {both}. Remove" in said
    assert said.endswith("They were begun with --precision travel_h=2% --most-populations 50.")


def test_a_journal_that_cannot_tell_whose_it_is_tells_it_again(tmp_path):
    with Journal(tmp_path / "j", MADE):
        pass
    whole = (tmp_path / "j" / "journal.json").read_bytes()
    (tmp_path / "j" / "journal.json").write_bytes(whole.replace(b'"seed": 1', b'"seed": 3'))
    assert read_told(tmp_path / "j") is None
    with Journal(tmp_path / "j", MADE) as kept:
        assert read_told(tmp_path / "j").identity == kept.identity


def test_what_was_left_half_written_is_cleared_away(tmp_path):
    with Journal(tmp_path / "j", MADE):
        pass
    (tmp_path / "j" / "tasks" / ".x.task.abc").write_text("half")
    (tmp_path / "j" / ".j.abc" / "figures").mkdir(parents=True)
    (tmp_path / "j" / "tasks" / "x.task").write_text("whole")
    with Journal(tmp_path / "j", MADE):
        pass
    kept = sorted(str(it.relative_to(tmp_path / "j")) for it in (tmp_path / "j").rglob("*"))
    assert kept == ["journal.json", "lock", "tasks", "tasks/x.task"]


@pytest.mark.parametrize("held", ["notes.txt", ".hidden", "tasks"])
def test_a_folder_that_holds_anything_else_is_no_journal_and_is_not_touched(tmp_path, held):
    (tmp_path / "j").mkdir()
    (tmp_path / "j" / held).write_text("mine")
    with pytest.raises(StudyError, match="is no journal"):
        Journal(tmp_path / "j", MADE).open()
    assert [it.name for it in (tmp_path / "j").iterdir()] == [held]


def test_only_what_is_its_own_goes_with_a_journal(tmp_path):
    with Journal(tmp_path / "j", MADE) as kept:
        (tmp_path / "j" / "notes.txt").write_text("mine")
        kept.remove()
    assert [it.name for it in (tmp_path / "j").iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 2},
        {"study": {"time": {"populations": 3}, "splits": [{"name": "a"}]}},
        {"versions": {"numpy": "3"}},
        {"inputs": {"clients.csv": "f"}},
    ],
)
def test_whatever_a_manifest_says_otherwise_is_another_run(change):
    assert identity({**MADE, **change}) != identity(MADE)


def test_other_code_is_another_run(monkeypatch):
    before = identity(MADE)
    monkeypatch.setattr(journals, "code_hash", lambda: "other")
    assert identity(MADE) != before


@pytest.mark.parametrize("field", [it.name for it in dataclasses.fields(Task)])
def test_every_part_of_a_task_is_in_its_key(field):
    task = Task(0, 0, "nearest")
    other = dataclasses.replace(task, **{field: "one" if field == "bases" else 1})
    assert task_key("run", task) != task_key("run", other)
    assert task_key("run", task) != task_key("other run", task)


def test_the_language_and_the_command_of_a_run_are_not_what_it_follows_from():
    assert identity({**MADE, "command": "a"}) == identity({**MADE, "command": "b"})


def test_what_differs_is_told_by_name_with_old_and_new():
    old = {"study": {"splits": [{"name": "a"}], "seed": 1}, "files": {"a": "1"}}
    new = {"study": {"splits": [{"name": "b"}, {"name": "c"}], "seed": 1}, "files": {"a": "2"}}
    assert differing(old, new) == [
        ("study.splits[0].name", "a", "b"),
        ("study.splits[1]", None, {"name": "c"}),
    ]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A comparison with a journal, and the folder of that."""
    folder = tmp_path_factory.mktemp("kept") / "j"
    return compare(toy(), workers=1, journal=folder), folder


def test_nothing_finished_is_computed_again(kept, monkeypatch):
    result, folder = kept
    assert finished_tasks(folder) == 9
    monkeypatch.setattr(keeping, "run_task", None)
    again = compare(toy(), workers=1, journal=folder)
    assert again.results.equals(result.results)
    assert again.summary.equals(result.summary)
    assert again.legs.equals(result.legs)


def test_a_result_without_a_journal_is_the_same(kept):
    result, _ = kept
    other = compare(toy(), workers=2)
    for name in ("results", "summary", "differences", "one_base", "visits", "decisions"):
        assert getattr(other, name).equals(getattr(result, name)), name


def test_the_folder_of_a_result_without_a_journal_goes_with_it():
    result = compare(toy(), quick=True, workers=1)
    folder = result.record.folder
    assert folder.is_dir()
    del result
    assert not folder.exists()


def test_tables_of_splits_one_by_one_are_those_of_all_results_at_once(kept):
    """`tabulating` holds one split at a time, `summaries` all of them: rows, order and values."""
    result, _ = kept
    at_once = by_population(result.results)
    assert summary(at_once).equals(result.summary)
    of_splits = judged(differences(at_once, "own_regime", result.study.interest))
    assert of_splits.equals(result.differences)
    assert lowest(at_once).equals(result.lowest)


def test_a_damaged_file_found_when_tables_are_read_is_told(kept, tmp_path):
    result, folder = kept
    task = result.record.tasks[0]
    path = task_path(folder, task_key(result.record.identity, task))
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    try:
        with pytest.raises(DataError, match="damaged or gone"):
            result.record.write(tmp_path)
    finally:
        path.write_bytes(whole)


def require_the_same_after_flips(kept, count, seed):
    """Flip one bit somewhere in the journal, go on, and hold the result against the undisturbed."""
    result, folder = kept
    chance = random.Random(seed)
    files = sorted(it for it in folder.rglob("*") if it.is_file() and it.name != "lock")
    expected = {it.name: it.read_bytes() for it in files if it.suffix == ".task"}
    computed = 0
    setting = prepared(toy(), quick=False)
    for _ in range(count):
        path = chance.choice(files)
        whole = path.read_bytes()
        place = chance.randrange(len(whole))
        flipped = bytes([whole[place] ^ 1 << chance.randrange(8)])
        path.write_bytes(whole[:place] + flipped + whole[place + 1 :])
        with Journal(folder, manifest(setting, quick=False)) as journal:
            for task in (*result.record.tasks, *(Task(0, split, "one") for split in range(3))):
                keeping.keep_task(setting, journal.folder, journal.identity, task)
        for name, content in expected.items():
            again = (folder / "tasks" / name).read_bytes()
            computed += again != content
            assert result_part(again) == result_part(content)
        path.write_bytes(whole)
    assert computed > 0


def result_part(content):
    """All of a task's file but the index, which tells processor time."""
    return content[: content.rindex(b'{"key"')]


def test_fifty_flipped_bits_are_computed_again_or_change_nothing(kept):
    require_the_same_after_flips(kept, 50, 5)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_thousand_flipped_bits_are_computed_again_or_change_nothing(kept):
    require_the_same_after_flips(kept, 1000, 6)
