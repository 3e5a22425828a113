"""What a day makes of visits, alarms and shifts, as plain numbers for the simulation's loop."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from ruttsim.domain.demand import Disturbance, Population


class _Standing(NamedTuple):
    """What is the same of a visit on all days; index = row of Visits."""

    place: list[int]
    carers: list[int]
    client: list[int]
    kind: list[int]
    earliest_s: list[int]
    latest_s: list[int]
    planned_s: list[int]


@dataclass(frozen=True, eq=False)
class VisitFacts:
    """Visits on a day; index = row of Visits.

    `place` is the client's building, `care_s` the care if given whole, `leg_factor` by carer what
    the way there takes longer.
    """

    place: list[int]
    carers: list[int]
    client: list[int]
    kind: list[int]
    earliest_s: list[int]
    latest_s: list[int]
    planned_s: list[int]
    care_s: list[int]
    is_cancelled: list[bool]
    is_in_hospital: list[bool]
    leg_factor: tuple[list[float], list[float]]


@dataclass(frozen=True, eq=False)
class AlarmFacts:
    """Alarms of the day; index = row of Alarms."""

    client: list[int]
    basic_area: list[int]
    place: list[int]
    rung_s: list[int]
    care_s: list[int]
    carers: list[int]


def visit_facts(population: Population, disturbance: Disturbance) -> VisitFacts:
    """All visits with their disturbance, care rounded to whole seconds."""
    care_s = np.rint(population.visits.duration_s * disturbance.duration_factor).astype(np.int64)
    first, second = disturbance.leg_factor.T.tolist()
    return VisitFacts(
        *_standing(population),
        care_s=care_s.tolist(),
        is_cancelled=disturbance.is_cancelled.tolist(),
        is_in_hospital=disturbance.is_in_hospital.tolist(),
        leg_factor=(first, second),
    )


@functools.lru_cache(maxsize=1)
def _standing(population: Population) -> _Standing:
    """Visits as they are on all days, kept while it is the same population's days."""
    visits, clients = population.visits, population.clients
    return _Standing(
        clients.building[visits.client].tolist(),
        visits.carers.tolist(),
        visits.client.tolist(),
        visits.kind.tolist(),
        visits.earliest_s.tolist(),
        visits.latest_s.tolist(),
        visits.duration_s.tolist(),
    )


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
