"""Sample days that divisions are estimated on: who is visited when, and who is near whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ruttsim.costs import vehicle_day_sek, vehicle_km_co2e_kg, vehicle_km_sek
from ruttsim.domain.arrays import Ints, Ints32
from ruttsim.planning.plan import PLANNED_KINDS
from ruttsim.search.near import WaysTable
from ruttsim.units import DM_PER_METRE, METRES_PER_KM, SECONDS_PER_HOUR, SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from ruttsim.domain.demand import Visits
    from ruttsim.parameters import Parameters
    from ruttsim.pipeline.ground import Ground
    from ruttsim.pipeline.setting import Setting

LONGEST_WAIT_S = 1200
"""Two visits can follow each other in a round if nobody has to wait longer between them. A design
choice: half or twice of it changes how divisions are ranked by less than two populations differ."""

MOST_NEAR = 400
"""How many others of each task are looked at; whoever has too few of its own among them goes by
the base."""

ROUND_FILL = 0.7
"""Share of a shift part that its visits fill. A design choice from plans of Botkyrka: peaks and
whole shifts leave the rest. From two thirds to twice of it the ranks of divisions stay."""

ROWS_AT_ONCE = 256


@dataclass(frozen=True, eq=False)
class SampleDay:
    """One planned day of one population, a task for each carer of each visit.

    `client` and `area` of tasks are rows of Clients and basic areas, `client_area` the area of
    every client, whether visited this day or not. `types` are the vehicle types of the study, in
    the order of `ways`.
    """

    population: int
    client: Ints
    area: Ints32
    client_area: Ints32
    tasks_per_round: float
    types: tuple[str, ...]
    ways: WaysTable


class _Tasks(NamedTuple):
    """Tasks of a day: visit and home of each, its window and duration [s]."""

    visit: Ints
    home: Ints
    opens_s: Ints
    closes_s: Ints
    lasts_s: Ints


def sample_day(setting: Setting, base: Ground, weekday: int, week: int) -> SampleDay:
    """The sample day of a population: its visits on one date, with real travel between them."""
    people = base.population
    visits = people.visits
    due = visits.on(weekday, week)
    due = due[np.isin(visits.kind[due], PLANNED_KINDS)]
    tasks = _tasks(visits, people.clients.building, due)
    types = tuple(dict.fromkeys(it for one in setting.organisations for it in one.vehicle_types))
    client = visits.client[tasks.visit].astype(np.int64)
    return SampleDay(
        population=people.index,
        client=client,
        area=people.clients.basic_area[client].astype(np.int32),
        client_area=people.clients.basic_area,
        tasks_per_round=_tasks_per_round(setting.parameters, tasks.lasts_s),
        types=types,
        ways=_ways(base, setting.parameters, types, tasks),
    )


def _tasks(visits: Visits, building: Ints32, due: Ints) -> _Tasks:
    """A task for each carer of each visit that is due."""
    visit = np.repeat(due, visits.carers[due].astype(np.int64))
    return _Tasks(
        visit,
        building[visits.client[visit]].astype(np.int64),
        visits.earliest_s[visit].astype(np.int64),
        visits.latest_s[visit].astype(np.int64),
        visits.duration_s[visit].astype(np.int64),
    )


def _tasks_per_round(parameters: Parameters, duration_s: Ints) -> float:
    """How many tasks a round of the average length by day holds; at least one."""
    staffing = parameters.staffing
    usable_s = [
        part.paid_s - staffing.other_min_per_shift * SECONDS_PER_MINUTE / len(shift.parts)
        for shift in staffing.shifts
        if not shift.is_night
        for part in shift.parts
    ]
    filled_s = ROUND_FILL * sum(usable_s) / len(usable_s)
    mean_s = float(duration_s.mean()) if len(duration_s) else filled_s
    return max(1.0, round(filled_s / max(mean_s, 1.0), 3))


def _ways(base: Ground, parameters: Parameters, types: tuple[str, ...], tasks: _Tasks) -> WaysTable:
    """Movement between tasks, and from and to premises, with each vehicle type."""
    travel = base.door_to_door
    first_premise = len(base.population.buildings.x_m)
    vehicles = [parameters.vehicles[name] for name in types]
    carriers = [parameters.carriers[it.carrier] for it in vehicles]
    sek_per_s = parameters.economy.planning_sek_per_paid_h / SECONDS_PER_HOUR
    sek_per_m = np.array(
        [vehicle_km_sek(*it) / METRES_PER_KM for it in zip(vehicles, carriers, strict=True)]
    )
    kg_per_m = np.array(
        [vehicle_km_co2e_kg(*it) / METRES_PER_KM for it in zip(vehicles, carriers, strict=True)]
    )
    near, base_s, base_m = [], [], []
    for vehicle, metre_sek in zip(vehicles, sek_per_m.tolist(), strict=True):
        time_s = travel.time_s[vehicle.mode][:].mean(axis=0)
        distance_m = travel.distance_dm[vehicle.mode][:] / DM_PER_METRE
        near.append(_near(time_s, distance_m, tasks, metre_sek / sek_per_s))
        base_s.append(_from_and_to(time_s, first_premise, tasks.home))
        base_m.append(_from_and_to(distance_m, first_premise, tasks.home))
    return WaysTable(
        near=np.stack([it[0] for it in near]),
        near_s=np.stack([it[1] for it in near]),
        near_m=np.stack([it[2] for it in near]),
        base_s=np.stack(base_s),
        base_m=np.stack(base_m),
        duration_s=tasks.lasts_s,
        sek_per_s=sek_per_s,
        sek_per_m=sek_per_m,
        sek_per_day=np.array([vehicle_day_sek(it, parameters.economy) for it in vehicles]),
        co2e_kg_per_m=kg_per_m,
    )


def _near(
    time_s: NDArray[np.float64], distance_m: NDArray[np.float64], tasks: _Tasks, s_per_m: float
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """The tasks that may come next to each task, the cheapest first, with time and distance.

    A metre costs as much as `s_per_m` seconds. Tasks of one visit are never next to each other.
    """
    count = min(MOST_NEAR, max(len(tasks.visit) - 1, 1))
    shape = (len(tasks.visit), count)
    near, near_s, near_m = (np.full(shape, -1, dtype=np.int32) for _ in range(3))
    for first in range(0, len(tasks.visit), ROWS_AT_ONCE):
        rows = np.arange(first, min(first + ROWS_AT_ONCE, len(tasks.visit)))
        there, back = np.ix_(tasks.home[rows], tasks.home), np.ix_(tasks.home, tasks.home[rows])
        both_s = np.rint(time_s[there] + time_s[back].T).astype(np.int64)
        both_m = np.rint(distance_m[there] + distance_m[back].T).astype(np.int64)
        may = _may_be_next(tasks, rows, both_s / 2) & (tasks.visit != tasks.visit[rows, None])
        cost = np.where(may, np.rint(both_s + both_m * s_per_m), np.inf)
        order = np.argsort(cost, axis=1, kind="stable")[:, :count]
        is_one = np.take_along_axis(may, order, axis=1)
        near[rows] = np.where(is_one, order, -1)
        near_s[rows] = np.where(is_one, np.take_along_axis(both_s, order, axis=1), -1)
        near_m[rows] = np.where(is_one, np.take_along_axis(both_m, order, axis=1), -1)
    return near, near_s, near_m


def _may_be_next(tasks: _Tasks, rows: Ints, way_s: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether one of two tasks can follow the other in time, without a long wait."""

    def follows(opens_s: Ints, closes_s: Ints, lasts_s: Ints, then: _Tasks) -> NDArray[np.bool_]:
        ready_s = lasts_s + way_s
        is_in_time: NDArray[np.bool_] = opens_s + ready_s <= then.closes_s
        return is_in_time & (closes_s + ready_s + LONGEST_WAIT_S >= then.opens_s)

    own = _Tasks(*(it[rows][:, np.newaxis] for it in tasks))
    after = follows(own.opens_s, own.closes_s, own.lasts_s, tasks)
    return after | follows(tasks.opens_s, tasks.closes_s, tasks.lasts_s, own)


def _from_and_to(between: NDArray[np.float64], first_premise: int, home: Ints) -> NDArray[np.int32]:
    """From each premise to each task and back, whole numbers; shape (premises, tasks)."""
    both = between[first_premise:, home] + between[home, first_premise:].T
    return np.rint(both).astype(np.int32)
