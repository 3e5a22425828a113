"""The record of a day is kept in columns, and reads as the rows that it is."""

from __future__ import annotations

import numpy as np
import pytest
from made_days import Recipe, made_day, made_plan, village

from ruttsim.audit.columns import columns
from ruttsim.domain.day import AlarmRecord, Leg, Rows, VisitRecord

ALARMS = [
    AlarmRecord(0, 0, 7, 1, -1, 0, 60, 90, 90, 120),
    AlarmRecord(1, 1, 8, 2, 0, 3, 5, 6, 7, 8),
]


def rows():
    """Two alarms in columns."""
    values = zip(*ALARMS, strict=True)
    return Rows(AlarmRecord, **dict(zip(AlarmRecord._fields, map(np.array, values), strict=True)))


def test_rows_are_the_records_that_their_columns_hold():
    assert len(rows()) == 2
    assert rows() == ALARMS
    assert rows() == tuple(ALARMS)
    assert rows() != ALARMS[:1]
    assert rows()[1].client == 8
    assert type(rows()[1].client) is int
    assert rows()[:1] == (ALARMS[0],)


def test_no_column_of_a_record_can_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        rows().columns["client"][0] = 1


@pytest.mark.parametrize("field", ["legs", "visits"])
def test_the_columns_of_a_day_hold_what_its_rows_hold(field):
    """Made of the rows again, they have the same names, kinds and values."""
    kind = {"legs": Leg, "visits": VisitRecord}[field]
    kept = getattr(made_day(Recipe(seed=3, visits=40, rounds=6)).live(), field)
    made = columns(list(kept), kind._fields)
    assert list(kept.columns) == list(made)
    for name, column in kept.columns.items():
        assert column.dtype.kind == made[name].dtype.kind, name
        assert np.array_equal(column, made[name]), name


def test_a_day_without_rounds_has_columns_without_rows():
    day = village([]).live(made_plan())
    assert day.legs == ()
    assert day.visits == ()
    assert set(day.legs.columns) == set(Leg._fields)
