"""The keys of a study as they are told to the user."""

import pytest

from ruttsim.study.schema import REQUIRED, keys_of_table, schema_rows

ROWS = {row.key: row for row in schema_rows()}


@pytest.mark.parametrize("row", schema_rows(), ids=lambda row: row.key)
def test_every_key_has_a_type_and_a_description(row):
    assert row.type
    assert row.description.endswith(".")


def test_types_and_defaults_are_in_words():
    assert ROWS["seed"][1:3] == ("whole number, 0 or more", REQUIRED)
    assert ROWS["time.planned_days"][1:3] == ("list of text", '["tuesday"]')
    assert ROWS["planning.bases"].type == "one of nearest, one, given"
    assert ROWS["splits[].coverage.share"][1:3] == ("number from 0 to 1", "")
    assert ROWS["splits[].allocation.shares"].type == "table of number from 0 to 1 by name"
    assert ROWS["organisations"].type == "list of tables"


def test_keys_of_a_table_are_its_own_only():
    assert keys_of_table("time.") == ("planned_days", "week", "disturbed_days", "populations")
    assert "time" in keys_of_table("")
    assert "populations" not in keys_of_table("")
