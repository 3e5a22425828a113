"""Parts and streets of a road network."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ruttsim.domain.roads import MODES, RoadNetwork
from ruttsim.graphs import car_turns, components, main_car_edges, main_component, street_edges
from ruttsim.roads.network import Street, network_from_lines


def line(start: int, end: int, *, oneway: bool = False, length_m: float = 100) -> Street:
    points = np.array([(start, 0), (end, 0)], dtype=float)
    back = ("walk",) if oneway else MODES
    return Street(start, end, points, "residential", 30, MODES, back, length_m=length_m)


def two_parts_and_a_dead_end() -> RoadNetwork:
    """0-1-2, then one way to 3, which cars never leave; 4-5 apart, but longer."""
    return network_from_lines(
        [line(0, 1), line(1, 2), line(2, 3, oneway=True), line(4, 5, length_m=250)]
    )


def test_the_main_component_is_the_longest_and_not_the_one_with_most_nodes():
    """200 m both ways between nodes 0, 1, 2 for cars; 250 m both ways between 4 and 5."""
    network = two_parts_and_a_dead_end()
    assert np.flatnonzero(main_component(network, "car")).tolist() == [4, 5]
    assert np.flatnonzero(main_component(network, "walk")).tolist() == [0, 1, 2, 3]


def test_a_street_that_does_not_lead_back_is_inside_no_component():
    label, length_m = components(two_parts_and_a_dead_end(), "car")
    assert label[0] == label[1] == label[2] != label[3]
    assert sorted(length_m) == [0, 400, 500]


def test_a_network_without_nodes_has_no_main_component():
    assert len(main_component(network_from_lines([]), "car")) == 0


def test_a_mode_without_streets_has_no_main_component():
    points = np.array([(0, 0), (1, 0)], dtype=float)
    roads = network_from_lines([Street(0, 1, points, "trunk", 90, ("car",), ("car",))])
    assert not main_component(roads, "walk").any()
    assert main_component(roads, "car").all()


def test_the_lower_edge_stands_for_a_street():
    network = network_from_lines([line(0, 1), line(1, 2)])
    assert street_edges(network).tolist() == [True, False, True, False]


def test_turns_are_sorted_and_lead_back_at_dead_ends_alone():
    """0 - 1 - 2 in a row: edges 0 and 2 there, 1 and 3 back."""
    turns = car_turns(network_from_lines([line(0, 1), line(1, 2)]))
    pairs = list(zip(turns.before.tolist(), turns.after.tolist(), strict=True))
    assert pairs == [(0, 2), (1, 0), (2, 3), (3, 1)]


def test_where_every_turn_on_is_forbidden_a_car_turns_back():
    network = network_from_lines([line(0, 1), line(1, 2)])
    closed = replace(
        network,
        forbidden_from=np.array([0, 3], dtype=np.int32),
        forbidden_to=np.array([2, 1], dtype=np.int32),
    )
    turns = car_turns(closed)
    pairs = list(zip(turns.before.tolist(), turns.after.tolist(), strict=True))
    assert pairs == [(0, 1), (1, 0), (2, 3), (3, 2)]
    assert np.flatnonzero(main_car_edges(closed)).tolist() == [0, 1]


def test_a_street_that_cars_never_come_back_from_is_no_main_part():
    network = network_from_lines([line(0, 1, oneway=True, length_m=900), line(1, 2)])
    assert np.flatnonzero(main_car_edges(network)).tolist() == [2, 3]
    alone = network_from_lines([line(0, 1, oneway=True)])
    assert not main_car_edges(alone).any()
