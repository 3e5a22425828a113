"""Buildings where people live, spaced along the streets of each basic area."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Bools, Floats, Ints, Ints32, freeze, require_equal_lengths
from ruttsim.domain.roads import MODES, ROAD_CLASSES, RoadNetwork
from ruttsim.errors import DataError, Faults
from ruttsim.graphs import edge_lines, main_component, street_edges

if TYPE_CHECKING:
    import geopandas as gpd

    from ruttsim.domain.parameters import DemandParameters
    from ruttsim.domain.roads import MapBundle

LIVING_CLASSES = ("residential", "living_street", "unclassified")
"""Road classes along which people live."""

OTHER_CLASSES = ("tertiary", "secondary", "service", "track", "primary")
"""Where they live in an area that has no street of LIVING_CLASSES."""

_COUNT_DECIMALS = 6

POSITION_DECIMALS = 1
"""Coordinates are given to the decimetre, so that no last bit of geometry reaches a result."""


@dataclass(frozen=True, eq=False)
class Dwellings:
    """Every building that a client may live in; `weight` is its share of persons over 65.

    Areas in their order; within one, apartment entrances before houses, each in street order.
    """

    x_m: Floats
    y_m: Floats
    basic_area: Ints32
    flats: Bools
    weight: Floats

    def __post_init__(self) -> None:
        require_equal_lengths(self, "x_m", "y_m", "basic_area", "flats", "weight")
        freeze(self)


def dwellings(bundle: MapBundle, demand: DemandParameters) -> Dwellings:
    """The buildings of a map: apartment entrances and houses at even distances along streets.

    An area has as many of each as its population and its share of flats say. Its weight is its
    population over 65, of which flats and houses hold their share of dwellings.

    Raises
    ------
    DataError
        Where an area has people but no street, or nobody is over 65.
    """
    over_65 = population_65plus(bundle.areas)
    if not np.any(over_65 > 0):
        faults = Faults(DataError)
        faults.add(
            bundle.manifest.name,
            "areas: population, share_65plus",
            "No basic area has persons over 65.",
            "Give the areas population and share_65plus.",
        )
        faults.raise_if_any()
    streets = _streets_by_area(bundle)
    parts = [_along(streets[area], area, bundle.areas, demand) for area in sorted(streets)]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Dwellings(*columns)


def population_65plus(areas: gpd.GeoDataFrame) -> Floats:
    """Persons over 65 of each basic area."""
    persons: Floats = (areas["population"] * areas["share_65plus"]).to_numpy(dtype=np.float64)
    return persons


def _along(
    streets: Any, area: int, areas: gpd.GeoDataFrame, demand: DemandParameters
) -> list[NDArray[Any]]:
    """Columns of Dwellings of one area, laid along its streets."""
    import shapely

    row = areas.iloc[area]
    homes_in_all = row["population"] / demand.persons_per_dwelling
    share_flats, over_65 = row["share_flats"], row["population"] * row["share_65plus"]
    lengths = shapely.length(streets)
    ends = np.cumsum(lengths)
    columns = []
    for flats, share, homes in (
        (True, share_flats, demand.flats_per_entrance),
        (False, 1 - share_flats, 1),
    ):
        buildings = math.ceil(round(homes_in_all * share / homes, _COUNT_DECIMALS))
        if buildings == 0:
            continue
        along_m = (np.arange(buildings) + 0.5) * (ends[-1] / buildings)
        street = np.minimum(np.searchsorted(ends, along_m, side="right"), len(ends) - 1)
        within_m = along_m - (ends[street] - lengths[street])
        points = shapely.line_interpolate_point(streets[street], within_m)
        columns.append(
            (
                np.round(shapely.get_x(points), POSITION_DECIMALS),
                np.round(shapely.get_y(points), POSITION_DECIMALS),
                np.full(buildings, area, dtype=np.int32),
                np.full(buildings, flats),
                np.full(buildings, over_65 * share / buildings),
            )
        )
    return [np.concatenate(column) for column in zip(*columns, strict=True)]


@functools.lru_cache(maxsize=1)
def _streets_by_area(bundle: MapBundle) -> Mapping[int, Any]:
    """Lines of the streets where people live, cut at the borders, by row of the areas.

    Those of the last map are kept: they are the same for all of its populations.
    """
    over_65 = population_65plus(bundle.areas)
    found = _lines_by_area(bundle, _edges(bundle.roads, LIVING_CLASSES))
    without = [area for area in np.flatnonzero(over_65 > 0).tolist() if area not in found]
    if without:
        others = _lines_by_area(bundle, _edges(bundle.roads, OTHER_CLASSES))
        faults = Faults(DataError)
        for area in without:
            if area in others:
                found[area] = others[area]
            else:
                faults.add(
                    bundle.manifest.name,
                    f"areas, basic_area '{bundle.areas['basic_area'].iloc[area]}'",
                    "It has people but no street that cars, bicycles and walkers may use.",
                    "Join it with a neighbour, or set its population to 0.",
                )
        faults.raise_if_any()
    return {area: lines for area, lines in found.items() if over_65[area] > 0}


def _edges(roads: RoadNetwork, classes: tuple[str, ...]) -> Ints:
    """One edge of each street of some classes that every mode reaches from everywhere."""
    codes = [ROAD_CLASSES.index(name) for name in classes]
    chosen = street_edges(roads) & np.isin(roads.road_class, codes)
    back = np.where(roads.reverse >= 0, roads.reverse, np.arange(roads.edges))
    for mode in MODES:
        allowed = roads.allows(mode)
        inside = main_component(roads, mode)
        chosen &= (allowed | allowed[back]) & inside[roads.tail] & inside[roads.head]
    return np.flatnonzero(chosen)


def _lines_by_area(bundle: MapBundle, edges: Ints) -> dict[int, Any]:
    """Pieces of the edges' lines inside each basic area, in the order of the edges."""
    import shapely

    lines = edge_lines(bundle.roads, edges)
    polygons = np.asarray(bundle.areas.geometry.to_numpy(), dtype=object)
    pairs = shapely.STRtree(lines).query(polygons, predicate="intersects")
    order = np.lexsort((pairs[1], pairs[0]))
    area, line = pairs[0][order], pairs[1][order]
    cut = shapely.intersection(lines[line], polygons[area])
    pieces, origin = shapely.get_parts(cut, return_index=True)
    is_line = (shapely.get_type_id(pieces) == shapely.GeometryType.LINESTRING) & (
        shapely.length(pieces) > 0
    )
    pieces, area_of_piece = pieces[is_line], area[origin[is_line]]
    return {int(row): pieces[area_of_piece == row] for row in np.unique(area_of_piece)}
