"""What an importer gives: streets, a boundary if it knows one, landmarks and provenance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ruttsim.domain.roads import CRS, LANDMARK_COLUMNS
from ruttsim.roads.network import Arm, Street
from ruttsim.roads.sentences import Sentence

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely import Geometry

OSM_LICENCE = "© OpenStreetMap contributors, ODbL 1.0"
CLIP_MARGIN_M = 2000.0
"""Streets this far outside the areas are kept: the fastest path may leave the municipality."""
WAYS_ELSEWHERE = "ways_outside_the_areas"
"""What streets are counted as that lie nowhere near the areas."""


@dataclass(frozen=True, eq=False)
class Source:
    """Streets in EPSG:3006, not yet merged, and where they come from.

    `forbidden` are turns by the streets' arms. `counts` says what was read and what left out,
    `assumptions` in sentences what this kind of source cannot say.
    """

    streets: tuple[Street, ...]
    boundary: Geometry | None
    landmarks: gpd.GeoDataFrame
    title: str
    source: str
    date: str
    licence: str
    forbidden: tuple[tuple[Arm, Arm], ...] = ()
    counts: Mapping[str, float] = field(default_factory=dict)
    assumptions: tuple[Sentence, ...] = ()


def landmark_layer(
    rows: Sequence[tuple[str, str, Geometry]], crs: str, inside: Geometry | None = None
) -> gpd.GeoDataFrame:
    """Landmarks of (kind, name, geometry) as the layer of a map; of them those that meet inside."""
    import geopandas as gpd

    kinds, names, shapes = ([row[column] for row in rows] for column in range(3))
    layer = gpd.GeoDataFrame(
        {"kind": kinds, "name": names}, geometry=gpd.GeoSeries(shapes, crs=crs), crs=crs
    ).to_crs(CRS)
    if inside is not None:
        layer = layer[layer.intersects(inside).to_numpy()]
    return layer[list(LANDMARK_COLUMNS)].reset_index(drop=True)
