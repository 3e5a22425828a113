"""osmnx's graphs give the streets of the same place read from a file; no connection is no wait."""

from __future__ import annotations

import socket
import time
from unittest.mock import create_autospec

import geopandas as gpd
import networkx as nx
import osmnx as ox
import pytest
import shapely
from shapely import LineString

from road_samples import osm_xml, village, write_osm
from ruttsim.domain.roads import CRS, ROAD_CLASSES
from ruttsim.errors import DataError
from ruttsim.roads.build import build_map
from ruttsim.roads.network import network_from_lines
from ruttsim.roads.osm_file import read_osm_file
from ruttsim.roads.osm_servers import USED_NODE_KEYS
from ruttsim.roads.osmnx_source import download_polygon, graph_source, read_graphml
from ruttsim.roads.source import CLIP_MARGIN_M
from ruttsim.roads.streets import merged_streets

NODES = {
    1: (0.0, 0.0),
    2: (1.0, 0.0),
    3: (2.0, 0.0),
    4: (3.0, 0.0),
    5: (1.0, 1.0),
    6: (2.0, 1.0),
    7: (3.0, 0.5),
}
WAYS = [
    ([1, 2, 3, 4], {"highway": "tertiary", "maxspeed": "40", "name": "Storgatan"}),
    ([2, 5, 6, 3], {"highway": "residential", "maxspeed": "30"}),
    ([5, 6], {"highway": "service"}),
    ([4, 7, 6], {"highway": "residential", "oneway": "yes"}),
]


@pytest.fixture
def osm_path(tmp_path):
    return write_osm(tmp_path, osm_xml(NODES, WAYS))


def described(streets):
    """Class, limit, modes, name and length of each edge once merged, in some fixed order."""
    network = network_from_lines(merged_streets(streets))
    rows = [
        (
            ROAD_CLASSES[network.road_class[edge]],
            float(network.speed_kmh[edge]),
            int(network.modes[edge]),
            network.names[network.name[edge]],
            float(network.length_m[edge]),
        )
        for edge in range(network.edges)
    ]
    return sorted(rows, key=lambda row: (*row[:4], round(row[4], -1)))


@pytest.mark.parametrize("simplify", [False, True])
def test_a_graph_gives_the_streets_of_the_file_that_it_was_made_from(osm_path, tmp_path, simplify):
    """Osmnx measures on a sphere: up to 0.5 % from the ellipsoid."""
    graph = ox.graph_from_xml(osm_path, simplify=simplify, retain_all=True)
    ox.save_graphml(graph, tmp_path / "by.graphml")
    of_graph = described(read_graphml(tmp_path / "by.graphml").streets)
    of_file = described(read_osm_file(osm_path).streets)
    assert [row[:4] for row in of_graph] == [row[:4] for row in of_file]
    lengths_m = [row[4] for row in of_file]
    assert [row[4] for row in of_graph] == pytest.approx(lengths_m, rel=0.005)


def test_lights_and_bollards_of_a_graph_are_those_of_the_file(tmp_path):
    nodes = {2: {"highway": "traffic_signals"}, 7: {"barrier": "bollard"}}
    path = write_osm(tmp_path, osm_xml(NODES, WAYS, nodes))
    own = sorted({*ox.settings.useful_tags_node, "barrier"})
    before, ox.settings.useful_tags_node = ox.settings.useful_tags_node, own
    try:
        graph = ox.graph_from_xml(path, simplify=False, retain_all=True)
    finally:
        ox.settings.useful_tags_node = before
    of_graph, of_file = graph_source(graph, "by", "test"), read_osm_file(path)
    assert of_graph.counts.items() <= of_file.counts.items()
    networks = [
        network_from_lines(merged_streets(found.streets, found.forbidden), found.forbidden)
        for found in (of_graph, of_file)
    ]
    assert networks[0].signals.sum() == networks[1].signals.sum() == 3
    assert len(networks[0].forbidden_from) == len(networks[1].forbidden_from) == 1


@pytest.mark.parametrize("way_on", ["forward", "backward", ""])
def test_a_light_of_a_graph_counts_in_the_direction_that_it_stands_for(tmp_path, way_on):
    """At a bend of the way 2-5-6-3 both ways, and a crossing, where its direction says nothing."""
    nodes = {**NODES, 8: (1.0, 0.5)}
    ways = [WAYS[0], ([2, 8, 5, 6, 3], WAYS[1][1]), *WAYS[2:]]
    light = {"highway": "traffic_signals", "traffic_signals:direction": way_on}
    path = write_osm(tmp_path, osm_xml(nodes, ways, {8: light, 3: light}))
    own = sorted({*ox.settings.useful_tags_node, *USED_NODE_KEYS})
    before, ox.settings.useful_tags_node = ox.settings.useful_tags_node, own
    try:
        graph = ox.graph_from_xml(path, simplify=False, retain_all=True)
    finally:
        ox.settings.useful_tags_node = before
    of_graph, of_file = graph_source(graph, "by", "test"), read_osm_file(path)
    assert signals(of_graph) == signals(of_file)
    assert sum(lights for _, lights in signals(of_graph)) == (4 if way_on else 5)


def signals(source):
    """Lights of each direction of each merged street, by its length and end."""
    network = network_from_lines(merged_streets(source.streets))
    rows = zip(network.node_x_m[network.head], network.node_y_m[network.head], strict=True)
    return sorted(
        (round(x_m + y_m), int(lights))
        for (x_m, y_m), lights in zip(rows, network.signals, strict=True)
    )


def test_a_graph_that_holds_no_turn_restrictions_says_so(osm_path, tmp_path):
    ox.save_graphml(ox.graph_from_xml(osm_path, retain_all=True), tmp_path / "by.graphml")
    bundle = build_map(str(tmp_path / "by.graphml"), tmp_path / "by")
    (said,) = (it for it in bundle.manifest.assumptions if "turn restrictions" in it)
    assert "ferries" in said
    assert "turn_restrictions" not in bundle.manifest.counts


def test_ways_whose_limit_is_not_believed_are_counted_alike(tmp_path):
    ways = [*WAYS[:2], ([5, 6], {"highway": "service", "maxspeed": "999"}), WAYS[3]]
    ways[1] = (ways[1][0], {"highway": "residential", "maxspeed": "none"})
    path = write_osm(tmp_path, osm_xml(NODES, ways))
    graph = ox.graph_from_xml(path, simplify=False, retain_all=True)
    for found in (graph_source(graph, "by", "test"), read_osm_file(path)):
        assert found.counts["ways_with_limit_not_believed"] == 2


def test_bends_of_a_simplified_graph_are_kept(osm_path):
    graph = ox.graph_from_xml(osm_path, simplify=True, retain_all=True)
    bends = [data["geometry"] for *_, data in graph.edges(data=True) if "geometry" in data]
    assert all(isinstance(bend, LineString) for bend in bends)
    shapes = [street.points for street in graph_source(graph, "by", "test").streets]
    assert max(len(points) for points in shapes) == max(len(bend.coords) for bend in bends)


def test_another_graph_is_a_fault_with_its_remedy(tmp_path):
    nx.write_graphml(nx.path_graph(3, create_using=nx.MultiDiGraph), tmp_path / "path.graphml")
    with pytest.raises(DataError, match=r"(?s)graph of osmnx.*save_graphml"):
        read_graphml(tmp_path / "path.graphml")


def test_a_graph_without_lengths_or_crs_is_told_what_it_lacks(osm_path, tmp_path):
    path = tmp_path / "by.graphml"
    graph = ox.graph_from_xml(osm_path, retain_all=True)
    for *_, data in graph.edges(data=True):
        del data["length"]
    del graph.graph["crs"]
    nx.write_graphml(nx.MultiDiGraph(plain(graph)), path)
    with pytest.raises(DataError) as caught:
        read_graphml(path)
    assert [fault.field for fault in caught.value.faults] == ["crs", "length"]
    assert "add_edge_lengths" in str(caught.value)


def plain(graph):
    """The graph with values that GraphML can hold, as osmnx saves them."""
    for _, data in graph.nodes(data=True):
        data.update({key: str(value) for key, value in data.items()})
    for *_, data in graph.edges(data=True):
        data.update({key: str(value) for key, value in data.items()})
    return graph


def test_a_truncated_graph_is_a_fault(osm_path, tmp_path):
    path = tmp_path / "by.graphml"
    ox.save_graphml(ox.graph_from_xml(osm_path, retain_all=True), path)
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(DataError, match="cannot be read"):
        read_graphml(path)


@pytest.fixture
def unreachable(monkeypatch):
    """Servers at a port of this computer where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    monkeypatch.setattr(ox.settings, "nominatim_url", url)
    monkeypatch.setattr(ox.settings, "overpass_url", url)
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def silent(monkeypatch):
    """A server that takes a call and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        monkeypatch.setattr(ox.settings, "nominatim_url", url)
        monkeypatch.setattr(ox.settings, "overpass_url", url)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        yield


@pytest.mark.parametrize("network", ["unreachable", "silent"])
def test_without_a_connection_a_place_is_a_fault_within_seconds(tmp_path, request, network):
    request.getfixturevalue(network)
    started = time.monotonic()
    with pytest.raises(DataError, match=r"(?s)Salem kommun, Sweden.*extract by hand"):
        build_map("Salem kommun, Sweden", tmp_path / "salem")
    assert time.monotonic() - started < 10
    assert not (tmp_path / "salem").exists()


@pytest.mark.usefixtures("unreachable")
def test_the_settings_of_osmnx_are_left_as_they_were(tmp_path):
    before = {name: getattr(ox.settings, name) for name in ("use_cache", "useful_tags_way")}
    with pytest.raises(DataError):
        build_map("Salem kommun, Sweden", tmp_path / "salem")
    assert before == {name: getattr(ox.settings, name) for name in before}


@pytest.mark.usefixtures("unreachable")
def test_a_polygon_file_is_asked_for_around_its_polygon(tmp_path):
    polygon = tmp_path / "salem.geojson"
    ring = [[17.7, 59.2], [17.8, 59.2], [17.8, 59.3], [17.7, 59.2]]
    polygon.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {},'
        f'"geometry": {{"type": "Polygon", "coordinates": [{ring}]}}}}]}}'
    )
    with pytest.raises(DataError, match=r"(?s)salem\.geojson.*could not be downloaded"):
        build_map(str(polygon), tmp_path / "salem")


def test_a_polygon_file_without_polygons_is_a_fault(tmp_path):
    point = tmp_path / "salem.geojson"
    point.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {},'
        '"geometry": {"type": "Point", "coordinates": [17.7, 59.2]}}]}'
    )
    with pytest.raises(DataError, match="does not hold polygons alone"):
        build_map(str(point), tmp_path / "salem")


@pytest.fixture
def downloads(monkeypatch, tmp_path):
    """Servers that know one square kilometre and send a village for whatever is asked."""
    graph = ox.graph_from_xml(write_osm(tmp_path, village()), simplify=False, retain_all=True)
    square = gpd.GeoDataFrame(geometry=[shapely.box(17.8, 59.2, 17.815, 59.2075)], crs="EPSG:4326")
    asked = create_autospec(ox.graph_from_polygon, return_value=graph)
    monkeypatch.setattr("ruttsim.roads.osm_servers._require_answer", lambda _: None)
    monkeypatch.setattr("osmnx._overpass._overpass_request", lambda _: {"elements": []})
    monkeypatch.setattr(
        ox, "geocode_to_gdf", create_autospec(ox.geocode_to_gdf, return_value=square)
    )
    monkeypatch.setattr(ox, "graph_from_polygon", asked)
    return square, asked


def test_a_place_becomes_a_map_of_its_boundary_with_streets_around_it(downloads, tmp_path):
    square, asked = downloads
    bundle = build_map("Salem kommun, Sweden", tmp_path / "salem")
    boundary = square.to_crs(CRS).geometry.iloc[0]
    assert bundle.areas.union_all().area == pytest.approx(boundary.area)
    around = gpd.GeoSeries([asked.call_args.args[0]], crs="EPSG:4326").to_crs(CRS).iloc[0]
    assert around.covers(boundary.buffer(CLIP_MARGIN_M - 100))
    assert bundle.manifest.title == "Salem kommun, Sweden"
    assert "boundary is drawn" not in "".join(bundle.manifest.assumptions)


def test_a_polygon_file_gives_the_streets_and_the_boundary_that_it_draws(downloads, tmp_path):
    square, _ = downloads
    square.to_file(tmp_path / "salem.gpkg")
    source = download_polygon(tmp_path / "salem.gpkg")
    assert source.boundary.equals(square.to_crs(CRS).geometry.iloc[0])
    assert source.title == "salem"
    assert source.streets
