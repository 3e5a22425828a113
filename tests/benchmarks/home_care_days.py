"""Days of home care to plan, cut out of the model's own populations; the same for the same seed.

An even seed takes the visits nearest to a premise, as an organisation with areas of its own has
them; an odd one takes clients from the whole municipality, as one of several in the same areas.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

import ruttsim
from ruttsim.demand.synthetic import synthetic_population
from ruttsim.domain.arrays import Ints
from ruttsim.domain.demand import KINDS, WEEKDAYS, Population
from ruttsim.domain.travel import Places, StopTimes
from ruttsim.pipeline.setting import Findings, Setting, load_setting
from ruttsim.pipeline.travel import travel_between
from ruttsim.planning.teams import compact_groups
from ruttsim.travel.speeds import PERIODS_BY_MODE
from ruttsim.travel.stops import stop_times
from ruttsim.units import MS_PER_SECOND

STUDY = "six-organisations"
PLANNED_KINDS = (KINDS.index("care"), KINDS.index("service"))
TUESDAY = WEEKDAYS.index("tuesday")
CLIENTS = 1800
"""More than the municipality has, so that a day has more than 2,600 visits."""

LINKED_SHARE = 0.08
"""Of visits that need two carers, where links are on; the model's own come first."""


@dataclass(frozen=True, eq=False)
class HomeCareDay:
    """Visits of one day around a base; place 0 is the base, the others are clients' doors.

    Row k of `visit` is a row of the population's visits, at the door `place[k]`. `travel_s[mode]`
    has shape (periods, places, places), door to door; `distance_m[mode]` is along the slowest.
    """

    setting: Setting
    people: Population
    seed: int
    visit: Ints
    place: Ints
    is_double: NDArray[np.bool_]
    travel_s: dict[str, NDArray[np.int64]]
    distance_m: dict[str, NDArray[np.float64]]


@cache
def setting() -> Setting:
    """The bundled study with more clients."""
    findings = Findings()
    found = load_setting(ruttsim.load_study(STUDY), findings)
    findings.raise_if_any()
    assert found is not None
    demand = replace(found.parameters.demand, clients=CLIENTS)
    return replace(found, parameters=replace(found.parameters, demand=demand))


def _nearest(people: Population, x_m: float, y_m: float) -> NDArray[np.float64]:
    """Clients from near to far."""
    home = people.clients.building
    return np.hypot(people.buildings.x_m[home] - x_m, people.buildings.y_m[home] - y_m)


def _anywhere(people: Population, _x_m: float, _y_m: float) -> NDArray[np.float64]:
    """Clients in the order in which they choose."""
    return people.clients.allocation_u[:, 0]


LAYOUTS: tuple[Callable[[Population, float, float], NDArray[np.float64]], ...] = (
    _nearest,
    _anywhere,
)
"""Which clients are taken first, by the seed's parity."""


def home_care_day(visits: int, seed: int) -> HomeCareDay:
    """So many visits of a Tuesday; the seed draws people, premise and layout."""
    ours = setting()
    people = synthetic_population(ours.bundle, ours.parameters, ours.study.seed, seed)
    premises = ours.bundle.premises.geometry
    premise = premises.iloc[seed % len(premises)]
    due = people.visits.on(TUESDAY, ours.study.time.week)
    due = due[np.isin(people.visits.kind[due], PLANNED_KINDS)]
    first = LAYOUTS[seed % len(LAYOUTS)](people, premise.x, premise.y)
    order = np.lexsort((due, people.visits.client[due], first[people.visits.client[due]]))
    visit = np.sort(due[order[:visits]])
    client, place = np.unique(people.visits.client[visit], return_inverse=True)
    home = people.clients.building[client]
    travel_s, distance_m = _travel(ours, people, home, (premise.x, premise.y))
    return HomeCareDay(
        setting=ours,
        people=people,
        seed=seed,
        visit=visit,
        place=place.astype(np.int64) + 1,
        is_double=_doubles(people, visit, seed),
        travel_s=travel_s,
        distance_m=distance_m,
    )


def _travel(
    ours: Setting, people: Population, home: Ints, base: tuple[float, float]
) -> tuple[dict[str, NDArray[np.int64]], dict[str, NDArray[np.float64]]]:
    """Travel between a base and clients' doors, by mode; neighbours in a house walk next door."""
    building, door = np.unique(home, return_inverse=True)
    places = Places(
        x_m=np.concatenate([people.buildings.x_m[building], base[:1]]),
        y_m=np.concatenate([people.buildings.y_m[building], base[1:]]),
    )
    matrices = travel_between(ours, places)
    stops: StopTimes = stop_times(people.buildings.flats[building], 1, ours.parameters.travel)
    at = np.concatenate([[len(building)], door])
    pairs = np.ix_(at, at)
    is_next_door = at[:, None] == at
    travel_s, distance_m = {}, {}
    for mode, periods in PERIODS_BY_MODE.items():
        found = [matrices[mode, period] for period in periods]
        stop_s = np.where(is_next_door, stops.next_door_s[at], stops.arrival_s[mode][at])
        drive_s = [np.rint(it.time_ms[pairs] / MS_PER_SECOND).astype(np.int64) for it in found]
        time_s = np.stack(drive_s) + stop_s
        time_s[:, np.arange(len(at)), np.arange(len(at))] = 0
        travel_s[mode] = time_s
        distance_m[mode] = np.max([it.distance_m[pairs] for it in found], axis=0)
    return travel_s, distance_m


def _doubles(people: Population, visit: Ints, seed: int) -> NDArray[np.bool_]:
    """Which visits need two carers: the model's own, then others, until their share is reached."""
    drawn = np.random.Generator(np.random.Philox(seed)).random(len(visit))
    is_care = people.visits.kind[visit] == KINDS.index("care")
    order = np.lexsort((drawn, ~is_care, people.visits.carers[visit] < 2))
    chosen = np.zeros(len(visit), dtype=np.bool_)
    chosen[order[: round(LINKED_SHARE * len(visit))]] = True
    return chosen


def team_days(day: HomeCareDay) -> tuple[HomeCareDay, ...]:
    """A day divided into teams of workable size that share its base, by the model's own rule."""
    places = len(day.travel_s["car"][0])
    size = day.setting.parameters.staffing.clients_per_team
    there_s = day.travel_s["car"].max(axis=0)[1:, 1:]
    care_s = np.zeros(places - 1, dtype=np.int64)
    np.add.at(care_s, day.place - 1, day.people.visits.duration_s[day.visit].astype(np.int64))
    team = compact_groups(there_s + there_s.T, care_s, max(1, round((places - 1) / size)))
    return tuple(_part(day, team == k) for k in range(int(team.max()) + 1))


def _part(day: HomeCareDay, is_member: NDArray[np.bool_]) -> HomeCareDay:
    """A day with some of its doors only."""
    at = np.concatenate([[0], np.flatnonzero(is_member) + 1])
    is_mine = is_member[day.place - 1]
    pairs = np.ix_(at, at)
    return replace(
        day,
        visit=day.visit[is_mine],
        place=np.searchsorted(at, day.place[is_mine]).astype(np.int64),
        is_double=day.is_double[is_mine],
        travel_s={mode: time_s[:, *pairs] for mode, time_s in day.travel_s.items()},
        distance_m={mode: metres[pairs] for mode, metres in day.distance_m.items()},
    )
