"""When carers are free, leave, rest and are ready, by the ends that the record itself gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ruttsim.audit.given import NOBODY, seconds
from ruttsim.audit.rest import break_legs
from ruttsim.audit.ways import Taken, Ways, mode_numbers, taken
from ruttsim.units import LATER

if TYPE_CHECKING:
    from ruttsim.audit.given import Given
    from ruttsim.audit.morning import Morning
    from ruttsim.audit.record import Record
    from ruttsim.audit.stops import Stops
    from ruttsim.domain.arrays import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Timing:
    """What should be true of each leg and each round; index = row.

    `free_s` is when all before a leg is done, `goes_s` when its carer begins with it (a vehicle
    is there; for legs from the base the record's own time), `depart_s` after a break before the
    way. `arrives_s` and `ready_s` (after a break on arrival) follow. `is_late` is asked before the
    break: whether the visit would be late by more than is tolerated. Breaks are -1 where the round
    has none. `is_uncalled` are legs that only a call explains, without one.
    """

    ways: Ways
    free_s: Ints
    goes_s: Ints
    depart_s: Ints
    taken: Taken
    ready_s: Ints
    is_late: Bools
    break_start_s: Ints
    break_end_s: Ints
    is_uncalled: Bools


def places(record: Record, given: Given) -> tuple[Ints, Ints]:
    """Where each leg should start and end."""
    population, legs = given.population, record.legs
    base = record.planned["premise"] + len(population.buildings.x_m)
    to_place = base[record.round_of_leg]
    there, is_alarm = np.flatnonzero(legs["visit"] >= 0), legs["alarm"] >= 0
    client = population.visits.client[legs["visit"][there]]
    to_place[there] = population.clients.building[client]
    holder = given.disturbance.alarms.client[legs["alarm"][is_alarm]]
    to_place[is_alarm] = population.holder_building[holder]
    from_place = np.empty_like(to_place)
    from_place[1:] = to_place[:-1]
    from_place[record.first_leg] = base
    return from_place, to_place


def factors(record: Record, given: Given) -> Floats:
    """The factor of each leg: of the visit and carer that it leads to."""
    legs, drawn = record.legs, given.disturbance.leg_factor
    carer = np.zeros(len(record.round_of_leg), dtype=np.int64)
    carer[record.leg_of_visit] = record.visits["carer"][: record.held]
    factor = np.ones(len(carer))
    there = np.flatnonzero(legs["visit"] >= 0)
    factor[there] = drawn[legs["visit"][there], carer[there]]
    return factor


def timing(record: Record, given: Given, morning: Morning, stops: Stops) -> Timing:
    """All times that follow from the record's own beginnings and ends of visits and alarms."""
    legs, planned = record.legs, record.planned
    mode = mode_numbers(given, planned["mode"])[record.round_of_leg]
    ways = Ways(mode, *places(record, given), factors(record, given))
    ready_s = legs["arrive_s"] + legs["stop_s"]
    row, leg = break_legs(record, stops)
    leaves_s, calls = _leaves_s(record, morning), _calls(record)
    free_s, goes_s = _goes_s(record, leaves_s, ready_s, calls)
    first = taken(given, ways, goes_s)
    is_at_door = (
        goes_s[leg] + first.drive_s[leg] + first.stop_s[leg] <= planned["break_latest_s"][row]
    )
    start_s = np.where(is_at_door, ready_s[leg], goes_s[leg])
    start_s = np.maximum(start_s, planned["break_earliest_s"][row])
    end_s = start_s + record.break_s[row]
    ready_s[leg[is_at_door]] = end_s[is_at_door]
    without_breaks_s = goes_s
    free_s, goes_s = _goes_s(record, leaves_s, ready_s, calls)
    _correct(first, given, ways, goes_s, goes_s != without_breaks_s)
    depart_s = goes_s.copy()
    depart_s[leg[~is_at_door]] = end_s[~is_at_door]
    visits = given.population.visits
    visit = legs["visit"]
    late_s = visits.latest_s[visit] + seconds(given.parameters.late_tolerance_min)
    is_late = (visit >= 0) & (goes_s + first.drive_s + first.stop_s > late_s)
    _correct(first, given, ways, legs["depart_s"], legs["depart_s"] != goes_s)
    break_start_s, break_end_s = np.full((2, len(record.first_leg)), NOBODY)
    break_start_s[row], break_end_s[row] = start_s, end_s
    return Timing(
        ways=ways,
        free_s=free_s,
        goes_s=goes_s,
        depart_s=depart_s,
        taken=first,
        ready_s=ready_s,
        is_late=is_late,
        break_start_s=break_start_s,
        break_end_s=break_end_s,
        is_uncalled=_uncalled(record, given, ready_s, goes_s, calls),
    )


def _correct(of_legs: Taken, given: Given, ways: Ways, depart_s: Ints, is_other: Bools) -> None:
    """Write what some of the legs take, which depart otherwise than was thought."""
    rows = np.flatnonzero(is_other)
    if len(rows):
        others = taken(given, ways.of(rows), depart_s[rows])
        for column, other in zip(of_legs, others, strict=True):
            column[rows] = other


class _Calls(NamedTuple):
    """Legs on which it takes a call to go on, and the last one in time; at -1: none."""

    leg: Ints
    at_s: Ints


def _calls(record: Record) -> _Calls:
    """All of them; time is until the next leg departs."""
    waits = np.flatnonzero(record.is_left | record.is_to_base)
    waits = waits[waits != record.last_leg[record.round_of_leg[waits]]]
    keys, its_round = record.call_key, record.round_of_leg[waits]
    until = its_round * LATER + record.legs["depart_s"][waits + 1]
    last = np.append(keys, -1)[np.searchsorted(keys, until, side="right") - 1]
    return _Calls(waits, np.where(last // LATER == its_round, last % LATER, -1))


def _goes_s(record: Record, leaves_s: Ints, ready_s: Ints, calls: _Calls) -> tuple[Ints, Ints]:
    """When each leg's carer has done what comes before it, and when the carer begins with it."""
    legs = record.legs
    done_s = ready_s.copy()
    done_s[record.leg_of_visit] = record.visits["end_s"][: record.held]
    done_s[record.leg_of_alarm] = record.alarms["end_s"][record.own_alarms]
    done_s[calls.leg] = np.maximum(ready_s[calls.leg], calls.at_s)
    free_s = np.empty_like(done_s)
    free_s[1:] = done_s[:-1]
    free_s[record.first_leg] = leaves_s
    goes_s = free_s.copy()
    goes_s[record.first_leg] = record.rounds["leave_s"]
    from_base = calls.leg[record.is_to_base[calls.leg]] + 1
    goes_s[from_base] = legs["depart_s"][from_base]
    return free_s, goes_s


def _leaves_s(record: Record, morning: Morning) -> Ints:
    """When each round may leave: late as drawn, and when its carer's earlier part is over.

    That is when it is back, and not before its shift has ended.
    """
    leaves_s, before = morning.leaves_s[morning.is_worked], morning.before[morning.is_worked]
    later = np.flatnonzero(before >= 0)
    earlier = record.row_of_plan[before[later]]
    back_s = np.maximum(record.rounds["return_s"][earlier], record.shift_end_s[earlier])
    leaves_s[later] = np.maximum(leaves_s[later], back_s)
    return leaves_s


def _uncalled(record: Record, given: Given, ready_s: Ints, goes_s: Ints, calls: _Calls) -> Bools:
    """Legs after which a carer went on without being called, or when it was too late to call.

    Who is at a door can be called away until the visit begins, who stands by until the shift ends.
    """
    waits, visits, visit = calls.leg, given.population.visits, record.legs["visit"]
    its, there_s = visit[waits], ready_s[waits]
    late_s = seconds(given.staffing.given_up_when_late_min)
    is_open = ~given.disturbance.is_cancelled[its] & (there_s <= visits.latest_s[its] + late_s)
    starts_s = np.where(is_open, np.maximum(there_s, visits.earliest_s[its]), there_s)
    stands_by_s = np.maximum(record.shift_end_s[record.round_of_leg[waits]], there_s)
    until_s = np.where(its >= 0, starts_s - 1, stands_by_s)
    is_wrong = (calls.at_s < goes_s[waits]) | (calls.at_s > until_s)
    found = record.is_left & (visits.carers[visit] > 1)
    found[waits[is_wrong | (calls.at_s < 0)]] = True
    return found
