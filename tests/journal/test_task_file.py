"""The file of a finished task: whole or not believed."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from ruttsim.journal import frames
from ruttsim.journal.frames import table_bytes, table_of
from ruttsim.journal.task_file import DamagedError, TaskWriter, read_task_file

FACTS = {"share": 0.25, "names": ["a", "b"]}


def write(path, key="k", chunks=(("legs", b"one"), ("visits", b"two"), ("legs", b"three"))):
    """A file of some chunks."""
    with TaskWriter(path, key) as file:
        for name, content in chunks:
            file.add(name, content)
        file.finish(FACTS)


def everything(path, key="k"):
    """All that is in a file."""
    file = read_task_file(path, key)
    return file.facts, {name: list(file.read(name)) for name in ("legs", "visits")}


def test_what_was_written_is_read(tmp_path):
    write(tmp_path / "t.task")
    found = FACTS, {"legs": [b"one", b"three"], "visits": [b"two"]}
    assert everything(tmp_path / "t.task") == found
    assert read_task_file(tmp_path / "t.task", "k").is_whole()


def test_a_file_that_is_not_finished_leaves_nothing(tmp_path):
    def stop():
        with TaskWriter(tmp_path / "t.task", "k") as file:
            file.add("legs", b"one")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert list(tmp_path.iterdir()) == []


def test_the_file_of_another_task_is_not_taken(tmp_path):
    write(tmp_path / "t.task", key="other")
    with pytest.raises(DamagedError):
        read_task_file(tmp_path / "t.task", "k")


def test_no_file_is_as_a_damaged_one(tmp_path):
    with pytest.raises(DamagedError):
        read_task_file(tmp_path / "t.task", "k")


def is_noticed(path):
    """Whether damage shows."""
    try:
        return not read_task_file(path, "k").is_whole()
    except DamagedError:
        return True


def test_every_single_flipped_bit_and_every_cut_is_noticed(tmp_path):
    path = tmp_path / "t.task"
    write(path)
    whole = path.read_bytes()
    for place in range(len(whole)):
        for damaged in (
            whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :],
            whole[:place],
        ):
            path.write_bytes(damaged)
            assert is_noticed(path), place


def test_a_chunk_that_is_damaged_after_the_index_was_read_is_not_given(tmp_path):
    path = tmp_path / "t.task"
    write(path)
    file = read_task_file(path, "k")
    path.write_bytes(path.read_bytes().replace(b"two", b"owt"))
    with pytest.raises(DamagedError):
        list(file.read("visits"))


def test_a_table_keeps_its_types_and_an_empty_text_column_is_one_of_texts():
    frame = pd.DataFrame(
        {
            "day": pd.Series([1, 2], dtype="int32"),
            "mode": pd.Categorical(["walk", "car"], categories=["car", "ebike", "walk"]),
            "rule": ["late_visits", "alarms"],
        }
    )
    whole = table_of(table_bytes(frame))
    read = whole.to_pandas()
    assert read["day"].dtype == "int32"
    assert list(read["mode"].cat.categories) == ["car", "ebike", "walk"]
    assert read["rule"].tolist() == ["late_visits", "alarms"]
    assert table_of(table_bytes(frame.iloc[:0])).schema == whole.schema


@pytest.mark.parametrize("are_texts_plain", [True, False])
def test_a_table_that_is_written_in_pieces_is_the_same(monkeypatch, are_texts_plain):
    names = pd.Categorical(["b", "a", "b", "c", "c"], categories=["c", "b", "a"])
    frame = pd.DataFrame({"name": names, "value": [1.5, 2, 3, 4, 5]})
    whole = table_of(table_bytes(frame, are_texts_plain=are_texts_plain))
    monkeypatch.setattr(frames, "ROWS_AT_ONCE", 2)
    pieces = table_of(table_bytes(frame, are_texts_plain=are_texts_plain))
    assert pieces.column("value").num_chunks == 3
    assert pieces.equals(whole)
    assert pieces.schema == whole.schema


def test_the_same_table_gives_the_same_bytes():
    texts = [random.Random(1).choice("abc") for _ in range(100)]
    one, other = (pd.DataFrame({"rule": list(texts)}) for _ in range(2))
    assert table_bytes(one) == table_bytes(other)
