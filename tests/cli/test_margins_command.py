"""`ruttsim margins`: the file of a pilot run that the rule positive_margin reads."""

from __future__ import annotations

import math
import shutil

import pandas as pd
import pytest

from made_study import PER_BLOCK, run, write_study
from ruttsim.comparison import compare
from ruttsim.domain.demand import SMALLEST_CELL
from ruttsim.report.run import write_run
from ruttsim.split.margins import margins_sek
from ruttsim.study.loading import load_study
from ruttsim.study.split_model import SplitSection

TOY = load_study("toy")
RATE = "economy.remuneration_sek_per_granted_h"
BLOCKS = [f"b{row}{column}" for row in (1, 2, 3) for column in (1, 2, 3)]
SMALL = [name for name, count in zip(BLOCKS, PER_BLOCK, strict=True) if count < SMALLEST_CELL]


def pilot(folder, rate):
    """A run of the toy village in own regime at some remuneration."""
    time = TOY.time.model_copy(update={"populations": 2, "disturbed_days": 2})
    update = {"splits": TOY.splits[:1], "parameters": {RATE: rate}, "time": time}
    result = compare(TOY.model_copy(update=update).at(TOY.file), workers=1)
    write_run(result, folder, "en")
    return folder


@pytest.fixture(scope="module")
def paid(tmp_path_factory):
    """At a remuneration with areas above and below zero."""
    return pilot(tmp_path_factory.mktemp("paid") / "run", 655.0)


def areas_of(folder):
    """Names of the basic areas that a run has margins of, in order."""
    table = pd.read_parquet(folder / "results.parquet")
    own = table[(table["kpi"] == "margin_sek") & (table["population"] == 0) & (table["day"] == 0)]
    return [it.removeprefix("basic_area=") for it in own["group"]]


def test_it_writes_the_means_of_synthetic_people_exactly(paid, tmp_path, capsys):
    assert run("margins", paid, "--split", "own_regime", "--out", tmp_path / "margins.csv") == 0
    table = pd.read_parquet(paid / "results.parquet")
    own = table[table["kpi"] == "margin_sek"]
    days = own.groupby(["group", "population"], observed=True)["value"].mean()
    means = days.groupby("group", observed=True).mean()
    areas = areas_of(paid)
    found = margins_sek(tmp_path / "margins.csv", areas)
    assert found.tolist() == pytest.approx([means[f"basic_area={it}"] for it in areas], rel=1e-12)
    above = int((found > 0).sum())
    assert 0 < above < len(areas)
    assert f"{above} of {len(areas)} basic areas" in capsys.readouterr().out


def test_the_rule_serves_the_areas_that_the_file_says(paid, tmp_path, capsys):
    run("margins", paid, "--out", tmp_path / "margins.csv")
    base = TOY.splits[1].model_dump()
    split = SplitSection.model_validate(
        {
            **base,
            "coverage": {"rule": "positive_margin", "margins": "margins.csv"},
            "allocation": {"rule": "choice"},
        }
    )
    study = TOY.model_copy(update={"splits": (TOY.splits[0], split)})
    result = compare(study.at(tmp_path / "study.toml"), quick=True, workers=1)
    table = result.area_coverage.query("organisation == 'procured_1' and kind == 'care'")
    served = set(table.loc[table["coverage"] > 0, "basic_area"])
    areas = areas_of(paid)
    margins = dict(zip(areas, margins_sek(tmp_path / "margins.csv", areas), strict=True))
    assert served == {it for it in areas if margins[it] > 0}
    write_run(result, tmp_path / "run", "en")
    assert run("audit", tmp_path / "run") == 2
    assert "has files of its own: toy, margins.csv" in capsys.readouterr().err


def test_that_no_area_is_positive_is_told_and_no_fault(tmp_path, capsys):
    folder = pilot(tmp_path / "run", 100.0)
    assert run("margins", folder, "--out", tmp_path / "margins.csv") == 0
    told = capsys.readouterr().out
    assert "0 of 9 basic areas have a margin above 0." in told
    assert "No such area is an answer too" in told
    assert (margins_sek(tmp_path / "margins.csv", areas_of(folder)) <= 0).all()


def test_areas_of_too_few_clients_have_what_a_client_of_their_district_brings(tmp_path, capsys):
    """Of real clients; no number in the file is the margin of an area that is not to be shown."""
    folder = write_study(tmp_path / "own")
    result = compare(load_study(folder), workers=1)
    write_run(result, folder / "out", "en")
    split = result.study.splits[0].name
    out = tmp_path / "margins.csv"
    assert run("margins", folder / "out", "--out", out, "--study", folder) == 0
    assert "areas are left empty" in capsys.readouterr().out
    table = pd.read_csv(folder / "out" / "summary.csv")
    own = table[(table["split"] == split) & (table["organisation"] == "total")]
    shown = {
        kpi: own[own["kpi"] == kpi].set_index("group")["mean"] for kpi in ("margin_sek", "clients")
    }
    areas = result.map.areas
    district = dict(zip(areas["basic_area"], areas["district"], strict=True))
    found = dict(zip(district, margins_sek(out, list(district)), strict=True))
    hidden = [it for it in district if math.isnan(shown["margin_sek"][f"basic_area={it}"])]
    assert set(SMALL) <= set(hidden)
    for area in hidden:
        near = [it for it in district if district[it] == district[area] and it not in hidden]
        margin, clients = (
            sum(shown[kpi][f"basic_area={it}"] for it in near) for kpi in ("margin_sek", "clients")
        )
        assert found[area] == pytest.approx(margin / clients, rel=1e-4)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere", "--out", "m.csv"), "There is no such folder"),
        (("run", "--split", "own_regim", "--out", "m.csv"), "Did you mean 'own_regime'"),
    ],
)
def test_what_is_not_there_is_told(paid, tmp_path, monkeypatch, capsys, arguments, told):
    (tmp_path / "run").symlink_to(paid)
    monkeypatch.chdir(tmp_path)
    assert run("margins", *arguments) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "m.csv").exists()


def test_figures_that_are_not_as_written_give_no_margins(paid, tmp_path, capsys):
    folder = shutil.copytree(paid, tmp_path / "run")
    table = pd.read_parquet(folder / "results.parquet")
    table.iloc[::-1].to_parquet(folder / "results.parquet")
    assert run("margins", folder, "--out", tmp_path / "margins.csv") == 3
    assert "files: results.parquet is gone, or not as written" in capsys.readouterr().err
    assert not (tmp_path / "margins.csv").exists()
