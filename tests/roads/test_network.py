"""A network has the streets that it was made of, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from road_samples import ALL, street
from ruttsim.roads.network import kilometres_by_class, network_from_lines

POINTS = {0: (0.0, 0.0), 1: (300.0, 400.0), 2: (300.0, 0.0)}


@st.composite
def street_lists(draw):
    """Lists of straight streets between five nodes, parallel ones and loops among them."""
    spots = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0), (50.0, 200.0)]
    modes = st.sampled_from([(), ("car",), ALL])
    made = []
    for start, end, ahead, back in draw(
        st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), modes, modes), max_size=12)
    ):
        if ahead or back:
            bend = (spots[start][0] + 30, spots[start][1] - 40)
            points = [spots[start], bend, spots[end]]
            made.append(street(start, end, points, modes_forward=ahead, modes_backward=back))
    return made


def test_a_two_way_street_is_two_edges_that_are_each_others_reverse():
    """3-4-5: from (0, 0) to (300, 400) is 500 m."""
    network = network_from_lines([street(0, 1, [POINTS[0], POINTS[1]])])
    assert network.tail.tolist() == [0, 1]
    assert network.head.tolist() == [1, 0]
    assert network.reverse.tolist() == [1, 0]
    assert network.length_m.tolist() == [500.0, 500.0]
    assert network.line(1).tolist() == [[300.0, 400.0], [0.0, 0.0]]


def test_a_one_way_street_is_one_edge_in_the_direction_that_is_open():
    ahead = street(0, 1, [POINTS[0], POINTS[1]], modes_backward=())
    back = street(1, 2, [POINTS[1], POINTS[2]], modes_forward=())
    network = network_from_lines([ahead, back])
    assert list(zip(network.tail, network.head, strict=True)) == [(0, 1), (2, 1)]
    assert network.reverse.tolist() == [-1, -1]


def test_each_direction_keeps_its_own_modes_and_limit():
    network = network_from_lines(
        [
            street(
                0,
                1,
                [POINTS[0], POINTS[1]],
                modes_backward=("walk",),
                speed_kmh=50.0,
                speed_backward_kmh=40.0,
            )
        ]
    )
    assert network.allows("car").tolist() == [True, False]
    assert network.allows("walk").tolist() == [True, True]
    assert network.speed_kmh.tolist() == [50.0, 40.0]


def test_parallel_streets_pair_with_their_own_other_direction():
    short = street(0, 1, [POINTS[0], POINTS[1]])
    long = street(0, 1, [POINTS[0], POINTS[2], POINTS[1]])
    network = network_from_lines([short, long])
    assert network.reverse.tolist() == [1, 0, 3, 2]
    assert network.length_m.tolist() == [500.0, 500.0, 700.0, 700.0]


def test_names_are_in_alphabetical_order_after_the_empty_name():
    network = network_from_lines(
        [
            street(0, 1, [POINTS[0], POINTS[1]], name="Åvägen"),
            street(1, 2, [POINTS[1], POINTS[2]], name="Alvägen"),
            street(2, 0, [POINTS[2], POINTS[0]]),
        ]
    )
    assert network.names == ("", "Alvägen", "Åvägen")
    assert network.name.tolist() == [2, 2, 1, 1, 0, 0]


@pytest.mark.parametrize(
    "wrong",
    [
        street(0, 1, [POINTS[0], POINTS[1]], modes_forward=(), modes_backward=()),
        street(0, 1, [POINTS[0], POINTS[0]]),
        street(0, 1, [POINTS[0], POINTS[1]], length_m=-1.0),
    ],
)
def test_a_street_without_modes_or_length_is_refused(wrong):
    with pytest.raises(ValueError, match="no mode or no length"):
        network_from_lines([wrong])


def test_streets_that_share_a_node_must_meet():
    with pytest.raises(ValueError, match="different places"):
        network_from_lines(
            [street(0, 1, [POINTS[0], POINTS[1]]), street(1, 2, [POINTS[0], POINTS[2]])]
        )


def test_kilometres_count_both_directions_of_a_street_once():
    network = network_from_lines(
        [
            street(0, 1, [POINTS[0], POINTS[1]]),
            street(1, 2, [POINTS[1], POINTS[2]], modes_backward=()),
            street(2, 0, [POINTS[2], POINTS[0]], road_class="primary"),
        ]
    )
    assert kilometres_by_class(network) == {"primary": 0.3, "residential": 0.9}


@given(street_lists())
def test_every_edge_runs_between_the_ends_of_its_line_and_its_reverse_runs_back(streets):
    network = network_from_lines(streets)
    positions = np.column_stack([network.node_x_m, network.node_y_m])
    for edge in range(network.edges):
        line = network.line(edge)
        assert np.array_equal(line[0], positions[network.tail[edge]])
        assert np.array_equal(line[-1], positions[network.head[edge]])
        back = network.reverse[edge]
        if back >= 0:
            assert network.reverse[back] == edge
            assert np.array_equal(network.line(back), line[::-1])
    assert network.edges == sum(
        bool(part.modes_forward) + bool(part.modes_backward) for part in streets
    )
