"""Streets made ready for a network: islands dropped, and merged to run between junctions."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Hashable, Sequence

import numpy as np

from ruttsim.domain.roads import MODES, RoadNetwork
from ruttsim.errors import DataError, Fault
from ruttsim.graphs import main_component
from ruttsim.roads.check import component_faults
from ruttsim.roads.network import Street, line_length_m, network_from_lines
from ruttsim.units import METRES_PER_KM

SHORTEST_STREET_M = 0.1
"""No street is shorter than the decimetre that travel distances are counted in."""


def network_between_junctions(streets: Sequence[Street], source: str) -> tuple[RoadNetwork, str]:
    """The network of the streets without islands, and a sentence that says what was left out.

    Raises
    ------
    DataError
        There are no streets for cars, they fall in two parts of notable length, or they lie too
        far away for the map's coordinates.
    """
    if not all(np.isfinite(street.points).all() for street in streets):
        problem = "Some of its streets lie too far from Sweden for SWEREF 99 TM."
        raise DataError([Fault(source, "crs", problem, "Choose a source in or near Sweden.")])
    if not any("car" in (*street.modes_forward, *street.modes_backward) for street in streets):
        problem = "It holds no streets that cars may use."
        remedy = "Choose a source with roads (OpenStreetMap ways with a `highway` tag)."
        raise DataError([Fault(source, "highway", problem, remedy)])
    # An extract cuts one-way streets at its rim; only what no street at all leads to is a fault.
    faults = component_faults(network_from_lines([_two_way(part) for part in streets]), source)
    if faults:
        raise DataError(faults)
    connected = connected_streets(streets, network_from_lines(streets))
    network = network_from_lines(merged_streets(connected))
    kept_km, all_km = _car_km(connected), _car_km(streets)
    left_out = (
        f"{all_km - kept_km:.1f} km of {all_km:.1f} km of streets for cars are left out because "
        "they cannot be both reached and left on the other streets of the source."
    )
    return network, left_out


def connected_streets(streets: Sequence[Street], network: RoadNetwork) -> list[Street]:
    """The streets, open only to the modes that can come there and away again.

    `network` is the network of the same streets.
    """
    kept_modes: dict[str, np.ndarray] = {}
    for mode in MODES:
        main = main_component(network, mode)
        kept_modes[mode] = main[network.tail] & main[network.head]
    kept, edge = [], 0
    for street in streets:
        modes = tuple(mode for mode in MODES if kept_modes[mode][edge])
        forward = tuple(mode for mode in street.modes_forward if mode in modes)
        backward = tuple(mode for mode in street.modes_backward if mode in modes)
        if forward or backward:
            kept.append(dataclasses.replace(street, modes_forward=forward, modes_backward=backward))
        edge += bool(street.modes_forward) + bool(street.modes_backward)
    return kept


def merged_streets(streets: Sequence[Street]) -> list[Street]:
    """The streets joined where two meet and nothing else does, in the order of their first part.

    Only streets of the same class and modes are joined. The joint speed takes as long as the parts
    did, per direction; the name is that of the longest part.
    """
    meeting: dict[Hashable, list[int]] = defaultdict(list)
    for index, street in enumerate(streets):
        meeting[street.start].append(index)
        meeting[street.end].append(index)

    used = [False] * len(streets)

    def extended(chain: list[Street]) -> list[Street]:
        """The chain with all streets that follow on at its end."""
        while True:
            node = chain[-1].end
            following = [index for index in meeting[node] if not used[index]]
            if len(meeting[node]) != 2 or len(following) != 1:
                return chain
            street = streets[following[0]]
            ahead = street if street.start == node else reversed_street(street)
            if _kind(ahead) != _kind(chain[-1]):
                return chain
            used[following[0]] = True
            chain.append(ahead)

    joined = []
    for index, street in enumerate(streets):
        if used[index]:
            continue
        used[index] = True
        ahead = extended([street])
        back = extended([reversed_street(street)])[1:]
        joined.append(_joined([*(reversed_street(part) for part in reversed(back)), *ahead]))
    return joined


def reversed_street(street: Street) -> Street:
    """The same street told from its other end."""
    back = street.speed_backward_kmh
    return dataclasses.replace(
        street,
        start=street.end,
        end=street.start,
        points=street.points[::-1],
        modes_forward=street.modes_backward,
        modes_backward=street.modes_forward,
        speed_kmh=street.speed_kmh if back is None else back,
        speed_backward_kmh=street.speed_kmh,
    )


def _two_way(street: Street) -> Street:
    """The street, open in both directions to all that may use it in one."""
    modes = tuple({*street.modes_forward, *street.modes_backward})
    return dataclasses.replace(street, modes_forward=modes, modes_backward=modes)


def _kind(street: Street) -> tuple[str, frozenset[str], frozenset[str]]:
    """What two streets must have in common to be joined, both told in the same direction."""
    return street.road_class, frozenset(street.modes_forward), frozenset(street.modes_backward)


def _joined(chain: Sequence[Street]) -> Street:
    """One street along a chain of them."""
    if len(chain) == 1:
        return chain[0]
    length_m = [_length_m(part) for part in chain]
    back_kmh = [
        part.speed_kmh if part.speed_backward_kmh is None else part.speed_backward_kmh
        for part in chain
    ]
    total_m = sum(length_m)
    return dataclasses.replace(
        chain[0],
        end=chain[-1].end,
        points=np.concatenate([chain[0].points, *(part.points[1:] for part in chain[1:])]),
        name=chain[int(np.argmax(length_m))].name,
        length_m=total_m,
        speed_kmh=_mean_kmh(length_m, [part.speed_kmh for part in chain]),
        speed_backward_kmh=_mean_kmh(length_m, back_kmh),
    )


def _mean_kmh(length_m: Sequence[float], speed_kmh: Sequence[float]) -> float:
    """The speed that takes as long as each speed on its length."""
    if len(set(speed_kmh)) == 1:
        return speed_kmh[0]
    pace = sum(length / speed for length, speed in zip(length_m, speed_kmh, strict=True))
    return sum(length_m) / pace


def _car_km(streets: Sequence[Street]) -> float:
    """Length of the streets that cars may use in some direction [km]."""
    used = (part for part in streets if "car" in (*part.modes_forward, *part.modes_backward))
    return sum(_length_m(part) for part in used) / METRES_PER_KM


def _length_m(street: Street) -> float:
    """Length of a street, as given or as drawn [m]."""
    return line_length_m(street.points) if street.length_m is None else street.length_m
