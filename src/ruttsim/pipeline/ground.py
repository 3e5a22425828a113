"""What all area splits of a population stand on: its people and the travel between their doors."""

from __future__ import annotations

import gc
from dataclasses import dataclass, field, replace

from ruttsim.demand.clients import read_clients
from ruttsim.demand.nights import by_crews
from ruttsim.demand.synthetic import synthetic_population
from ruttsim.domain.demand import Population
from ruttsim.domain.travel import DoorToDoor, Places, StopTimes, TravelMatrices
from ruttsim.errors import DataError, Faults
from ruttsim.files import content_hash
from ruttsim.pipeline.setting import Setting
from ruttsim.pipeline.travel import places_of, travel_between
from ruttsim.simulate.tables import TravelTables, travel_tables
from ruttsim.travel.snapping import snap
from ruttsim.travel.speeds import PERIODS_BY_MODE
from ruttsim.travel.stops import door_to_door, stop_times


@dataclass(frozen=True, eq=False)
class Ground:
    """A population, travel between its places, and that travel as planner and simulator read it.

    `patrol_base` is the premise with the least travel by car to all buildings, the first of equals,
    as a place.
    """

    population: Population
    places: Places
    matrices: TravelMatrices
    stops: StopTimes
    door_to_door: DoorToDoor
    tables: TravelTables
    patrol_base: int


@dataclass(frozen=True)
class _Key:
    """Which ground: equal for settings that say the same, also in another process."""

    study: str
    inputs: str
    map: str
    population: int
    setting: Setting = field(compare=False)


def ground(setting: Setting, population: int) -> Ground:
    """The ground of one population; the last one is kept for the next area split.

    Raises
    ------
    DataError
        Clients at fault, or places that cannot be reached.
    """
    study, bundle = setting.study.content_hash, setting.bundle.manifest.content_hash
    inputs = content_hash(setting.inputs)
    key = _Key(study, inputs, bundle, population, setting)
    if key not in _last:
        # Before the next is computed: two at once would be the most that a process ever holds.
        _last.clear()
        _last[key] = _ground(key)
    return _last[key]


_last: dict[_Key, Ground] = {}
"""The ground that was asked for last."""


def _ground(key: _Key) -> Ground:
    """The ground of one population, anew."""
    setting, population = key.setting, key.population
    people = population_of(setting, population)
    places = places_of(people, setting)
    matrices = travel_between(setting, places)
    stops = stop_times(
        people.buildings.flats, len(setting.bundle.premises), setting.parameters.travel
    )
    planned = door_to_door(matrices, stops, setting.parameters.travel)
    # What lasts as long as the process need not be looked through for every day's records:
    # measured, 16 % of a task.
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    return Ground(
        population=people,
        places=places,
        matrices=matrices,
        stops=stops,
        door_to_door=planned,
        tables=travel_tables(matrices, stops, setting.parameters.travel),
        patrol_base=_patrol_base(len(people.buildings.x_m), planned),
    )


def _patrol_base(houses: int, travel: DoorToDoor) -> int:
    """The premise that is nearest to all buildings."""
    time_s = travel.slowest_s("car")[houses:, :houses]
    return houses + int(time_s.sum(axis=1).argmin())


def ground_of_split(setting: Setting, base: Ground) -> Ground:
    """The ground as it is in one split, by the setting of the split.

    Where the patrol makes the visits of the night, these need a car with its crew.
    """
    if setting.study.day.nights == "patrol":
        return replace(base, population=by_crews(base.population, setting.parameters.day))
    return base


def population_of(setting: Setting, population: int) -> Population:
    """The study's clients and visits as they are drawn, or read from the user's own files."""
    demand = setting.study.demand
    if demand.clients is None or demand.visits is None:
        return synthetic_population(
            setting.bundle, setting.parameters, setting.study.seed, population
        )
    return read_clients(
        setting.study.path_of(demand.clients),
        setting.study.path_of(demand.visits),
        setting.bundle,
        setting.parameters,
        setting.study.seed,
        population,
    )


def require_near_streets(setting: Setting, people: Population) -> None:
    """Raise where a client or a premise has no street of some mode in reach.

    What is near a street that leads everywhere can be reached from everywhere: nothing else can
    make travel between places impossible.

    Raises
    ------
    DataError
        Every such place, of all modes at once.
    """
    study, places = setting.study, places_of(people, setting)
    largest_m = setting.parameters.travel.largest_snap_m
    home = (study.map, "building")
    if not people.is_synthetic:
        home = (str(study.folder / str(study.demand.clients)), "place of a client")
    known = [home] * len(people.buildings.x_m)
    known += [(study.map, f"premise '{name}'") for name in setting.bundle.premises["premise"]]
    faults = Faults(DataError)
    for mode in PERIODS_BY_MODE:
        try:
            snap(setting.bundle.roads, mode, places, largest_m, label=str)
        except DataError as error:
            for fault in error.faults:
                is_place = fault.field.isdecimal()
                file, field = known[int(fault.field)] if is_place else (study.map, fault.field)
                faults.add(file, field, fault.problem, fault.remedy)
    faults.raise_if_any()
