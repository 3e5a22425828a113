"""Small changes of a division that leave every zone in one piece."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ruttsim.domain.arrays import Ints
from ruttsim.search.case import DivisionCase

SHIFT_SHARE, EXCHANGE_SHARE = 0.4, 0.4
"""How often an area moves alone, or against one in return; else three zones pass one on. A design
choice: hours are too lumpy for single moves alone."""


def drawn_move(case: DivisionCase, zone: Ints, chance: np.random.Generator) -> Ints | None:
    """A division one random change away; None where the change drawn is not possible."""
    kind, *draws = chance.random(7).tolist()
    first = _drawn_shift(case, zone, draws[0], draws[1])
    if first is None:
        return None
    area, to = first
    changed = zone.copy()
    changed[area] = to
    back = int(zone[area])
    if kind >= SHIFT_SHARE:
        passed_on = to
        if kind >= SHIFT_SHARE + EXCHANGE_SHARE:
            second = _drawn_border(case, changed, to, back, draws[2], is_other=True)
            if second is None or second[0] == area:
                return None
            passed_on = second[1]
            changed[second[0]] = passed_on
        last = _drawn_border(case, changed, passed_on, back, draws[3], is_other=False)
        if last is None or last[0] == area:
            return None
        changed[last[0]] = back
    touched = sorted({*zone[changed != zone].tolist(), *changed[changed != zone].tolist()})
    return changed if touched and case.is_contiguous(changed, touched) else None


def _drawn_shift(
    case: DivisionCase, zone: Ints, which: float, where: float
) -> tuple[int, int] | None:
    """A random area and a neighbouring zone that it could join."""
    area = int(which * len(zone))
    choices = sorted({int(zone[it]) for it in case.graph[area]} - {int(zone[area])})
    return (area, choices[int(where * len(choices))]) if choices else None


def _drawn_border(
    case: DivisionCase, zone: Ints, of: int, back: int, which: float, *, is_other: bool
) -> tuple[int, int] | None:
    """A random area of a zone at the border of `back`, or of any third zone, and that zone."""
    found = [
        (int(area), to)
        for area in np.flatnonzero(zone == of)
        for to in sorted({int(zone[it]) for it in case.graph[area]} - {of})
        if (to != back) == is_other
    ]
    return found[int(which * len(found))] if found else None


def all_moves(case: DivisionCase, zone: Ints) -> Iterator[Ints]:
    """Every division one shift or exchange away whose zones are in one piece and balanced."""
    shifts = [
        (area, to)
        for area in range(len(zone))
        for to in sorted({int(zone[it]) for it in case.graph[area]} - {int(zone[area])})
    ]
    changes = [((area, to),) for area, to in shifts] + [
        ((area, to), (other, back))
        for area, to in shifts
        for other, back in shifts
        if area < other and zone[other] == to and back == zone[area]
    ]
    for change in changes:
        changed = zone.copy()
        for area, to in change:
            changed[area] = to
        touched = sorted({int(zone[change[0][0]]), change[0][1]})
        if case.is_balanced(changed) and case.is_contiguous(changed, touched):
            yield changed
