"""Which vehicles there are: how many a plan needs at each base, and the type of the patrol's."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ruttsim.domain.organisations import Organisation
    from ruttsim.domain.parameters import VehicleType
    from ruttsim.domain.planning import Round

CAR, WALK = "car", "walk"


def peaks(rounds: Iterable[Round]) -> dict[tuple[int, int, str], int]:
    """The most vehicles out at once by the plan, by organisation, premise and vehicle type.

    Organisations in their order, the patrol (a number below zero) after them.
    """
    spans: dict[tuple[int, int, str], list[tuple[int, int]]] = defaultdict(list)
    for it in rounds:
        if it.mode != WALK:
            key = (it.organisation, it.premise, it.vehicle_type)
            spans[key].append((it.leave_s, it.return_s))
    return {key: most_at_once(spans[key]) for key in sorted(spans, key=lambda it: (it[0] < 0, it))}


def most_at_once(spans: Iterable[tuple[int, int]]) -> int:
    """The most spans of time that hold at once; one that ends as another begins does not."""
    changes = [change for start, end in spans for change in ((start, 1), (end, -1))]
    out = peak = 0
    for _, change in sorted(changes):
        out += change
        peak = max(peak, out)
    return peak


def with_spares(peak: int, spare_vehicle_share: float) -> int:
    """The fleet of a base: its peak and spares, rounded up."""
    return math.ceil(round(peak * (1 + spare_vehicle_share), 6))


def fleet(rounds: Iterable[Round], spare_vehicle_share: float) -> dict[tuple[int, int, str], int]:
    """The vehicles that a plan needs, spares among them, by organisation, premise and type."""
    return {key: with_spares(peak, spare_vehicle_share) for key, peak in peaks(rounds).items()}


def patrol_vehicle(
    organisations: Sequence[Organisation], vehicles: Mapping[str, VehicleType]
) -> str:
    """The type of the patrol's cars: the first car of the municipal organisation.

    Of the first organisation where none is municipal; where that has no car, the first of the data.
    """
    own = [it for it in organisations if it.is_municipal] or list(organisations)
    names = (*own[0].vehicle_types, *vehicles)
    return next(name for name in names if vehicles[name].mode == CAR)
