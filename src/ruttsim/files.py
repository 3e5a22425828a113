"""Files written whole or not at all, the same content giving the same bytes, and content hashes."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import logging
import os
import secrets
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

FLOAT_FORMAT = "%.6g"
HEXADECIMAL = 16
SEED_DIGITS = 8
CACHE_VARIABLE = "RUTTSIM_CACHE"


def cache_folder() -> Path:
    """The folder of RUTTSIM_CACHE, or ruttsim's place in the user's cache folder."""
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_cache_dir("ruttsim"))


_unwritable: set[Path] = set()
"""Cache folders that cannot be written, of which the user knows."""


def unwritable_folders() -> frozenset[Path]:
    """Cache folders that cannot be written, of which the user knows."""
    return frozenset(_unwritable)


def note_unwritable(folders: Iterable[Path]) -> None:
    """Cache folders of which another process has told the user."""
    _unwritable.update(folders)


def try_cache() -> None:
    """One warning where nothing can be written into the cache folder."""
    folder = cache_folder()
    if folder not in _unwritable:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            warn_that_nothing_is_kept(folder, error)


def warn_that_nothing_is_kept(folder: Path, error: OSError) -> None:
    """A warning that a cache folder cannot be written; one for each folder and run."""
    if folder not in _unwritable:
        _unwritable.add(folder)
        logging.getLogger(__name__).warning(
            "Cannot write the cache %s: %s. Each run and each of its processes computes what it "
            "needs anew, which takes longer; the results are the same. Name a folder that can be "
            "written in %s.",
            folder,
            error.strerror,
            CACHE_VARIABLE,
        )


def write_bytes(path: Path, content: bytes) -> None:
    """Put content at path in one step; an interrupted write leaves what was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as file:
            file.write(content)
        beside.replace(path)
    except BaseException as error:
        beside.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename, error.filename2 = str(path), None
        raise


def sync_folder(folder: Path) -> None:
    """See to it that the names in a folder outlast a power cut, where the system can."""
    if os.name == "posix":
        entry = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(entry)
        finally:
            os.close(entry)


def sync_tree(folder: Path) -> None:
    """See to it that all files below a folder outlast a power cut."""
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb+") as file:
                os.fsync(file.fileno())
    sync_folder(folder)


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_text(path: Path, text: str) -> None:
    """Put text at path in one step, as UTF-8 with plain newlines."""
    write_bytes(path, text.encode())


def write_json(path: Path, value: object) -> None:
    """Put value at path as indented JSON with sorted keys."""
    write_text(path, json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Put table at path as CSV: six significant digits, empty where there is no number."""
    text = table.to_csv(index=False, float_format=FLOAT_FORMAT, lineterminator="\n")
    write_text(path, text)


def npz_bytes(arrays: Mapping[str, np.ndarray]) -> bytes:
    """Arrays as the bytes of a compressed .npz file, sorted by name."""
    sink = io.BytesIO()
    np.savez_compressed(sink, allow_pickle=False, **{name: arrays[name] for name in sorted(arrays)})
    return sink.getvalue()


def content_hash(*values: object) -> str:
    """SHA-256 of what the values hold (not of any file), as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for value in values:
        _feed(digest, value)
    return digest.hexdigest()


def seed_of(*values: object) -> int:
    """A seed of 32 bits, from the hash of what values hold."""
    return int(content_hash(*values)[:SEED_DIGITS], HEXADECIMAL)


def _feed(digest: Any, value: object) -> None:
    """Add one value to the digest, with its type and length, so that no two values collide."""
    if value is None or isinstance(value, bool | int | float | str | bytes | np.generic):
        plain = value.item() if isinstance(value, np.generic) else value
        text = repr(plain)
        digest.update(f"{type(plain).__name__} {len(text)} {text}".encode())
    elif isinstance(value, np.ndarray) and value.dtype != object:
        array = np.ascontiguousarray(value)
        digest.update(f"array {array.dtype.str} {array.shape}".encode())
        digest.update(array.reshape(-1).view(np.uint8))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        digest.update(f"record {type(value).__name__}".encode())
        for field in dataclasses.fields(value):
            _feed(digest, field.name)
            _feed(digest, getattr(value, field.name))
    elif isinstance(value, Mapping):
        digest.update(f"mapping {len(value)}".encode())
        for key in sorted(value, key=repr):
            _feed(digest, key)
            _feed(digest, value[key])
    elif isinstance(value, list | tuple | np.ndarray):
        digest.update(f"sequence {len(value)}".encode())
        for item in value:
            _feed(digest, item)
    else:
        raise TypeError(f"content_hash does not know {type(value).__name__}")
