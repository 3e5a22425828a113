"""`ruttsim audit`: a run that is sound, and runs of which one value was changed."""

from __future__ import annotations

import pandas as pd
import pytest
from spoiling import contents

from made_run import copied_here, write_parquet, write_result
from made_study import run
from ruttsim.accounts.kpis import KPIS
from ruttsim.comparison import compare
from ruttsim.recorded.summed import RATIO_GROUPS, RATIOS
from ruttsim.report.run import write_run
from ruttsim.study.loading import load_study

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
def sound(toy_result, tmp_path_factory):
    """A run of the toy village."""
    return write_result(toy_result, tmp_path_factory.mktemp("sound") / "run")


@pytest.fixture
def toy_run(sound, tmp_path, monkeypatch):
    """A copy of it, as a folder of the working folder."""
    return copied_here(sound, tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def whole_run(tmp_path_factory):
    """The toy village on two populations, with report and figures."""
    study = load_study("toy")
    time = study.time.model_copy(update={"populations": 2, "disturbed_days": 1})
    result = compare(study.model_copy(update={"time": time}).at(study.file), workers=1)
    folder = tmp_path_factory.mktemp("whole") / "run"
    write_run(result, folder, "en")
    return folder


@pytest.fixture
def two_populations(whole_run, tmp_path, monkeypatch):
    """A copy of it."""
    return copied_here(whole_run, tmp_path, monkeypatch)


def test_every_ratio_has_its_own_reckoning():
    assert set(RATIOS) == {name for name, kpi in KPIS.items() if kpi.ratio is not None}
    groups = {name: kpi.ratio_groups for name, kpi in KPIS.items() if kpi.ratio_groups}
    assert groups == {name: (it,) for name, it in RATIO_GROUPS.items()}


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


FIGURES = {
    "results.parquet": ("late_min_p95", "alarm_response_min", "direct_time_share", "travel_h"),
    "summary.csv": ("late_min_p95", "alarm_response_min_p95", "direct_time_share", "travel_h"),
    "differences.csv": ("late_min_p95", "night_punctuality", "direct_time_share", "travel_h"),
}
"""Figures of each table that are raised by a ten-thousandth."""


@pytest.mark.parametrize(
    ("name", "kpi"), [(name, kpi) for name, kpis in FIGURES.items() for kpi in kpis]
)
def test_a_figure_that_is_changed_in_any_table_is_told_by_name(toy_run, name, kpi, capsys):
    file = toy_run / name
    is_csv = file.suffix == ".csv"
    found = pd.read_csv(file, keep_default_na=False) if is_csv else pd.read_parquet(file)
    column = "mean" if is_csv else "value"
    values = pd.to_numeric(found[column])
    row = found.index[(found["kpi"] == kpi) & (found["organisation"] == "total")][0]
    found[column] = found[column].astype(object) if is_csv else values
    changed = values[row] * 1.0001 + 1e-6
    found.loc[row, column] = f"{changed:.6g}" if is_csv else changed
    if is_csv:
        found.to_csv(file, index=False)
    else:
        write_parquet(file, found)
    assert run("audit", "run") == 4
    told = capsys.readouterr().err
    assert f"{kpi} of total" in told
    assert name in told


@pytest.mark.parametrize("column", ["low", "high", "n", "populations_more", "p", "percent"])
def test_every_number_of_a_difference_is_reckoned_again(two_populations, column, capsys):
    file = two_populations / "differences.csv"
    found = pd.read_csv(file, dtype=str, keep_default_na=False)
    is_whole = (found["kpi"] == "travel_h") & (found["organisation"] == "total")
    row = found.index[is_whole][0]
    found.loc[row, column] = str(float(found.loc[row, column]) + 1)
    found.to_csv(file, index=False)
    assert run("audit", two_populations) == 4
    assert f"{column} of travel_h of total (all)" in capsys.readouterr().err


def test_a_row_too_many_or_too_few_in_a_summary_is_told(toy_run, capsys):
    file = toy_run / "summary.csv"
    whole = file.read_text()
    lines = whole.splitlines(keepends=True)
    for changed, told in (
        (lines[:-1], "is missing"),
        ([*lines, lines[-1]], "not once in results.parquet"),
        ([lines[0].replace("mean", "average"), *lines[1:]], "mean: The column is missing"),
        ([], "The column is missing"),
    ):
        file.write_text("".join(changed))
        assert run("audit", "run") in {3, 4}
        assert told in capsys.readouterr().err
    file.unlink()
    assert run("audit", "run") == 3
    assert "summary.csv: file: It is missing" in capsys.readouterr().err


def test_any_file_that_is_not_the_run_s_is_told(two_populations, capsys):
    figure = min((two_populations / "figures").iterdir()).name
    for name in ("report.html", "lowest.csv", f"figures/{figure}"):
        file = two_populations / name
        whole = file.read_bytes()
        file.write_bytes(whole + b" ")
        assert run("audit", two_populations) == 4
        assert f"{name}: It is missing, or not the file" in capsys.readouterr().err
        file.write_bytes(whole)
    assert run("audit", two_populations) == 0


def test_the_file_that_was_altered_is_told_before_all_that_follows_from_it(toy_run, capsys):
    file = toy_run / "results.parquet"
    found = pd.read_parquet(file)
    write_parquet(file, found.assign(value=found["value"] + 1))
    assert run("audit", "run") == 4
    errors = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error: ")]
    assert "results.parquet: It is missing, or not the file" in errors[0]
    assert "more contradictions" in errors[-1]


@pytest.mark.long
def test_a_split_that_is_not_compared_is_in_no_summary_and_no_contradiction(tmp_path, capsys):
    """Too few vehicles for the second split: its rounds leave visits out."""
    study = load_study("toy")
    first = study.organisations[0]
    limits = [{"vehicle_type": it, "number": 1} for it in first.vehicle_types]
    scarce = first.model_validate({**first.model_dump(), "name": "scarce", "fleet": limits})
    alone = study.splits[0]
    names = ("enough", "too_few")
    made = study.model_copy(
        update={
            "organisations": (first, scarce),
            "splits": tuple(
                alone.model_copy(update={"name": name, "organisations": (whose,)})
                for name, whose in zip(names, (first.name, "scarce"), strict=True)
            ),
        }
    )
    result = compare(made.at(study.file), quick=True, workers=1)
    assert set(result.not_compared) == {"too_few"}
    write_run(result, tmp_path / "run", "en")
    assert run("audit", tmp_path / "run") == 0
    assert "no contradiction" in capsys.readouterr().out


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
