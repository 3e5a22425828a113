"""Files written whole, bytes that follow content, hashes of content."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ruttsim.files import content_hash, npz_bytes, write_bytes, write_csv, write_json


def test_a_write_that_fails_leaves_what_was_there(tmp_path):
    path = tmp_path / "kept"
    write_bytes(path, b"before")
    with pytest.raises(TypeError):
        write_bytes(path, "not bytes")
    assert path.read_bytes() == b"before"
    assert [it.name for it in tmp_path.iterdir()] == ["kept"]


def test_csv_has_six_digits_plain_newlines_and_empty_for_no_number(tmp_path):
    write_csv(tmp_path / "t.csv", pd.DataFrame({"a": [1 / 3, float("nan")], "b": ["x", "y"]}))
    assert (tmp_path / "t.csv").read_bytes() == b"a,b\n0.333333,x\n,y\n"


def test_npz_gives_the_same_bytes_whatever_the_order():
    arrays = {"b": np.arange(3), "a": np.ones(2)}
    assert npz_bytes(arrays) == npz_bytes(dict(reversed(arrays.items())))


def test_json_is_sorted_and_keeps_swedish_letters(tmp_path):
    write_json(tmp_path / "a.json", {"b": 1, "a": "å"})
    assert (tmp_path / "a.json").read_text().splitlines()[1] == '  "a": "å",'


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([1, 2], [12]),
        (["ab", "c"], ["a", "bc"]),
        ("1", 1),
        (1, 1.0),
        (True, 1),
        (None, "None"),
        (np.array([1, 2]), np.array([[1, 2]])),
        (np.array([1], dtype=np.int32), np.array([1], dtype=np.int64)),
        ({"a": 1}, {"a": 2}),
        ([[], [1]], [[1], []]),
    ],
)
def test_different_content_has_different_hashes(one, other):
    assert content_hash(one) != content_hash(other)


def test_the_order_of_a_mapping_does_not_matter():
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})


def test_an_unknown_type_is_an_error():
    with pytest.raises(TypeError, match="does not know"):
        content_hash(object())
