"""The cited numbers that maps are built with: data/roads.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ruttsim.parameters import load_table


@dataclass(frozen=True)
class SpeedRules:
    """What shapes a car's speed beside its class: the table `speed_rules`."""

    ramp_countryside_factor: float
    ramp_built_up_factor: float
    roundabout_factor: float
    driveway_kmh: float
    parking_aisle_kmh: float
    unpaved_factor: float
    unpaved_loss_kmh: float
    unpaved_slow_loss_kmh: float
    unpaved_fast_kmh: float
    unpaved_slow_kmh: float
    largest_limit_kmh: float
    built_up_km_per_km2: float
    built_up_reach_m: float


@dataclass(frozen=True)
class RoadNumbers:
    """Values of data/roads.toml, by its tables; speeds by OpenStreetMap's names [km/h]."""

    zone_kmh: Mapping[str, float]
    countryside_kmh: Mapping[str, float]
    built_up_kmh: Mapping[str, float]
    rules: SpeedRules
    residential_m_per_person: float
    plot_depth_m: float
    locality_persons: float
    share_65plus: float
    share_flats_houses: float
    share_flats_countryside: float


@cache
def road_numbers() -> RoadNumbers:
    """The numbers, read once."""
    table = load_table("roads")
    zone_kmh, countryside_kmh, built_up_kmh = (
        {key.removesuffix("_kmh"): value for key, value in table[name].items()}
        for name in ("zone_speed", "countryside_speed", "built_up_speed")
    )
    return RoadNumbers(
        zone_kmh=zone_kmh,
        countryside_kmh=countryside_kmh,
        built_up_kmh=built_up_kmh,
        rules=SpeedRules(**table["speed_rules"]),
        **table["settlement"],
    )
