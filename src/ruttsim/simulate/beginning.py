"""What a day begins with: stops that are due, carers with their queues, teams and meetings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from ruttsim.simulate import columns as at
from ruttsim.simulate.clock import Nap
from ruttsim.simulate.facts import AlarmFacts, Stops, stops_of_day
from ruttsim.simulate.journal import Log
from ruttsim.simulate.meeting import Meeting
from ruttsim.simulate.world import Carer
from ruttsim.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Ints
    from ruttsim.domain.demand import Disturbance, Population, Visits
    from ruttsim.domain.parameters import StaffingParameters
    from ruttsim.domain.planning import Plan
    from ruttsim.simulate.clock import Clock
    from ruttsim.simulate.movement import Travel
    from ruttsim.simulate.vehicles import Pool

_OF_PLAN = {
    at.LEAVE_S: "leave_s",
    at.BREAK_EARLIEST_S: "break_earliest_s",
    at.BREAK_LATEST_S: "break_latest_s",
    at.ORGANISATION: "organisation",
    at.ROUND: "round",
}
"""What carers' states have of the plan's rounds."""


def stops_to_make(
    plan: Plan, population: Population, disturbance: Disturbance, alarms: AlarmFacts
) -> tuple[Stops, list[int], list[int]]:
    """All that carers may be sent to, and which rows the plan left out and the day asks for.

    What is planned comes first, in the plan's order, then these, the latter in the order of time,
    then alarms.
    """
    planned = plan.stops
    extra = np.flatnonzero(disturbance.is_extra)
    extra = extra[np.argsort(disturbance.told_s[extra], kind="stable")]
    unserved = [(it.visit, it.carer, at.NOT_YET) for it in plan.unserved]
    visit, carer, start_s = np.concatenate(
        [
            np.stack([planned.visit, planned.carer, planned.start_s], axis=1),
            np.array(unserved, dtype=np.int64).reshape(-1, 3),
            np.stack([extra, np.zeros_like(extra), population.visits.earliest_s[extra]], axis=1),
        ]
    ).T
    stops = stops_of_day(population, disturbance, visit, carer, start_s, alarms)
    first = len(planned.visit)
    then = first + len(plan.unserved)
    return stops, list(range(first, then)), list(range(then, then + len(extra)))


def planned_carers(
    clock: Clock,
    plan: Plan,
    first_base: int,
    travel: Travel,
    staffing: StaffingParameters,
    pools: Mapping[tuple[int, int, str], Pool],
) -> tuple[list[Carer], Ints, Log]:
    """A carer for each planned round, at the base, the break in its place among the stops.

    With them their states and their log.
    """
    hours = {
        (shift.name, number): part
        for shift in staffing.shifts
        for number, part in enumerate(shift.parts)
    }
    planned, columns = plan.stops, plan.columns
    break_before = columns["break_before"]
    has_break = break_before >= 0
    length = planned.count + has_break
    log = Log(length)
    states = np.full((len(length), at.ROUND + 1), at.NOT_YET, dtype=np.int64)
    first = np.concatenate([[0], log.ends])[:-1].astype(np.int64)
    states[:, at.FIRST] = states[:, at.HEAD] = first
    states[:, at.ROOM_END], states[:, at.QUEUE_END] = log.ends, first + length
    states[:, at.ROW] = states[:, at.LAST] = first - 1
    states[:, at.IS_OUT], states[:, at.OVER_S] = False, at.FOR_EVER_S
    queues = np.insert(
        np.arange(len(planned.visit)), (planned.first + break_before)[has_break], at.BREAK
    )
    its_first = np.repeat(first - (np.cumsum(length) - length), length)
    log.queue[np.arange(len(queues)) + its_first] = queues
    its_hours = [hours[it] for it in _keys(plan, "shift", "part")]
    its_pool = [pools.get(it) for it in _keys(plan, "organisation", "premise", "vehicle_type")]
    for column, name in _OF_PLAN.items():
        states[:, column] = columns[name]
    states[:, at.PLACE] = states[:, at.BASE] = first_base + columns["premise"]
    states[:, at.MODE] = [travel.ways[it].mode for it in columns["mode"].tolist()]
    states[:, at.POOL] = [at.NOT_YET if it is None else it.number for it in its_pool]
    states[:, at.BREAK_S] = [it.break_s for it in its_hours]
    states[:, at.SHIFT_END_S] = [it.end_s for it in its_hours]
    first_substitute = at.FOR_EVER_S if plan.named is None else plan.named
    carers = [
        Carer(
            it,
            it.carer,
            it.carer >= first_substitute,
            own,
            pool,
            rank,
            state,
            log,
            Nap(clock, rank),
        )
        for rank, (it, own, pool, state) in enumerate(
            zip(plan.rounds, its_hours, its_pool, states, strict=True)
        )
    ]
    return carers, states, log


def _keys(plan: Plan, *names: str) -> Iterable[tuple[Any, ...]]:
    """What some fields of each round are."""
    return zip(*(plan.columns[it].tolist() for it in names), strict=True)


def teams_of(plan: Plan, carers: Iterable[Carer]) -> dict[tuple[int, int], Ints]:
    """Ranks of the carers of each team."""
    teams: dict[tuple[int, int], list[int]] = {(it.organisation, it.team): [] for it in plan.teams}
    for carer in carers:
        teams.setdefault(carer.team, []).append(carer.rank)
    return {team: np.array(ranks, dtype=np.int64) for team, ranks in teams.items()}


def teams_of_clients(plan: Plan, clients: Iterable[int]) -> dict[int, tuple[int, int]]:
    """The team of each of some clients, night apart."""
    some = set(clients)
    return {
        client: (it.organisation, it.team)
        for it in plan.teams
        if some and not it.is_of_night
        for client in some.intersection(it.clients.tolist())
    }


def meetings(plan: Plan, visits: Visits, staffing: StaffingParameters) -> dict[int, Meeting]:
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
        found[visit] = Meeting(max(int(visits.earliest_s[visit]), *own_s), patience_s)
        if len(own_s) < visits.carers[visit]:
            found[visit].call_off(0)
    return found


def parts_by_carer(carers: Iterable[Carer], states: Ints) -> list[list[Carer]]:
    """The rounds of each carer in the order of their shift's parts; not those of who never came."""
    by_carer: dict[int, list[Carer]] = {}
    for carer, over_s in zip(carers, states[:, at.OVER_S].tolist(), strict=True):
        if over_s:
            by_carer.setdefault(carer.carer, []).append(carer)
    for own in by_carer.values():
        if len(own) > 1:
            own.sort(key=attrgetter("planned.part"))
    return list(by_carer.values())


def seconds(minutes: float) -> int:
    """Minutes as whole seconds."""
    return round(minutes * SECONDS_PER_MINUTE)
