"""The cited numbers that local streets are drawn with: data/schematic.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ruttsim.parameters import load_table


@dataclass(frozen=True)
class StreetNumbers:
    """Values of data/schematic.toml, by its tables; mappings are by the character of an area."""

    street_m_per_person: Mapping[str, float]
    path_m_per_person: Mapping[str, float]
    grid_along_m: Mapping[str, float]
    grid_across_m: Mapping[str, float]
    grid_cross_share: Mapping[str, float]
    grid_loop_share: Mapping[str, float]
    grid_bend_share: Mapping[str, float]
    countryside: Mapping[str, float]
    clearance: Mapping[str, float]


@cache
def street_numbers() -> StreetNumbers:
    """The numbers, read once."""
    return StreetNumbers(**load_table("schematic"))
