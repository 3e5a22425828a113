"""Streets, places, water and railways of an OpenStreetMap extract (.osm, .osm.gz, .osm.pbf)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ruttsim.domain.arrays import Floats
from ruttsim.errors import DataError, Fault, reason
from ruttsim.roads.geography import WGS84, projected, steps_m
from ruttsim.roads.network import Street
from ruttsim.roads.numbers import road_numbers
from ruttsim.roads.osm_tags import WayRules, listed_tags, way_rules
from ruttsim.roads.source import OSM_LICENCE, Source, landmark_layer
from ruttsim.roads.streets import SHORTEST_STREET_M

if TYPE_CHECKING:
    from shapely import Geometry

PLACE_KINDS = ("city", "town", "suburb", "quarter", "village", "hamlet", "neighbourhood")
"""Values of `place` that are shown, in order of importance."""
RAILWAYS = ("rail", "light_rail", "subway", "tram", "narrow_gauge")

Run = tuple[tuple[int, ...], WayRules]
"""Consecutive nodes of a way that the extract holds, and what the way's tags say."""

Landmark = tuple[tuple[int, int], str, str, "Geometry"]
"""Importance (least first), kind, name and shape."""
EQUAL = (0, 0)


def read_osm_file(path: Path, inside: Geometry | None = None) -> Source:
    """What the extract holds, or of it only what lies inside a polygon in EPSG:3006.

    A way that the extract cuts is kept wherever it has two nodes in a row.

    Raises
    ------
    DataError
        The file is broken or holds no streets.
    """
    import osmium

    longitude_latitude: dict[int, tuple[float, float]] = {}
    runs: list[Run] = []
    landmarks: list[Landmark] = []
    try:
        with osmium.io.Reader(str(path)) as reader:
            date = reader.header().get("osmosis_replication_timestamp", "")
        lakes = osmium.filter.TagFilter(("natural", "water"))
        used = osmium.filter.KeyFilter("highway", "place", "railway", "natural")
        item: Any
        for item in osmium.FileProcessor(str(path)).with_areas(lakes).with_filter(used):
            if item.is_way() and "highway" in item.tags:
                runs.extend(_runs(item, longitude_latitude))
            else:
                landmarks.extend(_landmarks(item))
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        problem = f"It cannot be read as OpenStreetMap data: {reason(error)}."
        remedy = "Download the extract again, and check that the download was complete."
        raise DataError([Fault(str(path), "file", problem, remedy)]) from error

    nodes = np.array(sorted(longitude_latitude), dtype=np.int64)
    degrees = np.array([longitude_latitude[node] for node in nodes.tolist()]).reshape(-1, 2)
    x_m, y_m = projected(degrees[:, 0], degrees[:, 1], WGS84)
    if inside is not None:
        runs = _clipped(runs, nodes, x_m, y_m, inside)
    streets = _streets(runs, nodes, degrees, np.column_stack([x_m, y_m]))
    return Source(
        streets=tuple(streets),
        boundary=None,
        landmarks=landmark_layer([row[1:] for row in sorted(landmarks, key=_order)], WGS84, inside),
        title=path.name.split(".")[0].replace("_", " ").capitalize(),
        source=f"OpenStreetMap extract {path.name}",
        date=date or "not stated in the file",
        licence=OSM_LICENCE,
    )


def _runs(way: Any, positions: dict[int, tuple[float, float]]) -> Iterator[Run]:
    """The parts of a way that the extract holds; notes where their nodes are."""
    rules = way_rules(listed_tags(dict(way.tags)), road_numbers())
    if rules is None:
        return
    run: list[int] = []
    for node in way.nodes:
        if not node.location.valid():
            if len(run) > 1:
                yield tuple(run), rules
            run = []
        elif not run or run[-1] != node.ref:
            positions[node.ref] = (node.lon, node.lat)
            run.append(node.ref)
    if len(run) > 1:
        yield tuple(run), rules


def _order(landmark: Landmark) -> tuple[str, tuple[int, int], str]:
    """Sorts landmarks by kind, and within a kind by importance and name."""
    importance, kind, name, _ = landmark
    return kind, importance, name


def _landmarks(item: Any) -> Iterator[Landmark]:
    """An item as it is to be drawn, if it is one of those that are."""
    import osmium
    import shapely

    name = item.tags.get("name", "")
    if item.is_node() and name and item.tags.get("place") in PLACE_KINDS:
        point = shapely.Point(item.location.lon, item.location.lat)
        persons = item.tags.get("population", "")
        size = int(persons) if persons.isdecimal() else 0
        importance = (PLACE_KINDS.index(item.tags["place"]), -size)
        yield importance, "place", name, point
    elif item.is_way() and item.tags.get("railway") in RAILWAYS:
        points = [(node.lon, node.lat) for node in item.nodes if node.location.valid()]
        if len(points) > 1:
            yield EQUAL, "railway", name, shapely.LineString(points)
    elif item.is_area() and item.tags.get("natural") == "water":
        wkb = osmium.geom.WKBFactory().create_multipolygon(item)
        yield EQUAL, "water", name, shapely.from_wkb(bytes.fromhex(wkb))


def _clipped(
    runs: list[Run], nodes: np.ndarray, x_m: Floats, y_m: Floats, inside: Geometry
) -> list[Run]:
    """The parts of the runs whose nodes lie inside."""
    import shapely

    shapely.prepare(inside)
    kept = set(nodes[shapely.contains_xy(inside, x_m, y_m)].tolist())
    clipped: list[Run] = []
    for refs, rules in runs:
        part: list[int] = []
        for ref in refs:
            if ref in kept:
                part.append(ref)
                continue
            if len(part) > 1:
                clipped.append((tuple(part), rules))
            part = []
        if len(part) > 1:
            clipped.append((tuple(part), rules))
    return clipped


def _streets(
    runs: list[Run], nodes: np.ndarray, degrees: Floats, position: Floats
) -> Iterator[Street]:
    """The runs cut where they meet another or themselves."""
    visits = Counter(ref for refs, _ in runs for ref in refs)
    for refs, rules in runs:
        rows = np.searchsorted(nodes, refs)
        length_m = steps_m(degrees[rows, 0], degrees[rows, 1])
        last = len(refs) - 1
        cuts = [at for at, ref in enumerate(refs) if at in (0, last) or visits[ref] > 1]
        for first, second in pairwise(cuts):
            yield Street(
                start=refs[first],
                end=refs[second],
                points=position[rows[first : second + 1]],
                road_class=rules.road_class,
                speed_kmh=rules.speed_kmh,
                speed_backward_kmh=rules.speed_backward_kmh,
                modes_forward=rules.modes_forward,
                modes_backward=rules.modes_backward,
                name=rules.name,
                length_m=max(float(length_m[first:second].sum()), SHORTEST_STREET_M),
            )
