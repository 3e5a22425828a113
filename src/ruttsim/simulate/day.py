"""One planned day, lived through with its disturbance; computes nothing but the record of it."""

from __future__ import annotations

import functools
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np
import simpy

from ruttsim.domain.day import Day
from ruttsim.domain.planning import Stop
from ruttsim.simulate.absences import ABSENCES
from ruttsim.simulate.alarms import ALARMS
from ruttsim.simulate.dispatch import best_gap, fit_in
from ruttsim.simulate.facts import alarm_facts, visit_facts
from ruttsim.simulate.meeting import Meeting
from ruttsim.simulate.movement import travel_of_day
from ruttsim.simulate.patrol import Patrol
from ruttsim.simulate.undone import given_up, undone
from ruttsim.simulate.vehicles import pools
from ruttsim.simulate.working import working_day
from ruttsim.simulate.world import BREAK, NEVER_S, NOBODY, Carer, Process, Task, World
from ruttsim.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Ints
    from ruttsim.domain.day import Decision
    from ruttsim.domain.demand import Disturbance, Population
    from ruttsim.domain.energy import MorningEnergy
    from ruttsim.domain.parameters import DayParameters, StaffingParameters
    from ruttsim.domain.planning import Plan, Round, ShiftPart
    from ruttsim.domain.rules import DayRules
    from ruttsim.simulate.tables import TravelTables
    from ruttsim.simulate.vehicles import Pool


def simulate(
    plan: Plan,
    population: Population,
    disturbance: Disturbance,
    travel: TravelTables,
    staffing: StaffingParameters,
    parameters: DayParameters,
    rules: DayRules,
    fleet: Mapping[tuple[int, int, str], int],
    alarm_organisation: Sequence[int],
    patrol_base: int,
    rested_s: Mapping[int, int],
    energy: MorningEnergy,
) -> Day:
    """The record of the plan on the disturbed day.

    Each leg takes the matrix of its departure's span times the factors of the mode, the span and
    the visit that it leads to, each visit its planned duration times the factor of the visit, both
    in whole seconds. Nobody arrives later than who leaves when a later span begins.

    In the morning, visits of clients in hospital are struck off, and the rule for absences deals
    with sick carers. A carer leaves when planned or as late as the day says, and not before
    `rested_s` (by carer, where the day before ended late), before the part of a split shift before
    is over, before a replacement has come for a vehicle out of order, or before a vehicle is there:
    `fleet` is how many each organisation has at a base, by type, and `energy` what they hold (see
    Pool). The rule for late visits is asked
    when the next visit is foreseen to be late by more than `late_tolerance_min`, and before leaving
    for one that will be. At a door, in this order: a cancelled visit ends after a short stay; a
    carer later than the latest start by more than `given_up_when_late_min` gives it up
    (`too_late`); a carer of two meets the other (see Meeting) or leaves the visit missed
    (`partner_absent`); then the earliest start is awaited. The break lies where the plan has it: on
    arrival at the next door (or at the base), if it can begin there by `break_latest_s`, else
    before the way there, at once, and not before `break_earliest_s`. Who is back at the base stands
    by until the shift is over.

    A visit that is asked for at short notice goes to whoever of the client's team has the gap with
    least extra travel, and is missed (`nobody_free`) where none has. Alarms go by their rule;
    `alarm_organisation` is, by alarm, whose carers may answer it (NOBODY: the patrol).

    Raises
    ------
    RuntimeError
        A round did not come to its end.
    """
    clock = simpy.Environment()
    decisions: list[Decision] = []
    vehicles = pools(clock, fleet, energy, decisions)
    carers = [
        _carer(planned, plan.named, population, staffing, vehicles) for planned in plan.rounds
    ]
    world = World(
        clock=clock,
        travel=travel_of_day(travel, disturbance),
        visits=visit_facts(population, disturbance, _rows(plan, disturbance)),
        alarms=alarm_facts(population, disturbance),
        carers=carers,
        teams=_teams(carers),
        team_of={
            client: (team.organisation, team.team)
            for team in plan.teams
            for client in team.clients.tolist()
        },
        meetings=_meetings(clock, plan, population, staffing),
        alarm_organisation=alarm_organisation,
        rules=rules,
        parameters=parameters,
        tolerance_s=_seconds(parameters.late_tolerance_min),
        given_up_when_late_s=_seconds(staffing.given_up_when_late_min),
        cancelled_stay_s=_seconds(staffing.cancelled_stay_min),
        decisions=decisions,
    )
    patrol = Patrol(clock, world.travel, world.alarms, patrol_base, parameters.patrol_units_by_hour)
    _morning(world, disturbance, rested_s)
    for parts in _parts_by_carer(carers):
        process = clock.process(working_day(world, parts))
        for carer in parts:
            carer.process = process
    clock.process(_short_notice(world, disturbance))
    clock.process(_alarms(world, patrol))
    clock.run()
    return _record(disturbance.day, plan, world, patrol, vehicles.values())


def _morning(world: World, disturbance: Disturbance, rested_s: Mapping[int, int]) -> None:
    """Strike off who is in hospital, and deal with who is sick and with what does not start."""
    delay_s = _seconds(world.parameters.replacement_vehicle_min)
    sick: dict[int, list[Carer]] = defaultdict(list)
    for parts in _parts_by_carer(world.carers):
        first = min(
            ((it.visit, it.carer) for each in parts for it in each.planned.stops), default=None
        )
        for carer in parts:
            struck = [
                it
                for it in carer.tasks
                if type(it) is Stop and world.visits[it.visit].is_in_hospital
            ]
            for stop in struck:
                carer.tasks.remove(stop)
                given_up(world, carer, stop, "in_hospital")
        if first is None:
            continue
        if disturbance.is_sick[first]:
            sick[parts[0].planned.round] = parts
        parts[0].leave_s += int(disturbance.late_start_s[first])
        parts[0].leave_s = max(parts[0].leave_s, rested_s.get(parts[0].carer, 0))
        if disturbance.is_out_of_order[first] and parts[0].pool is not None:
            parts[0].leave_s += delay_s
            number = parts[0].planned.round
            world.decide("vehicles", "replacement", from_round=number, to_round=number)
    absent = [carer for parts in sick.values() for carer in parts]
    ABSENCES[world.rules.absences](world, sorted(absent, key=attrgetter("planned.round")))


def _short_notice(world: World, disturbance: Disturbance) -> Process:
    """Visits of today that nobody planned, as they are asked for."""
    told_s = disturbance.told_s
    rows = np.flatnonzero(disturbance.is_extra)
    for visit in rows[np.argsort(told_s[rows], kind="stable")].tolist():
        if told_s[visit] > world.clock.now:
            yield world.clock.timeout(int(told_s[visit] - world.clock.now))
        asked = world.visits[visit]
        team = world.team_of[asked.client]
        stop = Stop(visit, 0, asked.earliest_s)
        found = best_gap(world, world.teams[team], visit)
        if found is None:
            world.decide("short_notice", "nobody", stop=stop)
            world.undone.append(undone(world, stop, *team, NOBODY, "nobody_free"))
            continue
        carer, gap = found
        world.decide("short_notice", "fit_in", stop=stop, to_round=gap.round)
        world.moved_from[visit, 0] = NOBODY
        fit_in(world, carer, gap, Stop(visit, 0, gap.start_s))


def _alarms(world: World, patrol: Patrol) -> Process:
    """Alarms as they ring."""
    answer = ALARMS[world.rules.alarms]
    for alarm, rung_s in enumerate(world.alarms.rung_s):
        if rung_s > world.clock.now:
            yield world.clock.timeout(rung_s - world.clock.now)
        answer(world, patrol, alarm)


def _record(day: int, plan: Plan, world: World, patrol: Patrol, vehicles: Iterable[Pool]) -> Day:
    """The journals in the plan's order, then what nobody came to."""
    unfinished = [str(it.planned.round) for it in world.carers if not it.is_over]
    if unfinished:
        raise RuntimeError(f"day {day}: rounds that never came to their end: {unfinished}")
    answered = {it.alarm for it in (*world.answered, *patrol.answered)}
    if len(answered) < len(world.alarms.rung_s):
        raise RuntimeError(f"day {day}: alarms that nobody answers: there is no patrol")
    left_out = [
        undone(
            world, Stop(it.visit, it.carer, NEVER_S), it.organisation, it.team, NOBODY, "unserved"
        )
        for it in plan.unserved
    ]
    return Day(
        day=day,
        legs=tuple(leg for carer in world.carers for leg in carer.legs),
        visits=(
            *(visit for carer in world.carers for visit in carer.visits),
            *sorted([*world.undone, *left_out], key=attrgetter("visit", "carer")),
        ),
        rounds=tuple(carer.ended for carer in world.carers if carer.ended is not None),
        patrol=tuple(sorted(patrol.legs, key=attrgetter("round", "sequence"))),
        alarms=tuple(
            sorted([*world.answered, *patrol.answered], key=attrgetter("alarm", "responder"))
        ),
        decisions=tuple(world.decisions),
        charging=tuple(
            sorted(
                (row for pool in vehicles for row in pool.evening()),
                key=attrgetter("arrive_s", "vehicle", "end_s"),
            )
        ),
    )


def _rows(plan: Plan, disturbance: Disturbance) -> Ints:
    """Rows of the visits that are planned, left out by the plan, or asked for at short notice."""
    rows = [stop.visit for planned in plan.rounds for stop in planned.stops]
    rows += [it.visit for it in plan.unserved]
    extra = np.flatnonzero(disturbance.is_extra)
    return np.unique(np.concatenate([np.array(rows, dtype=np.int64), extra]))


def _carer(
    planned: Round,
    named: int | None,
    population: Population,
    staffing: StaffingParameters,
    pools: Mapping[tuple[int, int, str], Pool],
) -> Carer:
    """A carer at the base with a planned round, the break in its place among the stops."""
    hours = _hours(staffing)[planned.shift, planned.part]
    tasks: deque[Task] = deque(planned.stops)
    if planned.break_before >= 0:
        tasks.insert(planned.break_before, BREAK)
    base = len(population.buildings.x_m) + planned.premise
    return Carer(
        planned=planned,
        carer=planned.carer,
        is_substitute=named is not None and planned.carer >= named,
        hours=hours,
        base=base,
        leave_s=planned.leave_s,
        pool=pools.get((planned.organisation, planned.premise, planned.vehicle_type)),
        tasks=tasks,
        place=base,
    )


@functools.lru_cache(maxsize=8)
def _hours(staffing: StaffingParameters) -> dict[tuple[str, int], ShiftPart]:
    """Hours by shift and number of its part."""
    return {
        (shift.name, number): part
        for shift in staffing.shifts
        for number, part in enumerate(shift.parts)
    }


def _teams(carers: Iterable[Carer]) -> dict[tuple[int, int], list[Carer]]:
    """Carers of each team."""
    teams: dict[tuple[int, int], list[Carer]] = defaultdict(list)
    for carer in carers:
        teams[carer.team].append(carer)
    return teams


def _meetings(
    clock: simpy.Environment, plan: Plan, population: Population, staffing: StaffingParameters
) -> dict[int, Meeting]:
    """A meeting for each visit of two carers; it is off where no round holds one of the two.

    It is agreed for the later of the starts that are planned for the two.
    """
    visits = population.visits
    carers, earliest_s = visits.carers.tolist(), visits.earliest_s.tolist()
    starts_s: dict[int, list[int]] = {}
    for planned in plan.rounds:
        for stop in planned.stops:
            if carers[stop.visit] == 2:
                starts_s.setdefault(stop.visit, [earliest_s[stop.visit]]).append(stop.start_s)
    patience_s = _seconds(staffing.two_carer_patience_min)
    meetings = {}
    for visit, planned_s in starts_s.items():
        meetings[visit] = Meeting(clock, max(planned_s), patience_s)
        if len(planned_s) <= carers[visit]:
            meetings[visit].call_off()
    return meetings


def _parts_by_carer(carers: Iterable[Carer]) -> list[list[Carer]]:
    """The rounds of each carer in the order of their shift's parts; not those of who never came."""
    by_carer: dict[int, list[Carer]] = {}
    for carer in carers:
        if not carer.is_over:
            by_carer.setdefault(carer.carer, []).append(carer)
    return [sorted(own, key=attrgetter("planned.part")) for own in by_carer.values()]


def _seconds(minutes: float) -> int:
    """Minutes as whole seconds."""
    return round(minutes * SECONDS_PER_MINUTE)
