"""Where places stand on the streets of a mode."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely

from ruttsim.domain.arrays import Bools, Ints
from ruttsim.domain.roads import ROAD_CLASSES, RoadNetwork
from ruttsim.domain.travel import Places, Snap
from ruttsim.errors import DataError, Faults
from ruttsim.graphs import edge_lines, main_car_edges, main_component, street_edges

TIE_M = 0.001
"""Streets that differ by less than this in distance are equally near."""


DOORLESS_CLASSES = ("motorway",)
"""Roads that no door opens on, however near: they have no entrances but their junctions."""


def place_label(place: int) -> str:
    """What a place is called where nothing better is known."""
    return f"place {place}"


def snap(
    network: RoadNetwork,
    mode: str,
    places: Places,
    largest_m: float,
    label: Callable[[int], str] = place_label,
) -> Snap:
    """The nearest point to each place on a street that leads everywhere in the mode's network.

    Only streets of the longest strongly connected part count, so that every place can be reached
    from every other. The two directions of a street are one: a place stands on its lower edge,
    whichever way it is left. Of equally near streets the one with the lowest edge wins.

    Parameters
    ----------
    label
        Name of a place in messages.

    Raises
    ------
    DataError
        Each place farther than `largest_m` from such a street, or no street at all.
    """
    candidates = usable_streets(network, mode)
    faults = Faults(DataError)
    if not len(candidates):
        faults.add(
            "roads",
            "modes",
            f"No street but motorways leads the mode '{mode}' out and back.",
            f"Give the map joined streets that are open to the mode '{mode}'.",
        )
        faults.raise_if_any()
    lines = edge_lines(network, candidates)
    tree = shapely.STRtree(lines)
    points = shapely.points(places.x_m, places.y_m)
    nearest = tree.nearest(points)
    distance_m = shapely.distance(points, lines[nearest])
    for place in np.flatnonzero(~(distance_m <= largest_m)).tolist():
        faults.add(
            "places",
            label(place),
            f"It stands {distance_m[place]:.0f} m from the nearest street open to the mode '{mode}'"
            f" (x {places.x_m[place]:.0f}, y {places.y_m[place]:.0f}).",
            f"Move it to within {largest_m:g} m of such a street that is joined to the rest,"
            " complete the map, or raise 'travel.largest_snap_m'.",
        )
    faults.raise_if_any()
    place, row = tree.query(points, predicate="dwithin", distance=distance_m + TIE_M)
    order = np.lexsort((candidates[row], place))
    first = order[np.unique(place[order], return_index=True)[1]]
    chosen = lines[row[first]]
    return Snap(
        mode=mode,
        edge=candidates[row[first]].astype(np.int32),
        fraction=shapely.line_locate_point(chosen, points, normalized=True),
        access_m=shapely.distance(points, chosen),
    )


def usable_streets(network: RoadNetwork, mode: str) -> Ints:
    """One edge of each street with doors inside the mode's main component, ascending.

    It is the street's lower edge where the mode may use that one, otherwise the other.
    """
    doorless = [ROAD_CLASSES.index(name) for name in DOORLESS_CLASSES]
    main, has_reverse = MAIN_EDGES[mode](network), network.reverse >= 0
    # One direction of a street that leads everywhere and back is enough for a place on it.
    inside = main | (has_reverse & main[network.reverse])
    usable = inside & network.allows(mode) & ~np.isin(network.road_class, doorless)
    other_way = has_reverse & usable[network.reverse]
    return np.flatnonzero(usable & (street_edges(network) | ~other_way))


def _main_edges(network: RoadNetwork, mode: str) -> Bools:
    """Which edges have both ends in the main component of a mode that turns as it likes."""
    inside = main_component(network, mode)
    edges: Bools = network.allows(mode) & inside[network.tail] & inside[network.head]
    return edges


MAIN_EDGES: dict[str, Callable[[RoadNetwork], Bools]] = {
    "car": main_car_edges,
    "ebike": lambda network: _main_edges(network, "ebike"),
    "walk": lambda network: _main_edges(network, "walk"),
}
"""The edges between which each mode can travel from any to any."""
