"""Compiling before the work."""

from __future__ import annotations

import functools
import os

import pytest

from ruttsim import kept_code
from ruttsim.errors import WorkerError
from ruttsim.files import cache_folder
from ruttsim.pipeline import warm
from ruttsim.pipeline.warm import warm_up
from ruttsim.runner import silent


@pytest.fixture
def compiled_here(monkeypatch):
    """What this process compiles, where nothing is found on the disk."""
    found = []

    def compiled():
        for tell in kept_code._told:
            tell()
        found.append("compiled")

    for name in ("warm_planner", "warm_day", "warm_audit"):
        monkeypatch.setattr(warm, name, compiled)
    return found


def test_nothing_is_shown_where_nothing_is_compiled():
    warm_up(silent)
    shown = []
    warm_up(lambda *told: shown.append(told))
    assert shown == []


@pytest.mark.usefixtures("compiled_here")
def test_compiling_is_shown_once_however_many_functions_are():
    shown = []
    warm_up(lambda *told: shown.append(told))
    assert shown == [(warm.STAGE, 0, 1), (warm.STAGE, 1, 1)]


def test_another_process_compiles(compiled_here):
    warm_up(silent)
    assert compiled_here == []


def test_where_nothing_can_be_kept_each_process_compiles_for_itself(compiled_here, monkeypatch):
    monkeypatch.setattr(warm, "unwritable_folders", lambda: frozenset([cache_folder()]))
    warm_up(silent)
    assert compiled_here == ["compiled"] * 3


def ends_elsewhere(process):
    """Nothing is on the disk, and who is another process ends."""
    if os.getpid() != process:
        os._exit(9)
    for tell in kept_code._told:
        tell()


def test_a_process_that_is_ended_as_it_compiles_is_one_message(monkeypatch):
    monkeypatch.setattr(warm, "_warm", functools.partial(ends_elsewhere, os.getpid()))
    with pytest.raises(WorkerError, match="process that compiles was ended from outside"):
        warm_up(silent)
