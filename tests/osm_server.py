"""A server on this computer that speaks enough of Nominatim and Overpass for one small extract."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlparse
from xml.etree import ElementTree as ET

import shapely

PLACE = "Byn"
HANGS_S = 6.0
"""Longer than any test lets a server take."""
DRIP_S = 0.2
OVERPASS_TIMED_OUT = 'runtime error: Query timed out in "query" at line 1 after 181 seconds.'


@dataclass
class MapServer:
    """What the server holds, how it misbehaves, and what it was asked.

    `ways` have a `highway`, `others` are ferries and turn restrictions.

    `faults` are by path: an HTTP status, a whole answer, or a function of the true answer.
    """

    nodes: dict[int, dict[str, Any]]
    ways: list[dict[str, Any]]
    others: list[dict[str, Any]]
    boundary: shapely.Polygon
    faults: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def search(self, query: str) -> list[dict[str, Any]]:
        """Nominatim's answer: the one place, with its boundary."""
        if query != PLACE:
            return []
        west, south, east, north = self.boundary.bounds
        place = {
            "place_id": 1,
            "osm_type": "relation",
            "osm_id": 1,
            "lat": str(self.boundary.centroid.y),
            "lon": str(self.boundary.centroid.x),
            "class": "boundary",
            "type": "administrative",
            "importance": 0.5,
            "name": PLACE,
            "display_name": PLACE,
            "boundingbox": [str(south), str(north), str(west), str(east)],
            "geojson": shapely.geometry.mapping(self.boundary),
        }
        return [place]

    def interpreter(self, query: str) -> dict[str, Any]:
        """Overpass's answer: whole ways with a node inside the polygon, and all of their nodes.

        Or, where it is asked for relations, these and ferries with a node inside.
        """
        found = re.search(r"\(poly:'([^']*)'\)", query)
        assert found, query
        numbers = [float(number) for number in found[1].split()]
        polygon = shapely.Polygon(list(zip(numbers[1::2], numbers[::2], strict=True)))
        inside = {
            ref
            for ref, node in self.nodes.items()
            if polygon.covers(shapely.Point(node["lon"], node["lat"]))
        }
        if "relation[" in query:
            assert '["route"="ferry"]' in query
            found_here = [item for item in self.others if inside & set(_nodes_of(item))]
            return {"version": 0.6, "generator": "test", "elements": found_here}
        ways = [way for way in self.ways if inside & set(way["nodes"])]
        refs = sorted({ref for way in ways for ref in way["nodes"]})
        elements = [self.nodes[ref] for ref in refs] + ways
        return {"version": 0.6, "generator": "test", "elements": elements}


def _nodes_of(item: dict[str, Any]) -> list[int]:
    """The nodes of a way, and those that are members of a relation."""
    members = [it["ref"] for it in item.get("members", []) if it["type"] == "node"]
    return [*item.get("nodes", []), *members]


def parsed(
    osm_xml: str,
) -> tuple[dict[int, dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Nodes, streets and the rest of an OpenStreetMap file as Overpass writes them."""
    root = ET.fromstring(osm_xml)
    nodes, ways, others = {}, [], []
    for item in root:
        element: dict[str, Any] = {"type": item.tag, "id": int(item.attrib["id"])}
        tags = {tag.attrib["k"]: tag.attrib["v"] for tag in item.iter("tag")}
        if tags:
            element["tags"] = tags
        if item.tag == "node":
            element |= {"lat": float(item.attrib["lat"]), "lon": float(item.attrib["lon"])}
            nodes[element["id"]] = element
        elif item.tag == "relation":
            members = (dict(member.attrib) for member in item.iter("member"))
            element["members"] = [it | {"ref": int(it["ref"])} for it in members]
            others.append(element)
        else:
            element["nodes"] = [int(ref.attrib["ref"]) for ref in item.iter("nd")]
            (ways if "highway" in tags else others).append(element)
    return nodes, ways, others


@contextmanager
def serving(server: MapServer) -> Iterator[MapServer]:
    """The server at an address of this computer, until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._send(200, b"")

        def do_GET(self) -> None:
            asked = parse_qs(urlparse(self.path).query)
            self._answer("/search", lambda: server.search(asked["q"][0]))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            query = parse_qs(body)["data"][0]
            self._answer("/interpreter", lambda: server.interpreter(query))

        def _answer(self, path: str, answer: Any) -> None:
            assert urlparse(self.path).path == path
            server.asked.append(path)
            fault = server.faults.get(path)
            if fault == "hang":
                time.sleep(HANGS_S)
            elif fault == "drip":
                self._drip()
            elif isinstance(fault, int):
                self._send(fault, b"<html>no</html>")
            elif isinstance(fault, bytes):
                self._send(200, fault)
            else:
                self._send(200, json.dumps(fault(answer()) if fault else answer()).encode())

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _drip(self) -> None:
            """Send a byte now and then, more often than any time limit of a read."""
            self.send_response(200)
            self.end_headers()
            with suppress(ConnectionError):
                for _ in range(round(HANGS_S / DRIP_S)):
                    self.wfile.write(b" ")
                    time.sleep(DRIP_S)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    listening.block_on_close = False
    thread = threading.Thread(target=listening.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{listening.server_address[1]}"
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()
