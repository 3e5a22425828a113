"""`ruttsim sweep` from the command line: its folder, interruptions, and what else reads it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess

import pandas as pd
import pytest

from kept_study import HEARS, arguments, contents, names, ruttsim
from made_study import run
from made_sweep import FACTORS, HEAD, write_swept_study
from ruttsim.schemas import SCHEMAS

POINTS = 4
FILES = ["differences.csv", "effects.csv", "figures.csv", "interactions.csv", "points.csv"]


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """A folder with a small study and an undisturbed sweep of it with whole runs."""
    folder = tmp_path_factory.mktemp("swept")
    study = write_swept_study(folder / "small")
    words = ("--out", "whole", "--workers", "1", "--whole-runs", "--lang", "en")
    done = ruttsim("sweep", study, *words, folder=folder)
    assert done.returncode == 0, done.stderr
    (folder / "said").write_text(done.stdout + done.stderr)
    return folder


def test_the_folder_has_tables_key_figures_of_all_points_and_their_runs(swept):
    whole = swept / "whole"
    assert names(whole / "results") == [f"point_{it}.parquet" for it in range(POINTS)]
    assert names(whole / "runs") == [f"point_{it}" for it in range(POINTS)]
    assert set(FILES) <= set(names(whole))
    assert not [it for it in names(swept) if it.endswith(".unfinished")]
    manifest = json.loads((whole / "manifest.json").read_text())
    assert manifest["command"] == "ruttsim sweep study.toml --whole-runs"
    assert manifest["points"][2] == {"season": "winter", "rate": "low"}
    assert str(swept) not in (whole / "manifest.json").read_text()
    assert set(FILES) <= set(manifest["files"])
    told = {it.name.partition(".")[0] for it in SCHEMAS["sweep_manifest"]()}
    assert told == set(manifest)
    told = [it.name for it in SCHEMAS["sweep_points"]()]
    columns = pd.read_csv(whole / "points.csv").columns.tolist()
    assert columns == [told[0], "season", "rate", *told[2:]]


def test_progress_tells_the_point_and_what_is_done_in_it(swept):
    said = (swept / "said").read_text()
    assert "point 3/4: season=winter, rate=low\n" in said
    assert said.count("area splits: 4/4") == POINTS
    assert "What a level changes in the difference from alone, travel_h" in said


def test_a_whole_run_is_that_of_the_study_written_out_by_hand(swept, tmp_path):
    by_hand = HEAD.replace("[time]", "[time]\nweek = 3")
    by_hand += "[parameters]\n'day.snow_day_share' = 0.9\n"
    study = write_swept_study(tmp_path / "by-hand", "", by_hand)
    words = ("--out", "run", "--workers", "1", "--lang", "en")
    done = ruttsim("compare", study, *words, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    own, other = contents(tmp_path / "run"), contents(swept / "whole" / "runs" / "point_2")
    assert own.keys() == other.keys()
    differing = {name for name in own if own[name] != other[name]}
    # Only these tell the command.
    assert differing <= {"manifest.json", "report.html"}
    figures = pd.read_csv(swept / "whole" / "figures.csv").query("point == 2")
    summary = pd.read_csv(tmp_path / "run" / "summary.csv").query("group == 'all'")
    assert figures["mean"].tolist() == pytest.approx(summary["mean"].tolist(), nan_ok=True)


def begun(study, folder, *words):
    """The sweep in a process group of its own."""
    python, option, script = arguments()
    return subprocess.Popen(
        [python, option, HEARS + script, "sweep", str(study), "--out", "run", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        start_new_session=True,
    )


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill"])
def test_after_an_interruption_the_sweep_goes_on_to_the_same_bytes(swept, tmp_path, how):
    study = swept / "small" / "study.toml"
    options = ("--whole-runs", "--lang", "en")
    process = begun(study, tmp_path, "--workers", "2", *options)
    is_there = False
    for line in process.stderr:
        is_there |= line.startswith("point 2/4")
        if is_there and line.startswith("area splits: 2/"):
            break
    os.killpg(process.pid, how)
    said = process.communicate()[1]
    assert "Traceback" not in said
    assert names(tmp_path) == ["run.unfinished"]
    if how == signal.SIGINT:
        assert process.returncode == 130
        assert re.search(
            r"1 finished point( and \d finished tasks?)? (is|are) kept in run.unf", said
        )
        assert (
            f"ruttsim sweep {study} --out run --resume --whole-runs --workers 2 --lang en" in said
        )
    listed = ruttsim("runs", "list", ".", folder=tmp_path).stdout
    assert "interrupted, 1 point and " in listed
    shown = ruttsim("runs", "show", "run.unfinished", folder=tmp_path).stdout
    assert "ruttsim sweep study.toml --whole-runs --out run --resume" in shown
    refused = ruttsim("sweep", study, "--out", "run", folder=tmp_path)
    assert refused.returncode == 2
    assert "An interrupted run lies beside it" in refused.stderr
    other = write_swept_study(tmp_path / "other", FACTORS.replace("500", "510"))
    refused = ruttsim("sweep", other, "--out", "run", "--resume", folder=tmp_path)
    assert refused.returncode == 2
    assert "study.factors[1].levels[1].parameters" in refused.stderr
    done = ruttsim("sweep", study, "--out", "run", "--resume", *options, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "point 1/4: season=usual, rate=low (finished before)" in done.stderr
    assert contents(tmp_path / "run") == contents(swept / "whole")
    assert names(tmp_path) == ["other", "run"]
    again = ruttsim("sweep", study, "--out", "run", "--resume", *options, folder=tmp_path)
    assert again.stdout.endswith("The sweep is finished already: run\n")


def test_a_sweep_is_reproduced_from_its_manifest(swept, monkeypatch, capsys):
    monkeypatch.chdir(swept)
    assert run("reproduce", "whole", "--workers", "1") == 0
    said = capsys.readouterr().out
    count = len(contents(swept / "whole")) - 1
    assert f"Reproduced: all {count} files have the same bytes again." in said


def test_runs_are_listed_shown_and_held_against_each_other(swept, monkeypatch, capsys):
    monkeypatch.chdir(swept)
    assert run("runs", "list") == 0
    assert "2 x 1 x 2, 4 points" in capsys.readouterr().out
    assert run("runs", "show", "whole") == 0
    assert "season: usual, winter; rate: low, high (full)" in capsys.readouterr().out
    assert run("runs", "diff", "whole", "whole") == 0
    assert "The same made them" in capsys.readouterr().out
    assert run("runs", "diff", "whole", "whole/runs/point_0") == 2
    assert "One is a sweep and the other a run" in capsys.readouterr().err
    assert run("runs", "gc", "--older-than", "0") == 0


@pytest.mark.parametrize(
    "words",
    [
        ("audit", "whole"),
        ("replay", "whole", "--day", "0", "--split", "alone", "--out", "day.html"),
        ("export", "whole", "--out", "it.gpkg"),
        ("margins", "whole", "--out", "margins.csv"),
    ],
    ids=lambda words: words[0],
)
def test_what_needs_one_run_says_where_there_are_some(swept, monkeypatch, capsys, words):
    monkeypatch.chdir(swept)
    assert run(*words) == 2
    said = capsys.readouterr().err
    assert "It is a sweep" in said
    assert "whole/runs" in said


def test_compare_says_that_it_is_of_the_study_as_it_stands(swept, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(swept)
    assert run("compare", "small", "--out", str(tmp_path / "run"), "--workers", "1") == 0
    said = capsys.readouterr().out
    assert "As it stands: `ruttsim sweep` moves through its factors (season, rate)." in said
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert "factors" not in manifest["study"]


def test_check_tells_the_factors_and_how_many_points_there_are(swept, monkeypatch, capsys):
    monkeypatch.chdir(swept)
    assert run("check", "small") == 0
    said, progress = capsys.readouterr()
    assert "checked points: 4/4" in progress
    assert "factor season: usual, winter" in said
    assert "points of `ruttsim sweep` (full): 4" in said


def test_check_prints_nothing_but_json_where_json_is_wanted(swept, monkeypatch, capsys):
    monkeypatch.chdir(swept)
    assert run("check", "small", "--json") == 0
    assert json.loads(capsys.readouterr().out)["points"] == 4


def test_a_sweep_of_a_study_without_factors_writes_nothing(swept, monkeypatch, capsys):
    monkeypatch.chdir(swept)
    assert run("sweep", "toy", "--out", "no") == 2
    assert "declares no factor" in capsys.readouterr().err
    assert not (swept / "no").exists()
