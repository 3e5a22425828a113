"""What has been computed before, by the hash of what it depends on; a damaged entry is as none."""

from __future__ import annotations

import functools
import hashlib
import io
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import ruttsim
from ruttsim.files import cache_folder, content_hash, warn_that_nothing_is_kept, write_bytes

_DIGEST_BYTES = 32
_KEY = re.compile("[0-9a-f]+")

Arrays = dict[str, NDArray[np.int32]]

_damaged: set[Path] = set()
"""Damaged entries that this process has met and nobody has been told of."""


def remembered(sort: str, key: str, compute: Callable[[], Arrays]) -> Arrays:
    """Arrays computed once per key, on this machine.

    Where the folder cannot be written the arrays are computed every time, and one warning is
    logged.
    """
    path = _path(sort, key)
    found = _read(path)
    if found is not None:
        return found
    arrays = compute()
    content = _content(arrays)
    try:
        write_bytes(path, hashlib.sha256(content).digest() + content)
    except OSError as error:
        warn_that_nothing_is_kept(cache_folder(), error)
    return arrays


def is_remembered(sort: str, key: str) -> bool:
    """Whether there is an entry; whether it is whole shows when it is read."""
    return _path(sort, key).is_file()


def entries() -> dict[str, list[Path]]:
    """All entries by sort; other files in the folder, of whomever, are none."""
    found: dict[str, list[Path]] = {}
    for path in sorted(cache_folder().glob("*/??/*.npz")):
        sort, key = path.parent.parent.name, path.stem
        if _KEY.fullmatch(key) and path == _path(sort, key):
            found.setdefault(sort, []).append(path)
    return found


def taken_damage() -> frozenset[Path]:
    """The damaged entries that this process has met, which it forgets: the caller tells of them."""
    taken = frozenset(_damaged)
    _damaged.clear()
    return taken


def note_damage(entries: Iterable[Path]) -> None:
    """Damaged entries that another process has met, to be told with those of this one."""
    _damaged.update(entries)


@contextmanager
def damage_told() -> Iterator[None]:
    """At the end of what runs inside, one warning tells how many entries were damaged, if any."""
    try:
        yield
    finally:
        if entries := taken_damage():
            logging.getLogger(__name__).warning(
                "Damaged entries of the cache %s, computed again: %d. The results are the same.",
                cache_folder(),
                len(entries),
            )


def _path(sort: str, key: str) -> Path:
    """Where an entry stands."""
    return cache_folder() / sort / key[:2] / f"{key}.npz"


def _content(arrays: Arrays) -> bytes:
    """Arrays as the bytes of an .npz file that is quick to read."""
    sink = io.BytesIO()
    np.savez(sink, allow_pickle=False, **arrays)
    return sink.getvalue()


def _read(path: Path) -> Arrays | None:
    """What stands at path, or None where there is nothing whole."""
    try:
        raw = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(memoryview(raw)[_DIGEST_BYTES:]).digest() != raw[:_DIGEST_BYTES]:
        _damaged.add(path)
        return None
    # The same bytes, not a copy of them; that a zip begins later than its file is allowed.
    source = io.BytesIO(raw)
    source.seek(_DIGEST_BYTES)
    with np.load(source, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def source_hash(*sources: Path) -> str:
    """Hash of the code in some modules or folders of modules, for keys of what they compute."""
    files = [
        file
        for source in sources
        for file in (sorted(source.rglob("*.py")) if source.is_dir() else [source])
    ]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


@functools.cache
def code_hash() -> str:
    """Hash of all code and numbers of ruttsim."""
    folder = Path(ruttsim.__file__).parent
    data = [path.read_bytes() for path in sorted((folder / "data").rglob("*.toml"))]
    return content_hash(source_hash(folder), data)
