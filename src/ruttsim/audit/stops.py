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
    stops = [stop for each in plan.rounds for stop in each.stops]
    count = np.array([len(each.stops) for each in plan.rounds], dtype=np.int64)
    before = np.array([each.break_before for each in plan.rounds], dtype=np.int64)
    row = np.repeat(np.arange(len(count)), count)
    visit = np.array([stop.visit for stop in stops], dtype=np.int64)
    carer = np.array([stop.carer for stop in stops], dtype=np.int64)
    place = np.arange(len(stops)) - np.repeat(np.cumsum(count) - count, count)
    return Stops(
        part=2 * visit + carer,
        row=row,
        start_s=np.array([stop.start_s for stop in stops], dtype=np.int64),
        is_before_break=place < before[row],
    )
