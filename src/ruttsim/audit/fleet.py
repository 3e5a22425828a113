"""The vehicles that there are, in the order of their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.energy import POST, PUMP

if TYPE_CHECKING:
    from ruttsim.audit.given import Given
    from ruttsim.domain.arrays import Bools, Ints


@dataclass(frozen=True, eq=False)
class Fleet:
    """All vehicles, and what each is and holds in the morning.

    `kind` is the place of its organisation, premise and type among `kinds`; vehicles of kind k
    have the numbers from `first[k]` to `end[k]` (exclusive). The rest is as of an EnergyStore.
    """

    kinds: tuple[tuple[int, int, str], ...]
    first: Ints
    end: Ints
    kind: Ints
    held_j: Ints
    filled_j: Ints
    reserve_j: Ints
    low_j: Ints
    power_w: Ints
    refuelling_s: Ints
    has_post: Bools
    has_pump: Bools


def fleet(given: Given) -> Fleet:
    """Those of a day."""
    kinds, energy = tuple(given.fleet), given.energy
    size = np.array(list(given.fleet.values()), dtype=np.int64)
    stores = [energy.stores[vehicle_type] for _, _, vehicle_type in kinds]
    names = ("filled_j", "reserve_j", "low_j", "power_w", "refuelling_s")
    kind, end = np.repeat(np.arange(len(size)), size), np.cumsum(size)
    return Fleet(
        kinds=kinds,
        first=end - size,
        end=end,
        kind=kind,
        held_j=np.array([own for key in kinds for own in energy.held_j[key]], dtype=np.int64),
        has_post=np.array([it.refill == POST for it in stores], dtype=np.bool_)[kind],
        has_pump=np.array([it.refill == PUMP for it in stores], dtype=np.bool_)[kind],
        **{
            name: np.array([getattr(it, name) for it in stores], dtype=np.int64)[kind]
            for name in names
        },
    )
