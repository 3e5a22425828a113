"""Sensitivity of splits that follow others: the points go through the steps before them."""

from __future__ import annotations

import numpy as np
import pytest

import ruttsim
from ruttsim.sensitivity.analysis import sensitivity
from ruttsim.sensitivity.output import sensitivity_table
from ruttsim.sensitivity.together import Effort

TOY = ruttsim.load_study("toy")
EFFORT = Effort(searches=2, trajectories=0, samples=0)
NEWCOMERS = "split.steps.newcomer_share_per_year"


def study_of_steps():
    """One organisation; two after that; and the first again by repaired rounds, all in fortnights.

    The reference stands last: what it follows is nothing, and order in the file is no matter.
    """
    content = TOY.model_dump(exclude_none=True)
    base = {"title_sv": "x", "title_en": "x"}
    both = {"organisations": ["municipality", "procured_1"]}
    shares = {"municipality": 0.5, "procured_1": 0.5}
    content["splits"] = [
        base | {"name": "one", "organisations": ["municipality"]},
        base
        | both
        | {
            "name": "two",
            "allocation": {"shares": shares},
            "after": "one",
            "change": {"years": 2.0},
        },
        base
        | {
            "name": "left",
            "organisations": ["municipality"],
            "after": "two",
            "change": {"years": 0.0, "plan": "repaired"},
        },
        base | {"name": "apart", "organisations": ["procured_1"]},
    ]
    content["time"] |= {"planned_days": ["monday", "tuesday"], "disturbed_days": 1}
    content["time"] |= {"populations": 2}
    content["planning"] |= {
        "horizon": "fortnight",
        "moves": 60,
        "fortnight_moves": 60,
        "repair_moves": 60,
        "show_one_base": False,
    }
    return type(TOY).model_validate(content).at(TOY.file)


def analysed(reference, split):
    """Of some figures and two numbers."""
    return sensitivity(
        study_of_steps(),
        reference=reference,
        split=split,
        kpis=("travel_h", "cost_sek"),
        numbers=(NEWCOMERS, "economy.overhead_sek_per_organisation_year"),
        effort=EFFORT,
        workers=1,
    )


@pytest.fixture(scope="module")
def mean():
    """Means of the whole by split and key figure, of a run of the study."""
    summary = ruttsim.compare(study_of_steps(), workers=1).summary
    whole = summary[(summary["organisation"] == "total") & (summary["group"] == "all")]
    return whole.set_index(["split", "kpi"])["mean"]


@pytest.mark.parametrize(
    ("reference", "split"), [("one", "two"), ("one", "left"), ("left", "two"), ("apart", "left")]
)
def test_the_difference_of_steps_is_that_of_the_run(mean, reference, split):
    found = analysed(reference, split)
    for kpi in found.kpis:
        own = np.mean([one[0].difference(kpi) for one in found.own.searches])
        wanted = mean[split, kpi] - mean[reference, kpi]
        assert own == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def test_a_number_of_a_step_moves_a_split_that_follows_it():
    """Who is new since the first step has another organisation in the second."""
    table = sensitivity_table(analysed("one", "two"))
    of_newcomers = table[table["number"] == NEWCOMERS]
    assert set(of_newcomers["changes_first"]) == {"split"}
    assert (of_newcomers["swing"] > 0).any()
