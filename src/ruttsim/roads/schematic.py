"""A schematic map from tables of facts: surveyed places and main roads, local streets by rule."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from ruttsim.domain.roads import CRS, MapBundle, MapManifest, RoadNetwork
from ruttsim.roads.bundle import sealed
from ruttsim.roads.network import Street, line_length_m, network_from_lines
from ruttsim.roads.numbers import road_numbers
from ruttsim.roads.schematic_areas import area_polygons, area_table, built_km2
from ruttsim.roads.schematic_facts import MapFacts, PremiseFact, read_facts
from ruttsim.roads.schematic_foot import foot_paths
from ruttsim.roads.schematic_growth import grown_streets
from ruttsim.roads.schematic_numbers import street_numbers
from ruttsim.roads.schematic_plane import Point, metres, shore
from ruttsim.roads.schematic_roads import PIECES_PER_STEP, drawn_roads, through_streets
from ruttsim.roads.schematic_roundabouts import with_roundabout
from ruttsim.roads.schematic_site import CLASS_MODES, LocalStreet, LocalStreets, site
from ruttsim.roads.streets import merged_streets

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely import Geometry

RURAL_CLASS = "unclassified"
"""The class of local streets in the countryside."""
PATH_KMH = "living_street"
"""The class whose default speed stands on paths that are closed to cars, where nothing uses it."""


def build_schematic(folder: Path) -> MapBundle:
    """The map that the tables of facts in a folder describe.

    The same facts give the same map: every area draws from a stream of its own, keyed by its name.

    Raises
    ------
    DataError
        The facts do not fit together.
    """
    facts, numbers = read_facts(folder), street_numbers()
    outline = shapely.Polygon(metres(facts.outline.points))
    water = _water(facts)
    polygons = area_polygons(facts.areas, outline)
    roads = drawn_roads(facts.roads, numbers.motorway)

    tracks = [railway for railway in facts.railways if not railway.underground]
    local: list[LocalStreets] = []
    for area, polygon in zip(facts.areas, polygons, strict=True):
        ground = site(area, polygon, roads, tracks, water)
        local.append(grown_streets(ground, numbers, _random(facts.seed, area.basic_area)))
    joints: dict[int, list[Point]] = defaultdict(list)
    for drawn in local:
        for segment, points in drawn.joints.items():
            joints[segment].extend(points)

    streets = through_streets(roads, joints)
    paths = foot_paths(facts, roads, joints, list(zip(polygons, local, strict=True)), water)
    streets.extend(_street(street) for drawn in (*local, paths) for street in drawn.streets)
    for ring in facts.roundabouts:
        radius_m, speed_kmh = numbers.roundabout_radius_m, numbers.roundabout_kmh
        streets = with_roundabout(streets, ring.point, radius_m, speed_kmh)
    sea = shapely.union_all(water)
    depth_m = road_numbers().plot_depth_m
    built = [
        built_km2(_lived_on(drawn), depth_m, polygon, sea)
        for drawn, polygon in zip(local, polygons, strict=True)
    ]
    bundle = MapBundle(
        roads=_network(streets),
        areas=area_table(facts.areas, polygons, built),
        premises=_premises(facts.premises),
        landmarks=_landmarks(facts),
        manifest=_manifest(facts),
    )
    return sealed(bundle)


def _water(facts: MapFacts) -> list[Geometry]:
    """Lakes and the sea, with smooth shores."""
    return [shapely.Polygon(metres(shore(fact.points, PIECES_PER_STEP))) for fact in facts.water]


def _random(seed: int, name: str) -> np.random.Generator:
    """Random numbers for one basic area."""
    sequence = np.random.SeedSequence(seed, spawn_key=(zlib.crc32(name.encode()),))
    return np.random.Generator(np.random.Philox(sequence))


def _street(street: LocalStreet) -> Street:
    """A local street as a part of the network."""
    modes = CLASS_MODES[street.road_class]
    numbers = road_numbers()
    speeds = {**numbers.built_up_kmh, RURAL_CLASS: numbers.countryside_kmh[RURAL_CLASS]}
    return Street(
        start=street.points[0],
        end=street.points[-1],
        points=metres(street.points),
        road_class=street.road_class,
        speed_kmh=speeds.get(street.road_class, speeds[PATH_KMH]),
        modes_forward=modes,
        modes_backward=modes,
    )


def _network(streets: Sequence[Street]) -> RoadNetwork:
    """The network of the streets, merged between junctions, lengths in whole decimetres."""
    return network_from_lines(
        [
            replace(street, length_m=round(line_length_m(street.points), 1))
            for street in merged_streets(streets)
        ]
    )


def _lived_on(drawn: LocalStreets) -> list[Geometry]:
    """The local streets that buildings stand on, as lines."""
    return [
        shapely.LineString(metres(street.points))
        for street in drawn.streets
        if "car" in CLASS_MODES[street.road_class]
    ]


def _premises(premises: Sequence[PremiseFact]) -> gpd.GeoDataFrame:
    """The premises with the columns of a map bundle, in the order of their table."""
    import geopandas as gpd

    return gpd.GeoDataFrame(
        {
            "premise": [premise.premise for premise in premises],
            "name": [premise.name for premise in premises],
            "district": [premise.district for premise in premises],
            "source": [premise.source for premise in premises],
        },
        geometry=[shapely.Point(place) for place in metres([it.point for it in premises])],
        crs=CRS,
    )


def _landmarks(facts: MapFacts) -> gpd.GeoDataFrame:
    """Water, railways and names of places, in this order."""
    import geopandas as gpd

    shapes: list[tuple[str, str, Geometry]] = [
        *(
            ("water", fact.name, shape)
            for fact, shape in zip(facts.water, _water(facts), strict=True)
        ),
        *(
            ("railway", line.name, shapely.LineString(metres(line.points)))
            for line in facts.railways
        ),
        *(
            ("place", name, shapely.Point(metres([point])[0]))
            for name, point in facts.places.items()
        ),
    ]
    return gpd.GeoDataFrame(
        {"kind": [kind for kind, _, _ in shapes], "name": [name for _, name, _ in shapes]},
        geometry=[shape for _, _, shape in shapes],
        crs=CRS,
    )


def _manifest(facts: MapFacts) -> MapManifest:
    """What the facts say about the map."""
    return MapManifest(
        name=facts.name,
        title=facts.title,
        schematic=True,
        source="; ".join(facts.sources.values()),
        date=facts.date,
        licence=facts.licence,
        assumptions=tuple(it.en for it in facts.assumptions),
        content_hash="",
        assumptions_sv=tuple(it.sv for it in facts.assumptions),
    )
