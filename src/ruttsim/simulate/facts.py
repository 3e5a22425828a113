"""What a day makes of visits, alarms and shifts, as plain numbers for the simulation's loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Ints
    from ruttsim.domain.demand import Disturbance, Population


class VisitFact(NamedTuple):
    """A visit on its day; `place` is the client's building, `care_s` its care if given whole."""

    place: int
    carers: int
    client: int
    kind: int
    basic_area: int
    earliest_s: int
    latest_s: int
    planned_s: int
    care_s: int
    is_cancelled: bool
    is_in_hospital: bool
    leg_factor: list[float]


@dataclass(frozen=True, eq=False)
class AlarmFacts:
    """Alarms of the day; index = row of Alarms."""

    client: list[int]
    basic_area: list[int]
    place: list[int]
    rung_s: list[int]
    care_s: list[int]
    carers: list[int]


def visit_facts(
    population: Population, disturbance: Disturbance, rows: Ints
) -> dict[int, VisitFact]:
    """Some rows of Visits with their disturbance, care rounded to whole seconds; by row."""
    visits, clients = population.visits, population.clients
    client = visits.client[rows]
    care_s = np.rint(visits.duration_s[rows] * disturbance.duration_factor[rows]).astype(np.int64)
    columns = (
        clients.building[client],
        visits.carers[rows],
        client,
        visits.kind[rows],
        clients.basic_area[client],
        visits.earliest_s[rows],
        visits.latest_s[rows],
        visits.duration_s[rows],
        care_s,
        disturbance.is_cancelled[rows],
        disturbance.is_in_hospital[rows],
        disturbance.leg_factor[rows],
    )
    facts = map(VisitFact._make, zip(*(it.tolist() for it in columns), strict=True))
    return dict(zip(rows.tolist(), facts, strict=True))


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
