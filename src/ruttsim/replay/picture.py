"""The map under the carers as compact numbers: streets, water, railways, borders, places, bases."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from ruttsim.domain.arrays import Floats, Ints
from ruttsim.domain.roads import ROAD_CLASSES
from ruttsim.graphs import edge_lines, street_edges
from ruttsim.units import DM_PER_METRE

if TYPE_CHECKING:
    from ruttsim.domain.roads import MapBundle, RoadNetwork

STREET_GROUPS = (
    ("cycleway", "footway"),
    ("tertiary", "unclassified", "residential", "living_street", "service", "track"),
    ("motorway", "trunk", "primary", "secondary"),
)
"""Classes of streets that are drawn alike, the strongest last."""
_STREET_TOLERANCE_M, _LAND_TOLERANCE_M = 1.0, 5.0


class Extent(NamedTuple):
    """The part of the plane that is drawn [m]; (0, 0) of the page is its north-west corner."""

    west_m: float
    south_m: float
    east_m: float
    north_m: float

    def on_page(self, points_m: Floats) -> Ints:
        """Points, shape (points, 2), as whole decimetres to the east and south."""
        moved = np.column_stack([points_m[:, 0] - self.west_m, self.north_m - points_m[:, 1]])
        return np.round(moved * DM_PER_METRE).astype(np.int64)


def extent(bundle: MapBundle) -> Extent:
    """Basic areas and streets together."""
    roads = bundle.roads
    west, south, east, north = bundle.areas.total_bounds
    return Extent(
        float(min(west, roads.node_x_m.min())),
        float(min(south, roads.node_y_m.min())),
        float(max(east, roads.node_x_m.max())),
        float(max(north, roads.node_y_m.max())),
    )


def street_numbers(roads: RoadNetwork, used: Iterable[int]) -> Ints:
    """Number of the street of each edge among those drawn; -1 for edges that are not.

    Drawn are the streets of cars and those that `used` edges are of; the two directions of a
    street have one number.
    """
    lower = np.where(
        street_edges(roads), np.arange(roads.edges), np.maximum(roads.reverse, 0)
    ).astype(np.int64)
    is_drawn = np.zeros(roads.edges, dtype=np.bool_)
    is_drawn[lower[roads.allows("car")]] = True
    is_drawn[lower[np.array(list(used), dtype=np.int64)]] = True
    number = np.where(is_drawn, np.cumsum(is_drawn) - 1, -1)
    return np.asarray(number[lower], dtype=np.int64)


def streets(roads: RoadNetwork, number: Ints, view: Extent) -> list[list[int]]:
    """Each street that is drawn: its group in STREET_GROUPS, then its points as `steps`."""
    edges = np.flatnonzero((number >= 0) & street_edges(roads))
    group_of = {name: group for group, names in enumerate(STREET_GROUPS) for name in names}
    groups = [group_of[ROAD_CLASSES[code]] for code in roads.road_class[edges]]
    lines = shapely.simplify(edge_lines(roads, edges), _STREET_TOLERANCE_M)
    return [[group, *steps(line, view)] for group, line in zip(groups, lines, strict=True)]


def land(bundle: MapBundle, view: Extent, bases: Collection[str]) -> dict[str, Any]:
    """Water, railways, borders of basic areas, names of places, bases; lines as `steps`."""
    kinds = bundle.landmarks["kind"].to_numpy()
    shapes = shapely.clip_by_rect(bundle.landmarks.geometry.to_numpy(), *view)
    water = shapely.get_parts(shapes[kinds == "water"])
    polygons = water[shapely.get_type_id(water) == shapely.GeometryType.POLYGON]
    is_place = (kinds == "place") & ~shapely.is_empty(shapes)
    names = bundle.landmarks["name"].to_numpy()[is_place]
    middles = shapely.get_coordinates(shapely.centroid(shapes[is_place]))
    is_base = bundle.premises["premise"].isin(list(bases)).to_numpy()
    base_m = shapely.get_coordinates(bundle.premises.geometry.to_numpy()[is_base])
    at = view.on_page(middles).tolist()
    return {
        "water": _lines(shapely.get_rings(polygons), view),
        "railway": _lines(shapes[kinds == "railway"], view),
        "borders": _lines(shapely.boundary(bundle.areas.geometry.to_numpy()), view),
        "places": [[str(name), *point] for name, point in zip(names, at, strict=True)],
        "bases": view.on_page(base_m).ravel().tolist(),
    }


def steps(line: Any, view: Extent) -> list[int]:
    """The first point of a line and the step to each next one [dm], x and y in turn."""
    points = view.on_page(shapely.get_coordinates(line))
    numbers: list[int] = (
        np.diff(points, axis=0, prepend=np.zeros((1, 2), np.int64)).ravel().tolist()
    )
    return numbers


def _lines(geometries: Any, view: Extent) -> list[list[int]]:
    """Lines as `steps`, those that vanish left out."""
    parts = shapely.get_parts(np.asarray(geometries, dtype=object))
    simple = shapely.simplify(parts, _LAND_TOLERANCE_M)
    return [steps(line, view) for line in simple if not line.is_empty]
