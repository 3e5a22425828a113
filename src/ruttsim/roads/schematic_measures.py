"""What a schematic map measures where something is known of the real place, or assumed."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from ruttsim.domain.arrays import Bools, Floats
from ruttsim.domain.roads import ROAD_CLASSES, MapBundle
from ruttsim.graphs import main_component, street_edges
from ruttsim.roads.geography import WGS84, projected
from ruttsim.roads.network_figures import class_m, ends, median_detour, shortest_m
from ruttsim.roads.schematic_facts import MapFacts, read_facts
from ruttsim.roads.schematic_plane import Point, curve, metres
from ruttsim.roads.schematic_roads import PIECES_PER_STEP
from ruttsim.units import KMH_PER_MS, M2_PER_KM2, METRES_PER_KM, SECONDS_PER_MINUTE

SQUARES_FILE = "squares.csv"
LOCAL_CLASSES = ("residential", "living_street", "unclassified")
"""Streets that people live on."""
SAME_CROSSING_M = 150.0
"""Crossings of a barrier this near to each other, of carriageways and ramps, are one."""
AT_CROSSING_M = 100.0
"""A street that crosses a barrier this near to a crossing of the table is that crossing."""


@dataclass(frozen=True, eq=False)
class Subject:
    """A map that is measured, with the folder of the facts that it was drawn from."""

    bundle: MapBundle
    folder: Path

    @cached_property
    def facts(self) -> MapFacts:
        """What the map was drawn from."""
        return read_facts(self.folder)

    @cached_property
    def lines(self) -> NDArray[np.object_]:
        """Every edge as a line."""
        roads = self.bundle.roads
        return np.array([shapely.LineString(roads.line(edge)) for edge in range(roads.edges)])

    def streets(self, *classes: str) -> Bools:
        """One edge of every street of the classes."""
        roads = self.bundle.roads
        codes = [ROAD_CLASSES.index(name) for name in classes]
        chosen: Bools = street_edges(roads) & np.isin(roads.road_class, codes)
        return chosen

    def rows(self, file: str) -> list[dict[str, str]]:
        """Rows of a table of facts."""
        with (self.folder / file).open(encoding="utf-8", newline="") as table:
            return list(csv.DictReader(table))

    def points(self, rows: list[dict[str, str]]) -> tuple[Floats, Floats]:
        """Where the rows of a table are [m]."""
        degrees = np.array([[float(row["lon"]), float(row["lat"])] for row in rows])
        return projected(degrees[:, 0], degrees[:, 1], WGS84)


Measure = Callable[[Subject, str], float]


def road_km(subject: Subject, of: str) -> float:
    """Shortest way for cars between the nodes nearest to two places, "lat lon - lat lon" [km]."""
    return _shortest(subject, of, subject.bundle.roads.length_m) / METRES_PER_KM


def drive_min(subject: Subject, of: str) -> float:
    """Fastest drive at the speed limit between the nodes nearest to two places [min]."""
    roads = subject.bundle.roads
    seconds = roads.length_m / roads.speed_kmh * KMH_PER_MS
    return _shortest(subject, of, seconds) / SECONDS_PER_MINUTE


def _shortest(subject: Subject, of: str, weight: Floats) -> float:
    """Least total weight of edges for cars between two places."""
    roads = subject.bundle.roads
    places = [dict(zip(("lat", "lon"), part.split(), strict=True)) for part in of.split(" - ")]
    x_m, y_m = subject.points(places)
    car = main_component(roads, "car")
    nodes = []
    for x, y in zip(x_m, y_m, strict=True):
        away = (roads.node_x_m - x) ** 2 + (roads.node_y_m - y) ** 2
        nodes.append(int(np.argmin(np.where(car, away, np.inf))))
    return float(shortest_m(roads, "car", weight, np.array(nodes[:1]))[0, nodes[1]])


def stops_share(subject: Subject, of: str) -> float:
    """Share of the surveyed stops within so many metres of a street."""
    stops = shapely.points(metres(list(subject.facts.stops.values())))
    streets = shapely.union_all(subject.lines[subject.bundle.roads.allows("walk")])
    return float(np.mean(shapely.distance(stops, streets) <= float(of)))


def left_out_share(subject: Subject, of: str) -> float:
    """Share of the stops that a road comes within so many metres of if it is drawn without them.

    Each stop inside a road is left out in turn (cross-validation); it says how far the courses
    between known points are from the truth.
    """
    stops = set(subject.facts.stops.values())
    away_m: dict[Point, float] = {}
    for road in subject.facts.roads:
        for index, point in enumerate(road.via[1:-1], start=1):
            if point in stops and point not in away_m:
                without = curve([*road.via[:index], *road.via[index + 1 :]], PIECES_PER_STEP)
                line = shapely.LineString(metres(without))
                away_m[point] = float(shapely.distance(shapely.Point(metres([point])[0]), line))
    return float(np.mean([distance_m <= float(of) for distance_m in away_m.values()]))


def area_km2(subject: Subject, _: str) -> float:
    """The municipality with its water [km2]."""
    return float(subject.bundle.areas.area.sum()) / M2_PER_KM2


def land_km2(subject: Subject, _: str) -> float:
    """The municipality without lakes and the sea [km2]."""
    marks = subject.bundle.landmarks
    water = shapely.union_all(marks.geometry[marks["kind"] == "water"].to_numpy())
    land = shapely.difference(subject.bundle.areas.geometry.to_numpy(), water)
    return float(shapely.area(land).sum()) / M2_PER_KM2


def persons(subject: Subject, of: str) -> float:
    """Population of a district, or of the municipality."""
    areas = subject.bundle.areas
    chosen = areas["district"].isin([of] if of else areas["district"].unique())
    return float(areas.loc[chosen, "population"].sum())


def mean_share(subject: Subject, of: str) -> float:
    """Mean of a share over the population."""
    areas = subject.bundle.areas
    return float((areas[of] * areas["population"]).sum() / areas["population"].sum())


def joined_share(subject: Subject, of: str) -> float:
    """Share of street length open to a mode that can be both reached and left everywhere."""
    roads = subject.bundle.roads
    main = main_component(roads, of)
    allowed = roads.allows(of)
    inside = allowed & main[roads.tail] & main[roads.head]
    return float(roads.length_m[inside].sum() / roads.length_m[allowed].sum())


def local_m_per_person(subject: Subject, of: str) -> float:
    """Metres of the streets that people live on, per person of the areas of a character."""
    areas = subject.bundle.areas
    chosen = areas[areas["character"] == of]
    streets = subject.lines[subject.streets(*LOCAL_CLASSES)]
    length = shapely.length(shapely.intersection(streets, chosen.union_all())).sum()
    return float(length) / float(chosen["population"].sum())


def class_m_per_person(subject: Subject, of: str) -> float:
    """Metres of the roads and streets of some classes inside the municipality, per person."""
    areas = subject.bundle.areas
    inside_m = class_m(subject.bundle.roads, of.split(), areas.union_all())
    return inside_m / float(areas["population"].sum())


def detour_factor(subject: Subject, of: str) -> float:
    """Median of the shortest way of a mode over the straight line, in the municipality."""
    return median_detour(subject.bundle.roads, of, subject.bundle.areas.union_all())


def dead_end_share(subject: Subject, of: str) -> float:
    """Dead ends of the ends and junctions of streets for cars, in the areas of a character."""
    areas = subject.bundle.areas
    chosen = areas[areas["character"] == of]
    return ends(subject.bundle.roads, "car", chosen.union_all()).dead_end_share


def junctions_per_km2(subject: Subject, of: str) -> float:
    """Junctions of streets for cars on the built-up land of the areas of a character."""
    areas = subject.bundle.areas
    chosen = areas[areas["character"] == of]
    found = ends(subject.bundle.roads, "car", chosen.union_all()).junctions
    return found / float(chosen["built_km2"].sum())


def crossings(subject: Subject, of: str) -> float:
    """Places where a mode crosses a barrier: "mode barrier"."""
    mode, _, barrier = of.partition(" ")
    places = shapely.union_all(
        shapely.buffer(_crossed(subject, barrier, mode), SAME_CROSSING_M / 2)
    )
    return float(len(shapely.get_parts(places)))


def crossings_elsewhere(subject: Subject, of: str) -> float:
    """Places where anybody crosses a barrier and no crossing is told of in the table."""
    known = [fact.point for fact in subject.facts.crossings if fact.barrier == of]
    crossed = _crossed(subject, of, "walk")
    away_m = shapely.distance(crossed[:, None], shapely.points(metres(known)))
    return float((away_m.min(axis=1) > AT_CROSSING_M).sum())


def _crossed(subject: Subject, barrier: str, mode: str) -> NDArray[np.object_]:
    """Points where streets for a mode, motorways apart, cross a barrier."""
    marks, roads = subject.bundle.landmarks, subject.bundle.roads
    motorway = roads.road_class == ROAD_CLASSES.index("motorway")
    tracks = marks.geometry[(marks["kind"] == "railway") & (marks["name"] == barrier)].to_numpy()
    names = np.array([name == barrier for name in roads.names])
    lines = shapely.union_all([*tracks, *subject.lines[motorway & names[roads.name]]])
    across = subject.lines[street_edges(roads) & roads.allows(mode) & ~motorway]
    met = across[shapely.crosses(across, lines)]
    return shapely.centroid(shapely.get_parts(shapely.intersection(met, lines)))


def squares_persons(subject: Subject, _: str) -> float:
    """Population of the published squares of 1 km together, people living along local streets."""
    return float(_square_persons(subject).sum())


def squares_displaced_share(subject: Subject, _: str) -> float:
    """Share of the population of the published squares that would have to move to agree."""
    published = np.array([float(row["population"]) for row in subject.rows(SQUARES_FILE)])
    return float(np.abs(_square_persons(subject) - published).sum() / 2 / published.sum())


def _square_persons(subject: Subject) -> Floats:
    """Population of each published square."""
    x_m, y_m = subject.points(subject.rows(SQUARES_FILE))
    squares = shapely.box(x_m, y_m, x_m + METRES_PER_KM, y_m + METRES_PER_KM)
    areas = subject.bundle.areas
    streets = subject.lines[subject.streets(*LOCAL_CLASSES)]
    found = np.zeros(len(squares))
    for shape, population in zip(areas.geometry, areas["population"], strict=True):
        inside = shapely.intersection(streets, shape)
        in_squares = shapely.length(shapely.intersection(inside[None, :], squares[:, None]))
        found += population * in_squares.sum(axis=1) / shapely.length(inside).sum()
    return found


MEASURES: Mapping[str, Measure] = {
    "road_km": road_km,
    "drive_min": drive_min,
    "stops_share": stops_share,
    "left_out_share": left_out_share,
    "area_km2": area_km2,
    "land_km2": land_km2,
    "persons": persons,
    "mean_share": mean_share,
    "joined_share": joined_share,
    "local_m_per_person": local_m_per_person,
    "class_m_per_person": class_m_per_person,
    "detour_factor": detour_factor,
    "dead_end_share": dead_end_share,
    "junctions_per_km2": junctions_per_km2,
    "crossings": crossings,
    "crossings_elsewhere": crossings_elsewhere,
    "squares_persons": squares_persons,
    "squares_displaced_share": squares_displaced_share,
}
"""What can be measured, by the name in checks.csv."""
