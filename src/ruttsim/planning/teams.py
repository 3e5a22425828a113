"""Teams: an organisation's clients in compact groups of workable size, each with a base."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Ints
from ruttsim.domain.planning import Team

LLOYD_ROUNDS = 30
SLACK = 1.05
"""A team may hold this many times its even share of visit time while clients are placed."""


def form_teams(
    organisation: int,
    clients: Ints,
    position_m: NDArray[np.float64],
    visit_s: NDArray[np.int64],
    premise_travel_s: NDArray[np.int64],
    premises: Sequence[int],
    clients_per_team: float,
    bases: str,
) -> tuple[Team, ...]:
    """The teams of one organisation, by one rule for every organisation.

    Parameters
    ----------
    organisation
        Index of the organisation.
    clients
        Rows of Clients, ascending; shape (n,).
    position_m, visit_s
        Home [m] and planned visit time of the day [s] of each of them; shapes (n, 2) and (n,).
    premise_travel_s
        Travel from each premise of the map to each client [s]; shape (premises, n).
    premises
        Premises that the organisation may use.
    clients_per_team
        Workable size; the number of teams is the nearest whole number, at least 1.
    bases
        Name in BASES.
    """
    if len(clients) == 0:
        return ()
    count = max(1, round(len(clients) / clients_per_team))
    group = compact_groups(np.rint(position_m).astype(np.int64), visit_s, count)
    weight = np.maximum(visit_s, 1)
    burden = np.column_stack(
        [(premise_travel_s[:, group == k] * weight[group == k]).sum(axis=1) for k in range(count)]
    )
    chosen = BASES[bases](burden[list(premises)])
    return tuple(
        Team(organisation, k, int(premises[chosen[k]]), clients[group == k]) for k in range(count)
    )


def compact_groups(
    position_m: NDArray[np.int64], weight: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    """Group 0..count-1 of each point: near one another, and nearly equal in total weight.

    Lloyd's algorithm with a ceiling on each group's weight; points with most to lose choose
    first. All arithmetic is in whole numbers, so that every machine finds the same groups.
    """
    weight = np.maximum(weight, 1)
    ceiling = int(SLACK * weight.sum() / count) + int(weight.max())
    centre = _spread_points(position_m, count)
    group = np.full(len(position_m), -1, dtype=np.int64)
    for _ in range(LLOYD_ROUNDS):
        before = group
        group = _nearest_with_room(_squared_m2(position_m, centre), weight, ceiling)
        if np.array_equal(group, before):
            break
        for k in range(count):
            inside = group == k
            if inside.any():
                total = (position_m[inside] * weight[inside, None]).sum(axis=0)
                centre[k] = total // weight[inside].sum()
    return _numbered_by_first_member(group)


def _spread_points(position_m: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """`count` starting centres: the point farthest from the middle, then farthest from those."""
    middle = position_m.sum(axis=0) // len(position_m)
    chosen = [int(np.argmax(_squared_m2(position_m, middle[None])[:, 0]))]
    while len(chosen) < count:
        nearest = _squared_m2(position_m, position_m[chosen]).min(axis=1)
        chosen.append(int(np.argmax(nearest)))
    return position_m[chosen].copy()


def _squared_m2(points: NDArray[np.int64], centres: NDArray[np.int64]) -> NDArray[np.int64]:
    """Squared distances, shape (points, centres)."""
    squared: NDArray[np.int64] = ((points[:, None] - centres[None]) ** 2).sum(axis=2)
    return squared


def _nearest_with_room(
    squared_m2: NDArray[np.int64], weight: NDArray[np.int64], ceiling: int
) -> NDArray[np.int64]:
    """The nearest group that still has room, for each point."""
    points, count = squared_m2.shape
    ordered = np.sort(squared_m2, axis=1)
    regret = ordered[:, min(1, count - 1)] - ordered[:, 0]
    room = [ceiling] * count
    group = np.zeros(points, dtype=np.int64)
    for point in np.lexsort((np.arange(points), -regret)):
        preference = np.argsort(squared_m2[point], kind="stable")
        fits = [k for k in preference if room[k] >= weight[point]]
        group[point] = fits[0] if fits else max(range(count), key=lambda k: (room[k], -k))
        room[group[point]] -= int(weight[point])
    return group


def _numbered_by_first_member(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same groups, numbered in the order in which the points meet them."""
    names = list(dict.fromkeys(group.tolist()))
    return np.array([names.index(k) for k in group.tolist()], dtype=np.int64)


def _nearest(burden: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each team at the premise with least travel to its clients."""
    chosen: NDArray[np.int64] = np.argmin(burden, axis=0)
    return chosen


def _one(burden: NDArray[np.int64]) -> NDArray[np.int64]:
    """Every team at the one premise with least travel to all clients."""
    return np.full(burden.shape[1], int(np.argmin(burden.sum(axis=1))))


BASES: Mapping[str, Callable[[NDArray[np.int64]], NDArray[np.int64]]] = {
    "nearest": _nearest,
    "one": _one,
    "given": _nearest,
}
"""How premises are chosen, from the burden of each (premise, team); "given" differs only in
which premises an organisation may use."""
