"""Problems of rounds from days of home care: plain, with links and breaks, with everything on."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from home_care_days import HomeCareDay
from home_care_staff import (
    CAR_SHARES,
    STAFF_SHIFTS,
    VEHICLE_TYPES,
    Tasks,
    carers_needed,
    is_known,
    rows_of,
    tasks_of,
    who_may,
)
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
from ruttsim.planning.duties import ORE_PER_SEK, ROUND_TIME_WEIGHT, duties
from ruttsim.travel.speeds import PERIODS_BY_MODE
from ruttsim.units import METRES_PER_KM, SECONDS_PER_HOUR

PLAIN_UNSERVED_S = 20_000
PLAIN_BREAK_MISSED_S = 10_000
PLAIN_LATENESS_PER_S = 4
LATENESS_LIMIT_S = 900
"""Prices where the cost is seconds of travel: a late second is four of travel."""

CHANGE_SEK = 25
BREAK_MISSED_SEK = 1000
LATE_WAGES = 2
"""With everything on: that somebody else comes, a break that is not taken, and a late second."""


def plain(day: HomeCareDay) -> RoundsProblem:
    """No links, no breaks, hard windows: as much as any library can hold. Cost: travel [s]."""
    return _staffed(day, has_links=False)


def linked(day: HomeCareDay) -> RoundsProblem:
    """Two-carer visits and meal breaks; a little lateness at a price. Cost: travel [s]."""
    return _staffed(day, has_links=True)


def everything(day: HomeCareDay) -> RoundsProblem:
    """Links, breaks, skills, modes, few cars, known carers, the whole menu of shifts. Cost: öre."""
    menu = duties(VEHICLE_TYPES, day.setting.parameters)
    tasks = tasks_of(day, [it for it in menu if it.shift in STAFF_SHIFTS], has_links=True)
    need = carers_needed(day, tasks)
    rows = rows_of(day, menu, need)
    wage = day.setting.parameters.economy.planning_sek_per_paid_h * ORE_PER_SEK
    wage_per_s = wage / SECONDS_PER_HOUR
    dearest = max(it.cost_ore for it in menu)
    known = is_known(day, tasks, rows)
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
        may=who_may(day, tasks, rows),
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
    tasks = tasks_of(day, menu, has_links=has_links)
    need = carers_needed(day, tasks)
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


def _round_tasks(tasks: Tasks, lateness: int, limit_s: int, unserved: int) -> RoundTasks:
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


def _links(tasks: Tasks) -> RoundLinks:
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
