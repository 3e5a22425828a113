"""Runs in folders: listed, shown, held against each other, cleared away and made again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

import ruttsim
import ruttsim.errors
from kept_study import names
from ruttsim.cli import ruttsim as program
from ruttsim.files import write_json
from ruttsim.journal.folder import Journal
from ruttsim.recorded.manifest import altered_files, read_manifest
from ruttsim.run_folders.collecting import clear, rubbish
from ruttsim.run_folders.differing import figure_changes, manifest_changes
from ruttsim.run_folders.listing import run_folders
from ruttsim.run_folders.reproducing import reproduced

DAY_S = 86_400


@pytest.fixture(scope="module")
def made(toy_result, tmp_path_factory):
    """A first look at the toy study, in English, in a folder of runs."""
    folder = tmp_path_factory.mktemp("made") / "runs" / "toy-1"
    ruttsim.write_run(toy_result, folder, "en")
    return folder


@pytest.fixture
def run(made, tmp_path):
    """The same in a folder of one's own."""
    shutil.copytree(made, tmp_path / "runs" / "toy-1")
    return tmp_path / "runs" / "toy-1"


@pytest.fixture
def journal(run):
    """An interrupted run beside it, that nobody works on."""
    with Journal(run.with_name("toy-2.unfinished"), read_manifest(run)) as kept:
        (kept.folder / "tasks" / "x.task").write_bytes(b"kept")
    return kept.folder


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    """A cache with one entry."""
    monkeypatch.setenv("RUTTSIM_CACHE", str(tmp_path / "cache"))
    entry = tmp_path / "cache" / "plans" / "ab" / "abc.npz"
    entry.parent.mkdir(parents=True)
    entry.write_bytes(b"plan")
    return entry


def grow_old(folder, days):
    """Let every file below a folder have been written so many days ago."""
    then = time.time() - days * DAY_S
    for path in folder.rglob("*"):
        os.utime(path, (then, then))


def said(*words):
    """What a command prints, and how it ends."""
    done = CliRunner().invoke(program, [str(word) for word in words])
    return done.output, done.exit_code


def test_finished_and_interrupted_runs_are_found(run, journal):
    found = {
        it.folder: (it.finished_tasks, it.is_worked_on) for it in run_folders(run.parent.parent)
    }
    assert found == {run: (None, False), journal: (1, False)}


def test_a_run_at_work_is_told_as_that(run, journal):
    with Journal(journal, read_manifest(run)):
        (it,) = (it for it in run_folders(run.parent) if it.folder == journal)
        assert it.state == "at work, 1 tasks kept"


def test_tasks_that_select_keeps_are_no_interrupted_run(run):
    with Journal(run.with_name("kept"), read_manifest(run)) as kept:
        (kept.folder / "tasks" / "x.task").write_bytes(b"kept")
    (it,) = (it for it in run_folders(run.parent) if it.folder == kept.folder)
    assert it.state == "no run, 1 tasks kept (--kept)"


def test_maps_and_other_folders_are_no_runs(tmp_path):
    write_json(tmp_path / "map" / "manifest.json", {"name": "a map"})
    assert run_folders(tmp_path) == []


def test_a_run_is_whole_until_a_file_is_altered(run):
    manifest = read_manifest(run)
    assert altered_files(run, manifest) == []
    assert "summary.csv" in manifest["files"]
    assert set(manifest["files"]) >= {"report.html", "legs.parquet", "results.parquet"}
    (run / "summary.csv").write_text("other")
    (run / "legs.parquet").unlink()
    assert altered_files(run, manifest) == ["legs.parquet", "summary.csv"]


def test_a_run_and_itself_do_not_differ(run):
    assert manifest_changes(read_manifest(run), read_manifest(run)) == []
    assert figure_changes(run, run) == []


def test_the_largest_difference_in_parts_comes_first(run, tmp_path):
    """Travel of one split doubled, cost of another 1 % more."""
    other = shutil.copytree(run, tmp_path / "other")
    lines = []
    for line in (run / "summary.csv").read_text().splitlines():
        cells = line.split(",")
        if cells[:4] == ["own_regime", "total", "travel_h", "all"]:
            cells[5] = str(2 * float(cells[5]))
        if cells[:4] == ["two_zones", "total", "cost_sek", "all"]:
            cells[5] = str(1.01 * float(cells[5]))
        lines.append(",".join(cells))
    (other / "summary.csv").write_text("\n".join(lines) + "\n")
    first, second = figure_changes(run, other)
    assert (first.split, first.kpi) == ("own_regime", "travel_h")
    assert first.share == pytest.approx(1.0)
    assert (second.split, second.kpi) == ("two_zones", "cost_sek")
    assert second.share == pytest.approx(0.01)


def test_what_is_old_is_cleared_and_what_is_new_or_finished_stays(run, journal, own_cache):
    above = run.parent.parent
    assert rubbish(above / "runs", 1) == []
    grow_old(above, 3)
    assert rubbish(above / "runs", 5) == []
    found = rubbish(above / "runs", 1)
    assert {(it.sort, it.path.name, len(it.files)) for it in found} == {
        ("finished tasks", journal.name, 3),
        ("cache", "plans", 1),
    }
    for it in found:
        clear(it)
    assert names(run.parent) == ["toy-1"]
    assert not own_cache.exists()


@pytest.mark.parametrize("has_notes", [False, True])
def test_a_folder_of_kept_tasks_is_cleared_but_for_files_of_others(journal, has_notes):
    kept = journal.rename(journal.with_name("kept"))
    if has_notes:
        (kept / "notes.txt").write_text("mine")
    grow_old(kept, 3)
    (found,) = (it for it in rubbish(kept.parent, 1) if it.path == kept)
    clear(found)
    assert [it.name for it in kept.iterdir()] == ["notes.txt"] if has_notes else not kept.exists()


def test_files_of_others_in_the_cache_folder_are_not_cleared(run, own_cache):
    """Whoever names a folder with something in it as the cache keeps what is in it."""
    foreign = [
        own_cache.with_name("notes.txt"),
        own_cache.with_name("cd.npz"),
        own_cache.parent.parent / "letters" / "x.npz",
    ]
    for path in foreign:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"mine")
    grow_old(run.parent.parent, 40)
    (found,) = rubbish(run.parent.parent, 1)
    assert found.files == (own_cache,)


def test_a_journal_at_work_is_not_cleared(run, journal, own_cache):
    grow_old(run.parent, 3)
    with Journal(journal, read_manifest(run)):
        assert [it.sort for it in rubbish(run.parent, 1)] == []
    (found,) = rubbish(run.parent, 1)
    with Journal(journal, read_manifest(run)):
        clear(found)
    assert journal.is_dir()
    assert own_cache.exists()


def test_without_yes_nothing_is_cleared(run, journal, own_cache):
    grow_old(run.parent, 40)
    text, code = said("runs", "gc", run.parent)
    assert code == 0
    assert "without --yes" in text
    assert journal.is_dir()
    text, code = said("runs", "gc", run.parent, "--yes")
    assert code == 0
    assert not journal.exists()
    assert own_cache.exists()


@pytest.mark.usefixtures("journal")
def test_list_show_and_diff_say_what_a_run_is(run):
    text, code = said("runs", "list", run.parent)
    assert code == 0
    assert "toy-2.unfinished" in text
    assert "interrupted, 1 tasks kept" in text
    assert "1 x 2 x 3" in text
    text, code = said("runs", "show", run)
    assert code == 0
    assert "ruttsim compare toy --quick" in text
    assert "as they were written" in text
    text, code = said("runs", "diff", run, run)
    assert code == 0
    assert "The same made them." in text
    assert "are the same" in text


def test_a_run_whose_manifest_cannot_be_read_is_listed_and_show_says_what_to_do(run):
    (run / "manifest.json").write_text("{")
    text, code = said("runs", "list", run.parent)
    assert (code, "manifest.json cannot be read: `runs show` tells what to do" in text) == (0, True)
    assert str(run) in text
    with pytest.raises(
        ruttsim.errors.DataError, match=r"cannot be read as JSON.*Run the study again"
    ):
        CliRunner().invoke(program, ["runs", "show", str(run)], catch_exceptions=False)


def test_a_manifest_that_leaves_out_what_is_listed_is_listed_with_question_marks(run):
    manifest = json.loads((run / "manifest.json").read_text())
    write_json(run / "manifest.json", {**manifest, "study": {}, "versions": None})
    text, code = said("runs", "list", run.parent)
    assert code == 0
    row = text.splitlines()[-1].split()
    assert (row[1], row[-1], row.count("?")) == ("?", "finished", 3)


def test_an_interrupted_run_is_shown_with_the_command_that_goes_on(run, journal):
    text, code = said("runs", "show", journal)
    assert code == 0
    assert "interrupted, 1 tasks kept" in text
    assert "1 x 2 x 3" in text
    again = f"ruttsim compare toy --quick --out {journal.with_name('toy-2')} --resume\n"
    assert text.endswith(again)
    with Journal(journal, read_manifest(run)):
        text, code = said("runs", "show", journal)
    assert code == 0
    assert "at work, 1 tasks kept" in text
    assert "--resume" not in text


def test_an_interrupted_run_whose_journal_cannot_be_read_is_listed_and_not_cleared(journal):
    (journal / "journal.json").write_text("{")
    told = "interrupted, 1 tasks kept, journal.json cannot be read"
    text, code = said("runs", "list", journal.parent)
    assert (code, told in text) == (0, True)
    text, code = said("runs", "show", journal)
    assert (code, told in text) == (0, True)
    again = f"ruttsim compare STUDY --out {journal.with_name('toy-2')} --resume"
    assert f"{again}   (STUDY: with its path)" in text
    grow_old(journal, 3)
    assert [it for it in rubbish(journal.parent, 1) if it.path == journal] == []


def test_a_study_of_ones_own_is_gone_on_with_by_its_path(run):
    made = {**read_manifest(run), "command": "ruttsim compare study.toml --quick"}
    with Journal(run.with_name("own-1.unfinished"), made) as kept:
        pass
    text, _ = said("runs", "show", kept.folder)
    assert text.endswith("own-1 --resume   (study.toml: with its path)\n")


def test_a_run_is_made_again_from_its_manifest_alone(run):
    for path in run.iterdir():
        if path.name != "manifest.json":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    found = reproduced(run, workers=1)
    assert found.is_same
    assert found.changes == ()
    assert found.files == len(read_manifest(run)["files"])


def test_what_cannot_be_made_again_is_told_by_file_with_the_versions_that_changed(run, tmp_path):
    manifest = json.loads((run / "manifest.json").read_text())
    manifest["files"]["summary.csv"] = "0" * 64
    manifest["versions"]["numpy"] = "1.0"
    write_json(run / "manifest.json", manifest)
    found = reproduced(run, out=tmp_path / "again", workers=1)
    assert not found.is_same
    assert found.differing == ("summary.csv",)
    assert [(it.name, it.old) for it in found.changes] == [("versions.numpy", "1.0")]
    assert found.altered == ("summary.csv",)
    assert (tmp_path / "again" / "report.html").read_bytes() == (run / "report.html").read_bytes()


def test_a_run_of_older_versions_without_hashes_is_told_as_that(run):
    manifest = json.loads((run / "manifest.json").read_text())
    del manifest["files"]
    write_json(run / "manifest.json", manifest)
    with pytest.raises(ruttsim.errors.DataError, match="no hashes of files"):
        reproduced(run)


def test_show_tells_an_altered_file_and_exits_so(run, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(run, folder)
    (folder / "summary.csv").write_text("nothing")
    assert CliRunner().invoke(program, ["runs", "show", str(run)]).exit_code == 0
    shown = CliRunner().invoke(program, ["runs", "show", str(folder)])
    assert (shown.exit_code, "altered or gone: summary.csv" in shown.output) == (4, True)
    told = CliRunner().invoke(program, ["runs", "diff", str(run), str(folder)])
    assert "altered or gone: summary.csv" in told.output


def test_a_run_to_which_links_lead_too_is_listed_once(run):
    above = run.parent
    (above / "link").symlink_to(run)
    (above / "loop").symlink_to(above)
    assert [it.folder for it in run_folders(above)] == [run]
    assert [it.folder for it in run_folders(above / "link")] == [above / "link"]


def test_a_run_of_which_files_are_gone_is_not_listed_as_whole(run):
    (run / "summary.csv").unlink()
    (found,) = run_folders(run)
    assert found.state == "finished, files are gone: `runs show` tells which"


def test_a_manifest_of_another_version_is_told_by_both_formats(run):
    made = json.loads((run / "manifest.json").read_text())
    write_json(run / "manifest.json", {**made, "format": 0})
    with pytest.raises(ruttsim.errors.DataError, match=r"of format 0, .* this one reads format 1"):
        read_manifest(run)


def test_what_a_sensitivity_analysis_wrote_is_listed_as_such_and_is_no_run(run):
    made = json.loads((run / "manifest.json").read_text())
    write_json(run / "manifest.json", {**made, "command": "ruttsim sensitivity toy --quick"})
    (found,) = run_folders(run)
    assert found.state == "finished sensitivity"
    calls = [
        ["runs", "diff", run, run],
        ["reproduce", run],
        ["audit", run],
        ["margins", run, "--split", "own_regime", "--out", run / "margins.csv"],
        ["export", run, "--out", run / "run.gpkg"],
    ]
    for words in calls:
        done = CliRunner().invoke(program, [str(it) for it in words])
        assert isinstance(done.exception, ruttsim.errors.StudyError), words
        assert "RUN: It is what `ruttsim sensitivity` wrote" in str(done.exception)


def test_a_file_in_place_of_a_folder_is_told(run):
    for words in (("list",), ("gc",)):
        done = CliRunner().invoke(program, ["runs", *words, str(run / "summary.csv")])
        assert done.exit_code == 2
        assert "is a file" in done.output
    done = CliRunner().invoke(program, ["runs", "show", str(run / "summary.csv")])
    assert "RUN: It is a file" in str(done.exception)


THREADS = """
import sys, pathlib, psutil, pyarrow.parquet
from ruttsim.recorded.tables import read_figures
before = psutil.Process().num_threads()
read_figures(pathlib.Path(sys.argv[1]))
print(psutil.Process().num_threads() - before)
"""


def test_reading_a_table_starts_no_thread_that_could_outlive_python(run):
    """One of Arrow's that held the bytes ended one failing command in ten by SIGABRT."""
    words = [sys.executable, "-c", THREADS, str(run / "results.parquet")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"
