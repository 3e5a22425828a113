"""Runs put together as data/influence.*: their rows and commands, and what does not fit."""

import csv
import json
import shutil

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


def doctored(runs, name, folder, **cells):
    """A copy of a run with other cells in each row of its table."""
    made = shutil.copytree(runs / name, folder / f"doctored {name}")
    rows = [row | cells for row in read(made / "sensitivity.csv")]
    with (made / "sensitivity.csv").open("w", newline="") as file:
        lines = csv.DictWriter(file, list(rows[0]))
        lines.writeheader()
        lines.writerows(rows)
    return made


def test_rows_of_numbers_that_no_run_moved_are_kept_with_their_date_and_commands(runs, tmp_path):
    before, after = tmp_path / "before", tmp_path / "after"
    collect([runs / "pay"], before, study="toy", date="2026-11-27")
    collect([runs / "payer"], after, study="toy", date="2026-11-28", earlier=before)
    kept = read(before / "influence.csv")
    rows = read(after / "influence.csv")
    assert [row for row in rows if row["date"] == "2026-11-27"] == kept
    assert {row["number"].split(".")[0] for row in rows if row not in kept} == {"payer"}
    told = json.loads((after / "influence.json").read_text())
    pay = json.loads((runs / "pay" / "manifest.json").read_text())["command"]
    assert told["earlier"] == [{"date": "2026-11-27", "commands": [pay]}]
    assert pay not in told["commands"]


def test_rows_that_are_moved_anew_take_the_place_of_earlier_ones(runs, tmp_path):
    before, after = tmp_path / "before", tmp_path / "after"
    collect([runs / "pay", runs / "payer"], before, study="toy", date="2026-11-27")
    collect([runs / name for name in RUNS], after, study="toy", date="2026-11-28", earlier=before)
    assert {row["date"] for row in read(after / "influence.csv")} == {"2026-11-28"}
    assert json.loads((after / "influence.json").read_text())["earlier"] == []


@pytest.mark.parametrize(
    ("luck_sd", "now", "fits"),
    [("10", "100.9", True), ("10", "101.1", False), ("0", "100", True), ("0", "100.001", False)],
)
def test_earlier_rows_fit_where_the_studys_own_difference_is_as_then(
    luck_sd, now, fits, runs, tmp_path
):
    """Means over searches may be a tenth of the luck apart, the study's own plans not at all."""
    before, after = tmp_path / "before", tmp_path / "after"
    then = doctored(runs, "pay", tmp_path, luck_sd=luck_sd, difference="100")
    new = doctored(runs, "payer", tmp_path, luck_sd=luck_sd, difference=now)
    collect([then], before, study="toy", date="2026-11-27")
    if fits:
        collect([new], after, study="toy", date="2026-11-28", earlier=before)
        assert len(read(after / "influence.csv")) > len(read(before / "influence.csv"))
        return
    with pytest.raises(StudyError, match="was another then"):
        collect([new], after, study="toy", date="2026-11-28", earlier=before)
    assert not after.exists()


def test_earlier_rows_of_another_study_are_refused(runs, tmp_path):
    collect([runs / "pay"], tmp_path, study="other", date="2026-11-27")
    with pytest.raises(StudyError, match="another than that of the runs"):
        collect([runs / "payer"], tmp_path, study="toy", date="2026-11-28", earlier=tmp_path)
