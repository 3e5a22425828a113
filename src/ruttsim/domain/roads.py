"""The road network and the map bundle around it, in SWEREF 99 TM (EPSG:3006) metres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Codes, Floats, Ints, Ints32, freeze, require_equal_lengths

if TYPE_CHECKING:
    import geopandas as gpd

CRS = "EPSG:3006"

ROAD_CLASSES = (
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "track",
    "cycleway",
    "footway",
)
"""OpenStreetMap's highway classes as they are used here; `_link` roads count as their class."""

MODES = ("car", "ebike", "walk")

SURFACES = ("unknown", "paved", "compacted", "loose")
"""What a street is covered with: `compacted` is smooth without asphalt, `loose` is gravel, earth
or worse."""

CHARACTERS = ("apartments", "houses", "countryside")
LANDMARK_KINDS = ("water", "railway", "place")

AREA_COLUMNS = (
    "basic_area",
    "name",
    "district",
    "character",
    "population",
    "share_65plus",
    "share_flats",
    "built_km2",
    "geometry",
)
"""Columns of `MapBundle.areas`: `character` is one of CHARACTERS; `population` is persons;
`share_65plus` and `share_flats` are shares 0-1 of persons and dwellings; `built_km2` is the land
that is built on; `geometry` is a polygon."""

PREMISE_COLUMNS = ("premise", "name", "district", "source", "geometry")
"""Columns of `MapBundle.premises`: places where a team may have its base, as points."""

LANDMARK_COLUMNS = ("kind", "name", "geometry")
"""Columns of `MapBundle.landmarks`, drawn under the streets: `kind` is one of LANDMARK_KINDS.
Places come in order of importance."""


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """Directed road graph; edge k runs from node `tail[k]` to node `head[k]`.

    A street open both ways is two edges, each the other's `reverse` (-1: none). Bit j of `modes`
    says that `MODES[j]` may use the edge in its direction. `speed_kmh` is the posted or assumed
    limit for cars, before any allowance for turns or queues. `road_class` indexes `ROAD_CLASSES`,
    `name` indexes `names`, where 0 is the empty name. The line of edge k is the points
    `shape_start[k]` to `shape_start[k + 1]` (exclusive) of `shape_x_m`, `shape_y_m`, end nodes
    included; `length_m` is measured along it or given by the source. `surface` indexes `SURFACES`.

    `signals` counts the traffic lights that a car meets on the edge, its head included and its tail
    not. Cars may not turn from edge `forbidden_from[j]` into edge `forbidden_to[j]`, which begins
    where the first ends: by a sign, or because something stands in the way there.
    """

    node_x_m: Floats
    node_y_m: Floats
    tail: Ints32
    head: Ints32
    length_m: Floats
    speed_kmh: Floats
    road_class: Codes
    modes: Codes
    reverse: Ints32
    name: Ints32
    names: tuple[str, ...]
    shape_start: Ints
    shape_x_m: Floats
    shape_y_m: Floats
    surface: Codes
    signals: Codes
    forbidden_from: Ints32
    forbidden_to: Ints32

    def __post_init__(self) -> None:
        require_equal_lengths(
            self,
            "tail",
            "head",
            "length_m",
            "speed_kmh",
            "road_class",
            "modes",
            "reverse",
            "name",
            "surface",
            "signals",
        )
        require_equal_lengths(self, "node_x_m", "node_y_m")
        require_equal_lengths(self, "forbidden_from", "forbidden_to")
        require_equal_lengths(self, "shape_x_m", "shape_y_m")
        freeze(self)

    @property
    def nodes(self) -> int:
        """Number of junctions and dead ends."""
        return len(self.node_x_m)

    @property
    def edges(self) -> int:
        """Number of directed edges."""
        return len(self.tail)

    def allows(self, mode: str) -> NDArray[np.bool_]:
        """Which edges a mode may use."""
        allowed: NDArray[np.bool_] = (self.modes >> MODES.index(mode)) & 1 == 1
        return allowed

    def line(self, edge: int) -> NDArray[np.float64]:
        """The points of an edge, shape (points, 2) [m], from its tail to its head."""
        part = slice(self.shape_start[edge], self.shape_start[edge + 1])
        return np.column_stack([self.shape_x_m[part], self.shape_y_m[part]])


@dataclass(frozen=True)
class MapManifest:
    """Where a map comes from and what it may be used for.

    `schematic` is true where the streets are drawn and not surveyed. `assumptions` are sentences
    that every report of the map repeats, `assumptions_sv` the same in Swedish, or none where the
    map has none. `content_hash` covers roads, areas and premises.
    """

    name: str
    title: str
    schematic: bool
    source: str
    date: str
    licence: str
    assumptions: tuple[str, ...]
    content_hash: str
    counts: Mapping[str, float] = field(default_factory=dict)
    assumptions_sv: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        told, told_sv = len(self.assumptions), len(self.assumptions_sv)
        if told_sv not in (0, told):
            raise ValueError(
                f"assumptions_sv and assumptions differ in number ({told_sv} and {told}): say each "
                "in both languages, or none in Swedish"
            )

    def assumed(self, language: str) -> tuple[tuple[str, ...], str]:
        """What the map assumes, and the language that it is said in: the one asked for if known."""
        if language == "sv" and self.assumptions_sv:
            return self.assumptions_sv, "sv"
        return self.assumptions, "en"


@dataclass(frozen=True, eq=False)
class MapBundle:
    """A road network with basic areas, premises for bases, landmarks for pictures, provenance.

    Row order of `areas` and `premises` is their index everywhere else. All geometry is in `CRS`.
    """

    roads: RoadNetwork
    areas: gpd.GeoDataFrame
    premises: gpd.GeoDataFrame
    landmarks: gpd.GeoDataFrame
    manifest: MapManifest
