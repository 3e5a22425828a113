"""Whether the municipal patrol sends its nearest free car to the first alarm that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim.audit.ways import Ways, mode_numbers, taken
from ruttsim.domain.day import PATROL
from ruttsim.units import DM_PER_METRE, HOURS_PER_DAY, SECONDS_PER_HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruttsim.audit.columns import Columns
    from ruttsim.audit.given import Contradiction, Given
    from ruttsim.audit.record import Record
    from ruttsim.domain.arrays import Bools, Ints

MODE = "car"


def patrol_rows(record: Record) -> Iterator[str]:
    """Legs are those to the alarms that the patrol answered, by car and in their order."""
    legs, alarms = record.patrol, record.alarms
    is_ours = alarms["organisation"] == PATROL
    answered = list(
        zip(alarms["alarm"][is_ours].tolist(), alarms["round"][is_ours].tolist(), strict=True)
    )
    driven = list(zip(legs["alarm"].tolist(), legs["round"].tolist(), strict=True))
    if sorted(driven) != answered:
        yield "recorded patrol: not a leg for each alarm that it answered"
        return
    unit = legs["round"]
    number = np.arange(len(unit)) - np.searchsorted(unit, unit)
    if (np.diff(unit) < 0).any() or (number != legs["sequence"]).any() or (unit < 0).any():
        yield "recorded patrol: not in the order of cars and their sequence"


def patrol(record: Record, given: Given) -> Iterator[Contradiction]:
    """Every leg of a car starts where its last alarm was, and takes the time of the matrix."""
    legs = record.patrol
    for name, expected in (
        ("organisation", PATROL),
        ("team", 0),
        ("vehicle_type", MODE),
        ("mode", MODE),
        ("visit", -1),
    ):
        yield f"{name} is not that of the patrol", "patrol", legs[name] != expected
    yield "vehicle is not that of the patrol", "patrol", legs["vehicle"] != legs["round"]
    holder = given.disturbance.alarms.client[legs["alarm"]]
    to_place = given.population.holder_building[holder].astype(np.int64)
    from_place = np.append(to_place[-1:], to_place[:-1])
    from_place[legs["sequence"] == 0] = given.patrol_base
    yield "leg starts where its car is not", "patrol", legs["from_place"] != from_place
    yield "leg ends where its alarm is not", "patrol", legs["to_place"] != to_place
    ways = _ways(given, from_place, to_place)
    drive_s, distance_dm, stop_s = taken(given, ways, legs["depart_s"])
    is_otherwise = legs["arrive_s"] - legs["depart_s"] != drive_s
    yield "leg lasts otherwise than its matrix says", "patrol", is_otherwise
    is_otherwise = legs["distance_m"] != distance_dm / DM_PER_METRE
    yield "leg is not as long as its matrix says", "patrol", is_otherwise
    yield "stop lasts otherwise than at its place", "patrol", legs["stop_s"] != stop_s
    row = _alarm_rows(record)
    is_otherwise = record.alarms["ready_s"][row] != legs["arrive_s"] + legs["stop_s"]
    yield "car is not ready on arrival", "patrol", is_otherwise
    end_s = record.alarms["end_s"][row]
    yield from _sending(record, given, to_place, end_s, drive_s + stop_s)


def _sending(
    record: Record, given: Given, to_place: Ints, end_s: Ints, own_s: Ints
) -> Iterator[Contradiction]:
    """Who is sent, and when: the first alarm to the nearest car, as soon as one is free.

    `own_s` is how long the car that was sent takes from door to door.
    """
    legs = record.patrol
    unit, depart_s = legs["round"], legs["depart_s"]
    rung_s = given.disturbance.alarms.rung_s[legs["alarm"]].astype(np.int64)
    is_on_duty = unit < _on_duty(given)[depart_s // SECONDS_PER_HOUR % HOURS_PER_DAY]
    yield "car is sent that is not on duty", "patrol", ~is_on_duty
    is_busy = (unit[1:] == unit[:-1]) & (depart_s[1:] < end_s[:-1])
    yield "car is sent that is not free", "patrol", np.concatenate([[False], is_busy])[: len(unit)]
    order = np.argsort(legs["alarm"], kind="stable")
    is_early = np.zeros(len(unit), dtype=np.bool_)
    is_early[order[1:]] = np.diff(depart_s[order]) < 0
    is_early |= depart_s < rung_s
    yield "alarm is answered out of turn", "patrol", is_early
    nearer, idle = _free_cars(legs, given, to_place, end_s, own_s)
    yield "car is sent though a nearer one is free", "patrol", nearer
    yield "alarm waits though a car is free", "patrol", idle


def _free_cars(
    legs: Columns, given: Given, to_place: Ints, end_s: Ints, own_s: Ints
) -> tuple[Bools, Bools]:
    """Legs that another car was nearer for, and those whose alarm waited in vain.

    What happens at one second happens in any order: a car counts as free where it is so before and
    after that second.
    """
    duty = _on_duty(given)
    unit, depart_s = legs["round"], legs["depart_s"]
    rung_s = given.disturbance.alarms.rung_s[legs["alarm"]]
    cars = range(int(duty.max(initial=0)))
    spans = {number: [[given.patrol_base, -1, _EVER]] for number in cars}
    for row in range(len(unit)):
        own = spans.setdefault(int(unit[row]), [[given.patrol_base, -1, _EVER]])
        own[-1][2] = int(depart_s[row])
        own.append([int(to_place[row]), int(end_s[row]), _EVER])
    car, place, from_s, to_s = (
        np.array([(number, *span) for number, own in spans.items() for span in own], dtype=np.int64)
        .reshape(-1, 4)
        .T
    )
    at = depart_s[:, np.newaxis]
    hour = depart_s // SECONDS_PER_HOUR % HOURS_PER_DAY
    is_free = (from_s < at) & (to_s > at) & (car < duty[hour][:, np.newaxis])
    leg, other = np.nonzero(is_free)
    ways = _ways(given, place[other], to_place[leg])
    other_drive_s, _, other_stop_s = taken(given, ways, depart_s[leg])
    other_s = other_drive_s + other_stop_s
    is_nearer = (other_s < own_s[leg]) | ((other_s == own_s[leg]) & (car[other] < unit[leg]))
    nearer = np.zeros(len(unit), dtype=np.bool_)
    nearer[leg[is_nearer]] = True
    waited_in_vain = np.zeros(len(unit), dtype=np.bool_)
    for row in np.flatnonzero(depart_s > rung_s).tolist():
        begins, ends = np.maximum(from_s, rung_s[row]), np.minimum(to_s, depart_s[row])
        waited_in_vain[row] = any(
            _works_in(duty, int(car[k]), int(begins[k]), int(ends[k]))
            for k in np.flatnonzero(begins < ends).tolist()
        ) or not _becomes_free(duty, from_s, int(depart_s[row]))
    return nearer, waited_in_vain


def _works_in(duty: Ints, car: int, from_s: int, to_s: int) -> bool:
    """Whether a car is on duty at any second of a span."""
    hours = range(from_s // SECONDS_PER_HOUR, (to_s - 1) // SECONDS_PER_HOUR + 1)
    return any(car < duty[hour % HOURS_PER_DAY] for hour in hours)


def _becomes_free(duty: Ints, from_s: Ints, at_s: int) -> bool:
    """Whether a car comes free at a second: its alarm ends, or its shift begins."""
    hour, rest = divmod(at_s, SECONDS_PER_HOUR)
    is_more = not rest and duty[hour % HOURS_PER_DAY] > duty[(hour - 1) % HOURS_PER_DAY]
    return bool(is_more or (from_s == at_s).any())


def _ways(given: Given, from_place: Ints, to_place: Ints) -> Ways:
    """Ways by car that nothing but the day disturbs."""
    mode = np.repeat(mode_numbers(given, np.array([MODE])), len(from_place))
    return Ways(mode, from_place, to_place, np.ones(len(from_place)))


def _alarm_rows(record: Record) -> Ints:
    """The row of `alarms` that each leg of the patrol leads to."""
    ours = np.flatnonzero(record.alarms["organisation"] == PATROL)
    return ours[np.searchsorted(record.alarms["alarm"][ours], record.patrol["alarm"])]


def _on_duty(given: Given) -> Ints:
    """Cars in each hour of the day."""
    parameters = given.parameters
    hour = np.arange(HOURS_PER_DAY) + 0.5
    is_night = hour >= parameters.alarm_night_start_h
    is_night |= hour < parameters.alarm_night_end_h
    cars = np.where(is_night, parameters.patrol_units_night, parameters.patrol_units_day)
    return np.rint(cars).astype(np.int64)


_EVER = np.iinfo(np.int64).max
