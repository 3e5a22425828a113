"""A layer of basic areas that the user gives, checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ruttsim.domain.roads import AREA_COLUMNS
from ruttsim.errors import DataError, Fault
from ruttsim.roads.layers import layer_faults

if TYPE_CHECKING:
    import geopandas as gpd

NEEDED = ("basic_area", "geometry")
"""Columns that a layer must have; the others of a map are filled by rule."""


def read_areas(path: Path) -> gpd.GeoDataFrame:
    """Basic areas with at least `basic_area` and a shape, and what a map needs of the rest.

    Raises
    ------
    DataError
        The file is missing or broken, or its areas cannot be; all faults at once.
    """
    import geopandas as gpd
    from pyogrio.errors import DataSourceError

    remedy = "Give a GeoPackage or GeoJSON of polygons in EPSG:3006 with a column `basic_area`."
    if not path.is_file():
        raise DataError([Fault(str(path), "areas", "There is no such file.", remedy)])
    try:
        layer = gpd.read_file(path)
    except (DataSourceError, ValueError) as error:
        problem = f"It cannot be read: {error}."
        raise DataError([Fault(str(path), "file", problem, remedy)]) from error
    faults = layer_faults("areas", layer, str(path), NEEDED)
    if faults:
        raise DataError(faults)
    return layer[[name for name in AREA_COLUMNS if name in layer.columns]]
