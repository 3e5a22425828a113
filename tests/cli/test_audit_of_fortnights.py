"""`ruttsim audit` of a fortnight: its figures are reckoned again, and a changed one is found."""

from __future__ import annotations

import pandas as pd
import pytest

from made_run import copied_here, write_parquet, write_result
from made_study import run
from ruttsim.accounts.kpis import KPIS
from ruttsim.comparison import compare
from ruttsim.domain.demand import WEEKDAYS
from ruttsim.study.loading import load_study

SUMS = [name for name, kpi in KPIS.items() if kpi.is_of_fortnight and kpi.ratio is None]
REST_AT_NIGHT = {it for it in SUMS if it.startswith("night_") and it.endswith("_rest")}


@pytest.fixture(scope="module", params=["patrol", "organisation"])
def whole(request, tmp_path_factory):
    """Two fortnights of the toy village: weeks of work so long that some have no weekly rest."""
    toy = load_study("toy")
    parts = {
        "day": toy.day.model_copy(update={"nights": request.param}),
        "planning": toy.planning.model_copy(
            update={
                "horizon": "fortnight",
                "fortnight_moves": 100,
                "repair_moves": 50,
                "show_one_base": False,
            }
        ),
        "time": toy.time.model_copy(
            update={"populations": 1, "planned_days": WEEKDAYS, "disturbed_days": 2}
        ),
        "parameters": {
            "fortnight.absent_share": 0.14,
            "fortnight.weekly_rest_h": 48,
            "fortnight.work_days_per_fortnight": 12,
            "fortnight.work_h_per_fortnight": 100,
            "fortnight.night_work_h_per_fortnight": 100,
            "demand.levels.heavy.activity_share.night_help_early": 0.9,
        },
        "splits": toy.splits[:2],
    }
    result = compare(toy.model_copy(update=parts).at(toy.file), workers=1)
    return write_result(result, tmp_path_factory.mktemp("whole") / "run")


@pytest.fixture
def fortnights(whole, tmp_path, monkeypatch):
    """A copy of it, as a folder of the working folder."""
    return copied_here(whole, tmp_path, monkeypatch)


def test_the_figures_of_a_fortnight_are_those_of_its_record(fortnights, capsys):
    """All but weekly rest at night are above zero of all, so that something is compared."""
    found = pd.read_parquet(fortnights / "results.parquet")
    totals = found[found["organisation"] == "total"].groupby("kpi", observed=True)["value"].min()
    assert set(totals.index[totals > 0]) >= {it for it in SUMS if it not in REST_AT_NIGHT}
    assert run("audit", "run") == 0
    assert "56 days audited: no contradiction" in capsys.readouterr().out


def test_every_figure_of_a_fortnight_that_is_changed_on_one_of_its_days_is_told(fortnights, capsys):
    file = fortnights / "results.parquet"
    found = pd.read_parquet(file)
    last = found["day"] == found["day"].max()
    for kpi in SUMS:
        row = found.index[last & (found["kpi"] == kpi)][0]
        found.loc[row, "value"] += 1
    write_parquet(file, found)
    assert run("audit", "run") == 4
    told = capsys.readouterr().err
    assert all(f"{kpi} of " in told for kpi in SUMS)


def test_a_figure_of_a_fortnight_that_is_missing_or_of_nobody_is_told(fortnights, capsys):
    file = fortnights / "results.parquet"
    found = pd.read_parquet(file)
    is_own = (found["kpi"] == "named_carers") & (found["organisation"] == "municipality")
    more = found[is_own].iloc[:1].assign(group="district=north")
    write_parquet(file, pd.concat([found[~is_own], more], ignore_index=True))
    assert run("audit", "run") == 4
    assert "named_carers of municipality (all) is not in results.parquet" in capsys.readouterr().err
