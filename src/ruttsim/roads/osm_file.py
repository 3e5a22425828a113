"""Streets, places, water and railways of an OpenStreetMap extract (.osm, .osm.gz, .osm.pbf)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ruttsim.domain.arrays import Floats
from ruttsim.domain.roads import CRS
from ruttsim.errors import DataError, Fault, reason
from ruttsim.roads.geography import WGS84, projected, steps_m
from ruttsim.roads.network import Street
from ruttsim.roads.numbers import road_numbers
from ruttsim.roads.osm_tags import (
    DOUBTFUL_LIMITS,
    WayRules,
    is_closed_to_cars,
    listed_tags,
    way_rules,
)
from ruttsim.roads.source import OSM_LICENCE, WAYS_ELSEWHERE, Source, landmark_layer
from ruttsim.roads.streets import SHORTEST_STREET_M
from ruttsim.roads.turn_signs import (
    CONDITIONAL_KEYS,
    LEFT_OUT,
    RESTRICTION_KEYS,
    TurnSign,
    forbidden_turns,
    sign_or_reason,
    stops_cars,
)
from ruttsim.units import METRES_PER_KM

if TYPE_CHECKING:
    from shapely import Geometry

PLACE_KINDS = ("city", "town", "suburb", "quarter", "village", "hamlet", "neighbourhood")
"""Values of `place` that are shown, in order of importance."""
RAILWAYS = ("rail", "light_rail", "subway", "tram", "narrow_gauge")

Landmark = tuple[tuple[int, int], str, str, "Geometry"]
"""Importance (least first), kind, name and shape."""

USED = ("highway", "place", "railway", "natural", "waterway", "barrier", "route")
WATER = (("natural", "water"), ("waterway", "riverbank"))
"""Tags of what is drawn as water where it is closed."""
COASTLINE = ("natural", "coastline")
FERRY = "ferry"
COUNTED = (
    "ferries",
    "water_left_out",
    "ways_without_nodes",
    WAYS_ELSEWHERE,
    "ways_cut_by_the_rim",
    *LEFT_OUT,
    DOUBTFUL_LIMITS,
)
"""What is counted while it is left out."""


class Run(NamedTuple):
    """Consecutive nodes of a way that the extract holds, and what the way's tags say."""

    refs: tuple[int, ...]
    rules: WayRules
    way: int


@dataclass
class _Found:
    """What one pass through the file gathers.

    `signals` says of nodes with a traffic light for which direction of their way it stands,
    empty for both. `closed` are the lines of ways that tags close to cars; `lakes` are relations of
    water, `drawn` those of them that are whole. `counts` is what was left out.
    """

    degrees: dict[int, tuple[float, float]] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    landmarks: list[Landmark] = field(default_factory=list)
    signals: dict[int, str] = field(default_factory=dict)
    barriers: set[int] = field(default_factory=set)
    signs: list[TurnSign] = field(default_factory=list)
    closed: list[list[tuple[float, float]]] = field(default_factory=list)
    lakes: set[int] = field(default_factory=set)
    drawn: set[int] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))


EQUAL = (0, 0)


def read_osm_file(path: Path, inside: Geometry | None = None, crs: str = CRS) -> Source:
    """What the extract holds, or of it only what lies inside a polygon in EPSG:3006.

    A way that the extract cuts is kept wherever it has two nodes in a row, and one that leaves the
    polygon and comes back is kept in between; how many are cut is counted. Streets are drawn in
    another system than a map's where the extract is far from Sweden.

    Raises
    ------
    DataError
        The file is broken or holds no streets.
    """
    import osmium

    found = _Found()
    try:
        with osmium.io.Reader(str(path)) as reader:
            date = reader.header().get("osmosis_replication_timestamp", "")
        lakes = osmium.filter.TagFilter(*WATER)
        used = osmium.filter.KeyFilter(*USED, *RESTRICTION_KEYS, *CONDITIONAL_KEYS)
        for item in osmium.FileProcessor(str(path)).with_areas(lakes).with_filter(used):
            _gather(item, found)
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        problem = f"It cannot be read as OpenStreetMap data: {reason(error)}."
        remedy = "Download the extract again, and check that the download was complete."
        raise DataError([Fault(str(path), "file", problem, remedy)]) from error
    _require_nodes(path, found)

    nodes = np.array(sorted(found.degrees), dtype=np.int64)
    degrees = np.array([found.degrees[node] for node in nodes.tolist()]).reshape(-1, 2)
    x_m, y_m = projected(degrees[:, 0], degrees[:, 1], WGS84, crs)
    runs = found.runs
    if inside is not None:
        runs, ways = _clipped(runs, nodes, x_m, y_m, inside)
        found.counts[WAYS_ELSEWHERE] = len({it.way for it in found.runs} - {it.way for it in runs})
        found.counts["ways_cut_by_the_rim"] += ways
    cut = list(_streets(runs, found, nodes, degrees, np.column_stack([x_m, y_m])))
    streets = [street for street, _ in cut]
    turns = forbidden_turns(streets, [way for _, way in cut], found.signs, found.barriers)
    used_nodes = found.degrees.keys()
    counts: dict[str, float] = found.counts | {
        "water_left_out": found.counts["water_left_out"] + len(found.lakes - found.drawn),
        "km_closed_to_cars_by_tag": round(_length_km(found.closed, inside, crs), 1),
        "turn_restrictions": len(found.signs) - turns.unused_signs,
        "turn_restrictions_elsewhere": turns.unused_signs,
        "traffic_lights": len(used_nodes & found.signals.keys()),
        "barriers": len(used_nodes & found.barriers),
    }
    marks = [row[1:] for row in sorted(found.landmarks, key=_order)]
    return Source(
        streets=tuple(streets),
        boundary=None,
        landmarks=landmark_layer(marks, WGS84, inside),
        title=path.name.split(".")[0].replace("_", " ").capitalize(),
        source=f"OpenStreetMap extract {path.name}",
        date=date or "not stated in the file",
        licence=OSM_LICENCE,
        forbidden=turns.pairs,
        counts=counts,
    )


def _require_nodes(path: Path, found: _Found) -> None:
    """Raise DataError where the file has streets, but not where any of them lies."""
    lost = found.counts["ways_without_nodes"]
    if lost and not found.runs:
        problem = (
            f"It holds {lost} streets, but not their nodes, or these at no valid latitude and "
            "longitude."
        )
        remedy = "Save or cut the extract again with the nodes of its ways, in degrees (WGS 84)."
        raise DataError([Fault(str(path), "node", problem, remedy)])


def _gather(item: Any, found: _Found) -> None:
    """Note what an item of the file says."""
    if item.is_way() and "highway" in item.tags:
        _gather_way(item, found)
        return
    if item.is_node():
        tags = dict(item.tags)
        if tags.get("highway") == "traffic_signals":
            found.signals[item.id] = tags.get("traffic_signals:direction", "")
        if stops_cars(tags):
            found.barriers.add(item.id)
    elif item.is_relation() and item.tags.get("type") == "restriction":
        members = [(it.role, it.type, it.ref) for it in item.members]
        sign = sign_or_reason(dict(item.tags), members)
        if isinstance(sign, str):
            found.counts[sign] += 1
        else:
            found.signs.append(sign)
    elif item.is_way() and item.tags.get("route") == FERRY:
        found.counts["ferries"] += 1
    _gather_water(item, found)
    found.landmarks.extend(_landmarks(item))


def _gather_water(item: Any, found: _Found) -> None:
    """Note which water is in the file, and which of it cannot be drawn."""
    is_water = any(item.tags.get(key) == value for key, value in WATER)
    if item.is_way():
        is_coast = item.tags.get(COASTLINE[0]) == COASTLINE[1]
        found.counts["water_left_out"] += is_coast or (is_water and not item.is_closed())
    elif is_water and item.is_relation():
        found.lakes.add(item.id)
    elif is_water and item.is_area() and not item.from_way():
        found.drawn.add(item.orig_id())


def _gather_way(way: Any, found: _Found) -> None:
    """Note the parts of a street that the extract holds, and where their nodes are."""
    tags = listed_tags(dict(way.tags))
    if is_closed_to_cars(tags):
        found.closed.append([(it.lon, it.lat) for it in way.nodes if it.location.valid()])
    rules = way_rules(tags, road_numbers())
    if rules is None:
        return
    found.counts[DOUBTFUL_LIMITS] += rules.speeds.has_doubtful
    run: list[int] = []
    runs = [run]
    for node in way.nodes:
        if not node.location.valid():
            run = []
            runs.append(run)
        elif not run or run[-1] != node.ref:
            found.degrees[node.ref] = (node.lon, node.lat)
            run.append(node.ref)
    found.counts["ways_cut_by_the_rim"] += len(runs) > 1
    found.counts["ways_without_nodes"] += all(len(part) < 2 for part in runs)
    found.runs.extend(Run(tuple(part), rules, way.id) for part in runs if len(part) > 1)


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
    elif item.is_area() and any(item.tags.get(key) == value for key, value in WATER):
        wkb = osmium.geom.WKBFactory().create_multipolygon(item)
        yield EQUAL, "water", name, shapely.from_wkb(bytes.fromhex(wkb))


def _clipped(
    runs: list[Run], nodes: np.ndarray, x_m: Floats, y_m: Floats, inside: Geometry
) -> tuple[list[Run], int]:
    """The runs from their first to their last node inside, and how many ways that shortens.

    What a way does outside in between is kept: it is how one drives from part to part of it.
    """
    import shapely

    shapely.prepare(inside)
    kept = set(nodes[shapely.contains_xy(inside, x_m, y_m)].tolist())
    clipped: list[Run] = []
    cut = set()
    for run in runs:
        within = [at for at, ref in enumerate(run.refs) if ref in kept]
        if not within:
            continue
        refs = run.refs[within[0] : within[-1] + 1]
        if len(refs) < len(run.refs):
            cut.add(run.way)
        if len(refs) > 1:
            clipped.append(run._replace(refs=refs))
    return clipped, len(cut)


def _length_km(lines: list[list[tuple[float, float]]], inside: Geometry | None, crs: str) -> float:
    """Length of lines in degrees, or of what of them lies inside [km]."""
    import shapely

    if not lines:
        return 0.0
    degrees = np.concatenate([np.array(line).reshape(-1, 2) for line in lines])
    counted = np.diff(np.repeat(np.arange(len(lines)), [len(line) for line in lines])) == 0
    if inside is not None:
        within = shapely.contains_xy(inside, *projected(degrees[:, 0], degrees[:, 1], WGS84, crs))
        counted &= within[:-1] & within[1:]
    return float(steps_m(degrees[:, 0], degrees[:, 1])[counted].sum()) / METRES_PER_KM


def _streets(
    runs: list[Run], found: _Found, nodes: np.ndarray, degrees: Floats, position: Floats
) -> Iterator[tuple[Street, int]]:
    """The runs cut where they meet another or themselves, or a barrier; with their ways."""
    visits = Counter(ref for run in runs for ref in run.refs)
    arm = 0
    for refs, rules, way in runs:
        rows = np.searchsorted(nodes, refs)
        length_m = steps_m(degrees[rows, 0], degrees[rows, 1])
        last = len(refs) - 1
        cuts = [
            at
            for at, ref in enumerate(refs)
            if at in (0, last) or visits[ref] > 1 or ref in found.barriers
        ]
        lights = {
            at: "" if visits[ref] > 1 else found.signals[ref]
            for at, ref in enumerate(refs)
            if ref in found.signals
        }
        for first, second in pairwise(cuts):
            yield (
                Street(
                    start=refs[first],
                    end=refs[second],
                    points=position[rows[first : second + 1]],
                    road_class=rules.road_class,
                    speed_kmh=rules.speeds.countryside[0],
                    speed_backward_kmh=rules.speeds.countryside[1],
                    built_up_kmh=rules.speeds.built_up,
                    has_limit=rules.speeds.has_limit,
                    is_yard=rules.is_yard,
                    surface=rules.surface,
                    modes_forward=rules.modes_forward,
                    modes_backward=rules.modes_backward,
                    name=rules.name,
                    length_m=max(float(length_m[first:second].sum()), SHORTEST_STREET_M),
                    signals_forward=sum(
                        first < at <= second and way_on != "backward"
                        for at, way_on in lights.items()
                    ),
                    signals_backward=sum(
                        first <= at < second and way_on != "forward"
                        for at, way_on in lights.items()
                    ),
                    start_arm=arm,
                    end_arm=arm + 1,
                ),
                way,
            )
            arm += 2
