"""The sizes of the patrol in experiments/alarms-and-nights meet the same people and days."""

import runpy

import pandas as pd
import pytest

import ruttsim
from ruttsim.bundled import bundled
from ruttsim.summaries import RESULT_COLUMNS

SIZES = runpy.run_path(
    str(bundled("experiments")["alarms-and-nights"] / "patrol_sizes.py"), run_name="sizes"
)
KEYS = ["split", "cars", "less_split", "less_cars", "kpi"]


@pytest.fixture(scope="module")
def runs():
    """The experiment on the toy village with many alarms: one car or three, two populations."""
    study = ruttsim.load_study("alarms-and-nights")
    planning = study.planning.model_copy(update={"moves": 50})
    parameters = {"day.alarms_per_holder_month": 60.0}
    changes = {"map": "toy", "planning": planning, "parameters": parameters}
    few = study.model_copy(update=changes).at(study.file)
    splits = ("six_patrol", "six_alarms")
    return dict(SIZES["lived"](few, splits, 2, cars=(1, 3), workers=1))


@pytest.fixture(scope="module")
def table(runs):
    found = SIZES["differences"]((cars, result.results) for cars, result in runs.items())
    return found.set_index(KEYS).sort_index()


def test_every_way_and_size_is_compared_with_every_other_in_every_figure(table):
    assert len(table) == 4 * 3 * 6
    assert (table["n"] == 2).all()
    assert table["mean"].notna().all()


def test_more_cars_are_at_the_door_sooner_and_cost_more(table):
    alone = table.loc["six_patrol", 3, "six_patrol", 1]["mean"]
    assert alone["alarm_response_min_p95"] < 0
    assert alone["alarm_in_time_share"] >= 0
    assert alone["cost_with_patrol_sek"] > 0


@pytest.mark.parametrize("split", ["six_patrol", "six_alarms"])
def test_plans_do_not_depend_on_the_patrol(runs, split):
    one, three = (of_split(runs[cars].plan, split) for cars in (1, 3))
    assert len(one) > 100
    pd.testing.assert_frame_equal(one, three)


def test_rounds_drive_the_same_whatever_the_patrol_where_it_alone_has_the_alarms(runs):
    legs = [of_split(runs[cars].legs, "six_patrol") for cars in (1, 3)]
    of_rounds = [it[it["organisation"] != "patrol"].reset_index(drop=True) for it in legs]
    assert len(of_rounds[0]) > 100
    pd.testing.assert_frame_equal(*of_rounds)
    of_patrol = [it[it["organisation"] == "patrol"].reset_index(drop=True) for it in legs]
    assert not of_patrol[0].equals(of_patrol[1])


def test_a_difference_by_hand():
    """Two populations of two days: shares 0.9 and 0.75 with three cars, 0.5 twice with one.

    Of 0.4 and 0.25 the mean is 0.325, and half the interval 12.7062 times 0.075. Figures of the
    patrol alone are in none of it.
    """
    alarms = {(0, 0): 10, (0, 1): 20, (1, 0): 4, (1, 1): 4}
    in_time = {
        1: {(0, 0): 5, (0, 1): 10, (1, 0): 2, (1, 1): 2},
        3: {(0, 0): 8, (0, 1): 19, (1, 0): 4, (1, 1): 2},
    }
    zero = dict.fromkeys(alarms, 0)
    others = {it: zero for it in SIZES["FIGURES"] if it != "alarm_in_time_share"}
    frames = []
    for cars, own in in_time.items():
        figures = {"alarms": alarms, "alarms_in_time": own, **others}
        rows = [
            (
                *when,
                "six_patrol",
                organisation,
                kpi,
                "all",
                "1",
                float(value if organisation == "total" else 1),
            )
            for kpi, values in figures.items()
            for when, value in values.items()
            for organisation in ("total", "patrol")
        ]
        frames.append((cars, pd.DataFrame(rows, columns=RESULT_COLUMNS)))
    found = SIZES["differences"](frames).set_index(KEYS)
    more = found.loc[("six_patrol", 3, "six_patrol", 1, "alarm_in_time_share")]
    assert more.tolist() == pytest.approx([0.325, 0.325 - 0.952965, 0.325 + 0.952965, 2])
    less = found.loc[("six_patrol", 1, "six_patrol", 3, "alarm_in_time_share")]
    assert less.tolist() == pytest.approx([-0.325, -0.325 - 0.952965, -0.325 + 0.952965, 2])


def test_arguments_of_two_populations_or_more_and_either_way_are_taken():
    assert SIZES["asked"](["12", "six"]) == (12, "six")
    assert SIZES["asked"](["2", "own"]) == (2, "own")


@pytest.mark.parametrize(
    "given", [[], ["12"], ["1", "six"], ["twelve", "six"], ["12", "seven"], ["12", "six", "own"]]
)
def test_other_arguments_end_with_one_message_that_says_what_is_taken(given):
    with pytest.raises(SystemExit) as stop:
        SIZES["asked"](given)
    assert "at least 2, and six or own, as in '12 six'" in stop.value.code
    assert stop.value.code.endswith(" ".join(given) or "nothing")


def of_split(table, split):
    """The rows of one split."""
    return table[table["split"] == split].reset_index(drop=True)
