"""A partition of the basic areas into contiguous zones with about given shares of the hours.

The areas are halved again and again across their longest extent (recursive coordinate bisection,
Berger and Bokhari 1987, doi:10.1109/TC.1987.1676942), each half kept in one piece, and areas at
the borders then change zone while that brings the shares closer or the borders shorter.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ruttsim.domain.arrays import Floats, Ints
from ruttsim.domain.roads import MapBundle
from ruttsim.split.neighbours import Neighbours, component, is_connected, neighbours

BORDER_PRICE_POINTS2 = 1.0
"""What a pair of neighbours in different zones costs, in squared percentage points of deviation."""
SCORE_DECIMALS = 6


@dataclass(frozen=True, eq=False)
class Ground:
    """Basic areas to divide: where they are [m], who their neighbours are, their share of hours."""

    x_m: Floats
    y_m: Floats
    graph: Neighbours
    share: Floats


def ground_of(bundle: MapBundle, share: Floats) -> Ground:
    """The basic areas of a map as ground to divide, with the share of the hours of each."""
    areas, landmarks = bundle.areas, bundle.landmarks
    centres = areas.geometry.centroid
    return Ground(
        x_m=np.round(centres.x.to_numpy()),
        y_m=np.round(centres.y.to_numpy()),
        graph=neighbours(areas, landmarks.geometry[landmarks["kind"] == "water"]),
        share=share,
    )


def zones(ground: Ground, shares: Sequence[float]) -> Ints:
    """Zone of each basic area; zone k has about `shares[k]` of the hours and is contiguous.

    Shares are above 0. Where areas are too few or hang together badly, a zone may end empty.
    """
    zone = np.zeros(len(ground.share), dtype=np.int64)
    _halve(ground, list(range(len(zone))), list(enumerate(shares)), zone)
    return _improved(ground, zone, np.array(shares))


def _halve(
    ground: Ground, areas: list[int], wanted: Sequence[tuple[int, float]], zone: Ints
) -> None:
    """Write the zones of some areas, halving them until one zone is left."""
    if len(wanted) == 1 or not areas:
        zone[areas] = wanted[0][0]
        return
    total = math.fsum(share for _, share in wanted)
    sums = np.round(np.cumsum([share for _, share in wanted])[:-1], SCORE_DECIMALS)
    cut = int(np.argmin(np.abs(sums - round(total / 2, SCORE_DECIMALS)))) + 1
    part = float(sums[cut - 1]) / total
    first = _grown(ground, areas, part, cut, len(wanted) - cut)
    second = [area for area in areas if area not in first]
    _halve(ground, sorted(first), wanted[:cut], zone)
    _halve(ground, second, wanted[cut:], zone)


def _grown(
    ground: Ground, areas: list[int], part: float, fewest: int, fewest_left: int
) -> set[int]:
    """One end of some areas with about a part of their hours; it and the rest hang together."""
    along = _along(ground, areas)
    target = part * _share(ground, areas)
    taken: set[int] = set()
    rest = set(areas)
    while len(rest) > fewest_left:
        edge = [a for a in rest if not taken or taken & set(ground.graph[a])]
        steps = [
            _with_cut_off(ground, area, rest)
            for area in sorted(edge, key=lambda area: (along[area], area))
        ]
        step = next((s for s in steps if len(rest) - len(s) >= fewest_left), steps[0])
        before = _share(ground, taken)
        after = before + _share(ground, step)
        is_enough = round(abs(after - target) - abs(before - target), SCORE_DECIMALS) > 0
        if len(taken) >= fewest and (is_enough or len(rest) - len(step) < fewest_left):
            break
        taken |= step
        rest -= step
    return taken


def _share(ground: Ground, areas: Iterable[int]) -> float:
    """Share of all hours that some areas have."""
    return math.fsum(ground.share[area] for area in areas)


def _with_cut_off(ground: Ground, area: int, rest: set[int]) -> set[int]:
    """An area and whatever would be cut off from the larger part of the rest without it."""
    left = rest - {area}
    pieces: list[set[int]] = []
    while left:
        piece = component(ground.graph, min(left), left)
        pieces.append(piece)
        left -= piece
    keep = max(pieces, key=lambda piece: (len(piece), -min(piece)), default=set())
    return rest - keep


def _along(ground: Ground, areas: list[int]) -> dict[int, float]:
    """Place of each area along the direction, of four, in which the hours are spread most [m]."""
    x, y = ground.x_m[areas], ground.y_m[areas]
    diagonal = math.sqrt(0.5)
    lines = (-y, x, (x - y) * diagonal, (x + y) * diagonal)
    weight = ground.share[areas] + 1 / len(ground.share)
    spread = [
        round(float(np.sum(weight * (line - np.sum(weight * line) / weight.sum()) ** 2)))
        for line in lines
    ]
    longest = lines[spread.index(max(spread))]
    return dict(zip(areas, np.round(longest).tolist(), strict=True))


def _improved(ground: Ground, zone: Ints, shares: Floats) -> Ints:
    """Zones after every single change or exchange of areas that lowers the score."""
    zone = zone.copy()
    best = _score(ground, zone, shares)
    while True:
        found: tuple[float, dict[int, int]] | None = None
        for move in _moves(ground, zone):
            changed = zone.copy()
            changed[list(move)] = list(move.values())
            score = _score(ground, changed, shares)
            if score < (found[0] if found else best) and _holds(ground, zone, changed, move):
                found = score, move
        if found is None:
            return zone
        best, move = found
        zone[list(move)] = list(move.values())


def _moves(ground: Ground, zone: Ints) -> Iterator[dict[int, int]]:
    """Changes worth trying: an area to a neighbouring zone, alone or against one in return."""
    single = [
        (area, int(to))
        for area in range(len(zone))
        for to in sorted({int(zone[b]) for b in ground.graph[area]} - {int(zone[area])})
    ]
    for area, to in single:
        yield {area: to}
    for area, to in single:
        for other, back in single:
            if area < other and zone[other] == to and back == zone[area]:
                yield {area: to, other: back}


def _holds(ground: Ground, before: Ints, after: Ints, move: dict[int, int]) -> bool:
    """Whether every zone that a move touches is still in one piece."""
    touched = {int(before[area]) for area in move} | set(move.values())
    return all(
        is_connected(ground.graph, np.flatnonzero(after == zone).tolist()) for zone in touched
    )


def _score(ground: Ground, zone: Ints, shares: Floats) -> float:
    """How far the zones are from their shares, and how ragged; lower is better."""
    reached = np.bincount(zone, weights=ground.share, minlength=len(shares))
    deviation = 100 * (reached - shares)
    cut = sum(zone[a] != zone[b] for a, near in enumerate(ground.graph) for b in near) / 2
    return round(float(np.sum(deviation**2)) + BORDER_PRICE_POINTS2 * float(cut), SCORE_DECIMALS)
