"""Layers of geodata that the user gives: read in the map's coordinate system, or told why not."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.roads import CRS
from ruttsim.errors import DataError, Fault, reason

if TYPE_CHECKING:
    import geopandas as gpd

LARGEST_DEGREES = (180, 90, 180, 90)
ADVICE = "; It might help"
"""Where GDAL's advice to programmers begins in its messages."""


def read_layer(path: Path, wanted: str) -> gpd.GeoDataFrame:
    """The only layer of a file, in CRS, with at least one row; its rows are not looked at.

    `wanted` says in messages what the layer should hold.

    Raises
    ------
    DataError
        The file is missing or broken, holds several layers or no shapes, or does not say what
        system its coordinates are in.
    """
    import geopandas as gpd
    from shapely.errors import ShapelyError

    remedy = f"Give a GeoPackage or GeoJSON of {wanted}."
    if not path.is_file():
        problem = "It is a folder." if path.is_dir() else "There is no such file."
        raise _fault(path, "file", problem, remedy)
    try:
        layers, table = _read(path)
    except (OSError, RuntimeError, RuntimeWarning, ShapelyError, ValueError) as error:
        told = reason(error).partition(ADVICE)[0].rstrip(".")
        problem = f"It cannot be read as a layer: {told}."
        raise _fault(path, "file", problem, f"Save it again. {remedy}") from error
    if len(layers) > 1:
        problem = f"The file holds {len(layers)} layers: {', '.join(layers)}."
        raise _fault(path, "file", problem, "Save the one that is meant in a file of its own.")
    if not isinstance(table, gpd.GeoDataFrame) or table.empty:
        raise _fault(path, "geometry", "There are no shapes in it.", remedy)
    if table.crs is None or _is_out_of_degrees(table):
        problem = "The coordinate system is not given."
        told = f"Set it in QGIS to what the coordinates are in, as {CRS} or EPSG:4326."
        raise _fault(path, "CRS", problem, told)
    return table.to_crs(CRS)


def _read(path: Path) -> tuple[list[str], object]:
    """Names of the layers of a file, and what is in the first; None where there is none.

    GDAL warns of a broken file and gives what is left of it: the first warning is raised here.
    """
    import geopandas as gpd
    from pyogrio import list_layers

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        layers = [str(name) for name in list_layers(path)[:, 0]]
        table = gpd.read_file(path, layer=layers[0]) if layers else None
    broken = [it.message for it in told if isinstance(it.message, RuntimeWarning)]
    if broken:
        raise broken[0]
    return layers, table


def _fault(path: Path, field: str, problem: str, remedy: str) -> DataError:
    """The one thing that is wrong with a file."""
    return DataError([Fault(str(path), field, problem, remedy)])


def _is_out_of_degrees(layer: gpd.GeoDataFrame) -> bool:
    """Whether a layer said to be in degrees holds metres; GeoJSON without a system claims so."""
    return bool(layer.crs.is_geographic and (np.abs(layer.total_bounds) > LARGEST_DEGREES).any())
