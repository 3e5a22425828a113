"""What a day begins with: stops that are due, carers with their queues, teams and meetings."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.simulate.facts import Due, due
from ruttsim.simulate.meeting import Meeting
from ruttsim.simulate.world import BREAK, NEVER_S, Carer, Task
from ruttsim.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from ruttsim.domain.demand import Disturbance, Population, Visits
    from ruttsim.domain.parameters import StaffingParameters
    from ruttsim.domain.planning import Plan
    from ruttsim.simulate.clock import Clock
    from ruttsim.simulate.movement import Travel
    from ruttsim.simulate.vehicles import Pool


def planned_carers(
    plan: Plan,
    population: Population,
    disturbance: Disturbance,
    travel: Travel,
    staffing: StaffingParameters,
    pools: Mapping[tuple[int, int, str], Pool],
) -> list[Carer]:
    """A carer for each planned round, at the base, the break in its place among the stops."""
    planned, first_base = plan.stops, len(population.buildings.x_m)
    stops = due(population, disturbance, planned.visit, planned.carer, planned.start_s)
    hours = {
        (shift.name, number): part
        for shift in staffing.shifts
        for number, part in enumerate(shift.parts)
    }
    carers = []
    own = iter(stops)
    for it in plan.rounds:
        tasks: deque[Task] = deque(islice(own, len(it.stops)))
        if it.break_before >= 0:
            tasks.insert(it.break_before, BREAK)
        base = first_base + it.premise
        carers.append(
            Carer(
                planned=it,
                carer=it.carer,
                is_substitute=plan.named is not None and it.carer >= plan.named,
                hours=hours[it.shift, it.part],
                way=travel.ways[it.mode],
                base=base,
                leave_s=it.leave_s,
                pool=pools.get((it.organisation, it.premise, it.vehicle_type)),
                tasks=tasks,
                place=base,
            )
        )
    return carers


def left_out(plan: Plan, population: Population, disturbance: Disturbance) -> list[Due]:
    """What the plan left out."""
    visit = np.array([it.visit for it in plan.unserved], dtype=np.int64)
    carer = np.array([it.carer for it in plan.unserved], dtype=np.int64)
    return due(population, disturbance, visit, carer, np.full(len(visit), NEVER_S))


def asked_for(population: Population, disturbance: Disturbance) -> list[Due]:
    """What is asked for in the day, in the order of time."""
    visit = np.flatnonzero(disturbance.is_extra)
    visit = visit[np.argsort(disturbance.told_s[visit], kind="stable")]
    earliest_s = population.visits.earliest_s[visit].astype(np.int64)
    return due(population, disturbance, visit, np.zeros_like(visit), earliest_s)


def teams_of(carers: Iterable[Carer]) -> dict[tuple[int, int], list[Carer]]:
    """Carers of each team."""
    teams: dict[tuple[int, int], list[Carer]] = defaultdict(list)
    for carer in carers:
        teams[carer.team].append(carer)
    return teams


def meetings(
    clock: Clock, plan: Plan, visits: Visits, staffing: StaffingParameters
) -> dict[int, Meeting]:
    """A meeting for each visit of two carers; it is off where no round holds one of the two.

    It is agreed for the later of the starts that are planned for the two.
    """
    planned = plan.stops
    starts_s: dict[int, list[int]] = {}
    for place in np.flatnonzero(visits.carers[planned.visit] > 1):
        starts_s.setdefault(int(planned.visit[place]), []).append(int(planned.start_s[place]))
    patience_s = seconds(staffing.two_carer_patience_min)
    found = {}
    for visit, own_s in starts_s.items():
        found[visit] = Meeting(clock, max(int(visits.earliest_s[visit]), *own_s), patience_s)
        if len(own_s) < visits.carers[visit]:
            found[visit].call_off()
    return found


def parts_by_carer(carers: Iterable[Carer]) -> list[list[Carer]]:
    """The rounds of each carer in the order of their shift's parts; not those of who never came."""
    by_carer: dict[int, list[Carer]] = {}
    for carer in carers:
        if not carer.is_over:
            by_carer.setdefault(carer.carer, []).append(carer)
    for own in by_carer.values():
        if len(own) > 1:
            own.sort(key=attrgetter("planned.part"))
    return list(by_carer.values())


def seconds(minutes: float) -> int:
    """Minutes as whole seconds."""
    return round(minutes * SECONDS_PER_MINUTE)
