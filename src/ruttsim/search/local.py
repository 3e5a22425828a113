"""A local search for divisions of which none is better in everything.

Annealing (Kirkpatrick, Gelatt and Vecchi 1983, doi:10.1126/science.220.4598.671) for several
weights of the figures puts every balanced division that it meets before an archive; then the
neighbours of what the archive holds are looked through (Pareto local search: Paquete, Chiarandini
and Stützle 2004, doi:10.1007/978-3-642-17144-4_7). Changes are those of districting by
tabu search (Bozkaya, Erkut and Laporte 2003, doi:10.1016/S0377-2217(01)00380-0). The work is a
number of estimates, and chance is keyed, so the same study gives the same divisions.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import numpy as np

from ruttsim.chance import EVERY_DAY, generator
from ruttsim.domain.arrays import Floats, Ints
from ruttsim.runner import Progress, silent
from ruttsim.search.archive import Archive, Division
from ruttsim.search.case import DivisionCase
from ruttsim.search.estimate import DECIMALS, Estimator, Figures
from ruttsim.search.moves import all_moves, drawn_move

STREAM = "division_search"
STEPS_OF_WEIGHTS = 3
"""Weights are multiples of a third: ten of them for three figures."""
WALK_SHARE, ANNEALING_SHARE = 0.1, 0.6
"""Shares of the effort: to learn how far figures vary, and to anneal; the rest looks around."""
HOTTEST, COLDEST = 1.0, 0.02
"""Temperatures in standard deviations of the figures of a random walk."""
STRAY_TIMES = 2.0
"""How many tolerances a zone may stray on the way; only what is within one is kept."""
STRAY_PRICE = 0.5
"""What straying by a tolerance costs, in the same standard deviations."""
MOST_MISSES = 200
"""How many impossible changes are drawn for one estimate before a walk is given up."""
STAGE = "search"


def found_divisions(
    case: DivisionCase,
    estimator: Estimator,
    effort: int,
    seed: int,
    progress: Progress = silent,
) -> Archive:
    """Divisions that no other one found dominates, after so many estimates or fewer.

    The archive is empty where no division within the tolerance was met.
    """
    search = _Search(case, estimator, effort, seed, progress)
    starts = case.starts()
    if not starts:
        return search.archive
    search.walk(starts)
    weights = list(_weights(len(Figures._fields)))
    for number, weight in enumerate(weights):
        rest = ANNEALING_SHARE * effort * (number + 1) / len(weights)
        search.anneal(number, weight, starts, round(WALK_SHARE * effort + rest))
    search.look_around()
    progress(STAGE, effort, effort)
    return search.archive


def _weights(figures: int) -> Iterator[Floats]:
    """Weights that add up to one, in steps."""
    for parts in itertools.product(range(STEPS_OF_WEIGHTS + 1), repeat=figures):
        if sum(parts) == STEPS_OF_WEIGHTS:
            yield np.array(parts) / STEPS_OF_WEIGHTS


class _Search:
    """The state of one search: what has been found, and the work done."""

    def __init__(
        self,
        case: DivisionCase,
        estimator: Estimator,
        effort: int,
        seed: int,
        progress: Progress,
    ) -> None:
        self.archive = Archive()
        self._case, self._estimator = case, estimator
        self._effort, self._seed, self._progress = effort, seed, progress
        self._done = 0
        self._scale: Floats = np.ones(len(Figures._fields))

    def walk(self, starts: list[Ints]) -> None:
        """Random changes from each start, to learn how far figures vary."""
        met = []
        for number, start in enumerate(starts):
            chance = generator(self._seed, number, 0, STREAM)
            until = round(WALK_SHARE * self._effort * (number + 1) / len(starts))
            zone = start
            met.append(self._estimate(zone))
            while self._done < until and (changed := self._drawn(zone, chance)) is not None:
                zone = changed
                met.append(self._estimate(zone))
        deviation = np.round(np.std(np.array(met), axis=0), DECIMALS)
        self._scale = np.where(deviation > 0, deviation, 1.0)

    def anneal(self, number: int, weight: Floats, starts: list[Ints], until: int) -> None:
        """Better divisions for one weight of the figures, from the best known."""
        chance = generator(self._seed, number, EVERY_DAY, STREAM)
        known = [(it.zone, it.figures) for it in self.archive]
        known = known or [(zone, self._estimator.of_zones(zone)) for zone in starts]
        scores = [self._score(zone, figures, weight) for zone, figures in known]
        zone, score = known[int(np.argmin(scores))][0], min(scores)
        first, count = self._done, max(until - self._done, 1)
        while self._done < until and (changed := self._drawn(zone, chance)) is not None:
            heat = HOTTEST * (COLDEST / HOTTEST) ** ((self._done - first) / count)
            new = self._score(changed, self._estimate(changed), weight)
            if new <= score or chance.random() < math.exp((score - new) / heat):
                zone, score = changed, new

    def look_around(self) -> None:
        """Neighbours of everything in the archive, until all are known or the effort is spent."""
        seen: set[bytes] = set()
        while self._done < self._effort and (found := self._unseen(seen)) is not None:
            seen.add(found.zone.tobytes())
            for changed in all_moves(self._case, found.zone):
                if self._done >= self._effort:
                    return
                self._estimate(changed)

    def _unseen(self, seen: set[bytes]) -> Division | None:
        """The first in the archive that has not been looked around."""
        return next((it for it in self.archive if it.zone.tobytes() not in seen), None)

    def _drawn(self, zone: Ints, chance: np.random.Generator) -> Ints | None:
        """A possible random change; None where none is met."""
        for _ in range(MOST_MISSES):
            changed = drawn_move(self._case, zone, chance)
            if changed is not None and self._case.is_balanced(changed, STRAY_TIMES):
                return changed
        return None

    def _estimate(self, zone: Ints) -> Figures:
        """Figures of a division, which the archive keeps if they are good and it is balanced."""
        figures = self._estimator.of_zones(zone)
        if self._case.is_balanced(zone):
            self.archive.offer(zone, figures)
        self._done += 1
        self._progress(STAGE, self._done, self._effort)
        return figures

    def _score(self, zone: Ints, figures: Figures, weight: Floats) -> float:
        """Weighted figures, and a price for straying from the shares; lower is better."""
        strays = max(self._case.deviation(zone) / self._case.tolerance - 1, 0.0)
        weighted = math.fsum((weight * np.array(figures) / self._scale).tolist())
        return round(weighted + STRAY_PRICE * strays, 9)
