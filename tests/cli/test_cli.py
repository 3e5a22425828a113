"""The command line as a user meets it: another process, its output and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from ruttsim.schemas import SCHEMAS

FILES = [
    "alarms.parquet",
    "charging.parquet",
    "decisions.parquet",
    "decomposition.csv",
    "differences.csv",
    "figures",
    "household.parquet",
    "legs.parquet",
    "lowest.csv",
    "manifest.json",
    "plan.parquet",
    "precision.csv",
    "report.html",
    "results.parquet",
    "rounds.parquet",
    "spread.csv",
    "steps.csv",
    "summary.csv",
    "timing.json",
    "visits.parquet",
]


def ruttsim(*arguments, folder=None, **environment):
    """A finished run of the command."""
    return subprocess.run(
        [sys.executable, "-c", "from ruttsim.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run folder of the toy village, made by one worker."""
    folder = tmp_path_factory.mktemp("runs") / "toy"
    done = ruttsim("compare", "toy", "--out", str(folder), "--workers", "1", PYTHONHASHSEED="1")
    assert done.returncode == 0, done.stderr
    assert "All organisations, an average day" in done.stdout
    assert "schematic" in done.stdout
    return folder


def contents(folder):
    """Bytes by file of everything that must be the same."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "timing.json"
    }


def test_a_run_folder_holds_what_the_contract_says(run):
    assert sorted(path.name for path in run.iterdir()) == FILES
    assert any(path.suffix == ".png" for path in (run / "figures").iterdir())
    assert any(path.suffix == ".svg" for path in (run / "figures").iterdir())


@pytest.mark.parametrize(
    ("file", "schema"),
    [
        ("results.parquet", "results"),
        ("legs.parquet", "legs"),
        ("visits.parquet", "visit_records"),
        ("rounds.parquet", "rounds"),
        ("alarms.parquet", "alarms"),
        ("decisions.parquet", "decisions"),
        ("charging.parquet", "charging"),
        ("household.parquet", "household"),
        ("plan.parquet", "plan"),
        ("summary.csv", "summary"),
        ("differences.csv", "differences"),
        ("spread.csv", "spread"),
        ("lowest.csv", "lowest"),
        ("precision.csv", "precision"),
        ("decomposition.csv", "decomposition"),
        ("steps.csv", "steps"),
    ],
)
def test_tables_have_the_columns_of_their_schema(run, file, schema):
    read = pd.read_parquet if file.endswith(".parquet") else pd.read_csv
    assert list(read(run / file).columns) == [line.name for line in SCHEMAS[schema]()]


def test_the_same_study_gives_the_same_bytes_with_other_workers_and_hash_seed(run, tmp_path):
    done = ruttsim(
        "compare", "toy", "--out", "again", "--workers", "2", folder=tmp_path, PYTHONHASHSEED="2"
    )
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "again") == contents(run)


def test_a_folder_that_holds_something_is_not_touched(run):
    before = contents(run)
    done = ruttsim("compare", "toy", "--out", str(run))
    assert done.returncode == 2
    assert "already" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(run) == before


@pytest.fixture(scope="module")
def numbered(tmp_path_factory):
    """A folder with two runs without --out, the second in English, and what was printed."""
    folder = tmp_path_factory.mktemp("numbered")
    words = ("compare", "toy", "--quick")
    return folder, [
        ruttsim(*words, folder=folder),
        ruttsim(*words, "--lang", "en", folder=folder),
    ]


def test_without_out_runs_are_numbered(numbered):
    folder, both = numbered
    for number, done in enumerate(both, start=1):
        assert f"toy-{number}" in done.stdout
    assert sorted(it.name for it in (folder / "runs").iterdir()) == ["toy-1", "toy-2"]


def test_the_report_can_be_in_english(numbered):
    folder, (_, done) = numbered
    assert done.returncode == 0, done.stderr
    pages = [(folder / "runs" / name / "report.html").read_text() for name in ("toy-1", "toy-2")]
    assert '<html lang="sv"' in pages[0]
    assert '<html lang="en"' in pages[1]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["compare", "no-such-study"], 2, "no-such-study"),
        (["compare", "six-organisation"], 2, "six-organisations"),
        (["compare"], 2, "STUDY"),
        (["check", "no-such-study"], 2, "no-such-study"),
        (["map", "info", "no-such-map"], 3, "no-such-map"),
        (["schema", "summaries"], 2, "summary"),
        (["compare", "toy", "--workers", "0"], 2, "workers"),
    ],
)
def test_a_fault_is_one_message_with_its_exit_code(arguments, code, words, tmp_path):
    done = ruttsim(*arguments, folder=tmp_path)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_all_faults_of_a_study_are_told_at_once_and_nothing_is_written(tmp_path):
    text = (Path(__file__).parents[2] / "experiments" / "toy" / "study.toml").read_text()
    text = text.replace("seed = 2019", "seed = -1\ncolour = 3").replace(
        "procured_1 = 0.5", "x = 0.4"
    )
    (tmp_path / "study.toml").write_text(text)
    done = ruttsim("compare", "study.toml", folder=tmp_path)
    assert done.returncode == 2
    lines = done.stderr.strip().splitlines()
    assert len(lines) >= 3
    assert all(line.startswith("error: study.toml: ") for line in lines)
    assert [it.name for it in tmp_path.iterdir()] == ["study.toml"]


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('rule = "zones"', 'rule = "zonez"', "zones"),
        ('map = "toy"', 'map = "tooy"', "toy"),
        ('"car_biogas"', '"car_biogass"', "car_biogas"),
    ],
)
def test_unknown_names_are_told_with_the_nearest_one(old, new, word, tmp_path):
    text = (Path(__file__).parents[2] / "experiments" / "toy" / "study.toml").read_text()
    (tmp_path / "study.toml").write_text(text.replace(old, new))
    done = ruttsim("check", "study.toml", folder=tmp_path)
    assert done.returncode == 2
    assert f"Did you mean '{word}'?" in done.stderr


def test_check_says_what_a_run_holds():
    done = ruttsim("check", "toy", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["splits"] == ["own_regime", "two_parallel", "two_zones"]


def test_params_lists_every_number_with_source_and_status():
    rows = json.loads(ruttsim("params", "--json").stdout)
    assert len(rows) > 100
    assert {"name", "value", "low", "high", "unit", "source", "status", "note"} <= set(rows[0])
    assert all(row["source"] and row["status"] for row in rows)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_schema_prints(name):
    done = ruttsim("schema", name)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) > 3


def test_map_info_tells_that_a_map_is_schematic():
    facts = json.loads(ruttsim("map", "info", "toy", "--json").stdout)
    assert facts["schematic"] is True


def test_map_info_tells_what_a_map_assumes_in_both_languages():
    facts = json.loads(ruttsim("map", "info", "toy", "--json").stdout)
    assert facts["assumptions"] == ["The village is made up."]
    assert facts["assumptions_sv"] == ["Byn är påhittad."]


def test_help_is_there_in_less_than_a_second():
    best = min(_seconds_of_help() for _ in range(3))
    assert best < 1.0


def _seconds_of_help():
    start = time.perf_counter()
    assert "compare" in ruttsim("--help").stdout
    return time.perf_counter() - start
