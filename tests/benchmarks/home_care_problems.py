"""Problems of rounds from days of home care: plain, with links and breaks, with everything on."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from home_care_days import HomeCareDay
from numpy.typing import NDArray

from ruttsim.costs import vehicle_km_sek
from ruttsim.domain.arrays import Ints
from ruttsim.domain.planning import Duty
from ruttsim.domain.rounds import (
    NEVER_S,
    RoundDuties,
    RoundLinks,
    RoundPrices,
    RoundsProblem,
    RoundTasks,
)
from ruttsim.domain.travel import DAY_PERIODS
from ruttsim.planning.duties import ORE_PER_SEK, duties
from ruttsim.planning.problem import ROUND_TIME_WEIGHT
from ruttsim.travel.speeds import PERIODS_BY_MODE
from ruttsim.units import METRES_PER_KM, SECONDS_PER_HOUR

VEHICLE_TYPES = ("car_biogas", "ebike", "walk")
STAFF_SHIFTS = ("long", "evening")
STAFF_MARGIN = 1.1
"""Carers of the day over those that a simple rule needs."""

PLAIN_UNSERVED_S = 20_000
PLAIN_BREAK_MISSED_S = 10_000
PLAIN_LATENESS_PER_S = 4
LATENESS_LIMIT_S = 900
"""Prices where the cost is seconds of travel: a late second is four of travel."""

NAMED_SHARE = 0.7
DELEGATED_SHARE = 0.85
HOURLY_SHARE = 0.15
HOURLY_STAFF_FACTOR = 1.1
CAR_SHARES = (0.6, 0.85)
KNOWN_CARERS = 3
CHANGE_SEK = 25
BREAK_MISSED_SEK = 1000
LATE_WAGES = 2
"""Everything on: who is employed, what they may, and what it costs that somebody else comes. Cars
for a share of the carers at work, by layout; the rest cycle or walk."""


class _Tasks(NamedTuple):
    """Tasks in the order of visits, the second carer's after the first's."""

    visit: Ints
    place: Ints
    earliest_s: Ints
    latest_s: Ints
    duration_s: Ints
    group: Ints


def plain(day: HomeCareDay) -> RoundsProblem:
    """No links, no breaks, hard windows: as much as any library can hold. Cost: travel [s]."""
    return _staffed(day, has_links=False)


def linked(day: HomeCareDay) -> RoundsProblem:
    """Two-carer visits and meal breaks; a little lateness at a price. Cost: travel [s]."""
    return _staffed(day, has_links=True)


def everything(day: HomeCareDay) -> RoundsProblem:
    """Links, breaks, skills, modes, few cars, known carers, the whole menu of shifts. Cost: öre."""
    menu = duties(VEHICLE_TYPES, day.setting.parameters)
    tasks = _tasks(day, [it for it in menu if it.shift in STAFF_SHIFTS], has_links=True)
    need = _need(day, tasks)
    rows = _rows(day, menu, need)
    wage = day.setting.parameters.economy.staff_cost_sek_per_paid_h * ORE_PER_SEK
    wage_per_s = wage / SECONDS_PER_HOUR
    dearest = max(it.cost_ore for it in menu)
    known = _is_known(day, tasks, rows)
    cars = math.ceil(CAR_SHARES[day.seed % 2] * need["long"])
    return RoundsProblem(
        tasks=_round_tasks(tasks, round(LATE_WAGES * wage_per_s), LATENESS_LIMIT_S, 2 * dearest),
        links=_links(tasks),
        duties=_duties(
            [row.duty for row in rows],
            [row.number for row in rows],
            cost=[round(row.duty.cost_ore * row.factor) for row in rows],
            length_cost=round(wage_per_s * ROUND_TIME_WEIGHT),
            break_missed=BREAK_MISSED_SEK * ORE_PER_SEK,
            overlong=round(LATE_WAGES * wage_per_s),
            reserve_s=menu[0].reserve_s,
        ),
        prices=RoundPrices(),
        travel_s=_by_period(day),
        period_start_s=_period_starts_s(day),
        travel_cost=_driving_ore(day, wage_per_s),
        vehicles=np.array([cars, len(tasks.visit), len(tasks.visit)]),
        may=_may(day, tasks, rows),
        change_cost=np.where(known, 0, CHANGE_SEK * ORE_PER_SEK).astype(np.int64),
    )


VARIANTS: dict[str, Callable[[HomeCareDay], RoundsProblem]] = {
    "plain": plain,
    "linked": linked,
    "everything": everything,
}


def _staffed(day: HomeCareDay, *, has_links: bool) -> RoundsProblem:
    """Carers of two shifts by car, as many as a simple rule needs and some more."""
    menu = [
        it for it in duties(VEHICLE_TYPES[:1], day.setting.parameters) if it.shift in STAFF_SHIFTS
    ]
    tasks = _tasks(day, menu, has_links=has_links)
    need = _need(day, tasks)
    slowest_s = day.travel_s["car"].max(axis=0)
    limit_s = LATENESS_LIMIT_S if has_links else 0
    shape = (len(tasks.visit), len(menu))
    return RoundsProblem(
        tasks=_round_tasks(tasks, PLAIN_LATENESS_PER_S, limit_s, PLAIN_UNSERVED_S),
        links=_links(tasks),
        duties=_duties(
            menu,
            [need[it.shift] for it in menu],
            cost=[0 for _ in menu],
            length_cost=0,
            break_missed=PLAIN_BREAK_MISSED_S if has_links else 0,
            overlong=0,
            reserve_s=0,
        ),
        prices=RoundPrices(),
        travel_s=slowest_s[None, None],
        period_start_s=np.zeros(1, dtype=np.int64),
        travel_cost=slowest_s[None],
        vehicles=np.array([len(tasks.visit)]),
        may=np.ones(shape, dtype=np.bool_),
        change_cost=np.zeros(shape, dtype=np.int64),
    )


def _tasks(day: HomeCareDay, menu: list[Duty], *, has_links: bool) -> _Tasks:
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
    return _Tasks(visit, place, np.minimum(earliest_s, latest_s), latest_s, duration_s, row)


def _round_tasks(tasks: _Tasks, lateness: int, limit_s: int, unserved: int) -> RoundTasks:
    """Tasks of one window, all at the same prices."""
    never = np.full(len(tasks.visit), NEVER_S)
    return RoundTasks(
        place=tasks.place,
        earliest_s=np.column_stack([tasks.earliest_s, never]),
        latest_s=np.column_stack([tasks.latest_s, never]),
        duration_s=tasks.duration_s,
        lateness_cost_per_s=np.full(len(tasks.visit), lateness),
        lateness_limit_s=np.full(len(tasks.visit), limit_s),
        unserved_cost=np.full(len(tasks.visit), unserved),
        group=tasks.group.astype(np.int64),
    )


def _links(tasks: _Tasks) -> RoundLinks:
    """Neighbouring tasks of the same visit are done together."""
    first = np.flatnonzero(tasks.group[:-1] == tasks.group[1:])
    return RoundLinks(first, first + 1, np.zeros_like(first), np.zeros_like(first))


def _duties(
    menu: list[Duty],
    number: list[int],
    cost: list[int],
    length_cost: int,
    break_missed: int,
    overlong: int,
    reserve_s: int,
) -> RoundDuties:
    """Rows of the menu; breaks only where they have a price, and time kept free."""

    def column(values: list[int]) -> Ints:
        return np.array(values, dtype=np.int64)

    hours = [it.hours for it in menu]
    break_s = [it.break_s if break_missed else 0 for it in hours]
    last_s = [min(it.hours.start_s + it.longest_work_s, it.hours.end_s) for it in menu]
    first_s = [it.hours.end_s - it.longest_work_s - it.hours.break_s for it in menu]
    return RoundDuties(
        start_s=column([it.start_s for it in hours]),
        end_s=column([it.end_s for it in hours]),
        longest_s=column([it.end_s - it.start_s for it in hours]) - reserve_s,
        overtime_limit_s=column([0] * len(menu)),
        overtime_cost_per_s=column([0] * len(menu)),
        start_place=column([0] * len(menu)),
        end_place=column([0] * len(menu)),
        mode=column([_mode(it) for it in menu]),
        vehicle=column([VEHICLE_TYPES.index(it.vehicle_type) for it in menu]),
        number=column(number),
        cost=column(cost),
        length_cost_per_s=column([length_cost] * len(menu)),
        break_s=column(break_s),
        break_earliest_s=column(
            [max(it.hours.start_s, at) for it, at in zip(menu, first_s, strict=True)]
        ),
        break_latest_s=column(last_s),
        break_missed_cost=column([break_missed] * len(menu)),
        longest_work_s=column([it.longest_work_s if overlong else NEVER_S for it in menu]),
        overlong_cost_per_s=column([overlong] * len(menu)),
    )


def _mode(duty: Duty) -> int:
    """Row of the matrices."""
    return list(PERIODS_BY_MODE).index(duty.mode)


def _need(day: HomeCareDay, tasks: _Tasks) -> dict[str, int]:
    """Carers of each staff shift that a simple rule needs: the nearest who can come, or a new one.

    Tasks are taken by the end of their windows and added after what the carer already has.
    """
    menu = duties(VEHICLE_TYPES[:1], day.setting.parameters)
    shifts = [it for it in menu if it.shift in STAFF_SHIFTS]
    car_s = day.travel_s["car"].max(axis=0)
    carers: list[list[int]] = []  # shift, place, free from, group of the last task
    for k in np.lexsort((np.arange(len(tasks.visit)), tasks.latest_s)).tolist():
        place, duration_s = tasks.place[k], tasks.duration_s[k]
        fresh = [[s, 0, it.hours.start_s, -1] for s, it in enumerate(shifts)]
        best, best_s, best_start_s = fresh[-1], math.inf, 0
        for carer in [*carers, *fresh]:
            hours = shifts[carer[0]].hours
            start_s = max(carer[2] + car_s[carer[1], place], tasks.earliest_s[k])
            back_s = start_s + duration_s + car_s[place, 0]
            is_in_time = start_s <= tasks.latest_s[k] and back_s <= hours.end_s - hours.break_s
            if not is_in_time or carer[3] == tasks.group[k]:
                continue
            lost_s = start_s - carer[2] if carer[3] >= 0 else SECONDS_PER_HOUR
            if lost_s < best_s:
                best, best_s, best_start_s = carer, lost_s, start_s
        if best[3] < 0:
            carers.append(best)
        best[1:] = [place, best_start_s + duration_s, tasks.group[k]]
    count = {it.shift: 0 for it in shifts}
    for carer in carers:
        count[shifts[carer[0]].shift] += 1
    return {shift: math.ceil(STAFF_MARGIN * number) for shift, number in count.items()}


class _Row(NamedTuple):
    """A row of duties: a named carer (`centre` is the door she knows best) or hourly staff (-1)."""

    duty: Duty
    number: int
    factor: float
    centre: int
    is_delegated: bool


def _rows(day: HomeCareDay, menu: tuple[Duty, ...], need: dict[str, int]) -> list[_Row]:
    """Named carers, some by car and some by e-bike, then hourly staff of every duty."""
    random = np.random.Generator(np.random.Philox([day.seed, len(day.visit)]))
    doors = int(day.place.max())
    rows = []
    for shift in STAFF_SHIFTS:
        own = [it for it in menu if it.shift == shift]
        for carer in range(math.floor(NAMED_SHARE * need[shift])):
            vehicle = VEHICLE_TYPES[int(random.random() > CAR_SHARES[day.seed % 2])]
            duty = next(it for it in own if it.vehicle_type == vehicle)
            centre = 1 + int(random.random() * doors)
            rows.append(_Row(duty, 1, 1.0, centre, carer < DELEGATED_SHARE * need[shift]))
    largest = math.ceil(HOURLY_SHARE * max(need.values()))
    return rows + [
        _Row(it, largest, HOURLY_STAFF_FACTOR, -1, it.shift in STAFF_SHIFTS) for it in menu
    ]


def _may(day: HomeCareDay, tasks: _Tasks, rows: list[_Row]) -> NDArray[np.bool_]:
    """Medication only by those who have the delegation for it."""
    visits = day.people.visits
    names = np.array([name.endswith("medication") for name in visits.activities])
    is_medication = names[visits.activity[tasks.visit]]
    is_delegated = np.array([row.is_delegated for row in rows])
    return ~is_medication[:, None] | is_delegated[None, :]


def _is_known(day: HomeCareDay, tasks: _Tasks, rows: list[_Row]) -> NDArray[np.bool_]:
    """A client knows some carers of each shift: those whose centres are nearest."""
    car_s = day.travel_s["car"].max(axis=0)
    is_known = np.zeros((len(tasks.visit), len(rows)), dtype=np.bool_)
    for shift in STAFF_SHIFTS:
        named = np.array(
            [k for k, row in enumerate(rows) if row.centre > 0 and row.duty.shift == shift],
            dtype=np.int64,
        )
        centre = np.array([rows[k].centre for k in named], dtype=np.int64)
        order = np.argsort(car_s[np.ix_(tasks.place, centre)], axis=1, kind="stable")
        known = named[order[:, :KNOWN_CARERS]]
        is_known[np.arange(len(tasks.visit))[:, None], known] = True
    return is_known


def _by_period(day: HomeCareDay) -> NDArray[np.int64]:
    """Travel by mode and period of the day."""
    return np.stack(
        [
            np.stack(
                [
                    day.travel_s[mode][periods.index(it) if it in periods else 0]
                    for it in DAY_PERIODS
                ]
            )
            for mode, periods in PERIODS_BY_MODE.items()
        ]
    )


def _period_starts_s(day: HomeCareDay) -> Ints:
    """When the periods of the day begin."""
    travel = day.setting.parameters.travel
    bounds_h = (
        0,
        travel.morning_peak_start_h,
        travel.morning_peak_end_h,
        travel.afternoon_peak_start_h,
        travel.afternoon_peak_end_h,
    )
    return np.array([round(it * SECONDS_PER_HOUR) for it in bounds_h], dtype=np.int64)


def _driving_ore(day: HomeCareDay, wage_per_s: float) -> NDArray[np.int64]:
    """What a movement costs by vehicle: energy, wear and the wage of the slowest period."""
    parameters = day.setting.parameters
    found = []
    for name in VEHICLE_TYPES:
        vehicle = parameters.vehicles[name]
        km = day.distance_m[vehicle.mode] / METRES_PER_KM
        km_ore = vehicle_km_sek(vehicle, parameters.carriers[vehicle.carrier]) * ORE_PER_SEK
        slowest_s = day.travel_s[vehicle.mode].max(axis=0)
        cost = np.rint(km * km_ore + slowest_s * wage_per_s).astype(np.int64)
        np.fill_diagonal(cost, 0)
        found.append(cost)
    return np.stack(found)
