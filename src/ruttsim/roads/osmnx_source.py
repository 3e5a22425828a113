"""Streets by osmnx: a saved GraphML, or a place name or polygon that it downloads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ruttsim.domain.roads import CRS
from ruttsim.errors import DataError, Fault, Faults
from ruttsim.layers import read_layer
from ruttsim.roads.geography import WGS84, projected
from ruttsim.roads.network import Street
from ruttsim.roads.numbers import road_numbers
from ruttsim.roads.osm_relations import Signs, signs_within
from ruttsim.roads.osm_servers import NOMINATIM, OVERPASS, asking
from ruttsim.roads.osm_tags import DOUBTFUL_LIMITS, is_closed_to_cars, listed_tags, way_rules
from ruttsim.roads.sentences import Sentence
from ruttsim.roads.source import CLIP_MARGIN_M, OSM_LICENCE, Source, landmark_layer
from ruttsim.roads.streets import SHORTEST_STREET_M
from ruttsim.roads.turn_signs import forbidden_turns, stops_cars
from ruttsim.units import METRES_PER_KM

if TYPE_CHECKING:
    import networkx as nx
    from shapely import Geometry

    Graph = nx.MultiDiGraph[Any]


def read_graphml(path: Path) -> Source:
    """What a GraphML that osmnx has saved holds.

    Raises
    ------
    DataError
        The file is broken, or no graph of osmnx.
    """
    import networkx as nx
    import osmnx as ox

    try:
        graph = ox.load_graphml(path)
        _require_complete(graph, path)
        return graph_source(graph, path.stem.replace("_", " "), f"osmnx graph {path.name}")
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        SyntaxError,  # also what xml.etree raises for broken XML
        nx.NetworkXException,
    ) as error:
        problem = f"It cannot be read as a graph of osmnx ({type(error).__name__}: {error})."
        remedy = "Save it again with osmnx.save_graphml, or give an .osm.pbf file."
        raise DataError([Fault(str(path), "file", problem, remedy)]) from error


def _require_complete(graph: Graph, path: Path) -> None:
    """Raise DataError for what graphs of osmnx hold and this one, with positions, lacks."""
    if not all("x" in data and "y" in data for _, data in graph.nodes(data=True)):
        return  # no graph of osmnx at all, which reading its streets tells
    faults = Faults(DataError)
    if not graph.graph.get("crs"):
        remedy = (
            'Set graph.graph["crs"] to what x and y are in, such as "EPSG:4326"; save it again.'
        )
        faults.add(str(path), "crs", "The graph does not say its coordinate system.", remedy)
    without = sum("length" not in data for *_, data in graph.edges(data=True))
    if without:
        problem = f"{without} of {graph.number_of_edges()} edges have no length."
        remedy = "Add them with osmnx.distance.add_edge_lengths, and save the graph again."
        faults.add(str(path), "length", problem, remedy)
    faults.raise_if_any()


def download_place(name: str, answers: Path | None = None) -> Source:
    """The streets in and around the boundary that OpenStreetMap has for a place name.

    What servers say is kept in the folder `answers` for the day.

    Raises
    ------
    DataError
        There is no connection, or no such place.
    """
    import osmnx as ox

    with asking(NOMINATIM, name, "place name", answers):
        boundary = ox.geocode_to_gdf(name).to_crs(CRS).union_all()
    with asking(OVERPASS, name, "place name", answers):
        graph, signs = _streets_around(boundary)
    source = f"OpenStreetMap through osmnx, place '{name}'"
    return graph_source(graph, name, source, boundary, signs)


def download_polygon(path: Path, answers: Path | None = None) -> Source:
    """The streets in and around the polygons of a file.

    What servers say is kept in the folder `answers` for the day.

    Raises
    ------
    DataError
        The file is broken or holds no polygon, or there is no connection.
    """
    boundary = _polygon(path)
    with asking(OVERPASS, str(path), "polygon", answers):
        graph, signs = _streets_around(boundary)
    source = f"OpenStreetMap through osmnx, polygon {path.name}"
    return graph_source(graph, path.stem.replace("_", " "), source, boundary, signs)


def graph_source(
    graph: Graph,
    title: str,
    source: str,
    boundary: Geometry | None = None,
    found: Signs | None = None,
) -> Source:
    """The streets of a graph in osmnx's conventions, simplified or not.

    An edge that osmnx has for either direction of one street is taken once. What was `found`
    beside the graph takes one that is not simplified, so that each edge belongs to one way.
    """
    doubtful: set[str] = set()
    cut = list(_streets(graph, doubtful))
    pieces = [street for street, _ in cut]
    barriers = {node for node, data in graph.nodes(data=True) if stops_cars(data)}
    signs = () if found is None else found.signs
    turns = forbidden_turns(pieces, [way for _, way in cut], signs, barriers)
    counts: dict[str, float] = {
        "traffic_lights": len(_lights(graph)),
        "barriers": len(barriers),
        "km_closed_to_cars_by_tag": round(_closed_km(graph), 1),
        DOUBTFUL_LIMITS: len(doubtful),
    }
    if found is not None:
        counts |= {
            **found.counts,
            "turn_restrictions": len(signs) - turns.unused_signs,
            "turn_restrictions_elsewhere": turns.unused_signs,
        }
    return Source(
        streets=tuple(pieces),
        boundary=boundary,
        landmarks=landmark_layer([], CRS),
        title=title,
        source=source,
        date=str(graph.graph.get("created_date", "not stated in the file"))[:10],
        licence=OSM_LICENCE,
        forbidden=turns.pairs,
        counts=counts,
        assumptions=(*(() if found is not None else (_NO_SIGNS,)), _NO_RIM, _NO_LANDMARKS),
    )


_NO_SIGNS = Sentence(
    sv="En graf från osmnx innehåller varken svängförbud eller färjor: bilarna svänger överallt "
    "där gator möts, utom där ett hinder är känt.",
    en="A graph of osmnx holds no turn restrictions and no ferries: cars turn wherever streets "
    "meet, unless a barrier is known.",
)
_NO_RIM = Sentence(
    sv="För den här sortens källa är det inte känt hur många vägar som är avskurna i kanten.",
    en="How many ways its rim cuts is not known of this kind of source.",
)
_NO_LANDMARKS = Sentence(
    sv="Vatten, järnvägar och ortnamn ingår inte i den här sortens källa: bilderna visar inga, och "
    "områden som är gjorda enligt en regel är numrerade.",
    en="Water, railways and names of places are not in this kind of source: pictures show none, "
    "and areas made by rule are numbered.",
)


def _closed_km(graph: Graph) -> float:
    """Length of the streets that tags close to cars, which are two edges unless one-way [km]."""
    metres = (
        float(data["length"]) / (1 if data["oneway"] else 2)
        for *_, data in graph.edges(data=True)
        if is_closed_to_cars(listed_tags(data))
    )
    return sum(metres) / METRES_PER_KM


def _lights(graph: Graph) -> dict[Any, str]:
    """Nodes with a traffic light: for which direction of their way, empty for both.

    As in an extract it is empty at crossings.
    """
    lights = {}
    for node, data in graph.nodes(data=True):
        if data.get("highway") == "traffic_signals":
            edges = [*graph.in_edges(node, data=True), *graph.out_edges(node, data=True)]
            ways = {str(edge["osmid"]) for *_, edge in edges}
            others = {end for *ends, _ in edges for end in ends} - {node}
            is_crossing = len(ways) > 1 or len(others) > 2
            lights[node] = "" if is_crossing else data.get("traffic_signals:direction", "")
    return lights


def _streets(graph: Graph, doubtful: set[str]) -> Iterator[tuple[Street, Hashable]]:
    """One street for each edge or pair of edges that somebody may use, with its way.

    The ways whose limit is not believed are added to `doubtful`.
    Edges in the direction of their way come first, so a street is told in that direction; of a
    one-way street the direction is not known for sure, and its lights are for those who drive it.
    """
    nodes = list(graph.nodes)
    crs = str(graph.graph["crs"])
    x, y = (np.array([graph.nodes[node][axis] for node in nodes], dtype=float) for axis in "xy")
    positions = dict(zip(nodes, np.column_stack(projected(x, y, crs)), strict=True))
    edges = [(tail, head, data) for tail, head, data in graph.edges(data=True)]
    edges.sort(key=lambda edge: edge[2].get("reversed") is not False)
    waiting: Counter[tuple[Any, ...]] = Counter()
    lights = _lights(graph)
    arm = 0
    for tail, head, data in edges:
        if not data["oneway"]:
            same = (str(data.get("osmid")), round(float(data["length"]), 1))
            twin = (head, tail, *_unordered(*same))
            if waiting[twin]:
                waiting[twin] -= 1
                continue
            waiting[tail, head, *_unordered(*same)] += 1
        tags = {**data, "oneway": "yes" if data["oneway"] else "no"}
        rules = way_rules(listed_tags(tags), road_numbers())
        if rules is None:
            continue
        if rules.speeds.has_doubtful:
            doubtful.add(str(data.get("osmid")))
        arm += 2
        is_drawn = data.get("reversed") is False and not data["oneway"]
        yield (
            Street(
                start=tail,
                end=head,
                points=_points(positions[tail], positions[head], data.get("geometry"), crs),
                road_class=rules.road_class,
                speed_kmh=rules.speeds.countryside[0],
                speed_backward_kmh=rules.speeds.countryside[1],
                built_up_kmh=rules.speeds.built_up,
                has_limit=rules.speeds.has_limit,
                is_yard=rules.is_yard,
                surface=rules.surface,
                signals_forward=int(_stands(lights.get(head), "backward", is_drawn)),
                signals_backward=int(_stands(lights.get(tail), "forward", is_drawn)),
                start_arm=arm,
                end_arm=arm + 1,
                modes_forward=rules.modes_forward,
                modes_backward=rules.modes_backward,
                name=rules.name,
                length_m=max(round(float(data["length"]), 1), SHORTEST_STREET_M),
            ),
            data.get("osmid") if isinstance(data.get("osmid"), int) else None,
        )


def _stands(way_on: str | None, other: str, is_drawn: bool) -> bool:
    """Whether a light stands for those who do not drive in the other direction of its way."""
    return way_on is not None and not (is_drawn and way_on == other)


def _unordered(osmid: str, length_m: float) -> tuple[Any, ...]:
    """What the two directions of a street have in common; a list of ways may be in any order."""
    return (*sorted(osmid.strip("[]").split(", ")), length_m)


def _points(start: np.ndarray, end: np.ndarray, line: Any, crs: str) -> np.ndarray:
    """Points of an edge from its start to its end, which osmnx draws straight without a line."""
    if line is None:
        return np.array([start, end])
    inner = np.asarray(line.coords)[1:-1]
    if not len(inner):
        return np.array([start, end])
    between = np.column_stack(projected(inner[:, 0], inner[:, 1], crs))
    return np.concatenate([[start], between, [end]])


def _streets_around(boundary: Geometry) -> tuple[Graph, Signs]:
    """All streets within the margin around a boundary, so that routes may leave it, and signs."""
    import geopandas as gpd
    import osmnx as ox
    import shapely

    buffered = gpd.GeoSeries([shapely.buffer(boundary, CLIP_MARGIN_M)], crs=CRS).to_crs(WGS84)
    around = buffered.iloc[0]
    graph = ox.graph_from_polygon(around, network_type="all", simplify=False, retain_all=True)
    return graph, signs_within(around)


def _polygon(path: Path) -> Geometry:
    """All polygons of a file as one, in the map's system."""
    layer = read_layer(path, "polygons around the streets that are wanted")
    if not layer.geom_type.isin(["Polygon", "MultiPolygon"]).all():
        problem = "It does not hold polygons alone."
        remedy = "Remove what is no polygon, or draw one around the streets that are wanted."
        raise DataError([Fault(str(path), "geometry", problem, remedy)])
    boundary: Geometry = layer.union_all()
    return boundary
