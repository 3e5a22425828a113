"""Compiling before the work."""

from __future__ import annotations

import functools
import os
import signal

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


def ends_elsewhere(end, process):
    """Nothing is on the disk, and who is another process ends."""
    if os.getpid() != process:
        end()
    for tell in kept_code._told:
        tell()


def gets(number):
    """A process gets a signal."""
    os.kill(os.getpid(), number)


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (functools.partial(gets, signal.SIGKILL), r"was ended from outside \(SIGKILL\), perhaps"),
        (functools.partial(gets, signal.SIGTERM), r"was ended from outside \(SIGTERM\), perhaps"),
        (functools.partial(gets, signal.SIGSEGV), r"ended by a fault of its own \(SIGSEGV\)"),
        (functools.partial(os._exit, 9), r"ended by a fault of its own \(exit code 9\)"),
    ],
)
def test_a_process_that_ends_as_it_compiles_is_one_message_of_how_it_ended(monkeypatch, end, told):
    monkeypatch.setattr(warm, "_warm", functools.partial(ends_elsewhere, end, os.getpid()))
    with pytest.raises(WorkerError, match=f"compiling: The process that compiles {told}"):
        warm_up(silent)


def no_task():
    """What a process that has something else installed may say."""
    raise ModuleNotFoundError("No module named 'ruttsim'")


class Unreadable:
    """A task that no other process can read."""

    def __call__(self):
        """Nothing is on the disk."""
        for tell in kept_code._told:
            tell()

    def __reduce__(self):
        """What another process would make it from."""
        return no_task, ()


def test_a_process_that_cannot_read_its_task_is_not_said_to_be_ended(monkeypatch):
    monkeypatch.setattr(warm, "_warm", Unreadable())
    said = "could not read its task: ModuleNotFoundError: No module named 'ruttsim'\\. Look"
    with pytest.raises(WorkerError, match=said):
        warm_up(silent)
