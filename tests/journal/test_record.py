"""The record of a run is copied from the files of its tasks."""

from __future__ import annotations

from ruttsim.journal import record


def test_many_small_tables_put_together_are_written_as_the_same_bytes(
    toy_result, monkeypatch, tmp_path
):
    written = []
    for name, tables in (("one by one", 10**9), ("two by two", 2)):
        monkeypatch.setattr(record, "WAITING_TABLES", tables)
        folder = tmp_path / name
        folder.mkdir()
        toy_result.record.write(folder)
        written.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert written[0] == written[1]
    assert len(written[0]) > 5
