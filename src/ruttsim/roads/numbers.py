"""The cited numbers that maps are built with: data/roads.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ruttsim.parameters import load_table


@dataclass(frozen=True)
class RoadNumbers:
    """Values of data/roads.toml, by its tables; speeds by OpenStreetMap's names [km/h]."""

    zone_kmh: Mapping[str, float]
    default_kmh: Mapping[str, float]
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
    zone_kmh, default_kmh = (
        {key.removesuffix("_kmh"): value for key, value in table[name].items()}
        for name in ("zone_speed", "default_speed")
    )
    return RoadNumbers(zone_kmh=zone_kmh, default_kmh=default_kmh, **table["settlement"])
