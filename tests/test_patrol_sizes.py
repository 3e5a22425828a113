"""The sizes of the patrol in experiments/alarms-and-nights meet the same people and days."""

import runpy

import pytest

import ruttsim
from ruttsim.bundled import bundled

SIZES = runpy.run_path(
    str(bundled("experiments")["alarms-and-nights"] / "patrol_sizes.py"), run_name="sizes"
)


@pytest.fixture(scope="module")
def table():
    """The experiment on the toy village with many alarms: one car or three, two populations."""
    study = ruttsim.load_study("alarms-and-nights")
    planning = study.planning.model_copy(update={"moves": 50})
    parameters = {"day.alarms_per_holder_month": 60.0}
    changes = {"map": "toy", "planning": planning, "parameters": parameters}
    few = study.model_copy(update=changes).at(study.file)
    splits = ("six_patrol", "six_alarms")
    found = SIZES["compared"](few, splits, 2, cars=(1, 3), workers=1)
    return found.set_index(["split", "cars", "less_split", "less_cars", "kpi"]).sort_index()


def test_every_way_and_size_is_compared_with_every_other_in_every_figure(table):
    assert len(table) == 4 * 3 * 6
    assert (table["n"] == 2).all()
    assert (table["low"] <= table["mean"]).all()
    assert (table["mean"] <= table["high"]).all()


def test_more_cars_are_at_the_door_sooner_and_cost_more(table):
    alone = table.loc["six_patrol", 3, "six_patrol", 1]["mean"]
    assert alone["alarm_response_min_p95"] < 0
    assert alone["alarm_in_time_share"] >= 0
    assert alone["cost_with_patrol_sek"] > 0


def test_a_difference_the_other_way_round_has_the_other_sign(table):
    one = table.loc["six_patrol", 1, "six_alarms", 3]
    other = table.loc["six_alarms", 3, "six_patrol", 1]
    assert one["mean"].tolist() == pytest.approx((-other["mean"]).tolist())
    assert one["low"].tolist() == pytest.approx((-other["high"]).tolist())
