"""What turns cost, and which a car may make."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from travel_samples import PARAMETERS, TURNS, snap_at, street

from ruttsim.domain.roads import RoadNetwork
from ruttsim.graphs import car_turns
from ruttsim.roads.network import network_from_lines
from ruttsim.travel.matrices import travel_matrix
from ruttsim.travel.paths import leg_edges
from ruttsim.travel.turns import headings, turn_time_ms


def crossing(**changes) -> RoadNetwork:
    """Four blocks from a crossing: edge 0 to the west, 1 back, 2, 3 east, 4, 5 south, 6, 7 north.

    Even edges lead from the crossing, odd ones to it.
    """
    ends = ((-1, 0), (1, 0), (0, -1), (0, 1))
    network = network_from_lines([street((0, 0), end) for end in ends])
    return replace(network, **{name: np.array(value) for name, value in changes.items()})


WEST, EAST, SOUTH, NORTH = 0, 2, 4, 6
FROM_WEST = WEST + 1


def cost_s(network: RoadNetwork, before: int, after: int) -> float:
    turns = car_turns(network)
    chosen = (turns.before == before) & (turns.after == after)
    return float(turn_time_ms(network, turns, TURNS)[chosen][0]) / 1000


@pytest.mark.parametrize(
    ("after", "seconds"),
    [
        # 7.5 / (1 + e^(6.5 * 1.075)) = 7.5 / (1 + e^6.9875)
        (EAST, 0.007),
        # 7.5 / (1 + e^-(13 / 1.075 / 2 - 6.9875)) = 7.5 / (1 + e^0.9410)
        (SOUTH, 2.105),
        # 7.5 / (1 + e^-(13 * 1.075 / 2 - 6.5 / 1.075)) = 7.5 / (1 + e^-0.9410)
        (NORTH, 5.395),
    ],
)
def test_turns_cost_little_ahead_more_to_the_right_and_most_to_the_left(after, seconds):
    assert cost_s(crossing(), FROM_WEST, after) == pytest.approx(seconds, abs=0.001)


@pytest.mark.parametrize("values", [{"turn_bias": 1e-3}, {"turn_steepness": 100}])
def test_however_biased_or_steep_a_turn_costs_no_more_than_the_dearest(values):
    network = crossing()
    times_ms = turn_time_ms(network, car_turns(network), replace(TURNS, **values))
    assert times_ms.min() >= 0
    assert times_ms.max() <= (TURNS.turn_s + TURNS.u_turn_s) * 1000


def test_a_traffic_light_costs_two_seconds_whichever_way_one_turns():
    lights = np.zeros(8, dtype=np.int8)
    lights[FROM_WEST] = 1
    dark, lit = crossing(), crossing(signals=lights)
    for after in (EAST, SOUTH, NORTH):
        assert cost_s(lit, FROM_WEST, after) - cost_s(dark, FROM_WEST, after) == pytest.approx(2)


def test_a_bend_is_no_turn():
    network = network_from_lines([street((0, 0), (1, 0)), street((1, 0), (1, 1))])
    assert cost_s(network, 0, 2) == 0


def test_a_car_turns_back_at_a_dead_end_alone():
    """A turn by 180 degrees, 7.5 / (1 + e^-(13 * 1.075 - 6.5 / 1.075)) = 7.497 s, and 20 s."""
    turns = car_turns(crossing())
    back = turns.after[turns.before == WEST]
    assert back.tolist() == [FROM_WEST]
    assert FROM_WEST - 1 not in turns.after[turns.before == FROM_WEST]
    assert cost_s(crossing(), WEST, FROM_WEST) == pytest.approx(27.497, abs=0.001)


def test_a_forbidden_turn_is_driven_round():
    """From the west to the north past the dead end in the east: 2 x 100 m more."""
    stands = snap_at("car", (FROM_WEST, 0.5), (NORTH, 0.5))
    free = travel_matrix(crossing(), stands, "free_flow", TURNS)
    signed = crossing(
        forbidden_from=np.array([FROM_WEST], np.int32), forbidden_to=np.array([NORTH], np.int32)
    )
    bound = travel_matrix(signed, stands, "free_flow", TURNS)
    assert free.distance_m[0, 1] == 100
    assert bound.distance_m[0, 1] == 300
    assert bound.distance_m[1, 0] == free.distance_m[1, 0]
    legs = leg_edges(signed, stands, bound, TURNS, np.array([(0, 1)]))
    assert legs.edge.tolist() == [FROM_WEST, EAST, EAST + 1, NORTH]


def test_walkers_turn_as_they_like():
    stands = snap_at("walk", (FROM_WEST, 0.5), (NORTH, 0.5))
    signed = crossing(
        forbidden_from=np.array([FROM_WEST], np.int32), forbidden_to=np.array([NORTH], np.int32)
    )
    assert travel_matrix(signed, stands, "free_flow", TURNS).time_s[0, 1] == 100


def test_a_car_turns_back_before_a_street_that_it_could_not_come_back_from():
    """Two-way to a corner, then one-way to a dead end."""
    network = network_from_lines([street((0, 0), (1, 0)), street((1, 0), (2, 0), oneway=True)])
    turns = car_turns(network)
    assert set(turns.after[turns.before == 0].tolist()) == {1, 2}


def test_a_barrier_stops_cars_and_lets_walkers_pass():
    """Between two blocks that are otherwise joined by three sides of a square."""
    corners = [(0, 0), (1, 0), (2, 0), (2, 1), (0, 1), (0, 0)]
    network = network_from_lines(
        [street(a, b, modes=("car", "walk")) for a, b in pairwise(corners)]
    )
    closed = replace(
        network,
        forbidden_from=np.array([0, 3], dtype=np.int32),
        forbidden_to=np.array([2, 1], dtype=np.int32),
    )
    stands = {mode: snap_at(mode, (0, 0.5), (2, 0.5)) for mode in ("car", "walk")}
    metres = {
        mode: travel_matrix(closed, stand, "free_flow", PARAMETERS).distance_m[0, 1]
        for mode, stand in stands.items()
    }
    assert metres == {"car": 50 + 100 + 200 + 100 + 50, "walk": 100}


def test_the_evening_multiplies_turns_as_it_does_streets():
    parameters = replace(TURNS, everyday_factor=1.5)
    stands = snap_at("car", (FROM_WEST, 0.5), (NORTH, 0.5))
    free, evening = (
        travel_matrix(crossing(), stands, period, parameters) for period in ("free_flow", "evening")
    )
    assert evening.time_s[0, 1] == pytest.approx(1.5 * free.time_s[0, 1], abs=0.002)


def test_an_edge_heads_where_it_has_got_to_after_15_m():
    """10 m north, then 100 m east: north-east at first, east at its end; and turned round."""
    line = replace(
        street((0, 0), (1, 1)), points=np.array([(0, 0), (0, 10), (10, 10), (100, 10.0)])
    )
    network = network_from_lines([replace(line, end="e")])
    start, end = headings(network)
    assert (start[0], end[0]) == (45, 90)
    assert (start[1], end[1]) == (270, 225)
