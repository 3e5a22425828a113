"""What a day makes of the visits and shifts, as plain numbers for the simulation's loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ruttsim.domain.demand import Disturbance, Population
    from ruttsim.domain.parameters import StaffingParameters


@dataclass(frozen=True, eq=False)
class VisitFacts:
    """Visits on their day; index = row of Visits.

    `who` is client, kind and basic area; `when` is earliest, latest and planned seconds; `place`
    is the client's building; `care_s` is how long the care lasts if it is given.
    """

    who: list[tuple[int, int, int]]
    when: list[tuple[int, int, int]]
    place: list[int]
    care_s: list[int]
    is_cancelled: list[bool]
    leg_factor: list[list[float]]


def visit_facts(population: Population, disturbance: Disturbance) -> VisitFacts:
    """Each visit with its disturbance, care rounded to whole seconds."""
    visits, clients = population.visits, population.clients
    area = clients.basic_area[visits.client]
    who = (visits.client.tolist(), visits.kind.tolist(), area.tolist())
    when = (visits.earliest_s.tolist(), visits.latest_s.tolist(), visits.duration_s.tolist())
    care_s = np.rint(visits.duration_s * disturbance.duration_factor).astype(np.int64)
    return VisitFacts(
        who=list(zip(*who, strict=True)),
        when=list(zip(*when, strict=True)),
        place=clients.building[visits.client].tolist(),
        care_s=care_s.tolist(),
        is_cancelled=disturbance.is_cancelled.tolist(),
        leg_factor=disturbance.leg_factor.tolist(),
    )


def break_lengths_s(staffing: StaffingParameters) -> dict[tuple[str, int], int]:
    """Length of the break by shift and number of its part."""
    return {
        (shift.name, number): part.break_s
        for shift in staffing.shifts
        for number, part in enumerate(shift.parts)
    }
