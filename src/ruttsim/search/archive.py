"""Divisions of which none is at least as good as another in every figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.arrays import Floats, Ints
from ruttsim.search.estimate import Figures

if TYPE_CHECKING:
    from ruttsim.study.split_model import SplitSection


@dataclass(frozen=True, eq=False)
class Division:
    """A division with its estimate; `zone` is the zone of each basic area.

    `same_as` is the study's own area split in which every sampled client has the same organisation
    for care and for service, and alarms and nights the same rules, if there is one.
    """

    zone: Ints
    figures: Figures
    same_as: SplitSection | None = None


class Archive:
    """The divisions found so far that no other one found dominates.

    Of divisions with the same figures, the first found is kept.
    """

    def __init__(self) -> None:
        self._found: list[Division] = []

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Division]:
        return iter(self._found)

    def offer(self, zone: Ints, figures: Figures) -> bool:
        """Keep a division unless one that is as good is there; those that it dominates go."""
        if any(_is_as_good(it.figures, figures) for it in self._found):
            return False
        kept = [it for it in self._found if not _is_as_good(figures, it.figures)]
        self._found = [*kept, Division(zone.copy(), figures)]
        return True

    def sorted(self) -> list[Division]:
        """By travel, then the other figures."""
        return sorted(self._found, key=lambda it: (it.figures, it.zone.tolist()))


def _is_as_good(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether no figure of one is larger than the other's."""
    return all(a <= b for a, b in zip(one, other, strict=True))


def representatives(divisions: Sequence[Division], count: int) -> list[Division]:
    """A few divisions spread over a front, in its order.

    First those with the least of each figure and the one whose largest distance from the least,
    in spans of the front, is smallest; then, again and again, the one farthest from those chosen.
    """
    values = np.array([it.figures for it in divisions], dtype=np.float64)
    span = np.ptp(values, axis=0)
    place = (values - values.min(axis=0)) / np.where(span > 0, span, 1.0)
    chosen = [int(np.argmin(place.max(axis=1)))]
    chosen += [int(_least(place, column)) for column in range(place.shape[1])]
    chosen = list(dict.fromkeys(chosen))[:count]
    while len(chosen) < min(count, len(divisions)):
        apart = np.min([np.abs(place - place[it]).max(axis=1) for it in chosen], axis=0)
        apart[chosen] = -1.0
        chosen.append(int(np.argmax(np.round(apart, 9))))
    return [divisions[it] for it in sorted(chosen)]


def _least(place: Floats, column: int) -> int:
    """Row with the least of one figure; of equals, the one least in the others together."""
    return int(np.lexsort((np.round(place.sum(axis=1), 9), place[:, column]))[0])
