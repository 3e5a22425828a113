"""What a day makes of visits, alarms and shifts, as plain numbers for the simulation's loop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Ints
    from ruttsim.domain.demand import Disturbance, Population


class Due(NamedTuple):
    """A carer's part of a visit on its day, planned to begin at `start_s`.

    `part` is twice the row of Visits, plus which of its carers. `place` is the client's building,
    `care_s` the care if given whole, `leg_factor` what the way there takes longer.
    """

    part: int
    start_s: int
    place: int
    carers: int
    kind: int
    earliest_s: int
    latest_s: int
    planned_s: int
    care_s: int
    is_cancelled: bool
    is_in_hospital: bool
    leg_factor: float

    @property
    def visit(self) -> int:
        """Row of Visits."""
        return self.part // 2

    @property
    def carer(self) -> int:
        """Which of its carers."""
        return self.part % 2


@dataclass(frozen=True, eq=False)
class AlarmFacts:
    """Alarms of the day; index = row of Alarms."""

    client: list[int]
    basic_area: list[int]
    place: list[int]
    rung_s: list[int]
    care_s: list[int]
    carers: list[int]


def due(
    population: Population,
    disturbance: Disturbance,
    visit: Ints,
    carer: Ints,
    start_s: Ints,
) -> list[Due]:
    """Parts of visits with what the day makes of them; care is in whole seconds."""
    visits = population.visits
    care_s = np.rint(visits.duration_s[visit] * disturbance.duration_factor[visit])
    columns = (
        2 * visit + carer,
        start_s,
        population.clients.building[visits.client[visit]],
        visits.carers[visit],
        visits.kind[visit],
        visits.earliest_s[visit],
        visits.latest_s[visit],
        visits.duration_s[visit],
        care_s.astype(np.int64),
        disturbance.is_cancelled[visit],
        disturbance.is_in_hospital[visit],
        disturbance.leg_factor[visit, carer],
    )
    new = partial(tuple.__new__, Due)
    return list(map(new, zip(*(it.tolist() for it in columns), strict=True)))


def alarm_facts(population: Population, disturbance: Disturbance) -> AlarmFacts:
    """Each alarm with the place that it rings from."""
    alarms = disturbance.alarms
    return AlarmFacts(
        client=alarms.client.tolist(),
        basic_area=population.holder_area[alarms.client].tolist(),
        place=population.holder_building[alarms.client].tolist(),
        rung_s=alarms.rung_s.tolist(),
        care_s=alarms.care_s.tolist(),
        carers=alarms.carers.tolist(),
    )
