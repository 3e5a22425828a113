"""How many vehicles a plan needs at each base."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ruttsim.domain.planning import Round

WALK = "walk"


def peaks(rounds: Iterable[Round]) -> dict[tuple[int, int, str], int]:
    """The most vehicles out at once by the plan, by organisation, premise and vehicle type."""
    changes: dict[tuple[int, int, str], list[tuple[int, int]]] = defaultdict(list)
    for it in rounds:
        if it.mode != WALK:
            key = (it.organisation, it.premise, it.vehicle_type)
            changes[key] += [(it.leave_s, 1), (it.return_s, -1)]
    found = {}
    for key in sorted(changes):
        out = peak = 0
        for _, change in sorted(changes[key]):
            out += change
            peak = max(peak, out)
        found[key] = peak
    return found


def with_spares(peak: int, spare_vehicle_share: float) -> int:
    """The fleet of a base: its peak and spares, rounded up."""
    return math.ceil(round(peak * (1 + spare_vehicle_share), 6))


def fleet(rounds: Iterable[Round], spare_vehicle_share: float) -> dict[tuple[int, int, str], int]:
    """The vehicles that a plan needs, spares among them, by organisation, premise and type."""
    return {key: with_spares(peak, spare_vehicle_share) for key, peak in peaks(rounds).items()}
