"""Small networks and round numbers for the tests of travel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from ruttsim.domain.parameters import TravelParameters
from ruttsim.domain.roads import MODES, RoadNetwork
from ruttsim.domain.travel import Places, Snap, TravelMatrices
from ruttsim.graphs import main_car_edges
from ruttsim.roads.network import Street, network_from_lines
from ruttsim.travel.matrices import travel_matrix
from ruttsim.travel.snapping import snap, usable_streets
from ruttsim.travel.speeds import PERIODS_BY_MODE

CLASSES = ("motorway", "primary", "residential")

PARAMETERS = TravelParameters(
    turn_s=0,
    turn_steepness=13,
    turn_bias=1.075,
    u_turn_s=0,
    signal_s=0,
    everyday_factor=1,
    season_factor=1,
    peak_factor={"motorway": 4.0, "primary": 2.0, "residential": 1.0},
    counter_peak_factor={"motorway": 2.0, "primary": 1.0, "residential": 1.0},
    midday_factor={"motorway": 1.5, "primary": 1.0, "residential": 1.0},
    city_east_km=1000,
    city_north_km=1000,
    morning_peak_start_h=7,
    morning_peak_end_h=9,
    afternoon_peak_start_h=15.5,
    afternoon_peak_end_h=18,
    ebike_kmh=18,
    ebike_season_factor=1,
    ebike_surface_share={"unknown": 1.0, "paved": 1.0, "compacted": 0.8, "loose": 0.5},
    ebike_class_share={"primary": 1.0, "residential": 1.0, "cycleway": 0.5},
    walk_kmh=3.6,
    stop_car_flats_min=3.5,
    stop_car_houses_min=2,
    stop_light_min=1.5,
    next_door_min=1,
    largest_snap_m=50,
    leg_time_cv=0.2,
)
"""Turns are free; e-bikes at 5 m/s, walkers at 1 m/s; the city lies far to the north-east."""

TURNS = replace(PARAMETERS, turn_s=7.5, u_turn_s=20, signal_s=2)
"""The same with turns that take time."""

BLOCK_M = 100


def street(
    start: tuple[int, int],
    end: tuple[int, int],
    *,
    kmh: float = 18,
    road_class: str = "residential",
    oneway: bool = False,
    modes: tuple[str, ...] = MODES,
    length_m: float | None = None,
    scale_m: float = BLOCK_M,
) -> Street:
    """A straight street between two corners, one-way but for walkers; a loop goes out and back."""
    corners = [start, end] if start != end else [start, (start[0] + 1, start[1]), end]
    backward = tuple(mode for mode in modes if mode == "walk") if oneway else modes
    return Street(
        start=start,
        end=end,
        points=np.array(corners, dtype=float) * scale_m,
        road_class=road_class,
        speed_kmh=kmh,
        modes_forward=modes,
        modes_backward=backward,
        length_m=length_m,
    )


def village(**changes: object) -> RoadNetwork:
    """3 x 3 corners (column, row), blocks of 100 m, 20 s by car.

    All but walkers may go on the street between (2, 1) and (2, 2) downwards only. The streets are
    numbered from (0, 0): first to the right, then up; the one-way street is the last.
    """
    streets = []
    for column in range(3):
        for row in range(3):
            if column < 2:
                streets.append(street((column, row), (column + 1, row), **changes))
            if row < 2 and (column, row) != (2, 1):
                streets.append(street((column, row), (column, row + 1), **changes))
    streets.append(street((2, 2), (2, 1), oneway=True, **changes))
    return network_from_lines(streets)


def places_at(*points: tuple[float, float]) -> Places:
    x_m, y_m = zip(*points, strict=True)
    return Places(np.array(x_m, dtype=float), np.array(y_m, dtype=float))


def snap_at(mode: str, *stands: tuple[int, float]) -> Snap:
    """Places by edge and fraction, whatever streets are near."""
    edge, fraction = zip(*stands, strict=True)
    return Snap(
        mode,
        np.array(edge, dtype=np.int32),
        np.array(fraction, dtype=float),
        np.zeros(len(edge)),
    )


def travel_matrices(
    network: RoadNetwork, places: Places, parameters: TravelParameters
) -> TravelMatrices:
    """Travel between all places by every mode in each of its periods."""
    return {
        (mode, period): travel_matrix(
            network, snap(network, mode, places, parameters.largest_snap_m), period, parameters
        )
        for mode, periods in PERIODS_BY_MODE.items()
        for period in periods
    }


def random_towns(
    steps: st.SearchStrategy[int], outskirts: int = 0
) -> st.SearchStrategy[RoadNetwork]:
    """Towns of 3 to 6 corners where every corner can be reached: a ring, and streets at random.

    Some streets are one-way, parallel to others, or loops; some turns are forbidden, and some
    streets have traffic lights. Up to so many more streets lie in outskirts that some cannot reach
    or leave. A step is 0.8 m of length: at the speeds chosen here, whole multiples of 8 ms and
    8 dm.
    """

    @st.composite
    def towns(draw: st.DrawFn) -> RoadNetwork:
        corners = draw(st.integers(3, 6))
        ring = [(k, (k + 1) % corners) for k in range(corners)]
        corner = st.integers(0, corners - 1)
        outside = st.integers(corners, corners + outskirts)
        ends = ring + draw(st.lists(st.tuples(corner, corner), max_size=6))
        ends += draw(st.lists(st.tuples(corner | outside, outside), max_size=outskirts))
        network = network_from_lines(
            [
                street(
                    (a, a * a),
                    (b, b * b),
                    kmh=draw(st.sampled_from((9, 18, 36))),
                    oneway=draw(st.booleans()),
                    length_m=0.8 * draw(steps),
                )
                for a, b in ends
            ]
        )
        turns = [
            (before, after)
            for before in range(network.edges)
            for after in range(network.edges)
            if network.head[before] == network.tail[after]
        ]
        forbidden = np.array(
            draw(st.lists(st.sampled_from(turns), max_size=3)), dtype=np.int32
        ).reshape(-1, 2)
        lights = draw(st.lists(st.integers(0, 1), min_size=network.edges, max_size=network.edges))
        return replace(
            network,
            signals=np.array(lights, dtype=np.int8),
            forbidden_from=forbidden[:, 0].copy(),
            forbidden_to=forbidden[:, 1].copy(),
        )

    return towns().filter(lambda network: bool(main_car_edges(network).any()))


def random_snaps(
    network: RoadNetwork, mode: str = "car", eighths: bool = False
) -> st.SearchStrategy[Snap]:
    """One to five places for a mode, on the lower edges of streets."""
    fraction = st.integers(0, 8).map(lambda k: k / 8) if eighths else st.floats(0, 1)
    stand = st.tuples(st.sampled_from(usable_streets(network, mode).tolist()), fraction)
    return st.lists(stand, min_size=1, max_size=5).map(lambda stands: snap_at(mode, *stands))


def with_speeds(network: RoadNetwork, factor: float) -> RoadNetwork:
    return replace(network, speed_kmh=network.speed_kmh * factor)
