"""One planned day, lived through with its disturbance; computes nothing but the record of it."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, repeat
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np
import simpy

from ruttsim.domain.day import Day
from ruttsim.domain.planning import Stop
from ruttsim.simulate.absences import ABSENCES
from ruttsim.simulate.alarms import ALARMS
from ruttsim.simulate.dispatch import best_gap, fit_in
from ruttsim.simulate.facts import Due, alarm_facts, due
from ruttsim.simulate.journal import Journals
from ruttsim.simulate.meeting import Meeting
from ruttsim.simulate.movement import travel_of_day
from ruttsim.simulate.patrol import Patrol
from ruttsim.simulate.undone import given_up, undone
from ruttsim.simulate.vehicles import pools
from ruttsim.simulate.working import working_day
from ruttsim.simulate.world import BREAK, NEVER_S, NOBODY, Carer, Process, Task, World
from ruttsim.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from ruttsim.domain.day import Decision
    from ruttsim.domain.demand import Disturbance, Population
    from ruttsim.domain.energy import MorningEnergy
    from ruttsim.domain.parameters import DayParameters, StaffingParameters
    from ruttsim.domain.planning import Plan
    from ruttsim.domain.rules import DayRules
    from ruttsim.simulate.movement import Travel
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
    ways = travel_of_day(travel, disturbance)
    stops, unserved, extra = _due(plan, population, disturbance)
    carers = _carers(plan, stops, len(population.buildings.x_m), staffing, vehicles, ways)
    world = World(
        clock=clock,
        travel=ways,
        alarms=alarm_facts(population, disturbance),
        carers=carers,
        teams=_teams(carers),
        team_of={
            client: (team.organisation, team.team)
            for team in plan.teams
            if not team.is_of_night
            for client in team.clients.tolist()
        },
        meetings=_meetings(clock, stops, staffing),
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
    clock.process(_short_notice(world, extra, disturbance, population))
    clock.process(_alarms(world, patrol))
    clock.run()
    return _record(disturbance.day, plan, unserved, population, world, patrol, vehicles.values())


def _morning(world: World, disturbance: Disturbance, rested_s: Mapping[int, int]) -> None:
    """Strike off who is in hospital, and deal with who is sick and with what does not start."""
    delay_s = _seconds(world.parameters.replacement_vehicle_min)
    sick: dict[int, list[Carer]] = defaultdict(list)
    for parts in _parts_by_carer(world.carers):
        stops = [it for carer in parts for it in carer.tasks if type(it) is Due]
        for carer in parts if any(it.is_in_hospital for it in stops) else ():
            for stop in [it for it in carer.tasks if type(it) is Due and it.is_in_hospital]:
                carer.tasks.remove(stop)
                given_up(world, carer, stop, "in_hospital")
        first = min(stops, default=None)
        if first is None:
            continue
        first_part = first.visit, first.carer
        if disturbance.is_sick[first_part]:
            sick[parts[0].planned.round] = parts
        parts[0].leave_s += int(disturbance.late_start_s[first_part])
        parts[0].leave_s = max(parts[0].leave_s, rested_s.get(parts[0].carer, 0))
        if disturbance.is_out_of_order[first_part] and parts[0].pool is not None:
            parts[0].leave_s += delay_s
            number = parts[0].planned.round
            world.decide("vehicles", "replacement", from_round=number, to_round=number)
    absent = [carer for parts in sick.values() for carer in parts]
    ABSENCES[world.rules.absences](world, sorted(absent, key=attrgetter("planned.round")))


def _short_notice(
    world: World, extra: Sequence[Due], disturbance: Disturbance, population: Population
) -> Process:
    """Visits of today that nobody planned, as they are asked for."""
    for stop in extra:
        told_s = int(disturbance.told_s[stop.visit])
        if told_s > world.clock.now:
            yield world.clock.timeout(told_s - world.clock.now)
        team = world.team_of[int(population.visits.client[stop.visit])]
        found = best_gap(world, world.teams[team], stop)
        if found is None:
            world.decide("short_notice", "nobody", stop=stop)
            world.undone.append(undone(stop, *team, NOBODY, "nobody_free"))
            continue
        carer, gap = found
        world.decide("short_notice", "fit_in", stop=stop, to_round=gap.round)
        world.moved_from[stop.visit, 0] = NOBODY
        fit_in(world, carer, gap, stop._replace(start_s=gap.start_s))


def _alarms(world: World, patrol: Patrol) -> Process:
    """Alarms as they ring."""
    answer = ALARMS[world.rules.alarms]
    for alarm, rung_s in enumerate(world.alarms.rung_s):
        if rung_s > world.clock.now:
            yield world.clock.timeout(rung_s - world.clock.now)
        answer(world, patrol, alarm)


def _record(
    day: int,
    plan: Plan,
    unserved: Sequence[Due],
    population: Population,
    world: World,
    patrol: Patrol,
    vehicles: Iterable[Pool],
) -> Day:
    """The journals in the plan's order, then what nobody came to."""
    unfinished = [str(it.planned.round) for it in world.carers if not it.is_over]
    if unfinished:
        raise RuntimeError(f"day {day}: rounds that never came to their end: {unfinished}")
    answered = {it.alarm for it in (*world.answered, *patrol.answered)}
    if len(answered) < len(world.alarms.rung_s):
        raise RuntimeError(f"day {day}: alarms that nobody answers: there is no patrol")
    left_out = [
        undone(stop, it.organisation, it.team, NOBODY, "unserved")
        for stop, it in zip(unserved, plan.unserved, strict=True)
    ]
    journals = Journals(world.carers)
    nobodys = sorted([*world.undone, *left_out])
    return Day(
        day=day,
        legs=journals.legs(population, world.alarms, world.travel.tables),
        visits=journals.visits(population, nobodys, world.moved_from),
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


def _due(
    plan: Plan, population: Population, disturbance: Disturbance
) -> tuple[list[Due], list[Due], list[Due]]:
    """The day's stops: of the rounds in their order, left out by the plan, asked for in the day."""
    stops = [stop for planned in plan.rounds for stop in planned.stops]
    left_out = [Stop(it.visit, it.carer, NEVER_S) for it in plan.unserved]
    rows = np.flatnonzero(disturbance.is_extra)
    rows = rows[np.argsort(disturbance.told_s[rows], kind="stable")]
    earliest_s = population.visits.earliest_s[rows]
    extra = list(map(Stop, rows.tolist(), repeat(0), earliest_s.tolist()))
    found = due(population, disturbance, [*stops, *left_out, *extra])
    first = len(stops) + len(left_out)
    return found[: len(stops)], found[len(stops) : first], found[first:]


def _carers(
    plan: Plan,
    stops: Sequence[Due],
    first_base: int,
    staffing: StaffingParameters,
    pools: Mapping[tuple[int, int, str], Pool],
    travel: Travel,
) -> list[Carer]:
    """A carer for each planned round, at the base, the break in its place among the stops."""
    hours = {
        (shift.name, number): part
        for shift in staffing.shifts
        for number, part in enumerate(shift.parts)
    }
    carers = []
    own = iter(stops)
    for planned in plan.rounds:
        tasks: deque[Task] = deque(islice(own, len(planned.stops)))
        if planned.break_before >= 0:
            tasks.insert(planned.break_before, BREAK)
        base = first_base + planned.premise
        carers.append(
            Carer(
                planned=planned,
                carer=planned.carer,
                is_substitute=plan.named is not None and planned.carer >= plan.named,
                hours=hours[planned.shift, planned.part],
                way=travel.ways[planned.mode],
                base=base,
                leave_s=planned.leave_s,
                pool=pools.get((planned.organisation, planned.premise, planned.vehicle_type)),
                tasks=tasks,
                place=base,
            )
        )
    return carers


def _teams(carers: Iterable[Carer]) -> dict[tuple[int, int], list[Carer]]:
    """Carers of each team."""
    teams: dict[tuple[int, int], list[Carer]] = defaultdict(list)
    for carer in carers:
        teams[carer.team].append(carer)
    return teams


def _meetings(
    clock: simpy.Environment, stops: Iterable[Due], staffing: StaffingParameters
) -> dict[int, Meeting]:
    """A meeting for each visit of two carers; it is off where no round holds one of the two.

    It is agreed for the later of the starts that are planned for the two.
    """
    parts: dict[int, list[Due]] = {}
    for stop in stops:
        if stop.carers > 1:
            parts.setdefault(stop.visit, []).append(stop)
    patience_s = _seconds(staffing.two_carer_patience_min)
    meetings = {}
    for visit, own in parts.items():
        agreed_s = max(own[0].earliest_s, *(it.start_s for it in own))
        meetings[visit] = Meeting(clock, agreed_s, patience_s)
        if len(own) < own[0].carers:
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
