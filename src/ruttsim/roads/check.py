"""What can be wrong with the road network of a map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ruttsim.domain.arrays import Bools
from ruttsim.domain.roads import MODES, ROAD_CLASSES, SURFACES, RoadNetwork
from ruttsim.errors import Fault
from ruttsim.graphs import components
from ruttsim.roads.network import NOTABLE_COMPONENT_SHARE
from ruttsim.units import METRES_PER_KM

SHOWN = 5
"""How many offenders a message names."""
MEND_MAP = "Mend the source of the map and build it again."


def network_faults(network: RoadNetwork, file: str) -> list[Fault]:
    """What cannot be in a road network, one fault per array, or that it falls in two pieces."""
    faults = [
        Fault(file, field, f"{problem} in {listed(np.flatnonzero(bad))}.", MEND_MAP)
        for field, problem, bad in _edge_checks(network)
        if bad.any()
    ]
    steps = np.diff(network.shape_start)
    if (
        len(network.shape_start) != network.edges + 1
        or (steps < 2).any()
        or network.shape_start[:1].sum() != 0
        or network.shape_start[-1:].sum() != len(network.shape_x_m)
    ):
        problem = "The lines of the edges do not fit the points."
        faults.append(Fault(file, "shape_start", problem, MEND_MAP))
    turn = _wrong_turns(network)
    if not faults and turn.any():
        rows = listed(np.flatnonzero(turn), "turn")
        problem = f"No two edges of which one leads to the other in {rows}."
        faults.append(Fault(file, "forbidden_from, forbidden_to", problem, MEND_MAP))
    if not faults:
        faults.extend(component_faults(network, file))
    return faults


def _wrong_turns(network: RoadNetwork) -> Bools:
    """Which forbidden turns are none, by their edges."""
    before, after = network.forbidden_from, network.forbidden_to
    wrong = _outside(before, network.edges) | _outside(after, network.edges)
    known = np.flatnonzero(~wrong)
    wrong[known] = network.head[before[known]] != network.tail[after[known]]
    return wrong


def _edge_checks(network: RoadNetwork) -> Iterator[tuple[str, str, Bools]]:
    """Array, what is wrong with it, and for which edges (or nodes)."""
    tail, head, reverse = network.tail, network.head, network.reverse
    edges = np.arange(network.edges)
    yield "tail", "No such node", (tail < 0) | (tail >= network.nodes)
    yield "head", "No such node", (head < 0) | (head >= network.nodes)
    yield (
        "length_m",
        "Not a positive length",
        ~((network.length_m > 0) & np.isfinite(network.length_m)),
    )
    cars = network.allows("car")
    speed = (network.speed_kmh > 0) & np.isfinite(network.speed_kmh)
    yield "speed_kmh", "Not a positive speed", cars & ~speed
    yield "road_class", "No such class", _outside(network.road_class, len(ROAD_CLASSES))
    yield "modes", "No or unknown modes", (network.modes < 1) | (network.modes >= 1 << len(MODES))
    yield "surface", "No such surface", _outside(network.surface, len(SURFACES))
    yield "signals", "Fewer traffic lights than none", network.signals < 0
    yield "name", "No such name", _outside(network.name, len(network.names))
    known = (reverse >= 0) & (reverse < network.edges)
    back = np.where(known, reverse, 0)
    matches = (reverse[back] == edges) & (tail[back] == head) & (head[back] == tail)
    yield "reverse", "Not the other direction", ~np.where(known, matches, reverse == -1)
    position = np.isfinite(network.node_x_m) & np.isfinite(network.node_y_m)
    yield "node_x_m", "No position", ~position


def _outside(index: np.ndarray, size: int) -> Bools:
    """Which indices point nowhere."""
    outside: Bools = (index < 0) | (index >= size)
    return outside


def component_faults(network: RoadNetwork, file: str) -> list[Fault]:
    """Faults where a mode leads nowhere, or a second part for cars is too long to be an island."""
    lengths_m = {mode: components(network, mode)[1] for mode in MODES}
    closed = [mode for mode, length_m in lengths_m.items() if not length_m.any()]
    if closed:
        return [closed_fault(closed, file)]
    longest = np.sort(lengths_m["car"])[::-1]
    total_m = float(network.length_m[network.allows("car")].sum())
    second_m = float(longest[1]) if len(longest) > 1 else 0.0
    if second_m <= NOTABLE_COMPONENT_SHARE * total_m:
        return []
    problem = (
        f"The streets for cars fall in parts that cannot be driven between: the second has "
        f"{second_m / METRES_PER_KM:.1f} km of {total_m / METRES_PER_KM:.1f} km, counted per "
        "direction."
    )
    remedy = "Build the map again with `ruttsim map build`, which keeps the longest part."
    return [Fault(file, "tail, head", problem, remedy)]


def closed_fault(modes: Sequence[str], file: str) -> Fault:
    """The fault that there is nowhere to go by these modes."""
    problem = (
        "No street can be taken both out and back by the mode "
        f"{' or '.join(repr(mode) for mode in modes)}."
    )
    remedy = "Choose a source with streets that are open to every mode."
    return Fault(file, "modes", problem, remedy)


def listed(rows: np.ndarray, what: str = "edge") -> str:
    """The first rows of many, as text."""
    more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    return f"{what} {', '.join(str(row) for row in rows[:SHOWN])}{more}"
