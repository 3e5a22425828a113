"""Names for the array types that the records hold, and equal lengths within a record."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Bools: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Ints32: TypeAlias = NDArray[np.int32]
Codes: TypeAlias = NDArray[np.int8]


def require_equal_lengths(record: Any, *names: str) -> None:
    """Raise ValueError where the named arrays of a record differ in length."""
    lengths = {name: len(getattr(record, name)) for name in names}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"{type(record).__name__}: arrays differ in length: {lengths}")


def freeze(record: Any) -> None:
    """Make every array of a record read-only."""
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
