"""Parts and streets of a road network."""

from __future__ import annotations

import numpy as np

from ruttsim.domain.roads import MODES, RoadNetwork
from ruttsim.graphs import components, main_component, street_edges
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
