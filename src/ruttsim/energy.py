"""What legs take of a battery or tank, and what vehicles hold in the morning."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.energy import (
    JOULES_PER_KWH,
    NO_ENERGY,
    NO_PATIENCE,
    POST,
    ChargingParameters,
    EnergyStore,
    LackTerms,
    MorningEnergy,
)
from ruttsim.domain.parameters import SPEEDS, SPEEDS_KMH
from ruttsim.domain.travel import EVENING, period_key
from ruttsim.units import (
    DM_PER_METRE,
    KMH_PER_MS,
    LATER,
    METRES_PER_KM,
    SECONDS_PER_MINUTE,
    WATTS_PER_KW,
)

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Floats, Ints
    from ruttsim.domain.day import ChargingRecord
    from ruttsim.domain.demand import Population
    from ruttsim.domain.parameters import ClimateParameters, VehicleType
    from ruttsim.domain.planning import Plan, Round
    from ruttsim.domain.travel import TravelMatrices

Fleet: TypeAlias = Mapping[tuple[int, int, str], int]
Held: TypeAlias = Mapping[tuple[int, int, str, int], int]
"""Joules by organisation, premise, type, and which of the vehicles there."""

FULL: Held = {}


def energy_store(
    vehicle: VehicleType, parameters: ChargingParameters, climate: ClimateParameters
) -> EnergyStore:
    """Battery or tank of a type that has one."""
    curves = {
        "combustion": climate.combustion_speed_factor,
        "electric": climate.electric_speed_factor,
    }
    curve = curves.get(vehicle.speed_curve)
    season = climate.winter_share + (1 - climate.winter_share) * climate.mild_cold_start_factor
    return EnergyStore(
        refill=vehicle.refill,
        filled_j=round(vehicle.capacity_kwh * vehicle.refilled_to_share * JOULES_PER_KWH),
        reserve_j=round(vehicle.capacity_kwh * parameters.reserve_share * JOULES_PER_KWH),
        low_j=round(vehicle.capacity_kwh * parameters.refuel_below_share * JOULES_PER_KWH),
        power_w=round(vehicle.refill_kw * WATTS_PER_KW),
        refuelling_s=round(vehicle.refill_min * SECONDS_PER_MINUTE),
        joules_per_dm=vehicle.energy_kwh_per_km
        * (1 + climate.winter_share * vehicle.winter_energy_share)
        * JOULES_PER_KWH
        / (METRES_PER_KM * DM_PER_METRE),
        speed_factor=() if curve is None else tuple(curve[speed] for speed in SPEEDS),
        cold_start_j=vehicle.cold_start_kwh * season * JOULES_PER_KWH,
        cold_start_dm=climate.cold_start_km * METRES_PER_KM * DM_PER_METRE,
        cold_start_full_s=climate.cold_start_full_min * SECONDS_PER_MINUTE,
    )


def lack_terms(parameters: ChargingParameters) -> LackTerms:
    """What carers do for whom no vehicle holds enough, in whole seconds and watts."""
    return LackTerms(
        longest_wait_s=round(parameters.longest_wait_min * SECONDS_PER_MINUTE),
        public_stop_s=round(parameters.public_stop_min * SECONDS_PER_MINUTE),
        public_w=round(parameters.public_kw * WATTS_PER_KW),
    )


def energy_stores(
    vehicles: Mapping[str, VehicleType], parameters: ChargingParameters, climate: ClimateParameters
) -> dict[str, EnergyStore]:
    """Battery or tank of each type that has one."""
    return {
        name: energy_store(it, parameters, climate)
        for name, it in vehicles.items()
        if it.refill != NO_ENERGY
    }


def charging_posts(
    fleet: Fleet, stores: Mapping[str, EnergyStore], post_share: float
) -> dict[tuple[int, int], int]:
    """The posts of each base: a share of its vehicles that need one, rounded up, at least one."""
    need: dict[tuple[int, int], int] = defaultdict(int)
    for (organisation, premise, name), number in fleet.items():
        if stores[name].refill == POST:
            need[organisation, premise] += number
    return {
        base: max(1, math.ceil(round(number * post_share, 6)))
        for base, number in need.items()
        if number
    }


def round_needs_j(
    plan: Plan,
    population: Population,
    matrices: TravelMatrices,
    stores: Mapping[str, EnergyStore],
) -> dict[int, int]:
    """What each round should use: its planned stops in order, by the ways of the evening."""
    home, client = population.clients.building, population.visits.client
    first_base = len(population.buildings.x_m)
    by_mode: dict[str, list[Round]] = defaultdict(list)
    for it in plan.rounds:
        if it.vehicle_type in stores:
            by_mode[it.mode].append(it)
    needs = {}
    for mode, rounds in by_mode.items():
        stops = np.array([stop.visit for it in rounds for stop in it.stops], dtype=np.int64)
        bases = np.array([first_base + it.premise for it in rounds])
        lengths = np.array([len(it.stops) for it in rounds])
        starts = np.cumsum(lengths) - lengths
        path = np.insert(home[client[stops]].astype(np.int64), starts, bases)
        onward = np.append(path[1:], 0)
        starts += np.arange(len(rounds))
        onward[starts + lengths] = bases
        way_dm = matrices[period_key(matrices, mode, EVENING)].distance_dm[path, onward]
        for it, distance_dm in zip(rounds, np.add.reduceat(way_dm, starts).tolist(), strict=True):
            needs[it.round] = stores[it.vehicle_type].town_j(distance_dm)
    return needs


def morning_energy(
    plan: Plan,
    population: Population,
    matrices: TravelMatrices,
    fleet: Fleet,
    stores: Mapping[str, EnergyStore],
    post_share: float,
    opens_s: int,
    held: Held = FULL,
    lacking: LackTerms = NO_PATIENCE,
) -> MorningEnergy:
    """The morning of a day; whatever `held` does not know is full."""
    return MorningEnergy(
        stores=stores,
        posts=charging_posts(fleet, stores, post_share),
        held_j={
            key: _held_j(key, number, stores[key[2]].filled_j, held)
            for key, number in fleet.items()
        },
        needs_j=round_needs_j(plan, population, matrices, stores),
        opens_s=opens_s,
        lacking=lacking,
    )


def _held_j(key: tuple[int, int, str], number: int, filled_j: int, held: Held) -> tuple[int, ...]:
    """What the vehicles of one type at a base hold; never more than full."""
    if not held:
        return (filled_j,) * number
    return tuple(min(held.get((*key, place), filled_j), filled_j) for place in range(number))


def legs_j(legs: Mapping[str, NDArray[Any]], stores: Mapping[str, EnergyStore]) -> Ints:
    """What each leg takes, in columns and in any order; those on foot nothing."""
    stood_s = _stood_s(legs)
    found = np.zeros(len(stood_s), dtype=np.int64)
    left = np.flatnonzero(legs["vehicle"] >= 0)
    types = legs["vehicle_type"][left]
    while len(left):
        name, is_own = types[0], types == types[0]
        own, left, types = left[is_own], left[~is_own], types[~is_own]
        if name in stores:
            columns = {it: legs[it][own] for it in ("distance_m", "depart_s", "arrive_s")}
            store, used_j = stores[name], warm_j(columns, stores[name])
            if store.cold_start_j:
                used_j += _cold_j(columns, store, stood_s[own])
            found[own] = np.rint(used_j)
    return found


def warm_j(legs: Mapping[str, NDArray[Any]], store: EnergyStore) -> Floats:
    """What each leg takes of this vehicle with a warm engine; winter is in it."""
    distance_dm = np.rint(legs["distance_m"] * DM_PER_METRE)
    used_j: Floats = distance_dm * store.joules_per_dm
    if store.speed_factor:
        drive_s = np.maximum(legs["arrive_s"] - legs["depart_s"], 1)
        kmh = distance_dm / DM_PER_METRE / drive_s * KMH_PER_MS
        used_j *= np.interp(kmh, SPEEDS_KMH, store.speed_factor)
    return used_j


def cold_start_j(legs: Mapping[str, NDArray[Any]], store: EnergyStore) -> Floats:
    """What a cold engine adds to each leg, by how long its vehicle stood before.

    The first leg of a vehicle on a day is wholly cold. A short leg has its part.
    """
    is_driven = (legs["vehicle"] >= 0) & (legs["distance_m"] > 0)
    added_j: Floats = np.where(is_driven, _cold_j(legs, store, _stood_s(legs)), 0.0)
    return added_j


def _cold_j(legs: Mapping[str, NDArray[Any]], store: EnergyStore, stood_s: Floats) -> Floats:
    """What a cold engine adds to legs before which the vehicle has stood so long."""
    distance_dm = np.rint(legs["distance_m"] * DM_PER_METRE)
    share = np.clip(stood_s / store.cold_start_full_s, 0, 1)
    added_j: Floats = store.cold_start_j * share * np.minimum(distance_dm / store.cold_start_dm, 1)
    return added_j


def _stood_s(legs: Mapping[str, NDArray[Any]]) -> Floats:
    """How long the vehicle of each leg had stood; for ever before the first that it moves on."""
    stood_s = np.full(len(legs["vehicle"]), np.inf)
    rows = np.flatnonzero((legs["vehicle"] >= 0) & (legs["distance_m"] > 0))
    vehicle, depart_s = legs["vehicle"][rows], legs["depart_s"][rows]
    order = np.argsort(vehicle * LATER + depart_s, kind="stable")
    is_same = np.diff(vehicle[order]) == 0
    between_s = depart_s[order[1:]] - legs["arrive_s"][rows[order[:-1]]]
    stood_s[rows[order[1:]]] = np.where(is_same, between_s, np.inf)
    return stood_s


def held_in_the_evening(
    morning: MorningEnergy,
    legs: Mapping[str, NDArray[Any]],
    charging: Iterable[ChargingRecord],
) -> dict[tuple[int, int, str, int], int]:
    """What each vehicle of a day holds after it, its night's charging done; `legs` in columns."""
    keys = [(*key, place) for key, own in morning.held_j.items() for place in range(len(own))]
    found = [own for each in morning.held_j.values() for own in each]
    for row in charging:
        found[row.vehicle] += round(row.end_kwh * JOULES_PER_KWH)
        found[row.vehicle] -= round(row.start_kwh * JOULES_PER_KWH)
    used_j = legs_j(legs, morning.stores)
    for vehicle, its_j in zip(legs["vehicle"].tolist(), used_j.tolist(), strict=True):
        if vehicle >= 0:
            found[vehicle] -= its_j
    return dict(zip(keys, found, strict=True))
