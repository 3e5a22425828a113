"""Machine code of one function on disk, each piece with its digest; a damaged piece is as none."""

from __future__ import annotations

import functools
import hashlib
import logging
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from ruttsim.files import cache_folder, warn_that_nothing_is_kept, write_bytes

_DIGEST_BYTES = 32
_NAME_DIGITS = 16
_PICKLED: Callable[..., bytes] = dumps
_REBUILT: Callable[..., Any] = CompileResult._rebuild  # noqa: SLF001 - numba's own way

_told: list[Callable[[], None]] = []
"""Whom to tell that something is compiled."""


@contextmanager
def told_of_compiling(tell: Callable[[], None]) -> Iterator[None]:
    """Inside, the function is called each time that machine code is not there and is made."""
    _told.append(tell)
    try:
        yield
    finally:
        _told.remove(tell)


class KeptCode:
    """What numba asks for code compiled before, and gives code to keep; one of a function.

    numba's own files say nothing of whether they are whole: a damaged one ends the process. Here
    a piece is a file of its own for each type of arguments and processor, put there in one step,
    and read only if its digest fits. So processes may compile the same at once, and what is damaged
    is compiled and put there anew. `folder` belongs to one version of all sources.
    """

    def __init__(self, function: Callable[..., Any], folder: str) -> None:
        self.cache_path = folder
        self._name = f"{function.__module__}.{function.__qualname__}"

    def load_overload(self, signature: Any, target: Any) -> Any:
        """The compiled function for types of arguments; None: it has to be compiled."""
        found = self._found(signature, target)
        if found is None:
            for tell in _told:
                tell()
        return found

    def _found(self, signature: Any, target: Any) -> Any:
        """The compiled function, where it is on the disk and whole."""
        target.refresh()
        key = self._key(signature, target.codegen())
        try:
            raw = self._path(key).read_bytes()
        except OSError:
            return None
        content = memoryview(raw)[_DIGEST_BYTES:]
        if hashlib.sha256(content).digest() == raw[:_DIGEST_BYTES]:
            of, pieces = pickle.loads(content)  # noqa: S301 - whole, and written by this class
            if of == key:
                return _REBUILT(target, *pieces)
        warn_once(
            "Damaged machine code in %s is compiled again, which takes up to a minute.",
            self.cache_path,
        )
        return None

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Keep a compiled function, where that is possible."""
        key = self._key(signature, compiled.codegen)
        content = _PICKLED((key, compiled._reduce()))  # noqa: SLF001 - numba's own way
        try:
            write_bytes(self._path(key), hashlib.sha256(content).digest() + content)
        except OSError as error:
            folder, cache = Path(self.cache_path), cache_folder()
            warn_that_nothing_is_kept(cache if folder.is_relative_to(cache) else folder, error)

    def _key(self, signature: Any, codegen: Any) -> str:
        """What tells a piece from all others of the same sources: function, types, processor."""
        return repr((self._name, str(signature), codegen.magic_tuple()))

    def _path(self, key: str) -> Path:
        """Where a piece stands."""
        digits = hashlib.sha256(key.encode()).hexdigest()[:_NAME_DIGITS]
        return Path(self.cache_path) / f"{self._name.rpartition('.')[2]}-{digits}.code"


@functools.cache
def warn_once(message: str, *values: str) -> None:
    """Log a warning, the same one once a process."""
    logging.getLogger(__name__).warning(message, *values)
