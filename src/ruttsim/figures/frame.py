"""The part of a map that every picture of it shares: extent, streets, water, borders, names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.path import Path

from ruttsim.domain.roads import ROAD_CLASSES
from ruttsim.figures.sheet import Sheet, polylines
from ruttsim.units import METRES_PER_KM

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Floats
    from ruttsim.domain.roads import MapBundle, RoadNetwork

WIDTH_PT = 300.0
_MARGIN_PT = 6.0
_TALLEST, _LOWEST = 1.6, 0.6
_TOLERANCE_PT = 0.1
_MAIN_CLASSES = ("motorway", "trunk", "primary", "secondary")
_WATER, _STREET, _ROAD, _BORDER = "#cfe4f0", "#b9b9b9", "#8f8f8f", "#6e6e6e"
_SCALE_BARS_KM = (50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1)
_LONGEST_BAR = 0.25


@dataclass(frozen=True, eq=False)
class Frame:
    """A map bundle on paper: positions in points, with the paths that all its pictures share.

    `top_pt` is where the map begins below a heading. `areas` are the basic areas, `streets` the
    lines of all edges and `premises` those of the map, as geometries in points; `names` are places
    and where they lie.
    """

    pt_per_m: float
    top_pt: float
    height_pt: float
    is_schematic: bool
    areas: Any
    streets: Any
    water: Path
    minor: Path
    main: Path
    railway: Path
    borders: Path
    names: tuple[tuple[str, float, float], ...]
    premises: Any

    @property
    def bottom_pt(self) -> float:
        """Where the map ends and the legend may begin."""
        return self.top_pt + self.height_pt

    def draw(self, sheet: Sheet) -> None:
        """Draw water, streets, railways and the borders of basic areas above any fills."""
        sheet.fill(self.water, _WATER, gid="base-water")
        sheet.stroke(self.minor, _STREET, 0.3, gid="base-minor")
        sheet.stroke(self.main, _ROAD, 0.7, gid="base-main")
        sheet.stroke(self.railway, _BORDER, 0.6, dashes="--", gid="base-railway")
        sheet.stroke(self.borders, _BORDER, 0.35, dashes=":", gid="base-borders")

    def scale_bar(self) -> tuple[float, float]:
        """A round length [km] that fits beside the map, and its length on paper [pt]."""
        pt_per_km = self.pt_per_m * METRES_PER_KM
        fitting = (km for km in _SCALE_BARS_KM if km * pt_per_km <= WIDTH_PT * _LONGEST_BAR)
        km = next(fitting, _SCALE_BARS_KM[-1])
        return km, km * pt_per_km


def make_frame(bundle: MapBundle, top_pt: float) -> Frame:
    """The shared part of all pictures of a map; made once for a report."""
    roads = bundle.roads
    west, south, east, north = _extent(bundle)
    inner_pt = WIDTH_PT - 2 * _MARGIN_PT
    shape = min(max((north - south) / (east - west), _LOWEST), _TALLEST)
    pt_per_m = min(inner_pt / (east - west), inner_pt * shape / (north - south))
    height_pt = inner_pt * shape
    middle = (east + west) / 2 - WIDTH_PT / 2 / pt_per_m
    centre = (north + south) / 2 + height_pt / 2 / pt_per_m

    def on_paper(points: Floats) -> Floats:
        return np.column_stack(
            [(points[:, 0] - middle) * pt_per_m, top_pt + (centre - points[:, 1]) * pt_per_m]
        )

    def moved(geometries: Any) -> Any:
        return shapely.transform(np.asarray(geometries, dtype=object), on_paper)

    streets = shapely.simplify(moved(_edge_lines(roads)), _TOLERANCE_PT)
    areas = moved(bundle.areas.geometry.to_numpy())
    paper = (_MARGIN_PT, top_pt, WIDTH_PT - _MARGIN_PT, top_pt + height_pt)
    landmarks = shapely.clip_by_rect(moved(bundle.landmarks.geometry.to_numpy()), *paper)
    kinds = bundle.landmarks["kind"].to_numpy()
    drawn = roads.allows("car") & ((roads.reverse < 0) | (roads.reverse > np.arange(roads.edges)))
    is_main = np.isin(roads.road_class, [ROAD_CLASSES.index(name) for name in _MAIN_CLASSES])
    is_place = kinds == "place"
    names = bundle.landmarks["name"].to_numpy()[is_place]
    places = zip(names, shapely.centroid(landmarks[is_place]), strict=True)
    return Frame(
        pt_per_m=pt_per_m,
        top_pt=top_pt,
        height_pt=height_pt,
        is_schematic=bundle.manifest.schematic,
        areas=areas,
        streets=streets,
        water=shape_path(landmarks[kinds == "water"]),
        minor=line_path(streets[drawn & ~is_main]),
        main=line_path(streets[drawn & is_main]),
        railway=line_path(landmarks[kinds == "railway"]),
        borders=line_path(shapely.boundary(areas)),
        names=tuple((str(name), point.x, point.y) for name, point in places),
        premises=moved(bundle.premises.geometry.to_numpy()),
    )


def line_path(lines: Any) -> Path:
    """Lines as one path, points that fall together on paper left out."""
    parts = shapely.get_parts(np.asarray(lines, dtype=object))
    points, owner = shapely.get_coordinates(parts, return_index=True)
    points = np.round(points, 1)
    is_first = np.append(True, owner[1:] != owner[:-1])[: len(owner)]
    is_moved = np.append(True, np.any(points[1:] != points[:-1], axis=1))[: len(owner)]
    is_kept = is_first | is_moved
    return polylines(points[is_kept], np.flatnonzero(is_first[is_kept]))


def shape_path(shapes: Any) -> Path:
    """Polygons as one path, holes included."""
    polygons = shapely.get_parts(np.asarray(shapes, dtype=object))
    return line_path(shapely.get_rings(shapely.normalize(polygons)))


def _extent(bundle: MapBundle) -> tuple[float, float, float, float]:
    """West, south, east, north of basic areas and streets together [m]."""
    roads = bundle.roads
    west, south, east, north = bundle.areas.total_bounds
    return (
        min(west, roads.node_x_m.min()),
        min(south, roads.node_y_m.min()),
        max(east, roads.node_x_m.max()),
        max(north, roads.node_y_m.max()),
    )


def _edge_lines(roads: RoadNetwork) -> Any:
    """The lines of all edges as geometries [m]."""
    points = np.column_stack([roads.shape_x_m, roads.shape_y_m])
    owner = np.repeat(np.arange(roads.edges), np.diff(roads.shape_start))
    return shapely.linestrings(points, indices=owner)
