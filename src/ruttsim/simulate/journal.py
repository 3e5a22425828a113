"""What carers write down of the day, as plain numbers, and the record that is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ruttsim.domain.day import CANCELLED_REASONS, MISSED_REASONS, Leg, Rows, VisitRecord
from ruttsim.units import DM_PER_METRE

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Ints
    from ruttsim.domain.demand import Population
    from ruttsim.simulate.tables import TravelTables
    from ruttsim.simulate.world import Carer

REASONS = ("", *CANCELLED_REASONS, *MISSED_REASONS)
DELIVERED, AT_THE_DOOR, TOO_LATE, PARTNER_ABSENT = map(
    REASONS.index, ("", "at_the_door", "too_late", "partner_absent")
)
"""How visits end, as journals have it."""
_OUTCOMES = np.array(
    [
        "delivered" if not it else "cancelled" if it in CANCELLED_REASONS else "missed"
        for it in REASONS
    ]
)
_REASONS = np.array(REASONS)

LEG_NUMBERS = (
    "vehicle",
    "from_place",
    "to_place",
    "visit",
    "alarm",
    "depart_s",
    "drive_s",
    "stop_s",
    "span",
)
"""What is written of a leg; `span` is the span of the day that it takes the matrix of."""
VISIT_NUMBERS = (
    "visit",
    "carer",
    "planned_round",
    "planned_start_s",
    "ready_s",
    "start_s",
    "end_s",
    "care_s",
    "shortened_s",
    "reason",
)
"""What is written of a visit; `reason` is its place in REASONS."""


class Undone(NamedTuple):
    """A visit that nobody came to."""

    visit: int
    carer: int
    organisation: int
    team: int
    planned_round: int
    planned_start_s: int
    reason: str


def leg_records(carers: Sequence[Carer], tables: TravelTables) -> Rows[Leg]:
    """The legs of all carers, in their order."""
    numbers = _columns(LEG_NUMBERS, [it.legs for it in carers])
    count = np.array([len(it.legs) for it in carers], dtype=np.int64) // len(LEG_NUMBERS)
    row = np.repeat(np.arange(len(carers)), count)
    first = np.cumsum(count) - count
    planned = [it.planned for it in carers]
    modes = np.array([it.mode for it in planned], dtype=np.str_)
    mode = modes[row]
    here, there, span = numbers["from_place"], numbers["to_place"], numbers["span"]
    distance_dm = np.zeros(len(row), dtype=np.int64)
    for name in np.unique(modes).tolist():
        table = tables.modes[name]
        for number, matrix in enumerate(table.distance_dm):
            legs = np.flatnonzero((mode == name) & (span == number) & (here != there))
            pairs = here[legs] * table.places + there[legs]
            distance_dm[legs] = np.asarray(matrix)[pairs]
    return Rows(
        Leg,
        round=np.array([it.round for it in planned], dtype=np.int64)[row],
        organisation=np.array([it.organisation for it in planned], dtype=np.int64)[row],
        team=np.array([it.team for it in planned], dtype=np.int64)[row],
        vehicle_type=np.array([it.vehicle_type for it in planned], dtype=np.str_)[row],
        mode=mode,
        vehicle=numbers["vehicle"],
        sequence=np.arange(len(row)) - first[row],
        from_place=here,
        to_place=there,
        visit=numbers["visit"],
        alarm=numbers["alarm"],
        depart_s=numbers["depart_s"],
        arrive_s=numbers["depart_s"] + numbers["drive_s"],
        stop_s=numbers["stop_s"],
        distance_m=distance_dm / DM_PER_METRE,
    )


def visit_records(
    carers: Sequence[Carer], undone: Sequence[Undone], population: Population
) -> Rows[VisitRecord]:
    """The visits of all carers, in their order, then those that nobody came to."""
    lost = [
        (it.visit, it.carer, it.planned_round, it.planned_start_s, -1, -1, -1, 0, 0,
         REASONS.index(it.reason))
        for it in undone
    ]
    numbers = _columns(VISIT_NUMBERS, [*(it.visits for it in carers), *lost])
    count = [len(it.visits) // len(VISIT_NUMBERS) for it in carers]
    planned = [it.planned for it in carers]
    organisation = [it.organisation for it in planned] + [it.organisation for it in undone]
    team = [it.team for it in planned] + [it.team for it in undone]
    number = [it.round for it in planned] + [-1] * len(undone)
    whose = np.array([organisation, team, number], dtype=np.int64)
    whose = np.repeat(whose, count + [1] * len(undone), axis=1)
    visits, visit = population.visits, numbers["visit"]
    client, reason = visits.client[visit].astype(np.int64), numbers["reason"]
    return Rows(
        VisitRecord,
        visit=visit,
        carer=numbers["carer"],
        client=client,
        kind=visits.kind[visit].astype(np.int64),
        basic_area=population.clients.basic_area[client].astype(np.int64),
        organisation=whose[0],
        team=whose[1],
        round=whose[2],
        planned_round=numbers["planned_round"],
        earliest_s=visits.earliest_s[visit].astype(np.int64),
        latest_s=visits.latest_s[visit].astype(np.int64),
        planned_s=visits.duration_s[visit].astype(np.int64),
        planned_start_s=numbers["planned_start_s"],
        ready_s=numbers["ready_s"],
        start_s=numbers["start_s"],
        end_s=numbers["end_s"],
        care_s=numbers["care_s"],
        shortened_s=numbers["shortened_s"],
        outcome=_OUTCOMES[reason],
        reason=_REASONS[reason],
    )


def _columns(names: Sequence[str], journals: Sequence[Sequence[int]]) -> dict[str, Ints]:
    """Journals one after the other, a column for each number that they hold of a thing."""
    length = sum(map(len, journals))
    numbers = np.fromiter(chain.from_iterable(journals), dtype=np.int64, count=length)
    rows = np.ascontiguousarray(numbers.reshape(-1, len(names)).T)
    return dict(zip(names, rows, strict=True))
