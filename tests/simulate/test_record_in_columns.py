"""The record of a day is kept in columns, and reads as the rows that it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_days import Recipe, made_day, made_plan, village

from ruttsim.audit.columns import columns
from ruttsim.domain.day import AlarmRecord, Leg, Rows, VisitRecord
from ruttsim.simulate.alarms import by_arrival

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


class _Way:
    """Ways of given lengths [s] from places to anywhere."""

    def __init__(self, lasts_s):
        self.lasts_s = lasts_s
        self.asked = 0

    def expected_s(self, here, _there, _depart_s):
        """From door to door."""
        self.asked += 1
        return self.lasts_s[here]


class _Free:
    """A carer at a place."""

    def __init__(self, place, way):
        self.place = place
        self.way = way


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=12))
def test_carers_come_in_the_order_of_arrival_and_of_their_rounds(leaves_and_lasts_s):
    way = _Way([lasts_s for _, lasts_s in leaves_and_lasts_s])
    free = [(leaves_s, k, _Free(k, way)) for k, (leaves_s, _) in enumerate(leaves_and_lasts_s)]
    found = [(arrives_s, number) for arrives_s, number, _ in by_arrival(free, 0)]
    assert found == sorted((sum(it), k) for k, it in enumerate(leaves_and_lasts_s))


def test_the_way_of_who_leaves_after_the_first_arrives_is_not_looked_up():
    way = _Way([10, 10, 10])
    free = [(leaves_s, k, _Free(k, way)) for k, leaves_s in enumerate((5, 0, 60))]
    assert next(by_arrival(free, 0))[:2] == (10, 1)
    assert way.asked == 2
