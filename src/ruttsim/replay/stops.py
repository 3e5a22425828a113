"""Where the page draws stops: at crossings that stand for several homes each, never at a home.

What is shown must not tell where anybody lives. So no position of a home goes into the page, not
even cut or blurred. Homes (buildings with clients) are divided into neighbours of at least
SMALLEST_CELL homes each: halved by their easting or northing, whichever spreads more, as long as
both halves have as many. All homes of such a group share one crossing, the one nearest to their
middle that is at least CLEAR_M from every home of the population. Paths are those from crossing to
crossing, so that they depend on nothing else about a home than its group: a path that was cut short
of its end would still tell from which side, and over many legs from which street, a home is
reached.

Groups are of the whole population, whatever day or area split is shown: pages of several days or
splits laid together tell no more than one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.spatial import KDTree

from ruttsim.domain.arrays import Floats, Ints
from ruttsim.domain.demand import NIGHT, SMALLEST_CELL
from ruttsim.domain.roads import MODES, RoadNetwork
from ruttsim.errors import DataError, Fault
from ruttsim.travel.snapping import usable_streets

if TYPE_CHECKING:
    from ruttsim.domain.demand import Population

CLEAR_M = 25.0
"""No stop at a client is drawn closer than this to any home: about a plot of land."""
FEWEST_HOMES_OF_ALARM = 2 * SMALLEST_CELL
"""Alarms are few, so more homes share where one is drawn."""

BY_DAY, AT_NIGHT, AT_ALARM = SORTS = range(3)
"""What a stop is made for. Not everybody has visits at night or may ring, so each sort has groups
of its own, of homes that might have such a stop."""


class Spot(NamedTuple):
    """A place, and what somebody is there for; premises are the same for every sort."""

    sort: int
    place: int


@dataclass(frozen=True, eq=False)
class Stops:
    """Where each place is drawn: the node of the road network, by sort of stop and place (a Spot).

    Places are buildings first, then premises. `group` is the group of each building by sort; -1
    where nobody lives who might have such a stop.
    """

    node: Ints
    group: Ints


def stops(
    roads: RoadNetwork, people: Population, premises_x_m: Floats, premises_y_m: Floats, file: str
) -> Stops:
    """Crossings for the places of a population; premises have their nearest crossing.

    By day homes of clients are grouped, at night those of clients whose care plans have visits
    then, of alarms those of everybody who may hold one. Where there are too few of a sort, all are
    one group; too few for the night are one group with all clients.

    Parameters
    ----------
    file
        What a message names, where too few homes are in it.

    Raises
    ------
    DataError
        There are too few homes, or no crossing is clear of them.
    """
    homes = np.unique(people.clients.building).astype(np.int64)
    if len(homes) < SMALLEST_CELL:
        problem = f"There are {len(homes)} homes, too few to show none of them."
        remedy = f"A replay needs {SMALLEST_CELL} buildings with clients."
        raise DataError([Fault(file, "clients", problem, remedy)])
    building_m = np.column_stack([people.buildings.x_m, people.buildings.y_m])
    everybodys = np.unique(people.holder_building).astype(np.int64)
    crossings = _crossings(roads)
    crossing_m = np.column_stack([roads.node_x_m, roads.node_y_m])[crossings]
    home_tree = KDTree(building_m[everybodys])
    clear = np.asarray(home_tree.query(crossing_m.reshape(-1, 2))[0] >= CLEAR_M)
    if not clear.any():
        problem = f"No crossing is {CLEAR_M:g} m or more from every home."
        remedy = "There is no way to show the day without pointing homes out; use the tables."
        raise DataError([Fault(file, "clients", problem, remedy)])
    bases_m = np.column_stack([premises_x_m, premises_y_m])
    of_premise = crossings[KDTree(crossing_m).query(bases_m)[1]]
    nodes, groups = [], []
    for own, fewest in _homes_by_sort(people, homes, everybodys):
        of_home = neighbours(building_m[own], fewest)
        size = np.bincount(of_home)
        middle_m = np.column_stack([np.bincount(of_home, it) / size for it in building_m[own].T])
        chosen = crossings[clear][KDTree(crossing_m[clear]).query(middle_m)[1]]
        group = np.full(len(building_m), -1, dtype=np.int64)
        group[own] = of_home
        # Where nobody can have such a stop there is none; it is drawn where the first group is.
        of_building = chosen[np.maximum(group, 0)]
        nodes.append(np.concatenate([of_building, of_premise]))
        groups.append(group)
    return Stops(np.array(nodes, dtype=np.int64), np.array(groups))


def _homes_by_sort(
    people: Population, homes: Ints, everybodys: Ints
) -> tuple[tuple[Ints, int], ...]:
    """The buildings that are grouped for each sort of stop, and how many share one at least."""
    visits = people.visits
    clients = np.unique(visits.client[visits.kind == NIGHT])
    of_night, fewest_at_night = np.unique(people.clients.building[clients]), SMALLEST_CELL
    if len(of_night) < SMALLEST_CELL:
        of_night, fewest_at_night = homes, len(homes)
    return (
        (homes, SMALLEST_CELL),
        (of_night.astype(np.int64), fewest_at_night),
        (everybodys, min(FEWEST_HOMES_OF_ALARM, len(everybodys))),
    )


def neighbours(at_m: Floats, fewest: int = SMALLEST_CELL) -> Ints:
    """Group of each point, shape (points, 2): compact, and of at least so many points."""
    found = np.zeros(len(at_m), dtype=np.int64)
    waiting, number = [np.arange(len(at_m))], 0
    while waiting:
        rows = waiting.pop()
        if len(rows) < 2 * fewest:
            found[rows] = number
            number += 1
            continue
        axis = int(np.argmax(np.ptp(at_m[rows], axis=0)))
        order = rows[np.lexsort((rows, at_m[rows, 1 - axis], at_m[rows, axis]))]
        half = len(order) // 2
        waiting += [order[half:], order[:half]]
    return found


def _crossings(roads: RoadNetwork) -> Ints:
    """Nodes on streets with doors that every mode can reach and leave, ascending."""
    reached = np.ones(roads.nodes, dtype=np.bool_)
    for mode in MODES:
        streets = usable_streets(roads, mode)
        is_end = np.zeros(roads.nodes, dtype=np.bool_)
        is_end[roads.tail[streets]] = is_end[roads.head[streets]] = True
        reached &= is_end
    return np.flatnonzero(reached)
