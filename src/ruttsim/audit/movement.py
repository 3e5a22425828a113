"""Whether rounds are continuous in place and time, and travel is what the matrices say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ruttsim.audit.case import integers
from ruttsim.domain.travel import AFTERNOON_PEAK, EVENING, FREE_FLOW, MIDDAY, MORNING_PEAK
from ruttsim.units import DM_PER_METRE, MS_PER_SECOND, SECONDS_PER_HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruttsim.audit.case import Case, Contradiction
    from ruttsim.domain.arrays import Bools, Ints
    from ruttsim.domain.parameters import TravelParameters


def movement_in_place(case: Case) -> Iterator[Contradiction]:
    """Legs lead from the base along the homes of the planned clients to the base."""
    from_place, to_place = _places(case)
    yield "leg starts where its round is not", "legs", case.legs["from_place"] != from_place
    yield "leg ends where its visit or base is not", "legs", case.legs["to_place"] != to_place


def movement_in_time(case: Case) -> Iterator[Contradiction]:
    """One thing begins when the one before it, and the break between them, has ended."""
    legs, visits, rounds = case.legs, case.visits, case.rounds
    rest = _breaks(case)
    depart_s, ready_at_s = _free_s(case), legs["arrive_s"] + legs["stop_s"]
    depart_s[rest.leg[~rest.is_on_arrival]] = rest.end_s[~rest.is_on_arrival]
    ready_at_s[rest.leg[rest.is_on_arrival]] = rest.end_s[rest.is_on_arrival]
    ready_s = np.full(len(visits["ready_s"]), -1)
    ready_s[: case.stops] = ready_at_s[case.leg_of_stop]
    yield "leg does not depart when its carer is free", "legs", legs["depart_s"] != depart_s
    yield "carer is not ready on arrival", "visits", visits["ready_s"] != ready_s
    yield "round is not back on arrival", "rounds", rounds["return_s"] != ready_at_s[case.last_leg]
    yield "round is back before it left", "rounds", rounds["return_s"] < rounds["leave_s"]
    yield "round leaves at a wrong time", "rounds", rounds["leave_s"] != _leave_s(case)


def breaks(case: Case) -> Iterator[Contradiction]:
    """The planned break, and no other, is taken in its place and has its length."""
    rest = _breaks(case)
    start_s, end_s = np.full((2, len(case.break_before)), -1)
    start_s[rest.round], end_s[rest.round] = rest.start_s, rest.end_s
    yield "break starts at a wrong time", "rounds", case.rounds["break_start_s"] != start_s
    yield "break ends at a wrong time", "rounds", case.rounds["break_end_s"] != end_s


class _Breaks(NamedTuple):
    """Breaks as they should be: row of the round, leg that leads to or follows it, times."""

    round: Ints
    leg: Ints
    is_on_arrival: Bools
    start_s: Ints
    end_s: Ints


def _breaks(case: Case) -> _Breaks:
    """On arrival at the next stop if that is in time, else before the way there."""
    row = np.flatnonzero(case.break_before >= 0)
    leg = (case.first_leg + case.break_before)[row]
    free_s = _free_s(case)
    drive_s, _, stop_s = _movement(case, free_s)
    is_on_arrival = (free_s + drive_s + stop_s)[leg] <= case.break_latest_s[row]
    at_door_s = (case.legs["arrive_s"] + case.legs["stop_s"])[leg]
    may_s = np.where(is_on_arrival, at_door_s, free_s[leg])
    start_s = np.maximum(may_s, case.break_earliest_s[row])
    return _Breaks(row, leg, is_on_arrival, start_s, start_s + case.break_s[row])


def movement_itself(case: Case) -> Iterator[Contradiction]:
    """Every leg has the time and distance of its matrix, and every stop the time of its place."""
    legs = case.legs
    drive_s, distance_dm, stop_s = _movement(case, legs["depart_s"])
    is_otherwise = legs["arrive_s"] - legs["depart_s"] != drive_s
    yield "leg lasts otherwise than its matrix says", "legs", is_otherwise
    is_otherwise = case.distance_m != distance_dm / DM_PER_METRE
    yield "leg is not as long as its matrix says", "legs", is_otherwise
    yield "stop lasts otherwise than at its place", "legs", legs["stop_s"] != stop_s


def _movement(case: Case, depart_s: Ints) -> tuple[Ints, Ints, Ints]:
    """Driving [s], distance [dm] and stop [s] of each leg, if it departed so.

    Of the period of the departure and all later ones, of which the start is awaited, the one that
    arrives first counts; of two that arrive at once, the earlier.
    """
    from_place, to_place = _places(case)
    mode = np.array([each.mode for each in case.plan.rounds])[case.round_of_leg]
    factor = np.ones(len(mode))
    row, carer = case.visits["visit"][: case.stops], case.visits["carer"][: case.stops]
    factor[case.leg_of_stop] = case.disturbance.leg_factor[row, carer]
    drive_s = np.full(len(mode), np.iinfo(np.int64).max)
    distance_dm, stop_s = np.zeros((2, len(mode)), dtype=np.int64)
    for name, arrival_s in case.stop_times.arrival_s.items():
        chosen = np.flatnonzero(mode == name)
        pairs = from_place[chosen], to_place[chosen]
        stop_s[chosen] = arrival_s[pairs[1]]
        for period, begins_s, ends_s in _periods(case.travel):
            key = (name, period)
            matrix = case.matrices[key if key in case.matrices else (name, FREE_FLOW)]
            wait_s = np.maximum(begins_s - depart_s[chosen], 0)
            lasts_s = np.rint(matrix.time_ms[pairs] * factor[chosen] / MS_PER_SECOND)
            then_s = wait_s + lasts_s.astype(np.int64)
            is_first = (depart_s[chosen] < ends_s) & (then_s < drive_s[chosen])
            drive_s[chosen[is_first]] = then_s[is_first]
            distance_dm[chosen[is_first]] = matrix.distance_dm[pairs][is_first]
    is_next_door = from_place == to_place
    stop_s[is_next_door] = case.stop_times.next_door_s[to_place[is_next_door]]
    return drive_s, distance_dm, stop_s


def _periods(parameters: TravelParameters) -> list[tuple[str, int, float]]:
    """The periods of the day in order, with their starts and ends [s after midnight]."""
    bounds_h = (
        parameters.morning_peak_start_h,
        parameters.morning_peak_end_h,
        parameters.afternoon_peak_start_h,
        parameters.afternoon_peak_end_h,
    )
    bounds_s = [0, *(round(hour * SECONDS_PER_HOUR) for hour in bounds_h)]
    names = (EVENING, MORNING_PEAK, MIDDAY, AFTERNOON_PEAK, EVENING)
    return list(zip(names, bounds_s, [*bounds_s[1:], float("inf")], strict=True))


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
