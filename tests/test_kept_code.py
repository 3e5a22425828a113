"""Machine code on disk: what is damaged is compiled again, and nothing of it is loaded."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numba import njit

from ruttsim import kept_code
from ruttsim.kept_code import KeptCode, told_of_compiling


def twice(x):
    return 2 * x


def thrice(x):
    return 3 * x


@pytest.fixture(autouse=True)
def nothing_said_yet():
    kept_code.warn_once.cache_clear()


def kept(function, folder):
    made = njit(function)
    made._cache = KeptCode(function, str(folder))
    return made


def compiled(folder):
    """Two functions compiled into a folder, and the files of each."""
    kept(twice, folder)(1)
    (first,) = folder.iterdir()
    kept(thrice, folder)(1)
    (second,) = set(folder.iterdir()) - {first}
    return first, second


def test_what_is_whole_is_not_compiled_again(tmp_path, caplog):
    first, _ = compiled(tmp_path)
    before = first.stat().st_mtime_ns
    again = kept(twice, tmp_path)
    assert again(4) == 8
    assert sum(again.stats.cache_hits.values()) == 1
    assert first.stat().st_mtime_ns == before
    assert not caplog.records


def test_who_asks_is_told_of_what_is_compiled_and_of_nothing_else(tmp_path):
    told = []
    with told_of_compiling(lambda: told.append("compiled")):
        kept(twice, tmp_path)(1)
        assert told == ["compiled"]
        kept(twice, tmp_path)(1)
    kept(thrice, tmp_path)(1)
    assert told == ["compiled"]


def test_another_type_of_argument_is_compiled_beside_the_first(tmp_path):
    kept(twice, tmp_path)(1)
    assert kept(twice, tmp_path)(np.float64(1.5)) == 3.0
    assert len(list(tmp_path.iterdir())) == 2


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGE = {
    "emptied": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:100]),
    "a byte flipped": flip,
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "noise": lambda path: path.write_bytes(b"noise" * 1000),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damaged_code_is_compiled_again_with_one_warning_and_healed(tmp_path, caplog, damage):
    for path in compiled(tmp_path):
        damage(path)
    assert kept(twice, tmp_path)(4) == 8
    assert kept(thrice, tmp_path)(4) == 12
    (warning,) = caplog.records
    assert f"Damaged machine code in {tmp_path}" in warning.getMessage()
    again = kept(twice, tmp_path)
    assert again(4) == 8
    assert sum(again.stats.cache_hits.values()) == 1


def test_code_of_another_function_is_not_loaded(tmp_path, caplog):
    first, second = compiled(tmp_path)
    shutil.copyfile(second, first)
    assert kept(twice, tmp_path)(4) == 8
    assert len(caplog.records) == 1


def test_a_folder_that_cannot_be_made_does_not_stop_the_work(tmp_path, caplog):
    (tmp_path / "file").write_text("not a folder")
    assert kept(twice, tmp_path / "file" / "compiled")(4) == 8
    assert kept(thrice, tmp_path / "file" / "compiled")(4) == 12
    (warning,) = caplog.records
    assert warning.levelno == logging.WARNING
    assert f"Cannot write the cache {tmp_path / 'file' / 'compiled'}" in warning.getMessage()
    assert "RUTTSIM_CACHE" in warning.getMessage()


def test_several_processes_may_compile_the_same_at_once(tmp_path):
    """Each finds nothing whole, works, and leaves what the next one loads."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from test_kept_code import kept, twice\n"
        "import pathlib\n"
        "made = kept(twice, pathlib.Path(sys.argv[2]))\n"
        "assert made(4) == 8\n"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent), str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    running = [subprocess.Popen(command, env=environment) for _ in range(3)]
    assert [it.wait(timeout=120) for it in running] == [0, 0, 0]
    again = kept(twice, tmp_path)
    assert again(4) == 8
    (file,) = tmp_path.iterdir()
    assert file.suffix == ".code"
