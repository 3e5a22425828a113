"""One planned day, lived through with its disturbance; computes nothing but the record of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from ruttsim.domain.day import Day
from ruttsim.simulate.alarms import ALARMS
from ruttsim.simulate.batteries import CHARGING
from ruttsim.simulate.beginning import (
    meetings,
    parts_by_carer,
    planned_carers,
    seconds,
    stops_to_make,
    teams_of,
    teams_of_clients,
)
from ruttsim.simulate.clock import Clock, Nap, Sleeper
from ruttsim.simulate.columns import FOR_EVER_S, OVER_S, PLANNED_START_S, ROUND
from ruttsim.simulate.dispatch import best_gap, fit_in
from ruttsim.simulate.facts import alarm_facts
from ruttsim.simulate.journal import Journals
from ruttsim.simulate.late_visits import AHEAD, NEVER_ASKED
from ruttsim.simulate.morning import morning
from ruttsim.simulate.movement import travel_of_day
from ruttsim.simulate.patrol import Patrol
from ruttsim.simulate.undone import undone
from ruttsim.simulate.vehicles import pools
from ruttsim.simulate.working import working_day
from ruttsim.simulate.world import NOBODY, Process, World

if TYPE_CHECKING:
    from ruttsim.domain.day import Decision
    from ruttsim.domain.demand import Disturbance, Population
    from ruttsim.domain.energy import MorningEnergy
    from ruttsim.domain.parameters import DayParameters, StaffingParameters
    from ruttsim.domain.planning import Plan
    from ruttsim.domain.rules import DayRules
    from ruttsim.simulate.tables import TravelTables
    from ruttsim.simulate.vehicles import Pool

MOST_STOPS = 1 << 40
"""How many stops carers walk ahead of the clock at most."""


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
    clock = Clock()
    decisions: list[Decision] = []
    vehicles, there = pools(clock, fleet, energy, decisions, CHARGING[rules.charging])
    ways = travel_of_day(travel, disturbance)
    first_base = len(population.buildings.x_m)
    carers, states, log = planned_carers(clock, plan, first_base, ways, staffing, vehicles)
    alarms = alarm_facts(population, disturbance)
    stops, unserved, extra = stops_to_make(plan, population, disturbance, alarms)
    tolerance_s = seconds(parameters.late_tolerance_min)
    given_up_when_late_s = seconds(staffing.given_up_when_late_min)
    cancelled_stay_s = seconds(staffing.cancelled_stay_min)
    world = World(
        clock=clock,
        travel=ways,
        stops=stops,
        alarms=alarms,
        carers=carers,
        states=states,
        log=log,
        vehicles=there,
        teams=teams_of(plan, carers),
        team_of=teams_of_clients(plan, population.visits.client[disturbance.is_extra].tolist()),
        meetings=meetings(plan, population.visits, staffing),
        alarm_organisation=alarm_organisation,
        rules=rules,
        parameters=parameters,
        tolerance_s=tolerance_s,
        given_up_when_late_s=given_up_when_late_s,
        cancelled_stay_s=cancelled_stay_s,
        walking=(
            FOR_EVER_S if rules.late_visits in NEVER_ASKED else tolerance_s,
            rules.late_visits in AHEAD,
            given_up_when_late_s,
            cancelled_stay_s,
            parameters.shortest_visit_share,
            MOST_STOPS,
        ),
        decisions=decisions,
    )
    patrol = Patrol(clock, world.travel, world.alarms, patrol_base, parameters.patrol_units_by_hour)
    morning(world, plan, disturbance, rested_s)
    for parts in parts_by_carer(carers, states):
        first = parts[0]
        process = Sleeper(first.nap, working_day(world, parts), max(first.leave_s, 0))
        for carer in parts:
            carer.process = process
    clock.process(_short_notice(world, extra, disturbance, population))
    clock.process(_alarms(world, patrol))
    clock.run_out()
    for carer in carers:
        carer.rest()
    return _record(disturbance.day, plan, unserved, population, world, patrol, vehicles.values())


def _short_notice(
    world: World, extra: Sequence[int], disturbance: Disturbance, population: Population
) -> Process:
    """Visits of today that nobody planned, as they are asked for."""
    nap = Nap(world.clock, len(world.carers))
    for row in extra:
        stop = world.stops.due(row)
        told_s = int(disturbance.told_s[stop.visit])
        if told_s > world.clock.now:
            yield nap.until(told_s)
        team = world.team_of[int(population.visits.client[stop.visit])]
        gap = best_gap(world, world.teams[team], stop)
        if gap is None:
            world.decide("short_notice", "nobody", stop=stop)
            world.undone.append(undone(stop, *team, NOBODY, "nobody_free"))
            continue
        number = gap.carer.planned.round
        world.decide("short_notice", "fit_in", stop=stop, to_round=number)
        world.moved_from[stop.visit, 0] = NOBODY
        world.stops.number[row, PLANNED_START_S] = gap.start_s
        fit_in(world, gap, row)


def _alarms(world: World, patrol: Patrol) -> Process:
    """Alarms as they ring."""
    answer, nap = ALARMS[world.rules.alarms], Nap(world.clock, len(world.carers) + 1)
    for alarm, rung_s in enumerate(world.alarms.rung_s):
        if rung_s > world.clock.now:
            yield nap.until(rung_s)
        answer(world, patrol, alarm)


def _record(
    day: int,
    plan: Plan,
    unserved: Sequence[int],
    population: Population,
    world: World,
    patrol: Patrol,
    vehicles: Iterable[Pool],
) -> Day:
    """The journals in the plan's order, then what nobody came to."""
    unfinished = [
        str(it) for it in world.states[world.states[:, OVER_S] == FOR_EVER_S, ROUND].tolist()
    ]
    if unfinished:
        raise RuntimeError(f"day {day}: rounds that never came to their end: {unfinished}")
    answered = {it.alarm for it in (*world.answered, *patrol.answered)}
    if len(answered) < len(world.alarms.rung_s):
        raise RuntimeError(f"day {day}: alarms that nobody answers: there is no patrol")
    nobodys = [
        undone(world.stops.due(row), it.organisation, it.team, NOBODY, "unserved")
        for row, it in zip(unserved, plan.unserved, strict=True)
    ]
    journals = Journals(plan, world.carers, world.states, world.log)
    return Day(
        day=day,
        legs=journals.legs(population, world.alarms),
        visits=journals.visits(population, sorted([*world.undone, *nobodys]), world.moved_from),
        rounds=journals.rounds(),
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
