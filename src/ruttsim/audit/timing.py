"""When carers are free, leave, rest and are ready, by the ends that the record itself gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.audit.given import NOBODY, seconds
from ruttsim.audit.record import LATER
from ruttsim.audit.rest import break_legs
from ruttsim.audit.ways import Taken, Ways, taken

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
    premises = np.array([it.premise for it in record.planned], dtype=np.int64)
    base = premises + len(population.buildings.x_m)
    to_place = base[record.round_of_leg]
    is_visit, is_alarm = legs["visit"] >= 0, legs["alarm"] >= 0
    client = population.visits.client[legs["visit"][is_visit]]
    to_place[is_visit] = population.clients.building[client]
    holder = given.disturbance.alarms.client[legs["alarm"][is_alarm]]
    to_place[is_alarm] = population.holder_building[holder]
    from_place = np.roll(to_place, 1)
    from_place[record.first_leg] = base
    return from_place, to_place


def factors(record: Record, given: Given) -> Floats:
    """The factor of each leg: of the visit and carer that it leads to."""
    legs, drawn = record.legs, given.disturbance.leg_factor
    carer = np.zeros(len(record.round_of_leg), dtype=np.int64)
    carer[record.leg_of_visit] = record.visits["carer"][: record.held]
    factor = np.ones(len(carer))
    is_visit = legs["visit"] >= 0
    factor[is_visit] = drawn[legs["visit"][is_visit], carer[is_visit]]
    return factor


def timing(record: Record, given: Given, morning: Morning, stops: Stops) -> Timing:
    """All times that follow from the record's own beginnings and ends of visits and alarms."""
    legs = record.legs
    mode = np.array([it.mode for it in record.planned], dtype=np.str_)[record.round_of_leg]
    ways = Ways(mode, *places(record, given), factors(record, given))
    ready_s = legs["arrive_s"] + legs["stop_s"]
    row, leg = break_legs(record, stops, given)
    leaves_s = _leaves_s(record, morning)
    goes_s = _goes_s(record, leaves_s, ready_s)[1]
    drive_s, _, stop_s = taken(given, ways.of(leg), goes_s[leg])
    planned = [record.planned[it] for it in row.tolist()]
    earliest_s = np.array([it.break_earliest_s for it in planned], dtype=np.int64)
    latest_s = np.array([it.break_latest_s for it in planned], dtype=np.int64)
    lasts_s = np.array([record.hours[it].break_s for it in row.tolist()], dtype=np.int64)
    is_at_door = goes_s[leg] + drive_s + stop_s <= latest_s
    start_s = np.maximum(np.where(is_at_door, ready_s[leg], goes_s[leg]), earliest_s)
    ready_s[leg[is_at_door]] = (start_s + lasts_s)[is_at_door]
    free_s, goes_s = _goes_s(record, leaves_s, ready_s)
    depart_s = goes_s.copy()
    depart_s[leg[~is_at_door]] = (start_s + lasts_s)[~is_at_door]
    first = taken(given, ways, goes_s)
    visits = given.population.visits
    visit = legs["visit"]
    late_s = visits.latest_s[visit] + seconds(given.parameters.late_tolerance_min)
    is_late = (visit >= 0) & (goes_s + first.drive_s + first.stop_s > late_s)
    again = np.flatnonzero(legs["depart_s"] != goes_s)
    for column, other in zip(
        first, taken(given, ways.of(again), legs["depart_s"][again]), strict=True
    ):
        column[again] = other
    break_start_s, break_end_s = np.full((2, len(record.planned)), NOBODY)
    break_start_s[row], break_end_s[row] = start_s, start_s + lasts_s
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
        is_uncalled=_uncalled(record, given, ready_s, goes_s),
    )


def _goes_s(record: Record, leaves_s: Ints, ready_s: Ints) -> tuple[Ints, Ints]:
    """When each leg's carer has done what comes before it, and when the carer begins with it."""
    legs, rounds = record.legs, record.rounds
    done_s = ready_s.copy()
    done_s[record.leg_of_visit] = record.visits["end_s"][: record.held]
    done_s[record.leg_of_alarm] = record.alarms["end_s"][record.own_alarms]
    waits = np.flatnonzero(record.is_left | record.is_to_base)
    waits = waits[waits != record.last_leg[record.round_of_leg[waits]]]
    _, called_s = _last_call(record, waits, legs["depart_s"][waits + 1])
    done_s[waits] = np.maximum(ready_s[waits], called_s)
    free_s = np.roll(done_s, 1)
    free_s[record.first_leg] = leaves_s
    goes_s = free_s.copy()
    goes_s[record.first_leg] = rounds["leave_s"]
    from_base = np.flatnonzero(record.is_to_base[:-1]) + 1
    from_base = from_base[from_base != record.first_leg[record.round_of_leg[from_base]]]
    goes_s[from_base] = legs["depart_s"][from_base]
    return free_s, goes_s


def _last_call(record: Record, leg: Ints, until_s: Ints) -> tuple[Bools, Ints]:
    """The last call to the round of each leg until a time; -1: none."""
    keys = record.call_key
    its_round = record.round_of_leg[leg]
    at = np.searchsorted(keys, its_round * LATER + until_s, side="right") - 1
    is_called = at >= 0
    is_called[is_called] = keys[at[is_called]] // LATER == its_round[is_called]
    called_s = np.full(len(leg), -1)
    called_s[is_called] = keys[at[is_called]] % LATER
    return is_called, called_s


def _leaves_s(record: Record, morning: Morning) -> Ints:
    """When each round may leave: late as drawn, and when its carer's earlier part is over.

    That is when it is back, and not before its shift has ended.
    """
    leaves_s = []
    for it in record.planned:
        leave_s = morning.leaves_s[it.round]
        before = morning.round_before.get(it.round)
        if before is not None:
            row = record.row_of_round[before.round]
            back_s = int(record.rounds["return_s"][row])
            leave_s = max(leave_s, back_s, record.hours[row].end_s)
        leaves_s.append(leave_s)
    return np.array(leaves_s, dtype=np.int64)


def _uncalled(record: Record, given: Given, ready_s: Ints, goes_s: Ints) -> Bools:
    """Legs after which a carer went on without being called, or when it was too late to call.

    Who is at a door can be called away until the visit begins, who stands by until the shift ends.
    """
    legs = record.legs
    waits = np.flatnonzero(record.is_left | record.is_to_base)
    waits = waits[waits != record.last_leg[record.round_of_leg[waits]]]
    is_called, called_s = _last_call(record, waits, legs["depart_s"][waits + 1])
    visits, visit = given.population.visits, legs["visit"][waits]
    is_open = ~given.disturbance.is_cancelled[visit]
    late_s = seconds(given.staffing.given_up_when_late_min)
    is_open &= ready_s[waits] <= visits.latest_s[visit] + late_s
    starts_s = np.where(
        is_open, np.maximum(ready_s[waits], visits.earliest_s[visit]), ready_s[waits]
    )
    shift_end_s = np.array([it.end_s for it in record.hours], dtype=np.int64)
    until_s = np.where(
        visit >= 0,
        starts_s - 1,
        np.maximum(shift_end_s[record.round_of_leg[waits]], ready_s[waits]),
    )
    is_wrong = ~is_called | (called_s < goes_s[waits]) | (called_s > until_s)
    found = np.zeros(len(ready_s), dtype=np.bool_)
    found[waits[is_wrong]] = True
    found |= record.is_left & (visits.carers[legs["visit"]] > 1)
    return found
