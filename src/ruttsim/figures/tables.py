"""Single figures out of a summary, by key figure, split, organisation and group."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ruttsim.accounts.kpi import VEHICLE_TYPE
from ruttsim.accounts.statement import ALL, TOTAL

if TYPE_CHECKING:
    import pandas as pd


class Row(NamedTuple):
    """Mean over populations, its interval (NaN: none) and the number of populations."""

    mean: float
    low: float
    high: float
    n: int

    @property
    def has_interval(self) -> bool:
        """Whether there is an interval to show."""
        return math.isfinite(self.low) and math.isfinite(self.high)


NO_ROW = Row(math.nan, math.nan, math.nan, 0)


class Figures:
    """A summary or differences table, looked up; what is not there or is suppressed is NaN."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._table = table

    @cached_property
    def _rows(self) -> dict[tuple[str, str, str, str], Row]:
        """Every row of the table by what it is about."""
        table = self._table
        keys = zip(table["kpi"], table["split"], table["organisation"], table["group"], strict=True)
        values = zip(table["mean"], table["low"], table["high"], table["n"], strict=True)
        return {
            key: Row(float(mean), float(low), float(high), int(n))
            for key, (mean, low, high, n) in zip(keys, values, strict=True)
        }

    def row(self, kpi: str, split: str, organisation: str = TOTAL, group: str = ALL) -> Row:
        """One figure; all organisations together unless one is named."""
        return self._rows.get((kpi, split, organisation, group), NO_ROW)

    def has(self, kpi: str) -> bool:
        """Whether any split has a figure of all organisations."""
        return any(
            key[0] == kpi and key[2:] == (TOTAL, ALL) and math.isfinite(row.mean)
            for key, row in self._rows.items()
        )

    def vehicle_types(self, kpi: str) -> tuple[str, ...]:
        """Vehicle types of which a key figure has anything, in the order of the table."""
        return self.names(kpi, VEHICLE_TYPE)

    def names(self, kpi: str, sort: str, *, with_empty: bool = False) -> tuple[str, ...]:
        """Names of the groups of one sort of which a key figure has anything, or of all."""
        groups = (
            key[3]
            for key, row in self._rows.items()
            if key[0] == kpi and key[3].startswith(sort) and (with_empty or row.mean > 0)
        )
        return tuple(dict.fromkeys(group.removeprefix(sort) for group in groups))

    @cached_property
    def populations(self) -> int:
        """How many populations the figures rest on."""
        return max((row.n for row in self._rows.values()), default=0)
