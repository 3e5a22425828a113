"""The example of a sweep in experiments/ runs as it stands and gives a tidy table."""

import runpy

import pytest

import ruttsim
from ruttsim.bundled import bundled

SWEEP = runpy.run_path(str(bundled("experiments")["toy"] / "sweep.py"), run_name="sweep")
STUDY = ruttsim.load_study("toy")


def shorter():
    return STUDY.model_copy(
        update={
            "time": STUDY.time.model_copy(update={"disturbed_days": 1}),
            "planning": STUDY.planning.model_copy(update={"moves": 50}),
        }
    ).at(STUDY.file)


def test_the_sweep_is_a_tidy_table_with_an_interval_at_each_step():
    table = SWEEP["sweep"](shorter(), "two_parallel", "procured_1", shares=(0.2, 0.5), workers=1)
    assert tuple(table.columns) == SWEEP["COLUMNS"]
    assert not table.duplicated(["share", "kpi"]).any()
    assert set(table["kpi"]) == set(SWEEP["KPIS"])
    assert (table["n"] == STUDY.time.populations).all()
    assert (table["low"] <= table["mean"]).all()
    assert (table["mean"] <= table["high"]).all()


@pytest.mark.parametrize("share", [0.1, 0.4])
def test_shares_of_a_step_add_up_and_the_study_stays_as_it_was(share):
    changed = SWEEP["with_share"](STUDY, "two_parallel", "procured_1", share)
    assert changed.splits[1].allocation.shares == pytest.approx(
        {"municipality": 1 - share, "procured_1": share}
    )
    assert STUDY.splits[1].allocation.shares["procured_1"] == 0.5
