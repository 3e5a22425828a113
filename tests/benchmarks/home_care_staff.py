"""Who works on a day of home care, and what they are to do: tasks, staff, skills, known clients."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from home_care_days import HomeCareDay
from numpy.typing import NDArray

from ruttsim.domain.arrays import Ints
from ruttsim.domain.planning import Duty
from ruttsim.planning.duties import duties
from ruttsim.units import SECONDS_PER_HOUR

VEHICLE_TYPES = ("car_biogas", "ebike", "walk")
STAFF_SHIFTS = ("long", "evening")
STAFF_MARGIN = 1.1
"""Carers of the day over those that a simple rule needs."""

NAMED_SHARE = 0.7
DELEGATED_SHARE = 0.85
HOURLY_SHARE = 0.15
HOURLY_STAFF_FACTOR = 1.1
CAR_SHARES = (0.6, 0.85)
KNOWN_CARERS = 3
"""Who is employed, what they may, and whom clients know. Cars for a share of the carers at work, by
layout; the rest cycle or walk."""


class Tasks(NamedTuple):
    """Tasks in the order of visits, the second carer's after the first's."""

    visit: Ints
    place: Ints
    earliest_s: Ints
    latest_s: Ints
    duration_s: Ints
    group: Ints


def tasks_of(day: HomeCareDay, menu: list[Duty], *, has_links: bool) -> Tasks:
    """The day's tasks, with windows in which some shift can begin and end at the base by car."""
    visits = day.people.visits
    again = np.where(day.is_double & has_links, 2, 1)
    row = np.repeat(np.arange(len(day.visit)), again)
    visit, place = day.visit[row], day.place[row]
    duration_s = visits.duration_s[visit].astype(np.int64)
    car_s = day.travel_s["car"].max(axis=0)
    room_s = np.stack(
        [it.hours.end_s - it.hours.break_s - duration_s - car_s[place, 0] for it in menu]
    )
    opens_s = np.stack([it.hours.start_s + car_s[0, place] for it in menu])
    earliest_s = visits.earliest_s[visit].astype(np.int64)
    latest_s = visits.latest_s[visit].astype(np.int64)
    begins_s = np.maximum(opens_s, earliest_s)
    is_held = begins_s <= np.minimum(room_s, latest_s)
    last_s = np.where(is_held, np.minimum(room_s, latest_s), -1).max(axis=0)
    # A visit between two shifts moves to the end of the first that comes near it.
    latest_s = np.where(last_s >= 0, last_s, room_s.max(axis=0))
    return Tasks(visit, place, np.minimum(earliest_s, latest_s), latest_s, duration_s, row)


@dataclass
class _Carer:
    """A carer of the simple rule: her shift, where she is, from when, and after which group."""

    duty: Duty
    place: int
    free_s: int
    group: int


def carers_needed(day: HomeCareDay, tasks: Tasks) -> dict[str, int]:
    """Carers of each staff shift that a simple rule needs: the nearest who can come, or a new one.

    Tasks are taken by the end of their windows and added after what the carer already has.
    """
    menu = duties(VEHICLE_TYPES[:1], day.setting.parameters)
    shifts = [it for it in menu if it.shift in STAFF_SHIFTS]
    car_s = day.travel_s["car"].max(axis=0)
    carers: list[_Carer] = []
    for k in np.lexsort((np.arange(len(tasks.visit)), tasks.latest_s)).tolist():
        place, group = int(tasks.place[k]), int(tasks.group[k])
        earliest_s, latest_s = int(tasks.earliest_s[k]), int(tasks.latest_s[k])
        duration_s, back_s = int(tasks.duration_s[k]), int(car_s[place, 0])
        fresh = [_Carer(it, 0, it.hours.start_s, -1) for it in shifts]
        best, best_lost_s, best_start_s = fresh[-1], math.inf, earliest_s
        for carer in [*carers, *fresh]:
            start_s = max(carer.free_s + int(car_s[carer.place, place]), earliest_s)
            hours = carer.duty.hours
            is_back = start_s + duration_s + back_s <= hours.end_s - hours.break_s
            lost_s = start_s - carer.free_s if carer.group >= 0 else SECONDS_PER_HOUR
            if start_s <= latest_s and is_back and carer.group != group and lost_s < best_lost_s:
                best, best_lost_s, best_start_s = carer, lost_s, start_s
        if best.group < 0:
            carers.append(best)
        best.place, best.free_s, best.group = place, best_start_s + duration_s, group
    count = Counter(it.duty.shift for it in carers)
    return {it.shift: math.ceil(STAFF_MARGIN * count[it.shift]) for it in shifts}


class Row(NamedTuple):
    """A row of duties: a named carer (`centre` is the door she knows best) or hourly staff (-1)."""

    duty: Duty
    number: int
    factor: float
    centre: int
    is_delegated: bool


def rows_of(day: HomeCareDay, menu: tuple[Duty, ...], need: dict[str, int]) -> list[Row]:
    """Named carers, some by car and some by e-bike, then hourly staff of every duty."""
    random = np.random.Generator(np.random.Philox([day.seed, len(day.visit)]))
    doors = int(day.place.max())
    rows = []
    for shift in STAFF_SHIFTS:
        own = [it for it in menu if it.shift == shift]
        named = math.floor(NAMED_SHARE * need[shift])
        for carer in range(named):
            vehicle = VEHICLE_TYPES[int(random.random() > CAR_SHARES[day.seed % 2])]
            duty = next(it for it in own if it.vehicle_type == vehicle)
            centre = 1 + int(random.random() * doors)
            rows.append(Row(duty, 1, 1.0, centre, carer < DELEGATED_SHARE * named))
    largest = math.ceil(HOURLY_SHARE * max(need.values()))
    return rows + [
        Row(it, largest, HOURLY_STAFF_FACTOR, -1, it.shift in STAFF_SHIFTS) for it in menu
    ]


def who_may(day: HomeCareDay, tasks: Tasks, rows: list[Row]) -> NDArray[np.bool_]:
    """Medication only by those who have the delegation for it."""
    visits = day.people.visits
    names = np.array([name.endswith("medication") for name in visits.activities])
    is_medication = names[visits.activity[tasks.visit]]
    is_delegated = np.array([row.is_delegated for row in rows])
    return ~is_medication[:, None] | is_delegated[None, :]


def is_known(day: HomeCareDay, tasks: Tasks, rows: list[Row]) -> NDArray[np.bool_]:
    """A client knows some carers of each shift: those whose centres are nearest."""
    car_s = day.travel_s["car"].max(axis=0)
    known = np.zeros((len(tasks.visit), len(rows)), dtype=np.bool_)
    for shift in STAFF_SHIFTS:
        named = np.array(
            [k for k, row in enumerate(rows) if row.centre > 0 and row.duty.shift == shift],
            dtype=np.int64,
        )
        centre = np.array([rows[k].centre for k in named], dtype=np.int64)
        order = np.argsort(car_s[np.ix_(tasks.place, centre)], axis=1, kind="stable")
        nearest = named[order[:, :KNOWN_CARERS]]
        known[np.arange(len(tasks.visit))[:, None], nearest] = True
    return known
