"""Basic areas of a schematic map: the land nearest to the anchors of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from ruttsim.domain.roads import CRS
from ruttsim.roads.partition import cells
from ruttsim.roads.schematic_facts import AreaFact
from ruttsim.roads.schematic_plane import metres
from ruttsim.units import DM_PER_METRE, M2_PER_KM2

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely import Geometry

BUILT_PLACES = 2
"""Built-up land is given to the hectare."""


def area_polygons(areas: Sequence[AreaFact], outline: Geometry) -> list[Geometry]:
    """The part of the outline that is nearest to an anchor of each area, in their order.

    The areas share their borders exactly: they are unions of the cells of one Voronoi diagram,
    with corners in whole decimetres.
    """
    owners = [row for row, area in enumerate(areas) for _ in area.anchors]
    parts = cells(metres([point for area in areas for point in area.anchors]), outline)
    polygons: list[Geometry] = []
    for row in range(len(areas)):
        own = [part for owner, part in zip(owners, parts, strict=True) if owner == row]
        land = shapely.union_all(shapely.transform(own, _rounded))
        polygons.append(shapely.normalize(land))
    return polygons


def _rounded(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Positions in whole decimetres [m]."""
    rounded: NDArray[np.float64] = np.round(xy * DM_PER_METRE) / DM_PER_METRE
    return rounded


def area_table(
    areas: Sequence[AreaFact], polygons: Sequence[Geometry], built_km2: Sequence[float]
) -> gpd.GeoDataFrame:
    """The areas with the columns of a map bundle, in their order."""
    import geopandas as gpd

    return gpd.GeoDataFrame(
        {
            "basic_area": [area.basic_area for area in areas],
            "name": [area.name for area in areas],
            "district": [area.district for area in areas],
            "character": [area.character for area in areas],
            "population": [area.population for area in areas],
            "share_65plus": [area.share_65plus for area in areas],
            "share_flats": [area.share_flats for area in areas],
            "built_km2": list(built_km2),
        },
        geometry=list(polygons),
        crs=CRS,
    )


def built_km2(
    streets: Sequence[Geometry], plot_depth_m: float, polygon: Geometry, water: Geometry
) -> float:
    """Land of an area within a plot's depth of its local streets [km2]."""
    near = shapely.union_all(shapely.buffer(list(streets), plot_depth_m))
    land = shapely.difference(shapely.intersection(near, polygon), water)
    return round(float(shapely.area(land)) / M2_PER_KM2, BUILT_PLACES)
