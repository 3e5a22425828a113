"""What a day makes of visits, alarms and shifts, as numbers for the simulation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ruttsim.simulate.columns import PART, TO_BASE, TO_PLACE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ruttsim.domain.arrays import Floats, Ints
    from ruttsim.domain.demand import Disturbance, Population


class Due(NamedTuple):
    """A carer's part of a visit on its day, planned to begin at `start_s`.

    `row` is that of Stops. `part` is twice the row of Visits, plus which of its carers. `place` is
    the client's building, `care_s` the care if given whole.
    """

    row: int
    part: int
    start_s: int
    place: int
    carers: int
    kind: int
    earliest_s: int
    latest_s: int
    planned_s: int
    care_s: int
    is_cancelled: int
    is_in_hospital: int

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


@dataclass(frozen=True, eq=False)
class Stops:
    """Everything that carers may be sent to, in rows: parts of visits, then alarms.

    `number` has the columns of Due after the first; of an alarm only where it is counts.
    `leg_factor` is what the way there takes longer, `first_alarm` the first alarm's row.
    """

    number: Ints
    leg_factor: Floats
    first_alarm: int

    def due(self, row: int) -> Due:
        """A part of a visit."""
        return Due(row, *self.number[row].tolist())

    def visits(self, rows: Iterable[int]) -> list[Due]:
        """The parts of visits among some rows."""
        return [self.due(it) for it in rows if 0 <= it < self.first_alarm]


def stops_of_day(
    population: Population,
    disturbance: Disturbance,
    visit: Ints,
    carer: Ints,
    start_s: Ints,
    alarms: AlarmFacts,
) -> Stops:
    """Parts of visits with what the day makes of them, and its alarms; care is in whole seconds."""
    visits = population.visits
    columns = (
        2 * visit + carer,
        start_s,
        population.clients.building[visits.client[visit]],
        visits.carers[visit],
        visits.kind[visit],
        visits.earliest_s[visit],
        visits.latest_s[visit],
        visits.duration_s[visit],
        np.rint(visits.duration_s[visit] * disturbance.duration_factor[visit]),
        disturbance.is_cancelled[visit],
        disturbance.is_in_hospital[visit],
    )
    rung = len(alarms.place)
    number = np.zeros((len(visit) + rung, len(columns)), dtype=np.int64)
    for column, values in enumerate(columns):
        number[: len(visit), column] = values
    number[len(visit) :, PART] = TO_BASE - 1 - np.arange(rung)
    number[len(visit) :, TO_PLACE] = alarms.place
    factor = np.concatenate([disturbance.leg_factor[visit, carer], np.ones(rung)])
    return Stops(number, factor, len(visit))


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
