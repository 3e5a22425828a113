"""Streets made ready for a network: islands dropped, and merged to run between junctions."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ruttsim.domain.arrays import Bools
from ruttsim.domain.roads import MODES, RoadNetwork
from ruttsim.errors import DataError, Fault
from ruttsim.graphs import components, main_component
from ruttsim.roads.built_up import is_built_up
from ruttsim.roads.check import closed_fault
from ruttsim.roads.network import Arm, Street, network_from_lines
from ruttsim.roads.numbers import road_numbers
from ruttsim.roads.sentences import Sentence, swedish
from ruttsim.units import METRES_PER_KM

SHORTEST_STREET_M = 0.1
"""No street is shorter than the decimetre that travel distances are counted in."""


class Joined(NamedTuple):
    """A network, a sentence that says what was left out of it, and counts of it by name."""

    network: RoadNetwork
    left_out: Sentence
    counts: Mapping[str, float]


def network_between_junctions(
    streets: Sequence[Street], source: str, forbidden: Collection[tuple[Arm, Arm]] = ()
) -> Joined:
    """The network of the longest part of the streets, at the speeds of where they lie.

    Parts that no street joins to it are left out: there is no driving to an island with a ferry.

    Raises
    ------
    DataError
        There are no streets for cars, some mode has none where they are, or they lie too far away
        for the map's coordinates.
    """
    if not all(np.isfinite(street.points).all() for street in streets):
        problem = "Some of its streets lie too far from Sweden for SWEREF 99 TM."
        raise DataError([Fault(source, "crs", problem, "Choose a source in or near Sweden.")])
    for_cars = [it for it in streets if "car" in (*it.modes_forward, *it.modes_backward)]
    if not for_cars:
        problem = "It holds no streets that cars may use."
        remedy = "Choose a source with roads (OpenStreetMap ways with a `highway` tag)."
        raise DataError([Fault(source, "highway", problem, remedy)])
    settled = settled_streets(streets)
    whole = network_from_lines(settled)
    connected = connected_streets(settled, whole)
    open_to = {mode for it in connected for mode in (*it.modes_forward, *it.modes_backward)}
    closed = [mode for mode in MODES if mode not in open_to]
    if closed:
        raise DataError([closed_fault(closed, source)])
    network = network_from_lines(merged_streets(connected, forbidden), forbidden)
    kept_km, all_km = _car_km(connected), _car_km(streets)
    parts_km = _parts_km(streets, main_component(whole, "car"))
    limited = [street for street in for_cars if street.has_limit]
    counts = {
        "car_km": round(all_km, 1),
        "car_km_left_out": round(all_km - kept_km, 1),
        "parts_left_out": len(parts_km),
        "km_of_parts_left_out": round(sum(parts_km), 1),
        "km_of_longest_part_left_out": round(max(parts_km, default=0.0), 1),
        "percent_of_car_km_with_limit": round(100 * _car_km(limited) / all_km, 1),
    }
    return Joined(network, _left_out(all_km - kept_km, all_km, parts_km), counts)


def _left_out(lost_km: float, all_km: float, parts_km: Sequence[float]) -> Sentence:
    """What is said of streets that are left out, and of the parts that no street leads to."""
    lost, total = f"{lost_km:,.1f}", f"{all_km:,.1f}"
    said = Sentence(
        sv=f"Av {swedish(total)} km gator för bilar är {swedish(lost)} km utelämnade, eftersom de "
        "inte går att både nå och lämna på källans övriga gator.",
        en=f"{lost} km of {total} km of streets for cars are left out because they cannot be both "
        "reached and left on the other streets of the source.",
    )
    if not parts_km:
        return said
    km, longest = f"{sum(parts_km):,.1f}", f"{max(parts_km):,.1f}"
    return Sentence(
        sv=f"{said.sv} Till {swedish(km)} km av dem leder ingen gata, till exempel på öar; antal "
        f"delar: {len(parts_km)}, den längsta {swedish(longest)} km. Ingen bor eller arbetar där i "
        "modellen, och färjor används inte.",
        en=f"{said.en} No street leads to {km} km of them, such as islands; parts: "
        f"{len(parts_km)}, the longest of {longest} km. Nobody lives or works there in the model, "
        "and ferries are not taken.",
    )


def settled_streets(streets: Sequence[Street]) -> list[Street]:
    """The streets, those without a limit at the speed of built-up areas where they lie in one."""
    rules = road_numbers().rules
    dense = is_built_up(streets, rules.built_up_km_per_km2, rules.built_up_reach_m)
    return [
        dataclasses.replace(
            street,
            speed_kmh=street.built_up_kmh[0],
            speed_backward_kmh=street.built_up_kmh[1],
        )
        if is_dense and street.built_up_kmh is not None
        else street
        for street, is_dense in zip(streets, dense.tolist(), strict=True)
    ]


def connected_streets(streets: Sequence[Street], network: RoadNetwork) -> list[Street]:
    """The streets, open only to the modes that can come there and away again.

    That is within the longest part for cars, and within the part of each other mode that has the
    most street in common with it. `network` is the network of the same streets.
    """
    cars = main_component(network, "car")
    for_cars = cars[network.tail] & cars[network.head]
    kept_modes: dict[str, Bools] = {}
    for mode in MODES:
        label, _ = components(network, mode)
        part = np.where(label[network.tail] == label[network.head], label[network.tail], -1)
        common = network.allows(mode) & for_cars & (part >= 0)
        common_m = np.bincount(part[common], weights=network.length_m[common], minlength=1)
        kept_modes[mode] = (part == int(np.argmax(common_m))) & bool(common_m.any())
    kept, edge = [], 0
    for street in streets:
        modes = tuple(mode for mode in MODES if kept_modes[mode][edge])
        forward = tuple(mode for mode in street.modes_forward if mode in modes)
        backward = tuple(mode for mode in street.modes_backward if mode in modes)
        if forward or backward:
            kept.append(dataclasses.replace(street, modes_forward=forward, modes_backward=backward))
        edge += bool(street.modes_forward) + bool(street.modes_backward)
    return kept


def merged_streets(
    streets: Sequence[Street], forbidden: Iterable[tuple[Arm, Arm]] = ()
) -> list[Street]:
    """The streets joined where two meet and nothing else does, in the order of their first part.

    Only streets of the same class, modes and kind of surface are joined, and not where a turn is
    `forbidden`. The joint speed takes as long as the parts
    did, per direction; the name is that of the longest part.
    """
    meeting: dict[Hashable, list[int]] = defaultdict(list)
    for index, street in enumerate(streets):
        meeting[street.start].append(index)
        meeting[street.end].append(index)

    fixed = {arm for pair in forbidden for arm in pair}
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
            is_fixed = not fixed.isdisjoint((chain[-1].end_arm, ahead.start_arm))
            if is_fixed or _kind(ahead) != _kind(chain[-1]):
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
    built_up = street.built_up_kmh
    return dataclasses.replace(
        street,
        start=street.end,
        end=street.start,
        points=street.points[::-1],
        modes_forward=street.modes_backward,
        modes_backward=street.modes_forward,
        speed_kmh=street.back_kmh,
        speed_backward_kmh=street.speed_kmh,
        built_up_kmh=None if built_up is None else built_up[::-1],
        signals_forward=street.signals_backward,
        signals_backward=street.signals_forward,
        start_arm=street.end_arm,
        end_arm=street.start_arm,
    )


def _parts_km(streets: Sequence[Street], main: Bools) -> list[float]:
    """Length of each part for cars that no street joins to the `main` nodes [km].

    An extract cuts one-way streets at its rim; those are no parts of their own. `main` has the
    order in which a network numbers the streets' nodes.
    """
    label, length_m = components(network_from_lines([_two_way(it) for it in streets]), "car")
    length_m[label[np.argmax(main)]] = 0.0
    # Either direction of a street is an edge.
    return [metres / 2 / METRES_PER_KM for metres in length_m[length_m > 0].tolist()]


def _two_way(street: Street) -> Street:
    """The street, open in both directions to all that may use it in one."""
    modes = tuple({*street.modes_forward, *street.modes_backward})
    return dataclasses.replace(street, modes_forward=modes, modes_backward=modes)


def _kind(street: Street) -> tuple[str, frozenset[str], frozenset[str], str]:
    """What two streets must have in common to be joined, both told in the same direction."""
    surface = "paved" if street.surface == "unknown" else street.surface
    forward, backward = frozenset(street.modes_forward), frozenset(street.modes_backward)
    return street.road_class, forward, backward, surface


def _joined(chain: Sequence[Street]) -> Street:
    """One street along a chain of them."""
    if len(chain) == 1:
        return chain[0]
    length_m = [part.metres for part in chain]
    total_m = sum(length_m)
    longest = chain[int(np.argmax(length_m))]
    return dataclasses.replace(
        chain[0],
        end=chain[-1].end,
        end_arm=chain[-1].end_arm,
        points=np.concatenate([chain[0].points, *(part.points[1:] for part in chain[1:])]),
        name=longest.name,
        surface=longest.surface,
        length_m=total_m,
        speed_kmh=_mean_kmh(length_m, [part.speed_kmh for part in chain]),
        speed_backward_kmh=_mean_kmh(length_m, [part.back_kmh for part in chain]),
        signals_forward=sum(part.signals_forward for part in chain),
        signals_backward=sum(part.signals_backward for part in chain),
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
    return sum(part.metres for part in used) / METRES_PER_KM
