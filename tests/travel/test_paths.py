"""The streets behind the matrices."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from travel_samples import PARAMETERS, TURNS, random_snaps, random_towns, snap_at, street, village

from ruttsim.domain.roads import RoadNetwork
from ruttsim.domain.travel import LegPaths, Snap
from ruttsim.roads.network import network_from_lines
from ruttsim.travel.doors import SOURCES_AT_ONCE
from ruttsim.travel.matrices import travel_matrix
from ruttsim.travel.paths import leg_edges


def all_pairs(count: int) -> np.ndarray:
    return np.array([(a, b) for a in range(count) for b in range(count)], dtype=np.int64)


def driven(network: RoadNetwork, snapped: Snap, pairs: np.ndarray) -> LegPaths:
    """The streets of legs in free flow."""
    matrix = travel_matrix(network, snapped, "free_flow", PARAMETERS)
    return leg_edges(network, snapped, matrix, PARAMETERS, pairs)


def test_a_leg_is_a_part_of_its_first_edge_whole_edges_and_a_part_of_its_last():
    """Streets 0-1-2-3 in a row (edges 0, 2, 4), from 3/4 of the first to 1/4 of the last."""
    network = network_from_lines([street((k, 0), (k + 1, 0)) for k in range(3)])
    snapped = snap_at("car", (0, 0.75), (4, 0.25))
    there_and_back = np.array([(0, 1), (1, 0)])
    legs = driven(network, snapped, there_and_back)
    assert legs.start.tolist() == [0, 3, 6]
    assert legs.edge.tolist() == [0, 2, 4, 5, 3, 1]
    assert legs.share.tolist() == [0.25, 1, 0.25, 0.25, 1, 0.25]
    assert legs.distance_dm.tolist() == [250, 1000, 250, 250, 1000, 250]


def test_between_places_on_one_street_a_part_of_it_is_driven():
    legs = driven(village(), snap_at("car", (0, 0.25), (0, 0.75)), all_pairs(2))
    assert legs.start.tolist() == [0, 0, 1, 2, 2]
    assert legs.edge.tolist() == [0, 1]
    assert legs.share.tolist() == [0.5, 0.5]


def test_from_a_corner_the_streets_that_are_not_driven_are_left_out():
    """A place at the very end of edge 0 leaves along edge 2 at once."""
    network = network_from_lines([street((k, 0), (k + 1, 0)) for k in range(2)])
    legs = driven(network, snap_at("car", (0, 1), (2, 0.5)), np.array([(0, 1)]))
    assert legs.edge.tolist() == [2]


def test_no_legs_drive_no_edges():
    legs = driven(village(), snap_at("car", (0, 0)), np.empty((0, 2), np.int64))
    assert (legs.start.tolist(), len(legs.edge)) == ([0], 0)


def test_the_matrix_of_other_places_is_refused():
    matrix = travel_matrix(village(), snap_at("car", (0, 0), (2, 0)), "free_flow", PARAMETERS)
    others = snap_at("car", (0, 0), (2, 0.5))
    with pytest.raises(ValueError, match="of other places"):
        leg_edges(village(), others, matrix, PARAMETERS, np.array([(0, 1)]))


@given(st.data())
def test_other_legs_do_not_change_the_streets_of_a_leg(data):
    """Streets of equal length, so that many paths are equally fast and long."""
    network = data.draw(random_towns(st.just(100)))
    snapped = data.draw(random_snaps(network))
    matrix = travel_matrix(network, snapped, "free_flow", TURNS)
    pairs = all_pairs(len(snapped.edge))
    together = leg_edges(network, snapped, matrix, TURNS, pairs)
    k = data.draw(st.integers(0, len(pairs) - 1))
    alone = leg_edges(network, snapped, matrix, TURNS, pairs[k : k + 1])
    assert alone.edge.tolist() == together.edge[together.start[k] : together.start[k + 1]].tolist()


def assert_on_the_streets(network, snapped, period, pairs):
    """Each leg runs unbroken from its start to its end and is as long as the matrix says."""
    matrix = travel_matrix(network, snapped, period, TURNS)
    legs = leg_edges(network, snapped, matrix, TURNS, pairs)
    forbidden = set(zip(network.forbidden_from, network.forbidden_to, strict=True))
    assert len(legs.start) == len(pairs) + 1
    for k, (a, b) in enumerate(pairs):
        part = slice(legs.start[k], legs.start[k + 1])
        edge, share = legs.edge[part], legs.share[part]
        assert network.allows(snapped.mode)[edge].all()
        assert (share[1:-1] == 1).all()
        assert legs.distance_dm[part].sum() == matrix.distance_dm[a, b]
        along_m = (share * network.length_m[edge]).sum()
        assert along_m == pytest.approx(matrix.distance_m[a, b], abs=0.05 * (len(edge) + 2) + 1e-9)
        if len(edge) > 1:
            assert (network.head[edge[:-1]] == network.tail[edge[1:]]).all()
            if snapped.mode == "car":
                turns = pairwise(edge.tolist())
                assert all(t not in forbidden or network.reverse[t[0]] == t[1] for t in turns)
            streets = [snapped.edge[a], network.reverse[snapped.edge[a]]]
            assert edge[0] in streets or share[0] == 1
            streets = [snapped.edge[b], network.reverse[snapped.edge[b]]]
            assert edge[-1] in streets or share[-1] == 1


@given(st.data())
def test_every_leg_is_a_path_of_streets_as_long_as_the_matrix_says(data):
    network = data.draw(random_towns(st.integers(1, 400)))
    mode, period = data.draw(
        st.sampled_from((("car", "free_flow"), ("car", "morning_peak"), ("ebike", "free_flow")))
    )
    snapped = data.draw(random_snaps(network, mode))
    assert_on_the_streets(network, snapped, period, all_pairs(len(snapped.edge)))


def test_legs_from_more_places_than_one_search_holds_keep_their_order():
    network = village()
    count = 2 * SOURCES_AT_ONCE + 3
    snapped = snap_at("car", *((k % 12 * 2, (k % 7) / 7) for k in range(count)))
    pairs = np.array([(k * 37 % count, k * 11 % count) for k in range(count)])
    assert_on_the_streets(network, snapped, "free_flow", pairs)
