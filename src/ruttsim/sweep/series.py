"""Figures of all organisations together as arrays: a row a point, a column a population."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ruttsim.domain.arrays import Bools, Floats
from ruttsim.summaries import bounds_of, without_rounding

if TYPE_CHECKING:
    import pandas as pd

TOTAL_COLUMNS = ["point", "population", "split", "kpi", "unit", "value"]

OWN = ""
"""The reference of a split's own figure."""


class Series(NamedTuple):
    """A figure of a split at all points, or its difference from that of the reference.

    `value` is empty (NaN) where a cell is hidden, and `is_there` false where there is no figure.
    `size` is that of the figures that a value is a difference of. `reach` is how far two values can
    be apart.
    """

    split: str
    reference: str
    kpi: str
    unit: str
    value: Floats
    size: Floats
    is_there: Bools
    reach: float


def all_series(totals: pd.DataFrame, points: int, splits: Sequence[str]) -> Iterator[Series]:
    """Own figures of each split, then differences from the first, by split and key figure.

    `totals` has TOTAL_COLUMNS, a row a figure of a population.
    """
    populations = 1 + int(totals["population"].max()) if len(totals) else 0
    shape = (points, populations)
    own: dict[tuple[str, str], Series] = {}
    kpis = totals[["kpi", "unit"]].drop_duplicates().itertuples(index=False, name=None)
    order = {it: place for place, it in enumerate(kpis)}
    for cell, part in totals.groupby(["split", "kpi", "unit"], sort=False):
        split, kpi, unit = map(str, cell)
        value = np.full(shape, np.nan)
        is_there = np.zeros(shape, np.bool_)
        where = part["point"].to_numpy(), part["population"].to_numpy()
        value[where] = part["value"].to_numpy()
        is_there[where] = True
        lowest, highest = bounds_of(kpi)
        reach = highest - lowest
        own[split, kpi] = Series(split, OWN, kpi, unit, value, np.abs(value), is_there, reach)
    found = [own[split, kpi] for split in splits for kpi, _ in order if (split, kpi) in own]
    yield from found
    for it in found:
        base = own.get((splits[0], it.kpi))
        if it.split != splits[0] and base is not None:
            yield _difference(it, base)


def _difference(it: Series, base: Series) -> Series:
    """A split's figure less that of the reference, on the same point and population."""
    size = np.maximum(it.size, base.size)
    return it._replace(
        reference=base.split,
        value=without_rounding(it.value - base.value, size),
        size=size,
        is_there=it.is_there & base.is_there,
        reach=2 * it.reach,
    )
