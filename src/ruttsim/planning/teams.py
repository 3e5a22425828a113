"""Teams: an organisation's clients in compact groups of workable size, each with a base."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Ints
from ruttsim.domain.planning import Team


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
    weight = np.maximum(visit_s, 1)
    group = compact_groups(np.rint(position_m).astype(np.int64), weight, count)
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
    """Group 0..count-1 of each point: near one another, and equal in weight to within a point.

    Recursive coordinate bisection (Berger and Bokhari 1987, doi:10.1109/TC.1987.1676942): the
    points are cut in two across their longer side, in proportion to the groups on each side, and
    each part is cut again. Whole numbers only, so that every machine finds the same groups.
    """
    group = np.zeros(len(position_m), dtype=np.int64)
    _cut(position_m, weight, np.arange(len(position_m)), 0, count, group)
    return group


def _cut(
    position_m: NDArray[np.int64],
    weight: NDArray[np.int64],
    points: Ints,
    first: int,
    count: int,
    group: NDArray[np.int64],
) -> None:
    """Write the groups `first` to `first + count` (exclusive) of some points."""
    if count == 1 or len(points) == 0:
        group[points] = first
        return
    extent_m = np.ptp(position_m[points], axis=0)
    order = points[np.lexsort((points, position_m[points, int(np.argmax(extent_m))]))]
    below = count // 2
    # The middle of each point's weight, doubled to stay whole, against the share below the cut.
    middle = 2 * np.cumsum(weight[order]) - weight[order]
    edge = int(np.searchsorted(middle * count, 2 * int(weight[order].sum()) * below))
    _cut(position_m, weight, order[:edge], first, below, group)
    _cut(position_m, weight, order[edge:], first + below, count - below, group)


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
