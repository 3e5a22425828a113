"""What runs on a worker of a Dask cluster: the function of a stage, held once for all items."""

from __future__ import annotations

import gc
import pickle
import threading
from collections.abc import Callable
from typing import Any

from ruttsim.cluster.installed import installed

_functions: dict[str, Callable[[Any], Any]] = {}
"""The functions that this process holds, by name."""

_refused: dict[str, str] = {}
"""Why this process does not hold others."""

_turn = threading.Lock()


class RefusedError(ValueError):
    """What this process has installed is not what who asks has."""


def hold(name: str, function: bytes, wanted: bytes, address: str) -> None:
    """Hold a function that is written down, by a name.

    Raises
    ------
    RefusedError
        Something else is installed here than is wanted.
    """
    other = pickle.loads(wanted).different(installed())  # noqa: S301 - of our own client
    if other:
        _refused[name] = f"{address}: {'; '.join(other)}"
        raise RefusedError(_refused[name])
    _functions[name] = pickle.loads(function)  # noqa: S301 - of our own client
    gc.collect()
    gc.freeze()


def let_go(name: str) -> None:
    """Hold a function no longer."""
    _functions.pop(name, None)
    _refused.pop(name, None)


def work(name: str, item: Any) -> Any:
    """What a function gives for an item; one at a time in a process.

    Raises
    ------
    RefusedError
        This process came later, and has something else installed.
    """
    if name in _refused:
        raise RefusedError(_refused[name])
    with _turn:
        return _functions[name](item)
