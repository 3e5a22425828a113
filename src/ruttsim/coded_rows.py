"""Rows of texts and numbers that come a few at a time, held in a few bytes each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

ADDED_AT_ONCE = 10_000
"""So many rows are Python's own at a time, which take ten times as much."""


class CodedRows:
    """Rows that become one table, whose texts are categories in the order in which they came.

    `columns` are the names of all columns, `texts` those of texts, `whole` those of whole numbers;
    the others are of floating-point numbers.
    """

    def __init__(
        self, columns: Sequence[str], texts: Collection[str], whole: Collection[str]
    ) -> None:
        self._columns = columns
        self._places: dict[str, dict[str, int]] = {it: {} for it in columns if it in texts}
        self._kinds: dict[str, type[np.generic]] = {
            it: np.int32 if it in texts else np.int64 if it in whole else np.float64
            for it in columns
        }
        self._parts: dict[str, list[np.ndarray]] = {it: [] for it in columns}
        self._waiting: list[Sequence[Any]] = []

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Put rows after those before."""
        self._waiting += rows
        if len(self._waiting) >= ADDED_AT_ONCE:
            self._pack()

    def table(self) -> pd.DataFrame:
        """All rows, which are not held here any more."""
        import pandas as pd

        self._pack()
        found: dict[str, object] = {}
        for name in self._columns:
            kind = self._kinds[name]
            values = np.concatenate(self._parts.pop(name) or [np.empty(0, kind)])
            if name in self._places:
                names = pd.Index(list(self._places[name]), dtype="str")
                found[name] = pd.Categorical.from_codes(values, categories=names)
            else:
                found[name] = values
        return pd.DataFrame(found)

    def _pack(self) -> None:
        """Make arrays of what waits."""
        if not self._waiting:
            return
        for name, values in zip(self._columns, zip(*self._waiting, strict=True), strict=True):
            found, kind = values, self._kinds[name]
            if name in self._places:
                places = self._places[name]
                found = tuple(places.setdefault(it, len(places)) for it in values)
                kind = np.min_scalar_type(-len(places)).type
            self._parts[name].append(np.array(found, dtype=kind))
        self._waiting.clear()


def together(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Two tables, one after the other; texts stay categories where they are so in the first."""
    import pandas as pd
    from pandas.api.types import union_categoricals

    parts: dict[str, object] = {}
    for name in first.columns:
        one, other = first[name], second[name]
        if isinstance(one.dtype, pd.CategoricalDtype):
            parts[name] = union_categoricals([one, other.astype("category")])
        else:
            parts[name] = pd.concat([one, other.astype(one.dtype)], ignore_index=True)
    return pd.DataFrame(parts)
