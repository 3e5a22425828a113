"""What clients are when they choose an organisation: taste, language, and whether they choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ruttsim import chance
from ruttsim.domain.arrays import Floats, Ints32
from ruttsim.domain.demand import ALLOCATION_COLUMNS, NOT_STATED, SWEDISH, Choosers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ruttsim.domain.parameters import DemandParameters
    from ruttsim.domain.roads import MapBundle

ELSEWHERE = "elsewhere"
"""The share of other languages in districts of any other name."""
TASTE_DECIMALS = 6
SHARE_DECIMALS = 9


def choosers(
    seed: int,
    index: int,
    basic_area: Ints32,
    bundle: MapBundle,
    demand: DemandParameters,
    stated_language: Sequence[str | None] | None = None,
    stated_present: Sequence[str] | None = None,
) -> Choosers:
    """Choosers of one population, drawn client by client.

    `stated_language` takes the place of drawn languages, None in it that nothing is stated;
    `stated_present` that of NOT_STATED.
    """
    clients = len(basic_area)
    places = ALLOCATION_COLUMNS - 1
    u = chance.uniforms(seed, index, chance.EVERY_DAY, "taste", (clients, places))
    drawn = _languages(seed, index, basic_area, bundle, demand)
    stated = stated_language or [None] * clients
    languages = [own or other for own, other in zip(stated, drawn.tolist(), strict=True)]
    present = [NOT_STATED] * clients if stated_present is None else list(stated_present)
    return Choosers(
        taste=tastes_of(u),
        choosing_u=chance.uniforms(seed, index, chance.EVERY_DAY, "choosing", clients),
        language=np.array(languages, dtype=np.str_),
        present=np.array(present, dtype=np.str_),
    )


def tastes_of(u: NDArray[np.float64]) -> Floats:
    """Gumbel numbers of uniform ones."""
    taste: Floats = -np.log(-np.log(u))
    return np.round(taste, TASTE_DECIMALS)


def _languages(
    seed: int, index: int, basic_area: Ints32, bundle: MapBundle, demand: DemandParameters
) -> NDArray[np.str_]:
    """The language of each client: whether another than Swedish by district, then which."""
    other = demand.other_language_share
    by_area = [other.get(name, other[ELSEWHERE]) for name in bundle.areas["district"]]
    u = chance.uniforms(seed, index, chance.EVERY_DAY, "language", (len(basic_area), 2))
    names = list(demand.language_share)
    ends = np.cumsum(list(demand.language_share.values()))
    ends = np.round(ends / ends[-1], SHARE_DECIMALS)
    which = np.minimum(np.searchsorted(ends, u[:, 1], side="right"), len(names) - 1)
    is_other = u[:, 0] < np.array(by_area)[basic_area]
    drawn: NDArray[np.str_] = np.where(is_other, np.array(names)[which], SWEDISH)
    return drawn
