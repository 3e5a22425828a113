"""What the turns of a car cost: angles, traffic lights, and turning back."""

from __future__ import annotations

import math

import numpy as np

from ruttsim.domain.arrays import Floats, Ints
from ruttsim.domain.parameters import TravelParameters
from ruttsim.domain.roads import RoadNetwork
from ruttsim.graphs import Turns
from ruttsim.units import MS_PER_SECOND

HEADING_M = 15.0
"""An edge heads where it has got to after this distance, or at its end.

A choice of this model: past the short pieces by which maps draw a junction, and short of the next
bend of the street."""
FULL_TURN, HALF_TURN = 360, 180
STEEPEST_BEND = 500.0
LEAST_ROADS = 3
"""Where fewer streets meet, the road only bends."""


def turn_time_ms(network: RoadNetwork, turns: Turns, parameters: TravelParameters) -> Ints:
    """Time that each turn takes in free flow [ms].

    The function of OSRM's car profile, which Valhalla uses too: a sigmoid of the angle where three
    streets or more meet or a car turns back, and a constant for each traffic light on the way to
    the turn. Angles are whole degrees, so that no machine's last bits reach a travel time.
    """
    start, end = headings(network)
    angle = (start[turns.after] - end[turns.before] + HALF_TURN) % FULL_TURN - HALF_TURN
    is_back = network.reverse[turns.before] == turns.after
    is_turn = is_back | (street_count(network)[network.head[turns.before]] >= LEAST_ROADS)
    lights = network.signals[turns.before].astype(np.int64)
    time_ms: Ints = (
        np.where(is_turn, _angle_ms(parameters)[angle + HALF_TURN], 0)
        + is_back * round(parameters.u_turn_s * MS_PER_SECOND)
        + lights * round(parameters.signal_s * MS_PER_SECOND)
    )
    return time_ms


def headings(network: RoadNetwork) -> tuple[Ints, Ints]:
    """Where each edge heads at its start and at its end, in degrees clockwise from north."""
    x_m, y_m, first = network.shape_x_m, network.shape_y_m, network.shape_start[:-1]
    last = network.shape_start[1:] - 1
    along_m = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x_m), np.diff(y_m)))])
    ahead = np.clip(np.searchsorted(along_m, along_m[first] + HEADING_M), first + 1, last)
    behind = np.searchsorted(along_m, along_m[last] - HEADING_M, side="right") - 1
    behind = np.clip(behind, first, last - 1)
    return (
        _degrees(x_m[ahead] - x_m[first], y_m[ahead] - y_m[first]),
        _degrees(x_m[last] - x_m[behind], y_m[last] - y_m[behind]),
    )


def street_count(network: RoadNetwork) -> Ints:
    """How many streets meet at each node, for whomever they are; a loop meets it twice."""
    once = (network.reverse < 0) | (np.arange(network.edges) < network.reverse)
    ends = np.concatenate([network.tail[once], network.head[once]])
    count: Ints = np.bincount(ends, minlength=network.nodes)
    return count


def _degrees(east_m: Floats, north_m: Floats) -> Ints:
    """Directions in whole degrees clockwise from north."""
    degrees: Ints = np.rint(np.degrees(np.arctan2(east_m, north_m))).astype(np.int64) % FULL_TURN
    return degrees


def _angle_ms(parameters: TravelParameters) -> Ints:
    """Time of a turn by each angle from -180 to 179 degrees, right turns above 0 [ms]."""
    return np.array([_angle_s(angle, parameters) for angle in range(-HALF_TURN, HALF_TURN)]).astype(
        np.int64
    )


def _angle_s(angle: int, parameters: TravelParameters) -> int:
    """Time of a turn by an angle in degrees, right turns above 0 [ms]."""
    bias = parameters.turn_bias if angle >= 0 else 1 / parameters.turn_bias
    steepness = parameters.turn_steepness
    bend = steepness / bias * abs(angle) / HALF_TURN - steepness / 2 * bias
    # Below -STEEPEST_BEND the turn costs nothing, and the power of e would overflow.
    power = math.exp(min(-bend, STEEPEST_BEND))
    return round(parameters.turn_s / (1 + power) * MS_PER_SECOND)
