"""`--precision`: what it says, what it refuses, and that populations are added."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from click.testing import CliRunner

from ruttsim.cli import ruttsim
from ruttsim.cli.precision import with_precision
from ruttsim.errors import StudyError
from ruttsim.statistics.sequential import FEWEST
from ruttsim.study.loading import load_study

TOY = load_study("toy")


def test_widths_go_into_the_study_and_come_out_as_options():
    study = with_precision(TOY, ("travel_h=2%", "cost_sek=5000"), 40, quick=False)
    assert study.precision.percent == {"travel_h": 2.0}
    assert study.precision.value == {"cost_sek": 5000.0}
    options = study.precision.options
    assert options == (
        *("--precision", "travel_h=2%", "--precision", "cost_sek=5000"),
        *("--most-populations", "40"),
    )
    assert with_precision(TOY, (), None, quick=False) is TOY
    assert TOY.precision.options == ()


@pytest.mark.parametrize(
    ("wanted", "most", "quick", "said"),
    [
        (("travel_h",), None, False, "'travel_h' is no precision"),
        (("travel_h=much",), None, False, "is no precision"),
        (("travel_h=-2%",), None, False, "is no precision"),
        (("=2%",), None, False, "is no precision"),
        (("travel_h=nan",), None, False, "is no precision"),
        (("travel_h=2%", "travel_h=1"), None, False, "stands there twice"),
        (("travel_h=2%",), None, True, "adds no populations"),
        (("travel_h=2%",), 10**9, False, "too large"),
        ((), 40, False, "No precision is wanted"),
    ],
)
def test_what_cannot_be_meant_is_refused(wanted, most, quick, said):
    with pytest.raises(StudyError, match=said):
        with_precision(TOY, wanted, most, quick=quick)


def compare(folder, *options):
    """A run of the toy village with a precision, and what is printed."""
    arguments = ["compare", "toy", "--workers", "1", "--out", str(folder), *options]
    return CliRunner().invoke(ruttsim, arguments, catch_exceptions=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A run that has what it wants as soon as it may say so."""
    out = tmp_path_factory.mktemp("precise") / "run"
    assert f"with {FEWEST} populations" in compare(out, "--precision", "travel_h=90%").output
    return out


def test_populations_are_added_until_the_precision_is_reached(folder):
    """The toy village begins with two populations."""
    table = pd.read_csv(folder / "precision.csv")
    assert table["split"].tolist() == ["two_parallel", "two_zones"]
    assert table["is_reached"].all()
    assert (table["n"] == FEWEST).all()
    differences = pd.read_csv(folder / "differences.csv")
    travel = differences[(differences["kpi"] == "travel_h") & (differences["group"] == "all")]
    whole = travel[travel["organisation"] == "total"]
    widths = ((whole["high"] - whole["low"]) / 2).tolist()
    assert table["half_width"].tolist() == pytest.approx(widths, rel=1e-4)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["populations"] == FEWEST
    assert manifest["study"]["time"]["populations"] == TOY.time.populations
    assert "--precision travel_h=90%" in manifest["command"]


@pytest.mark.long
def test_populations_that_are_added_are_those_of_a_longer_study(folder, tmp_path):
    """Ten populations in the study give the same figures."""
    text = (TOY.folder / "study.toml").read_text()
    assert "populations = 2" in text
    (tmp_path / "study.toml").write_text(text.replace("populations = 2", f"populations = {FEWEST}"))
    arguments = ["compare", str(tmp_path), "--workers", "1", "--out", str(tmp_path / "run")]
    CliRunner().invoke(ruttsim, arguments, catch_exceptions=False)
    for name in ("results.parquet", "differences.csv", "spread.csv", "lowest.csv"):
        assert (tmp_path / "run" / name).read_bytes() == (folder / name).read_bytes(), name


@pytest.mark.long
def test_a_run_with_added_populations_passes_its_audit_and_is_reproduced(folder):
    for command in ("audit", "reproduce"):
        done = CliRunner().invoke(ruttsim, [command, str(folder)], catch_exceptions=False)
        assert done.exit_code == 0, done.output


def test_where_the_budget_is_spent_first_it_is_said(tmp_path):
    done = compare(tmp_path / "run", "--precision", "travel_h=0.01%", "--most-populations", "3")
    assert "travel_h is not known to" in done.output
    assert "with 3 populations, likely needs" in done.output
    table = pd.read_csv(tmp_path / "run" / "precision.csv")
    assert (table["n"] == 3).all()
    assert not table["is_reached"].any()


def test_an_unknown_key_figure_is_told(tmp_path):
    with pytest.raises(StudyError, match=r"'travel_hh'\. Did you mean 'travel_h'"):
        compare(tmp_path / "run", "--precision", "travel_hh=2%")


def test_all_that_is_wrong_with_a_precision_is_told_at_once():
    wanted = ("travel_hh=2%", "cost=3", "cost_sek=much", "travel_h=1", "travel_h=2%")
    with pytest.raises(StudyError) as error:
        with_precision(TOY, wanted, 10**9, quick=True)
    told = str(error.value)
    assert len(error.value.faults) == 6
    assert all(
        it in told for it in ("'travel_hh'", "'cost'", "cost_sek=much", "twice", "first look")
    )
    with pytest.raises(StudyError) as error:
        with_precision(TOY, ("travel_hh=2%",), 10**9, quick=False)
    assert len(error.value.faults) == 2
