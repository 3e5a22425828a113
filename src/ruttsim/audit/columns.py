"""Records as columns, and what rows of columns have to do with each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Ints
from ruttsim.domain.day import Rows

Columns: TypeAlias = Mapping[str, NDArray[Any]]

_TEXTS = frozenset(("vehicle_type", "mode", "outcome", "reason", "shift", "rule", "action", "way"))
_FLOATS = frozenset(("distance_m", "start_kwh", "end_kwh"))


def columns(records: Sequence[Any], fields: Sequence[str]) -> Columns:
    """Records as arrays: those that they are kept in, or made of them."""
    if isinstance(records, Rows):
        return records.columns
    count, found = len(records), dict[str, NDArray[Any]]()
    values = zip(*records, strict=True) if records else [()] * len(fields)
    for name, column in zip(fields, values, strict=True):
        if name in _TEXTS:
            found[name] = _texts(column)
        else:
            kind = np.float64 if name in _FLOATS else np.int64
            found[name] = np.fromiter(column, kind, count)
    return found


def _texts(column: Sequence[str]) -> NDArray[np.str_]:
    """A column of texts of which there are few, each made once."""
    place = {text: number for number, text in enumerate(dict.fromkeys(column))}
    numbers = np.fromiter(map(place.__getitem__, column), np.int64, len(column))
    return np.array(list(place), dtype=np.str_)[numbers]


def members(first: Ints, end: Ints) -> tuple[Ints, Ints]:
    """All numbers of some ranges, one range after the other: of which range each is, and it."""
    count = np.maximum(end - first, 0)
    which = np.repeat(np.arange(len(count)), count)
    return which, np.arange(len(which)) + (first - np.cumsum(count) + count)[which]


def unmatched(
    rows: Columns, ours: Ints, due: Sequence[tuple[Any, ...]]
) -> tuple[list[bool], list[bool]]:
    """Which of our rows are not due, or there twice; and what of all that is due is not there."""
    left, is_wrong = set(due), []
    for row in zip(*(column[ours].tolist() for column in rows.values()), strict=True):
        is_wrong.append(row not in left)
        left.discard(row)
    return is_wrong, [it in left for it in due]
