"""Streets, an OpenStreetMap village and a square map, small enough to check by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import quoteattr

import geopandas as gpd
import numpy as np
import shapely

from ruttsim.domain.roads import CRS, MapBundle, MapManifest
from ruttsim.roads.bundle import sealed
from ruttsim.roads.network import Street, network_from_lines

ALL = ("car", "ebike", "walk")
SQUARE_M = 1000.0
STEP_LONGITUDE, STEP_LATITUDE = 0.00175, 0.0009
"""About 100 m at the latitude of Botkyrka."""

Tags = Mapping[str, str]
Member = tuple[str, str, int]
"""Role, type and number."""


def street(start, end, points, **changes) -> Street:
    """A residential street open to all both ways, unless changed."""
    values = {
        "road_class": "residential",
        "speed_kmh": 30.0,
        "modes_forward": ALL,
        "modes_backward": ALL,
    }
    return Street(start, end, np.array(points, dtype=float), **(values | changes))


def square_bundle() -> MapBundle:
    """Two basic areas side by side, each 1 km square, and a ring of streets through both."""
    corners = {"a": (500, 500), "b": (1500, 500), "c": (1500, 900), "d": (500, 900)}
    ring = ["a", "b", "c", "d", "a"]
    roads = network_from_lines(
        [
            street(first, second, [corners[first], corners[second]], name=f"{first}{second}")
            for first, second in pairwise(ring)
        ]
    )
    areas = gpd.GeoDataFrame(
        {
            "basic_area": ["west", "east"],
            "name": ["Väst", "Öst"],
            "district": ["By", "By"],
            "character": ["houses", "countryside"],
            "population": [100.0, 50.0],
            "share_65plus": [0.2, 0.3],
            "share_flats": [0.5, 0.0],
            "built_km2": [0.5, 0.1],
        },
        geometry=[
            shapely.box(0, 0, SQUARE_M, SQUARE_M),
            shapely.box(SQUARE_M, 0, 2 * SQUARE_M, SQUARE_M),
        ],
        crs=CRS,
    )
    premises = gpd.GeoDataFrame(
        {"premise": ["P1"], "name": ["Torget"], "district": ["By"], "source": ["assumption"]},
        geometry=[shapely.Point(600, 510)],
        crs=CRS,
    )
    landmarks = gpd.GeoDataFrame(
        {"kind": ["place"], "name": ["By"]}, geometry=[shapely.Point(1000, 500)], crs=CRS
    )
    manifest = MapManifest(
        name="by",
        title="By",
        schematic=True,
        source="made up",
        date="2026",
        licence="none",
        assumptions=("All is made up.",),
        content_hash="",
        assumptions_sv=("Allt är påhittat.",),
    )
    return sealed(MapBundle(roads, areas, premises, landmarks, manifest))


def osm_xml(
    nodes: Mapping[int, tuple[float, float]],
    ways: Iterable[tuple[Sequence[int], Tags]],
    places: Mapping[int, Tags] | None = None,
    relations: Iterable[tuple[Sequence[Member], Tags]] = (),
) -> str:
    """An OpenStreetMap file; nodes are (east, north) in steps of about 100 m."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="test">']
    for node, (east, north) in sorted(nodes.items()):
        longitude, latitude = 17.8 + east * STEP_LONGITUDE, 59.2 + north * STEP_LATITUDE
        tags = _tags((places or {}).get(node, {}))
        at = f'lat="{latitude:.7f}" lon="{longitude:.7f}"'
        lines.append(f'<node id="{node}" version="1" {at}>{tags}</node>')
    for number, (refs, tags) in enumerate(ways, start=1):
        members = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        lines.append(f'<way id="{number}" version="1">{members}{_tags(tags)}</way>')
    for number, (listed, tags) in enumerate(relations, start=1):
        members = "".join(
            f'<member role="{role}" type="{kind}" ref="{ref}"/>' for role, kind, ref in listed
        )
        lines.append(f'<relation id="{number}" version="1">{members}{_tags(tags)}</relation>')
    return "\n".join([*lines, "</osm>"])


def _tags(tags: Tags) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(tags[key])}/>" for key in tags)


def village(side: int = 12) -> str:
    """A square village of residential streets about 100 m apart, with two named places.

    It has a traffic light, a turn restriction and a ferry.
    """
    nodes, ways = _blocks(side)
    light, crossing = 1 + 1 + side, 1 + 2 + side
    row, column = 2, side + 3
    no_left_turn = [("from", "way", row), ("via", "node", crossing), ("to", "way", column)]
    ways.append(([1, side * side], {"route": "ferry"}))
    nodes |= {9001: (1.0, 1.0), 9002: (side - 2.0, side - 2.0)}
    places = {
        9001: {"place": "hamlet", "name": "Liten"},
        9002: {"place": "village", "name": "Stor", "population": "900"},
        light: {"highway": "traffic_signals"},
    }
    sign = {"type": "restriction", "restriction": "no_left_turn"}
    return osm_xml(nodes, ways, places, [(no_left_turn, sign)])


def islands(side: int = 12, other: int = 6) -> str:
    """Two villages with 10 km of water between them, and a ferry."""
    nodes, ways = _blocks(side)
    more_nodes, more_ways = _blocks(other, first=5000, east=100.0)
    ferry = ([side, 5000], {"route": "ferry", "motor_vehicle": "yes"})
    return osm_xml(nodes | more_nodes, [*ways, *more_ways, ferry])


def _blocks(
    side: int, first: int = 1, east: float = 0.0
) -> tuple[dict[int, tuple[float, float]], list[tuple[list[int], Tags]]]:
    """Nodes and ways of `side` by `side` crossings, numbered row by row from the south-west."""
    rows = [[first + column + side * row for column in range(side)] for row in range(side)]
    nodes = {
        node: (east + column, float(row))
        for row, line in enumerate(rows)
        for column, node in enumerate(line)
    }
    home = {"highway": "residential"}
    ways = [(row, home | {"name": f"{number}:a gatan"}) for number, row in enumerate(rows)]
    return nodes, [*ways, *((list(column), home) for column in zip(*rows, strict=True))]


def write_osm(folder: Path, text: str, name: str = "by.osm") -> Path:
    """The text as a file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
