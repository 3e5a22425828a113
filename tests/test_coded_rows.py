"""Rows of texts and numbers, held in few bytes."""

from __future__ import annotations

import pandas as pd
import pytest

from ruttsim import coded_rows
from ruttsim.coded_rows import CodedRows, together

ROWS = [(0, "b", 1.5), (0, "a", 2.0), (1, "b", -1.0), (2, "c", 0.0)]


def made(rows):
    found = CodedRows(["day", "name", "value"], texts=["name"], whole=["day"])
    for it in rows:
        found.add([it])
    return found.table()


@pytest.mark.parametrize("at_once", [1, 3, 100])
def test_a_table_has_the_rows_as_they_came_however_many_are_packed_at_once(monkeypatch, at_once):
    monkeypatch.setattr(coded_rows, "ADDED_AT_ONCE", at_once)
    table = made(ROWS)
    assert list(table.itertuples(index=False, name=None)) == ROWS
    assert [it.kind for it in (table["day"].dtype, table["value"].dtype)] == ["i", "f"]


def test_texts_are_categories_in_the_order_in_which_they_came():
    assert made(ROWS)["name"].cat.categories.tolist() == ["b", "a", "c"]


def test_no_row_is_a_table_of_the_same_columns_and_types_of_numbers():
    none, some = made([]), made(ROWS)
    assert len(none) == 0
    assert none.dtypes[["day", "value"]].tolist() == some.dtypes[["day", "value"]].tolist()


def test_two_tables_together_have_the_categories_of_the_first_and_then_those_of_the_second():
    table = together(made(ROWS[:2]), made([(5, "d", 1.0), (5, "a", 1.0)]))
    assert table["name"].tolist() == ["b", "a", "d", "a"]
    assert table["name"].cat.categories.tolist() == ["b", "a", "d"]
    assert table["day"].tolist() == [0, 0, 5, 5]


def test_plain_texts_stay_plain():
    plain = pd.DataFrame(ROWS, columns=["day", "name", "value"])
    table = together(plain, made(ROWS))
    assert table["name"].dtype == plain["name"].dtype
    assert table["name"].tolist() == [name for _, name, _ in ROWS] * 2
