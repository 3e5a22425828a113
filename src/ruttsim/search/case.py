"""What a search looks for: zones for some organisations, their shares, and what is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ruttsim.domain.arrays import Floats, Ints
from ruttsim.split.neighbours import Neighbours, is_connected
from ruttsim.split.zones import Ground, zones

ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class DivisionCase:
    """Basic areas to divide into contiguous zones, zone k with about `wanted[k]` of the hours.

    `ground` holds the areas and their shares of granted hours, `tolerance` how far the share of a
    zone may lie from what is wanted, `holders` the organisation (index) of each zone.
    """

    ground: Ground
    wanted: Floats
    tolerance: float
    holders: tuple[int, ...]

    @property
    def graph(self) -> Neighbours:
        """Neighbours of each basic area."""
        return self.ground.graph

    def deviation(self, zone: Ints) -> float:
        """How far the zone farthest from its share lies from it."""
        reached = np.bincount(zone, weights=self.ground.share, minlength=len(self.wanted))
        return float(np.abs(reached - self.wanted).max())

    def is_balanced(self, zone: Ints, times: float = 1.0) -> bool:
        """Whether every zone is within the tolerance (or so many times it)."""
        return self.deviation(zone) <= times * self.tolerance + ROUNDING

    def is_contiguous(self, zone: Ints, among: Sequence[int] | None = None) -> bool:
        """Whether zones (all, or those given) are in one piece and not empty."""
        places = range(len(self.wanted)) if among is None else among
        return all(is_connected(self.graph, np.flatnonzero(zone == k).tolist()) for k in places)

    def starts(self) -> list[Ints]:
        """Divisions by the rule `zones`, each laid out beginning with another organisation."""
        count = len(self.wanted)
        found = []
        for turn in range(count):
            order = [(turn + k) % count for k in range(count)]
            laid = zones(self.ground, [float(self.wanted[k]) for k in order])
            found.append(np.array(order, dtype=np.int64)[laid])
        return [zone for zone in found if self.is_contiguous(zone)]
