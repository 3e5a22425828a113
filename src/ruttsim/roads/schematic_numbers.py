"""The cited numbers that local streets are drawn with: data/schematic.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ruttsim.domain.roads import CHARACTERS
from ruttsim.parameters import load_table


@dataclass(frozen=True)
class StreetPattern:
    """How the local streets of a character are drawn."""

    street_m_per_person: float
    step_m: float
    branch_m: float
    apart_m: float
    longest_m: float
    loop_share: float
    bend_share: float
    bend_m: float
    uneven_share: float


@dataclass(frozen=True)
class MotorwayNumbers:
    """How carriageways and ramps lie."""

    half_gap_m: float
    ramp_m: float
    ramp_aside_m: float
    ramp_end_m: float
    ramp_kmh: float


@dataclass(frozen=True)
class StreetNumbers:
    """Values of data/schematic.toml; mappings are by the character of an area."""

    patterns: Mapping[str, StreetPattern]
    path_detour_factor: Mapping[str, float]
    path_spacing_m: float
    path_longest_m: float
    path_crossing_m: float
    path_bend_share: float
    motorway: MotorwayNumbers
    roundabout_radius_m: float
    roundabout_kmh: float
    clearance: Mapping[str, float]


@cache
def street_numbers() -> StreetNumbers:
    """The numbers, read once."""
    table = load_table("schematic")
    names = tuple(StreetPattern.__dataclass_fields__)
    return StreetNumbers(
        patterns={
            kind: StreetPattern(*(table[name][kind] for name in names)) for kind in CHARACTERS
        },
        path_detour_factor=table["path_detour_factor"],
        path_spacing_m=table["path"]["spacing_m"],
        path_longest_m=table["path"]["longest_m"],
        path_crossing_m=table["path"]["crossing_m"],
        path_bend_share=table["path"]["bend_share"],
        roundabout_radius_m=table["roundabout"]["radius_m"],
        roundabout_kmh=table["roundabout"]["ring_kmh"],
        motorway=MotorwayNumbers(**table["motorway"]),
        clearance=table["clearance"],
    )
