"""`ruttsim audit`: a run that is sound, and runs of which one value was changed."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest
from spoiling import contents

from made_run import write_record
from made_study import run
from ruttsim.files import write_parquet

ONE_MORE = {
    "legs": ("arrive_s", "distance_m", "vehicle", "to_place", "stop_s", "sequence"),
    "visits": ("ready_s", "care_s", "start_s", "planned_round", "client"),
    "rounds": ("leave_s", "return_s", "carer", "planned_leave_s"),
    "alarms": ("ready_s", "end_s", "rung_s", "client"),
    "decisions": ("time_s", "to_round"),
    "charging": ("arrive_s", "end_s", "vehicle", "end_kwh"),
    "plan": ("start_s", "visit", "leave_s"),
    "results": ("value",),
}
"""Columns of each table in which a row is raised by one."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A run of the toy village."""
    return write_record("toy", tmp_path_factory.mktemp("sound") / "run")


@pytest.fixture
def toy_run(sound, tmp_path, monkeypatch):
    """A copy of it, as a folder of the working folder."""
    shutil.copytree(sound, tmp_path / "run")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "run"


def test_a_run_as_it_was_written_has_no_contradiction(toy_run, capsys):
    before = contents(toy_run)
    assert run("audit", "run") == 0
    assert "no contradiction" in capsys.readouterr().out
    assert contents(toy_run) == before


@pytest.mark.parametrize(
    ("table", "column"), [(table, it) for table, columns in ONE_MORE.items() for it in columns]
)
def test_a_value_that_is_changed_is_found(toy_run, table, column, capsys):
    file = toy_run / f"{table}.parquet"
    found = pd.read_parquet(file)
    row = found.index[found[column] > 0][0]
    found.loc[row, column] += 1
    write_parquet(file, found)
    code, told = run("audit", "run"), capsys.readouterr().err
    if (table, column) == ("plan", "leave_s"):
        assert code == 3
        assert "do not agree" in told
    else:
        assert code == 4
        assert "population 0, " in told


@pytest.mark.parametrize("table", ONE_MORE)
def test_a_table_that_is_missing_cut_or_without_a_column_is_told(toy_run, table, capsys):
    file = toy_run / f"{table}.parquet"
    whole = file.read_bytes()
    for spoil in (
        file.unlink,
        lambda: file.write_bytes(whole[: len(whole) // 2]),
        lambda: write_parquet(file, pd.read_parquet(file).iloc[:, :-1]),
    ):
        spoil()
        assert run("audit", "run") == 3
        assert f"{table}.parquet" in capsys.readouterr().err
        file.write_bytes(whole)


def test_rows_that_are_left_out_are_found(toy_run, capsys):
    file = toy_run / "visits.parquet"
    write_parquet(file, pd.read_parquet(file).iloc[1:].reset_index(drop=True))
    assert run("audit", "run") == 4
    assert "missing" in capsys.readouterr().err


def test_what_is_no_run_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run("audit", "nowhere") == 2
    assert "There is no such folder" in capsys.readouterr().err


def test_a_split_that_is_missing_from_all_tables_is_told(toy_run, capsys):
    for table in ONE_MORE:
        file = toy_run / f"{table}.parquet"
        found = pd.read_parquet(file)
        write_parquet(file, found[found["split"] != "two_zones"].reset_index(drop=True))
    assert run("audit", "run") == 3
    assert "two_zones" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("visits", "population", 7),
        ("legs", "day", 99),
        ("results", "kpi", "late_visitors"),
        ("plan", "leave_s", 1),
    ],
)
def test_a_row_too_many_is_told(toy_run, table, column, value, capsys):
    file = toy_run / f"{table}.parquet"
    found = pd.read_parquet(file)
    more = found.iloc[[0]].assign(**{column: value})
    write_parquet(file, pd.concat([found, more.astype(found.dtypes)], ignore_index=True))
    assert run("audit", "run") in {3, 4}
    assert "run" in capsys.readouterr().err


@pytest.mark.parametrize(
    "table", ["legs", "rounds", "visits", "alarms", "decisions", "charging", "plan"]
)
def test_an_empty_or_shuffled_table_is_told_without_a_traceback(toy_run, table, capsys):
    file = toy_run / f"{table}.parquet"
    found = pd.read_parquet(file)
    changes = [found.iloc[:0]]
    if table not in {"alarms", "decisions"}:
        # The village has days with one alarm, and none with several kinds of decision.
        changes.append(found.iloc[::-1].reset_index(drop=True))
    for change in changes:
        write_parquet(file, change)
        assert run("audit", "run") in {3, 4}
        told = capsys.readouterr().err
        assert "Traceback" not in told
        assert told.count("error:") <= 21
