"""A layer of basic areas that the user gives, checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ruttsim.domain.roads import AREA_COLUMNS
from ruttsim.errors import DataError
from ruttsim.layers import read_layer
from ruttsim.roads.layers import layer_faults

if TYPE_CHECKING:
    import geopandas as gpd

NEEDED = ("basic_area", "geometry")
"""Columns that a layer must have; the others of a map are filled by rule."""


def read_areas(path: Path) -> gpd.GeoDataFrame:
    """Basic areas with at least `basic_area` and a shape, and what a map needs of the rest.

    Whatever the layer's coordinate system, the areas are in the map's.

    Raises
    ------
    DataError
        The file is missing or broken, or its areas cannot be; all faults at once.
    """
    layer = read_layer(path, "polygons with a column `basic_area`")
    faults = layer_faults("areas", layer, str(path), NEEDED)
    if faults:
        raise DataError(faults)
    return layer[[name for name in AREA_COLUMNS if name in layer.columns]]
