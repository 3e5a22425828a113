"""The record of days and the plan beside it, as tables of the run folder."""

from __future__ import annotations

import numpy as np
import pytest

from ruttsim.domain.day import Decision, Leg
from ruttsim.domain.planning import Plan, Round, Stop, Team, Unserved
from ruttsim.journal.frames import table_bytes, table_of
from ruttsim.pipeline.plan_table import PlanRow, plan_columns
from ruttsim.pipeline.tables import _codes, _table


def planned(number, stops):
    """A round of the only team by car, with these stops."""
    return Round(
        round=number,
        carer=number + 5,
        organisation=0,
        team=0,
        premise=3,
        shift="day",
        part=0,
        vehicle_type="car_petrol",
        mode="car",
        leave_s=100,
        return_s=900,
        break_before=1,
        break_earliest_s=300,
        break_latest_s=500,
        stops=tuple(stops),
    )


PLAN = Plan(
    teams=(Team(0, 0, 3, np.array([0])),),
    rounds=(planned(0, [Stop(7, 1, 200), Stop(8, 0, 400)]), planned(1, [])),
    unserved=(Unserved(9, 0, 0, 0, "no_time"),),
)


def rows():
    """The plan as records again."""
    columns = plan_columns(PLAN)
    return [PlanRow(*row) for row in zip(*(it.tolist() for it in columns.values()), strict=True)]


def test_a_plan_has_a_row_for_each_stop_then_for_what_no_round_holds():
    assert [(it.round, it.sequence, it.visit, it.visit_carer, it.start_s) for it in rows()] == [
        (0, 0, 7, 1, 200),
        (0, 1, 8, 0, 400),
        (1, -1, -1, -1, -1),
        (-1, -1, 9, 0, -1),
    ]
    assert [it.reason for it in rows()] == ["", "", "", "no_time"]


def test_a_planned_stop_tells_all_of_its_round():
    first = rows()[0]
    for name in set(PlanRow._fields) & set(Round.__dataclass_fields__):
        assert getattr(first, name) == getattr(PLAN.rounds[0], name), name


def test_what_no_round_holds_has_its_team_s_base_and_no_shift():
    last = rows()[-1]
    assert (last.premise, last.carer, last.shift, last.mode) == (3, -1, "", "")


def test_a_plan_without_anything_has_columns_all_the_same():
    columns = plan_columns(Plan((), (), ()))
    assert tuple(columns) == PlanRow._fields
    assert {len(it) for it in columns.values()} == {0}


def test_whole_numbers_are_narrow_and_names_are_categories():
    table = _table(
        2,
        Leg,
        {
            "organisation": np.array([1, 0]),
            "part": np.array([0, 1]),
            "visit": np.array([70000, -1]),
            "distance_m": np.array([0.5, 1.0]),
            "mode": np.array(["car", "walk"]),
        },
        {"organisation": ["a", "b"]},
        {"mode": ("car", "ebike", "walk")},
    )
    assert table["organisation"].tolist() == ["b", "a"]
    assert table["mode"].tolist() == ["car", "walk"]
    kinds = {name: str(kind) for name, kind in table.dtypes.items()}
    assert kinds == {
        "day": "int32",
        "organisation": "category",
        "part": "int8",
        "visit": "int32",
        "distance_m": "float64",
        "mode": "category",
    }


def test_a_day_without_records_has_the_types_of_any_other():
    """Days are put after each other in one file, whose columns have one type."""
    some = Decision(60, "alarms", "patrol", -1, -1, 0, -1, -1)
    columns = {name: np.array([value]) for name, value in some._asdict().items()}
    none = {name: np.empty(0, dtype=np.int64) for name in Decision._fields}
    one, other = (table_bytes(_table(0, Decision, it, {}, {})) for it in (columns, none))
    assert table_of(one).schema == table_of(other).schema
    no_leg = {"distance_m": np.empty(0, dtype=np.int64)}
    assert _table(0, Leg, no_leg, {}, {})["distance_m"].dtype == "float64"


def test_a_name_that_is_not_known_is_an_error():
    import pandas as pd

    with pytest.raises(ValueError, match="reason: 'tired' is none of"):
        _codes("reason", np.array(["", "tired"]), pd.Index(["", "late"]))
