"""Teams: an organisation's clients in compact groups of workable size, each with a base."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Ints
from ruttsim.domain.planning import Team

Grouping: TypeAlias = Callable[[NDArray[np.int64], NDArray[np.int64], int], NDArray[np.int64]]
"""Travel between points, their weights, a number of groups -> the group of each point."""

IMBALANCE_PERCENT = 10
"""How far the visit time of a team may stray from the even share, or else by no more than the
visit time of its heaviest client."""

LARGEST_MOVES = 20
PRICE_ROUNDS = 120
NEIGHBOURS = 12
"""Design choices of the grouping: more of each changes the groups of 1,076 clients little."""


def form_teams(
    organisation: int,
    clients: Ints,
    between_s: NDArray[np.int64],
    visit_s: NDArray[np.int64],
    premise_travel_s: NDArray[np.int64],
    premises: Sequence[int],
    clients_per_team: float,
    bases: str,
    grouped: Grouping,
) -> tuple[Team, ...]:
    """The teams of one organisation, by one rule for every organisation.

    Parameters
    ----------
    organisation
        Index of the organisation.
    clients
        Rows of Clients, ascending; shape (n,).
    between_s
        Travel there and back between their homes [s]; shape (n, n).
    visit_s
        Planned visit time of each of them in an average week [s]; shape (n,).
    premise_travel_s
        Travel from each premise of the map to each client [s]; shape (premises, n).
    premises
        Premises that the organisation may use.
    clients_per_team
        Workable size; the number of teams is the nearest whole number, at least 1.
    bases
        Name in BASES.
    grouped
        What divides clients into groups: compact_groups, or something that remembers it.
    """
    if len(clients) == 0:
        return ()
    count = max(1, round(len(clients) / clients_per_team))
    weight = np.maximum(visit_s, 1)
    group = grouped(between_s, weight, count)
    burden = np.column_stack(
        [(premise_travel_s[:, group == k] * weight[group == k]).sum(axis=1) for k in range(count)]
    )
    chosen = BASES[bases](burden[list(premises)])
    return tuple(
        Team(organisation, k, int(premises[chosen[k]]), clients[group == k]) for k in range(count)
    )


def compact_groups(
    between_s: NDArray[np.int64], weight: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    """Group 0..count-1 of each point: near one another by road, and of nearly equal weight.

    Balanced k-medoids: points go to the centre that is nearest when each centre asks a price,
    which rises while its group is too heavy; centres move to the middle of their groups. Then
    points on the borders change group while that leaves more of their nearest neighbours
    together and no group strays farther than IMBALANCE_PERCENT. Whole numbers only, so that
    every machine finds the same groups.

    Parameters
    ----------
    between_s
        Travel there and back between points [s]; symmetric, shape (n, n).
    weight
        Weight of each point, positive; shape (n,).
    """
    if count == 1 or count >= len(weight):
        return np.arange(len(weight)) % count
    centres = _spread(between_s, weight, count)
    best, best_burden = np.zeros(len(weight), dtype=np.int64), -1
    for _ in range(LARGEST_MOVES):
        group = _balanced(between_s[:, centres], weight)
        burden = int((between_s[np.arange(len(group)), np.array(centres)[group]] * weight).sum())
        if best_burden < 0 or burden < best_burden:
            best, best_burden = group, burden
        moved = [
            _middle(between_s, weight, np.flatnonzero(group == k)) if (group == k).any() else centre
            for k, centre in enumerate(centres)
        ]
        if moved == centres:
            break
        centres = moved
    return _mended(between_s, weight, best, count)


def _spread(between_s: NDArray[np.int64], weight: NDArray[np.int64], count: int) -> list[int]:
    """Starting centres: the middle of everything, then again and again the heaviest burden."""
    centres = [_middle(between_s, weight, np.arange(len(weight)))]
    while len(centres) < count:
        centres.append(int(np.argmax(between_s[:, centres].min(axis=1) * weight)))
    return centres


def _middle(between_s: NDArray[np.int64], weight: NDArray[np.int64], members: Ints) -> int:
    """The member with least weighted travel to the others."""
    burden = (between_s[np.ix_(members, members)] * weight[members][:, None]).sum(axis=0)
    return int(members[int(np.argmin(burden))])


def _balanced(to_centre_s: NDArray[np.int64], weight: NDArray[np.int64]) -> NDArray[np.int64]:
    """The cheapest group of each point at prices that make the groups nearly equal in weight."""
    count = to_centre_s.shape[1]
    total = int(weight.sum())
    price_s = np.zeros(count, dtype=np.int64)
    step_s = int(to_centre_s.mean())
    best: NDArray[np.int64] = np.argmin(to_centre_s, axis=1)
    least = count * total
    for _ in range(PRICE_ROUNDS):
        group = np.argmin(to_centre_s + price_s, axis=1)
        load = np.zeros(count, dtype=np.int64)
        np.add.at(load, group, weight)
        excess = load * count - total
        worst = int(np.abs(excess).max())
        if worst < least:
            best, least = group, worst
        if worst <= IMBALANCE_PERCENT * total // 100:
            break
        price_s += step_s * excess // total
        step_s = max(step_s * 97 // 100, 1)
    return _levelled(to_centre_s, weight, best)


def _levelled(
    to_centre_s: NDArray[np.int64], weight: NDArray[np.int64], group: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The groups after points have left the heaviest or joined the lightest, the nearest first.

    Prices cannot part points of one address. A move makes two groups more equal, or is not made.
    """
    count = to_centre_s.shape[1]
    total = int(weight.sum())
    group = group.copy()
    load = np.zeros(count, dtype=np.int64)
    np.add.at(load, group, weight)
    while np.abs(load * count - total).max() > IMBALANCE_PERCENT * total // 100:
        worst = int(np.argmax(np.abs(load * count - total)))
        is_levelling = load[group][:, None] - load > weight[:, None]
        is_levelling[group != worst, :worst] = False
        is_levelling[group != worst, worst + 1 :] = False
        if not is_levelling.any():
            break
        farther_s = to_centre_s - to_centre_s[np.arange(len(group)), group][:, None]
        nearest = np.argmin(np.where(is_levelling, farther_s, np.iinfo(np.int64).max))
        point, new = divmod(int(nearest), count)
        load[[group[point], new]] += np.array([-weight[point], weight[point]])
        group[point] = new
    return group


def _mended(
    between_s: NDArray[np.int64], weight: NDArray[np.int64], group: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    """The groups after points have joined the group that most of their neighbours are in."""
    size = len(weight)
    apart_s = between_s.copy()
    np.fill_diagonal(apart_s, np.iinfo(np.int64).max)
    nearest = np.argsort(apart_s, axis=1, kind="stable")[:, : min(NEIGHBOURS, size - 1)]
    is_near = np.zeros((size, size), dtype=np.int64)
    is_near[np.repeat(np.arange(size), nearest.shape[1]), nearest.ravel()] = 1
    is_near |= is_near.T
    load = np.zeros(count, dtype=np.int64)
    np.add.at(load, group, weight)
    slack = IMBALANCE_PERCENT * int(weight.sum()) // 100
    links = is_near @ np.eye(count, dtype=np.int64)[group]
    group = group.copy()
    for _ in range(LARGEST_MOVES):
        here = links[np.arange(size), group]
        candidates = np.flatnonzero(links.max(axis=1) > here)
        moved = False
        for point in candidates.tolist():
            old, new = int(group[point]), int(np.argmax(links[point]))
            after = load[[old, new]] + np.array([-weight[point], weight[point]])
            strays = np.abs(after * count - int(weight.sum())).max() > slack
            if links[point, new] <= links[point, old] or strays:
                continue
            group[point], moved = new, True
            load[[old, new]] = after
            links[:, old] -= is_near[point]
            links[:, new] += is_near[point]
        if not moved:
            break
    return group


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
