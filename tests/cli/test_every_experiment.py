"""Every bundled experiment is a study without faults, runs, and is told in neutral words."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from ruttsim import compare
from ruttsim.bundled import bundled
from ruttsim.cli import ruttsim
from ruttsim.study.loading import load_study
from ruttsim.toy import BLOCKS

LOADED = """
    tyvärr slöseri slöser onödig onödiga vinstjakt skattepengar bäst bästa sämst sämsta bättre sämre
    bör borde rekommenderar rekommenderas katastrof succé vinnare förlorare orättvis orättvist
    ineffektiv ineffektivt självklart
    unfortunately waste wasteful unnecessary profiteering best worst better worse should
    recommend recommended disaster success winner loser unfair inefficient obviously
"""
LEAST = {"moves": 50, "fortnight_moves": 50, "repair_moves": 50, "show_one_base": False}
EXPERIMENTS = bundled("experiments")
every_experiment = pytest.mark.parametrize(
    "folder", EXPERIMENTS.values(), ids=lambda folder: folder.name
)


def on_the_village(study):
    """The splits that its nine basic areas can have, with fifty clients and the least work."""
    return study.model_copy(
        update={
            "map": "toy",
            "splits": tuple(
                it
                for it in study.splits
                if (it.coverage.rule != "zones" or len(it.organisations) <= BLOCKS**2)
                and it.coverage.margins is None
            ),
            "time": study.time.model_copy(update={"populations": 1, "disturbed_days": 1}),
            "planning": study.planning.model_copy(update=LEAST),
        }
    )


@every_experiment
def test_check_finds_no_fault(folder):
    told = CliRunner().invoke(ruttsim, ["check", folder.name], catch_exceptions=False)
    assert told.exit_code == 0
    assert "no fault found" in told.output


@every_experiment
def test_it_runs_on_the_village_and_every_split_serves_the_same_visits(folder):
    study = on_the_village(load_study(folder))
    result = compare(study, workers=1)
    whole = result.summary.query(
        "organisation == 'total' and group == 'all' and kpi == 'planned_care_h'"
    )
    assert whole["split"].tolist() == [split.name for split in study.splits]
    assert whole["mean"].gt(0).all()
    # Hours of nights are in the sums of organisations where these have them.
    alike = whole["mean"][[split.nights is None for split in study.splits]].tolist()
    assert alike == pytest.approx([alike[0]] * len(alike))
    planned = [
        set(rows["visit"].tolist()) for _, rows in result.plan.groupby("split", observed=True)
    ]
    assert all(it == planned[0] for it in planned)


@every_experiment
def test_its_words_are_neutral(folder):
    for file in ("study.toml", "README.md"):
        text = (folder / file).read_text(encoding="utf-8").lower()
        assert not set(LOADED.split()) & set(re.findall(r"\w+", text)), file


@pytest.mark.long
@every_experiment
def test_its_first_look_runs_on_its_own_map(folder):
    result = compare(load_study(folder), quick=True, workers=2)
    assert set(result.summary["split"]) == {split.name for split in result.study.splits}
