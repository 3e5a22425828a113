"""The file of one finished task: chunks one after the other, then an index with their digests.

A file is written beside its place, flushed to the disk and moved; nobody sees half of one. Nothing
is believed of a file whose digests do not fit, or that names another task.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ruttsim.files import sync_folder

MARK = b"ruttsim1"
DIGEST_BYTES = 32
LENGTH_BYTES = 8
ENDING = ".task"


class DamagedError(Exception):
    """A file that is not what was written."""


@dataclass(frozen=True)
class Chunk:
    """Where a chunk stands in the file, and the digest of its bytes."""

    name: str
    offset: int
    length: int
    digest: str


class TaskWriter:
    """Writes the file of a task, which is there when `finish` has been called, and not before."""

    def __init__(self, path: Path, key: str) -> None:
        self._path, self._key = path, key
        self._beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        self._chunks: list[Chunk] = []

    def __enter__(self) -> Self:
        self._file = self._beside.open("xb")
        self._file.write(MARK)
        self._offset = len(MARK)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._file.close()
        finally:
            self._beside.unlink(missing_ok=True)

    def add(self, name: str, content: bytes) -> None:
        """Put a chunk after those before."""
        self._file.write(content)
        digest = hashlib.sha256(content).hexdigest()
        self._chunks.append(Chunk(name, self._offset, len(content), digest))
        self._offset += len(content)

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Write the index with what is small, and put the file in its place."""
        chunks = [[it.name, it.offset, it.length, it.digest] for it in self._chunks]
        index = json.dumps({"key": self._key, "chunks": chunks, "facts": dict(facts)}).encode()
        length = len(index).to_bytes(LENGTH_BYTES, "little")
        self._file.write(index + hashlib.sha256(index).digest() + length)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._beside.replace(self._path)
        sync_folder(self._path.parent)


@dataclass(frozen=True, eq=False)
class TaskFile:
    """A finished task: what is small, and where its chunks stand."""

    path: Path
    facts: Mapping[str, Any]
    chunks: tuple[Chunk, ...]

    def read(self, name: str) -> Iterator[bytes]:
        """The chunks of that name, one by one.

        Raises
        ------
        DamagedError
            A digest does not fit.
        """
        with self.path.open("rb") as file:
            for chunk in self.chunks:
                if chunk.name == name:
                    yield _content(file.fileno(), chunk)

    def is_whole(self) -> bool:
        """Whether all digests fit."""
        try:
            with self.path.open("rb") as file:
                for chunk in self.chunks:
                    _content(file.fileno(), chunk)
        except (OSError, DamagedError):
            return False
        return True


def read_task_file(path: Path, key: str) -> TaskFile:
    """The index of a task's file; its chunks are looked at when they are read.

    Raises
    ------
    DamagedError
        There is none, or not of this task.
    """
    try:
        with path.open("rb") as file:
            index = _index(file.fileno())
    except OSError as error:
        raise DamagedError(str(path)) from error
    if index["key"] != key:
        raise DamagedError(str(path))
    return TaskFile(path, index["facts"], tuple(Chunk(*it) for it in index["chunks"]))


def _index(file: int) -> dict[str, Any]:
    """The index at the end of an open file."""
    size = os.fstat(file).st_size
    tail = DIGEST_BYTES + LENGTH_BYTES
    if size < len(MARK) + tail or os.pread(file, len(MARK), 0) != MARK:
        raise DamagedError
    end = os.pread(file, tail, size - tail)
    length = int.from_bytes(end[DIGEST_BYTES:], "little")
    if length > size - tail - len(MARK):
        raise DamagedError
    content = os.pread(file, length, size - tail - length)
    if hashlib.sha256(content).digest() != end[:DIGEST_BYTES]:
        raise DamagedError
    index: dict[str, Any] = json.loads(content)
    return index


def _content(file: int, chunk: Chunk) -> bytes:
    """A chunk's bytes, if they are those that were written."""
    content = os.pread(file, chunk.length, chunk.offset)
    if hashlib.sha256(content).hexdigest() != chunk.digest:
        raise DamagedError
    return content
