"""Times and distances between places."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from travel_samples import (
    PARAMETERS,
    TURNS,
    places_at,
    random_snaps,
    random_towns,
    snap_at,
    street,
    travel_matrices,
    village,
    with_speeds,
)

from ruttsim.domain.roads import MODES, ROAD_CLASSES, RoadNetwork
from ruttsim.domain.travel import Places, Snap
from ruttsim.errors import DataError
from ruttsim.graphs import street_edges
from ruttsim.roads.network import network_from_lines
from ruttsim.travel.doors import SOURCES_AT_ONCE
from ruttsim.travel.matrices import travel_matrix
from ruttsim.travel.speeds import PERIODS_BY_MODE, edge_time_ms

BELOW_ONE_WAY, ABOVE_ONE_WAY = (200, 120), (200, 180)


def car(network: RoadNetwork, snapped: Snap, parameters=PARAMETERS):
    return travel_matrix(network, snapped, "free_flow", parameters)


def test_in_the_village_every_time_is_what_one_counts_by_hand():
    """Cars at 5 m/s; places at (50, 0), (100, 50) and on the one-way street at (200, 180).

    From (50, 0) 50 m to the corner (100, 0) and 50 m up: 100 m, 20 s, and the same back.
    To (200, 180) one must come from above: 50 + 400 m round by the corner (200, 200), and 20 m
    down. From it 80 m down to (200, 100), then to (50, 0) 100 + 150 m, to (100, 50) 100 + 50 m.
    """
    matrices = travel_matrices(village(), places_at((50, 0), (100, 50), (200, 180)), PARAMETERS)
    matrix = matrices["car", "evening"]
    distance_m = [[0, 100, 370], [100, 0, 270], [330, 230, 0]]
    assert matrix.distance_m.tolist() == distance_m
    assert (matrix.time_s * 5).tolist() == distance_m


def test_a_walker_goes_against_the_one_way_street():
    """20 m below and 60 m above on the one-way street: 60 m at 1 m/s, either way."""
    places = places_at(BELOW_ONE_WAY, ABOVE_ONE_WAY)
    matrices = travel_matrices(village(), places, PARAMETERS)
    assert matrices["walk", "free_flow"].time_s.tolist() == [[0, 60], [60, 0]]


def test_a_car_drives_round_the_block_to_a_place_behind_it_on_a_one_way_street():
    """60 m down; back up 20 + 300 + 20 m round the block at 5 m/s."""
    places = places_at(BELOW_ONE_WAY, ABOVE_ONE_WAY)
    matrix = travel_matrices(village(), places, PARAMETERS)["car", "evening"]
    assert matrix.time_s.tolist() == [[0, 68], [12, 0]]


def test_a_place_can_be_entered_at_either_end_of_a_loop():
    """A loop of 100 m at one corner: 90 m along it to the place, or 10 m from its other end."""
    network = network_from_lines([street((0, 0), (1, 0)), street((1, 0), (1, 0), length_m=100)])
    matrix = car(network, snap_at("car", (0, 0.5), (2, 0.9)))
    assert matrix.distance_m.tolist() == [[0, 60], [60, 0]]


def test_of_parallel_streets_the_faster_one_is_driven():
    network = network_from_lines(
        [
            street((0, 0), (1, 0)),
            street((1, 0), (2, 0), length_m=100, kmh=9),
            street((1, 0), (2, 0), length_m=150, kmh=18),
            street((2, 0), (3, 0)),
        ]
    )
    matrix = car(network, snap_at("car", (0, 1), (6, 0)))
    assert (matrix.time_s[0, 1], matrix.distance_m[0, 1]) == (30, 150)


def test_of_equally_fast_paths_the_shorter_one_is_driven():
    network = network_from_lines(
        [
            street((0, 0), (1, 0)),
            street((1, 0), (2, 0), length_m=150, kmh=27),
            street((1, 0), (2, 0), length_m=100, kmh=18),
            street((2, 0), (3, 0)),
        ]
    )
    matrix = car(network, snap_at("car", (0, 1), (6, 0)))
    assert (matrix.time_s[0, 1], matrix.distance_m[0, 1]) == (20, 100)


def test_every_mode_and_period_has_a_matrix_of_whole_numbers():
    matrices = travel_matrices(village(), places_at((50, 0), (100, 50)), PARAMETERS)
    assert set(matrices) == {(m, period) for m in PERIODS_BY_MODE for period in PERIODS_BY_MODE[m]}
    for (mode, period), matrix in matrices.items():
        assert (matrix.mode, matrix.period) == (mode, period)
        assert matrix.time_ms.dtype == matrix.distance_dm.dtype == np.int32
        assert not matrix.time_ms.diagonal().any()
        assert not matrix.distance_dm.diagonal().any()


def test_a_peak_turns_drivers_off_the_queueing_road():
    """200 m of primary road at 10 m/s, or 180 m of side street at 5 m/s: 20 s or 36 s in free flow.

    In the morning the primary road takes 40 s, so that the side street is faster and shorter.
    """
    network = network_from_lines(
        [
            street((0, 0), (1, 0)),
            street((1, 0), (3, 0), length_m=200, kmh=36, road_class="primary"),
            street((1, 0), (3, 0), length_m=180),
            street((3, 0), (4, 0)),
        ]
    )
    snapped = snap_at("car", (0, 1), (6, 0))
    for period, seconds, metres in (("free_flow", 20, 200), ("morning_peak", 36, 180)):
        matrix = travel_matrix(network, snapped, period, PARAMETERS)
        assert (matrix.time_s[0, 1], matrix.distance_m[0, 1]) == (seconds, metres)


def test_a_base_that_cannot_be_reached_is_named_and_never_a_number():
    """Cars come to the dead end at the end of the one-way street, and never leave it."""
    network = network_from_lines(
        [street((0, 0), (1, 0)), street((1, 0), (2, 0)), street((2, 0), (3, 0), oneway=True)]
    )
    snapped = snap_at("car", (0, 0.5), (2, 0.5), (4, 0.5))
    with pytest.raises(DataError) as caught:
        travel_matrix(network, snapped, "free_flow", PARAMETERS, label=lambda k: f"base {k}")
    assert [fault.field for fault in caught.value.faults] == ["base 2"]
    assert "'car'" in str(caught.value)


def test_paths_too_long_for_a_matrix_are_a_fault():
    network = network_from_lines([street((0, 0), (1, 0), length_m=2_000_000)])
    with pytest.raises(DataError, match="may exceed 1678 km"):
        car(network, snap_at("car", (0, 0.0), (0, 1.0)))


def test_no_places_have_an_empty_matrix():
    none = np.empty(0)
    matrices = travel_matrices(village(), Places(none, none), PARAMETERS)
    assert matrices["car", "evening"].time_ms.shape == (0, 0)


def expanded_graph(network: RoadNetwork, snapped: Snap, period: str, parameters) -> nx.MultiDiGraph:
    """Every edge a chain of nodes (edge, cut), joined by the turns that the mode may make.

    Place k is entered at ("to", k) and left at ("from", k), by either direction of its street. A
    weight is milliseconds and decimetres in one number.
    """
    time_ms = edge_time_ms(network, snapped.mode, period, parameters)
    length_dm = np.rint(network.length_m * 10)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from((way, k) for way in ("from", "to") for k in range(len(snapped.edge)))
    usable = np.flatnonzero(np.isfinite(time_ms)).tolist()
    for edge in usable:
        whole = (int(time_ms[edge]), int(length_dm[edge]))
        cuts = [("tail", 0, 0), ("head", *whole)]
        for k, (own, part) in enumerate(zip(snapped.edge, snapped.fraction, strict=True)):
            cut = [round(part * size) for size in whole]
            if own == edge:
                cuts.append((k, *cut))
            elif network.reverse[own] == edge:
                cuts.append((k, whole[0] - cut[0], whole[1] - cut[1]))
        order = {"tail": -1, "head": len(snapped.edge)}
        cuts.sort(key=lambda cut: (cut[1], cut[2], order.get(cut[0], cut[0])))
        for (a, ms_a, dm_a), (b, ms_b, dm_b) in pairwise(cuts):
            weight = (ms_b - ms_a) * 10**9 + dm_b - dm_a
            graph.add_edge((edge, a), (edge, b), weight=weight)
            if (ms_a, dm_a) == (ms_b, dm_b) and {a, b}.isdisjoint(order):
                graph.add_edge((edge, b), (edge, a), weight=0)
        for cut, *_ in cuts:
            if cut not in order:
                graph.add_edge(("from", cut), (edge, cut), weight=0)
                graph.add_edge((edge, cut), ("to", cut), weight=0)
    for edge, other, ms in turns_of(network, snapped.mode, usable, parameters):
        graph.add_edge((edge, "head"), (other, "tail"), weight=ms * 10**9)
    return graph


def turns_of(network: RoadNetwork, mode: str, usable: list[int], parameters):
    """Turns from edge to edge, with their time: any and free but for cars."""
    forbidden = set(zip(network.forbidden_from, network.forbidden_to, strict=True))
    for edge in usable:
        ways = [other for other in usable if network.tail[other] == network.head[edge]]
        if mode != "car":
            yield from ((edge, other, 0) for other in ways)
            continue
        back = network.reverse[edge]
        ahead = [it for it in ways if it != back and (edge, it) not in forbidden]
        for other in ahead or [it for it in ways if it == back]:
            yield edge, other, turn_ms(network, edge, other, parameters)


def turn_ms(network: RoadNetwork, before: int, after: int, parameters) -> int:
    """The documented cost of a turn in the towns, whose straight pieces are 100 m or longer."""
    is_back = network.reverse[before] == after
    ends = [network.tail, network.head]
    once = [e for e in range(network.edges) if not 0 <= network.reverse[e] < e]
    streets = sum(int(end[e] == network.head[before]) for e in once for end in ends)
    cost_s = parameters.signal_s * int(network.signals[before])
    if is_back or streets > 2:
        came, goes = network.line(before)[-2:], network.line(after)[:2]
        east, north = came[1] - came[0], goes[1] - goes[0]
        angles = [round(math.degrees(math.atan2(*step))) for step in (east, north)]
        angle = (angles[1] - angles[0] + 180) % 360 - 180
        bias = parameters.turn_bias if angle >= 0 else 1 / parameters.turn_bias
        bend = 13 / bias * abs(angle) / 180 - 6.5 * bias
        cost_s += parameters.turn_s / (1 + math.exp(-bend)) + is_back * parameters.u_turn_s
    return round(cost_s * 1000)


def engine_weights(graph: nx.MultiDiGraph, places: int) -> dict[tuple[int, int], int]:
    """Least weights between different places by networkx, where there is a path."""
    return {
        (a, end[1]): weight
        for a in range(places)
        for end, weight in nx.single_source_dijkstra_path_length(graph, ("from", a)).items()
        if end[0] == "to" and end[1] != a
    }


def with_classes(data, network: RoadNetwork) -> RoadNetwork:
    """The town with some of its edges on primary roads, which queue."""
    codes = st.sampled_from([ROAD_CLASSES.index(name) for name in ("primary", "residential")])
    drawn = data.draw(st.lists(codes, min_size=network.edges, max_size=network.edges))
    return replace(network, road_class=np.array(drawn, dtype=network.road_class.dtype))


@pytest.mark.parametrize(
    ("mode", "period"), [(mode, period) for mode in MODES for period in PERIODS_BY_MODE[mode]]
)
@settings(max_examples=25)
@given(data=st.data())
def test_the_matrix_agrees_with_networkx_on_the_expanded_network(mode, period, data):
    network = with_classes(data, data.draw(random_towns(st.integers(1, 400))))
    snapped = data.draw(random_snaps(network, mode))
    matrix = travel_matrix(network, snapped, period, TURNS)
    places = len(snapped.edge)
    found = engine_weights(expanded_graph(network, snapped, period, TURNS), places)
    assert len(found) == places * (places - 1)
    for (a, b), weight in found.items():
        assert (matrix.time_ms[a, b], matrix.distance_dm[a, b]) == divmod(weight, 10**9)


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=25)
@given(data=st.data())
def test_places_fail_where_networkx_knows_no_way_there_and_back(mode, data):
    """They are named but for one of the largest groups that can all reach each other."""
    network = data.draw(random_towns(st.integers(1, 400), outskirts=3))
    streets = np.flatnonzero(street_edges(network) & network.allows(mode)).tolist()
    stand = st.tuples(st.sampled_from(streets), st.floats(0, 1))
    snapped = snap_at(mode, *data.draw(st.lists(stand, min_size=2, max_size=6)))
    places = set(range(len(snapped.edge)))
    found = engine_weights(expanded_graph(network, snapped, "free_flow", TURNS), len(places))
    ways = nx.DiGraph(list(found))
    ways.add_nodes_from(places)
    groups = list(nx.strongly_connected_components(ways))
    largest = max(map(len, groups))
    try:
        travel_matrix(network, snapped, "free_flow", TURNS)
        named = set()
    except DataError as error:
        named = {int(fault.field.removeprefix("place ")) for fault in error.faults}
    if len(found) == len(places) * (len(places) - 1):
        assert not named
    else:
        assert places - named in [group for group in groups if len(group) == largest]


@given(st.data())
def test_a_detour_by_a_third_place_is_never_faster_on_foot(data):
    """By car it may be: at a place one may leave the way that one came."""
    network = data.draw(random_towns(st.integers(1, 400)))
    snapped = data.draw(random_snaps(network, "walk"))
    time_ms = travel_matrix(network, snapped, "free_flow", PARAMETERS).time_ms
    assert (time_ms[:, np.newaxis, :] <= time_ms[:, :, np.newaxis] + time_ms).all()


@given(st.data())
def test_raising_one_speed_lengthens_no_time(data):
    """But for the millisecond that rounding can move between two places on one street."""
    network = data.draw(random_towns(st.integers(1, 400)))
    snapped = data.draw(random_snaps(network))
    speed_kmh = network.speed_kmh.copy()
    speed_kmh[data.draw(st.integers(0, network.edges - 1))] *= data.draw(st.floats(1, 10))
    faster = car(replace(network, speed_kmh=speed_kmh), snapped, TURNS)
    is_one_street = snapped.edge[:, np.newaxis] == snapped.edge
    assert (faster.time_ms <= car(network, snapped, TURNS).time_ms + is_one_street).all()


@given(st.data())
def test_adding_a_place_changes_no_other_entry(data):
    network = data.draw(random_towns(st.integers(1, 400)))
    snapped = data.draw(random_snaps(network))
    fewer = Snap("car", snapped.edge[:-1], snapped.fraction[:-1], snapped.access_m[:-1])
    all_of_them, others = car(network, snapped, TURNS), car(network, fewer, TURNS)
    assert np.array_equal(all_of_them.time_ms[:-1, :-1], others.time_ms)
    assert np.array_equal(all_of_them.distance_dm[:-1, :-1], others.distance_dm)


@given(st.data())
def test_turning_every_street_round_transposes_the_matrix(data):
    """Places on eighths of streets of whole multiples of 8 ms and 8 dm, so that nothing rounds."""
    network = data.draw(random_towns(st.integers(1, 400)))
    mode = data.draw(st.sampled_from(("ebike", "walk")))
    snapped = data.draw(random_snaps(network, mode, eighths=True))
    turned = replace(network, tail=network.head, head=network.tail)
    mirrored = Snap(mode, snapped.edge, 1 - snapped.fraction, snapped.access_m)
    matrix, other = (
        travel_matrix(roads, stands, "free_flow", PARAMETERS)
        for roads, stands in ((network, snapped), (turned, mirrored))
    )
    assert np.array_equal(matrix.time_ms, other.time_ms.T)
    assert np.array_equal(matrix.distance_dm, other.distance_dm.T)


@given(st.data())
def test_twice_the_speed_is_half_the_travel_time(data):
    network = data.draw(random_towns(st.integers(1, 400)))
    snapped = data.draw(random_snaps(network, eighths=True))
    slow, fast = car(network, snapped), car(with_speeds(network, 0.5), snapped)
    assert np.array_equal(2 * slow.time_ms, fast.time_ms)
    assert np.array_equal(slow.distance_dm, fast.distance_dm)


def test_more_places_than_one_search_holds_give_the_same_numbers():
    network = village()
    stands = [(int(k) % 12 * 2, (k % 7) / 7) for k in range(SOURCES_AT_ONCE + 9)]
    many, few = car(network, snap_at("car", *stands)), car(network, snap_at("car", *stands[-9:]))
    assert np.array_equal(many.time_ms[-9:, -9:], few.time_ms)
