"""All stops of a plan as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Bools, Ints
    from ruttsim.domain.planning import Plan


@dataclass(frozen=True, eq=False)
class Stops:
    """Stops in the order of rounds; `part` is twice the row of Visits, plus which of its carers.

    `row` is that of the plan's rounds; `is_before_break` of a stop that the break lies after.
    """

    part: Ints
    row: Ints
    start_s: Ints
    is_before_break: Bools


def planned_stops(plan: Plan) -> Stops:
    """The stops of a plan."""
    stops = plan.stops
    before = plan.columns["break_before"]
    place = np.arange(len(stops.row)) - stops.first[stops.row]
    return Stops(
        part=2 * stops.visit + stops.carer,
        row=stops.row,
        start_s=stops.start_s,
        is_before_break=place < before[stops.row],
    )
