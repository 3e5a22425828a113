"""Turn restrictions and barriers of OpenStreetMap, as pairs of edges that cars may not join."""

from __future__ import annotations

import numpy as np
import pytest

from road_samples import osm_xml, write_osm
from ruttsim.roads.osm_file import read_osm_file
from ruttsim.roads.streets import network_between_junctions
from ruttsim.roads.turn_signs import is_for_cars, stops_cars, turn_sign

NODES = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (1, -1), 5: (1, 1), 6: (-1, 0)}
HOME = {"highway": "residential"}
WAYS = [([6, 1, 2], HOME), ([2, 3], HOME), ([2, 4], HOME), ([2, 5], HOME)]
"""Way 1 from the west by node 1, ways 2, 3, 4 to the east, south and north of node 2."""
MEMBERS = [("from", "w", 1), ("via", "n", 2), ("to", "w", 4)]
NUMBERS = {"way": "w", "node": "n"}


def relation(restriction: str, members=MEMBERS, **tags: str) -> str:
    kinds = {letter: name for name, letter in NUMBERS.items()}
    inner = "".join(
        f'<member type="{kinds[kind]}" ref="{number}" role="{role}"/>'
        for role, kind, number in members
    )
    listed = {"type": "restriction"} | tags
    if restriction:
        listed["restriction"] = restriction
    inner += "".join(f'<tag k="{key}" v="{value}"/>' for key, value in listed.items())
    return f'<relation id="1" version="1">{inner}</relation></osm>'


def read(folder, *, extra: str = "</osm>", nodes=None, ways=WAYS):
    text = osm_xml(NODES, ways, nodes).replace("</osm>", extra)
    source = read_osm_file(write_osm(folder, text))
    found = network_between_junctions(source.streets, "by.osm", source.forbidden)
    return found.network, dict(source.counts)


def turns(network) -> set[tuple[str, str]]:
    """Forbidden turns at the crossing, as where one comes from and goes to."""
    middle = np.flatnonzero(np.bincount(network.tail) == np.bincount(network.tail).max())[0]
    x_m, y_m = network.node_x_m, network.node_y_m

    def side(node: int) -> str:
        east, north = x_m[node] - x_m[middle], y_m[node] - y_m[middle]
        return ("E" if east > 0 else "W") if abs(east) > abs(north) else "N" if north > 0 else "S"

    return {
        (side(network.tail[before]), side(network.head[after]))
        for before, after in zip(network.forbidden_from, network.forbidden_to, strict=True)
    }


def test_a_no_turn_sign_forbids_its_turn_and_no_other(tmp_path):
    network, counts = read(tmp_path, extra=relation("no_left_turn"))
    assert turns(network) == {("W", "N")}
    assert counts["turn_restrictions"] == 1


def test_an_only_sign_forbids_all_others(tmp_path):
    network, _ = read(tmp_path, extra=relation("only_left_turn"))
    assert turns(network) == {("W", "E"), ("W", "S"), ("W", "W")}


@pytest.mark.parametrize(
    ("sign", "count"),
    [
        (
            relation("no_left_turn", [("from", "w", 1), ("via", "w", 2), ("to", "w", 4)]),
            "by_way_or_broken",
        ),
        (relation("no_left_turn", MEMBERS[:2]), "by_way_or_broken"),
        (relation("no_left_turn", [*MEMBERS[:2], ("to", "w", 99)]), "elsewhere"),
        (relation("no_left_turn", **{"except": "motorcar;bicycle"}), "for_others"),
        (relation("no_left_turn", hour_on="07:00", hour_off="09:00"), "by_hour"),
        (relation("", **{"restriction:conditional": "no_left_turn @ (07:00-09:00)"}), "by_hour"),
        (relation("", **{"restriction:motorcar:conditional": "no_u_turn @ (Sa)"}), "by_hour"),
    ],
)
def test_signs_that_are_left_out_are_counted(tmp_path, sign, count):
    network, counts = read(tmp_path, extra=sign)
    assert not len(network.forbidden_from)
    assert counts[f"turn_restrictions_{count}"] == 1


def test_a_bollard_between_crossings_stops_cars_and_splits_the_street(tmp_path):
    nodes = {1: {"barrier": "bollard"}}
    ways = [*WAYS, ([6, 4], HOME)]
    network, counts = read(tmp_path, nodes=nodes, ways=ways)
    assert counts["barriers"] == 1
    pairs = set(zip(network.forbidden_from.tolist(), network.forbidden_to.tolist(), strict=True))
    assert len(pairs) == 2
    assert all(network.head[a] == network.tail[b] and network.reverse[a] != b for a, b in pairs)


@pytest.mark.parametrize(
    ("tags", "stops"),
    [
        ({"barrier": "bollard"}, True),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, False),
        ({"barrier": "gate"}, False),
        ({"barrier": "gate", "access": "private"}, True),
        ({"barrier": "gate", "access": "no", "motor_vehicle": "destination"}, False),
        ({"barrier": "kerb"}, False),
        ({"highway": "crossing"}, False),
    ],
)
def test_barriers_stop_cars_unless_a_tag_lets_them_pass(tags, stops):
    assert stops_cars(tags) == stops


def test_a_traffic_light_counts_in_the_direction_that_it_stands_for(tmp_path):
    """At node 1, between crossings, for those who drive as the way is drawn: from the west."""
    light = {"highway": "traffic_signals", "traffic_signals:direction": "forward"}
    network, counts = read(tmp_path, nodes={1: light})
    assert counts["traffic_lights"] == 1
    assert sorted(network.signals.tolist()) == [0] * (network.edges - 1) + [1]
    lit = int(np.argmax(network.signals))
    assert network.node_x_m[network.tail[lit]] < network.node_x_m[network.head[lit]]


def test_a_light_at_a_crossing_counts_for_all_who_come_to_it(tmp_path):
    light = {"highway": "traffic_signals"}
    network, _ = read(tmp_path, nodes={2: light})
    assert network.signals.sum() == 4
    assert len(set(network.head[network.signals == 1])) == 1


def test_ferries_are_left_out_and_counted(tmp_path):
    network, counts = read(tmp_path, ways=[*WAYS, ([6, 5], {"route": "ferry"})])
    assert counts["ferries"] == 1
    assert network.edges == 8


def test_a_restriction_for_lorries_is_not_for_cars():
    tags = {"type": "restriction", "restriction:hgv": "no_left_turn"}
    assert not is_for_cars(tags)
    assert turn_sign(tags, MEMBERS) is None
