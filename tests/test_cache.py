"""What has been computed before."""

from __future__ import annotations

import numpy as np
import pytest

from ruttsim.cache import damage_told, remembered, taken_damage


@pytest.fixture
def counted(tmp_path, monkeypatch):
    """A computation that counts how often it is done, with a cache of its own."""
    monkeypatch.setenv("RUTTSIM_CACHE", str(tmp_path / "cache"))
    taken_damage()
    calls = []

    def compute():
        calls.append(1)
        return {"numbers": np.arange(5, dtype=np.int32)}

    return compute, calls, tmp_path / "cache"


def test_the_second_time_nothing_is_computed(counted):
    compute, calls, _ = counted
    first = remembered("sort", "abc", compute)
    second = remembered("sort", "abc", compute)
    assert len(calls) == 1
    assert np.array_equal(first["numbers"], second["numbers"])


def test_another_key_is_computed(counted):
    compute, calls, _ = counted
    remembered("sort", "abc", compute)
    remembered("sort", "abd", compute)
    assert len(calls) == 2


@pytest.mark.parametrize("place", range(0, 300, 7))
def test_a_flipped_byte_is_noticed_and_computed_again(counted, place):
    compute, calls, folder = counted
    remembered("sort", "abc", compute)
    (file,) = folder.rglob("*.npz")
    content = bytearray(file.read_bytes())
    content[place % len(content)] ^= 1
    file.write_bytes(content)
    assert remembered("sort", "abc", compute)["numbers"].tolist() == [0, 1, 2, 3, 4]
    assert len(calls) == 2


def test_a_truncated_entry_is_computed_again(counted):
    compute, calls, folder = counted
    remembered("sort", "abc", compute)
    (file,) = folder.rglob("*.npz")
    file.write_bytes(file.read_bytes()[:40])
    remembered("sort", "abc", compute)
    assert len(calls) == 2


def test_many_damaged_entries_are_told_at_once_with_their_number(counted, caplog):
    compute, _, folder = counted
    keys = ("abc", "abd", "bcd")
    with damage_told():
        for key in keys:
            remembered("sort", key, compute)
    assert not caplog.records
    for file in folder.rglob("*.npz"):
        file.write_bytes(b"")
    with damage_told():
        for key in keys:
            remembered("sort", key, compute)
        assert not caplog.records
    (warning,) = caplog.records
    assert f"Damaged entries of the cache {folder}, computed again: 3." in warning.getMessage()
    with damage_told():
        remembered("sort", "abc", compute)
    assert len(caplog.records) == 1


def test_a_folder_that_cannot_be_made_does_not_stop_the_work(
    counted, monkeypatch, tmp_path, caplog
):
    compute, calls, _ = counted
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("RUTTSIM_CACHE", str(tmp_path / "file"))
    assert remembered("sort", "abc", compute)["numbers"].tolist() == [0, 1, 2, 3, 4]
    assert "Cannot write the cache" in caplog.text
    assert len(calls) == 1
