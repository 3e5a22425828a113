"""Runs put together as data/influence.*: their rows and commands, and what does not fit."""

import csv
import json

import pytest

from made_study import run
from ruttsim.errors import StudyError
from ruttsim.parameters.influence import COLUMNS, DIGITS, measured_rows, measurement
from ruttsim.sensitivity.collected import collect

CALL = [
    *("sensitivity", "toy", "--moves", "100", "--workers", "1", "--populations", "1"),
    *("--searches", "2", "--trajectories", "0", "--sobol", "0", "--kpi", "cost_sek"),
]
RUNS = {"pay": "pay.pay_sek_per_month", "payer": "payer"}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    for name, numbers in RUNS.items():
        assert run(*CALL, "--numbers", numbers, "--out", folder / name) == 0
    return folder


def read(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_rows_are_those_of_the_runs_and_the_commands_are_theirs(runs, tmp_path):
    folders = [runs / name for name in RUNS]
    collect(folders, tmp_path, study="toy", date="2026-11-27")
    rows = read(tmp_path / "influence.csv")
    written = [row for it in folders for row in read(it / "sensitivity.csv")]
    assert [row["number"] for row in rows] == sorted(row["number"] for row in written)
    by_number = {row["number"]: row for row in written}
    for row in rows:
        assert tuple(row) == COLUMNS
        before = by_number[row["number"]]
        assert row["is_beyond_luck"] == before["is_beyond_luck"]
        assert float(row["swing"]) == pytest.approx(float(before["swing"]), rel=10 ** (1 - DIGITS))
    told = json.loads((tmp_path / "influence.json").read_text())
    assert told["commands"] == [
        json.loads((it / "manifest.json").read_text())["command"] for it in folders
    ]
    assert set(told) == set(measurement())
    assert set(rows[0]) == set(next(iter(measured_rows().values()))[0])


def test_a_number_of_two_runs_is_refused(runs, tmp_path):
    with pytest.raises(StudyError, match="has it too"):
        collect([runs / "pay", runs / "pay"], tmp_path, study="toy", date="2026-11-27")
    assert not list(tmp_path.iterdir())


def test_runs_that_were_not_made_alike_are_refused(runs, tmp_path):
    other = tmp_path / "other"
    words = ("--numbers", "economy.spare_vehicle_share", "--searches", "3", "--out", other)
    assert run(*CALL, *words) == 0
    with pytest.raises(StudyError, match="searches"):
        collect([runs / "pay", other], tmp_path, study="toy", date="2026-11-27")
