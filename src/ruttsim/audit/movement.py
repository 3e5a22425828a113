"""Whether rounds are continuous in place and time, and travel is what the matrices say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim.audit.case import integers
from ruttsim.domain.travel import AFTERNOON_PEAK, EVENING, FREE_FLOW, MIDDAY, MORNING_PEAK, PERIODS
from ruttsim.units import DM_PER_METRE, MS_PER_SECOND, SECONDS_PER_HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruttsim.audit.case import Case, Contradiction
    from ruttsim.domain.arrays import Ints


def movement_in_place(case: Case) -> Iterator[Contradiction]:
    """Legs lead from the base along the homes of the planned clients to the base."""
    from_place, to_place = _places(case)
    yield "leg starts where its round is not", "legs", case.legs["from_place"] != from_place
    yield "leg ends where its visit or base is not", "legs", case.legs["to_place"] != to_place


def movement_in_time(case: Case) -> Iterator[Contradiction]:
    """One thing begins when the one before it, and the break between them, has ended."""
    legs, visits, rounds = case.legs, case.visits, case.rounds
    pause_s = np.zeros(len(legs["depart_s"]), dtype=np.int64)
    rests = case.break_after >= 0
    pause_s[(case.first_leg + case.break_after)[rests]] = case.break_s[rests]
    depart_s = _free_s(case) + pause_s
    at_door_s = legs["arrive_s"] + legs["stop_s"]
    ready_s = np.full(len(visits["ready_s"]), -1)
    ready_s[: case.stops] = at_door_s[case.leg_of_stop]
    yield "leg does not depart when its carer is free", "legs", legs["depart_s"] != depart_s
    yield "carer is not ready on arrival", "visits", visits["ready_s"] != ready_s
    yield "round is not back on arrival", "rounds", rounds["return_s"] != at_door_s[case.last_leg]
    yield "round is back before it left", "rounds", rounds["return_s"] < rounds["leave_s"]
    yield "round leaves at a wrong time", "rounds", rounds["leave_s"] != _leave_s(case)


def breaks(case: Case) -> Iterator[Contradiction]:
    """The planned break, and no other, is taken in its place and has its length."""
    rests = case.break_after >= 0
    start_s = np.full(len(rests), -1)
    start_s[rests] = _free_s(case)[(case.first_leg + case.break_after)[rests]]
    end_s = np.where(rests, start_s + case.break_s, -1)
    yield "break starts at a wrong time", "rounds", case.rounds["break_start_s"] != start_s
    yield "break has a wrong length", "rounds", case.rounds["break_end_s"] != end_s


def movement_itself(case: Case) -> Iterator[Contradiction]:
    """Every leg has the time and distance of its matrix, and every stop the time of its place."""
    legs, visits = case.legs, case.visits
    from_place, to_place = _places(case)
    mode = np.array([each.mode for each in case.plan.rounds])[case.round_of_leg]
    period = _period(legs["depart_s"], case)
    time_ms, distance_dm, stop_s = np.zeros((3, len(mode)), dtype=np.int64)
    for name, arrival_s in case.stop_times.arrival_s.items():
        stop_s[mode == name] = arrival_s[to_place[mode == name]]
        for code in np.unique(period[mode == name]).tolist():
            chosen = (mode == name) & (period == code)
            pairs = from_place[chosen], to_place[chosen]
            key = (name, PERIODS[code])
            matrix = case.matrices[key if key in case.matrices else (name, FREE_FLOW)]
            time_ms[chosen], distance_dm[chosen] = matrix.time_ms[pairs], matrix.distance_dm[pairs]
    is_next_door = from_place == to_place
    stop_s[is_next_door] = case.stop_times.next_door_s[to_place[is_next_door]]
    factor = np.ones(len(mode))
    row, carer = visits["visit"][: case.stops], visits["carer"][: case.stops]
    factor[case.leg_of_stop] = case.disturbance.leg_factor[row, carer]
    drive_s = np.rint(time_ms * factor / MS_PER_SECOND)
    is_otherwise = legs["arrive_s"] - legs["depart_s"] != drive_s
    yield "leg lasts otherwise than its matrix says", "legs", is_otherwise
    is_otherwise = case.distance_m != distance_dm / DM_PER_METRE
    yield "leg is not as long as its matrix says", "legs", is_otherwise
    yield "stop lasts otherwise than at its place", "legs", legs["stop_s"] != stop_s


def _places(case: Case) -> tuple[Ints, Ints]:
    """Where each leg should start and end."""
    population = case.population
    base = integers(each.premise for each in case.plan.rounds) + len(population.buildings.x_m)
    client = population.visits.client[case.visits["visit"][: case.stops]]
    to_place = base[case.round_of_leg]
    to_place[case.leg_of_stop] = population.clients.building[client]
    from_place = np.roll(to_place, 1)
    from_place[case.first_leg] = base
    return from_place, to_place


def _free_s(case: Case) -> Ints:
    """When the carer of each leg has done what came before it, the break apart."""
    free_s = np.empty(len(case.round_of_leg), dtype=np.int64)
    free_s[case.first_leg] = case.rounds["leave_s"]
    free_s[case.leg_of_stop + 1] = case.visits["end_s"][: case.stops]
    return free_s


def _leave_s(case: Case) -> Ints:
    """When each round should leave: as planned, or when its carer is back from the part before."""
    leave_s = integers(each.leave_s for each in case.plan.rounds)
    back_s: dict[int, int] = {}
    for row in sorted(range(len(leave_s)), key=lambda row: case.plan.rounds[row].part):
        carer = case.plan.rounds[row].carer
        leave_s[row] = max(leave_s[row], back_s.get(carer, 0))
        back_s[carer] = int(case.rounds["return_s"][row])
    return leave_s


def _period(depart_s: Ints, case: Case) -> Ints:
    """The period in which each leg departs, as an index of PERIODS."""
    parameters = case.travel
    period = np.full(len(depart_s), PERIODS.index(EVENING), dtype=np.int64)
    for name, start_h, end_h in (
        (MORNING_PEAK, parameters.morning_peak_start_h, parameters.morning_peak_end_h),
        (MIDDAY, parameters.morning_peak_end_h, parameters.afternoon_peak_start_h),
        (AFTERNOON_PEAK, parameters.afternoon_peak_start_h, parameters.afternoon_peak_end_h),
    ):
        start_s, end_s = round(start_h * SECONDS_PER_HOUR), round(end_h * SECONDS_PER_HOUR)
        period[(start_s <= depart_s) & (depart_s < end_s)] = PERIODS.index(name)
    return period
