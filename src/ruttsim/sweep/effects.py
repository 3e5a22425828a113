"""What a level changes against the first of its factor, and whether two factors add up.

Everything is paired on the population: there is one value a population, which is averaged over
points first and then subtracted, so that intervals are over populations as those of a comparison.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ruttsim.statistics.intervals import Estimate, estimate
from ruttsim.statistics.verdicts import holm, outcome, p_value
from ruttsim.summaries import directions, without_rounding
from ruttsim.sweep.points import points_of
from ruttsim.sweep.series import Series, all_series

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.study.factors import FactorSection
    from ruttsim.study.model import Study
    from ruttsim.sweep.points import Point

FULL = "full"
_VALUE = ["split", "reference", "kpi", "unit", *Estimate._fields]
_DIRECTIONS = ["populations_more", "populations_less"]
_JUDGED = ["p", "p_holm", "outcome"]
EFFECT_COLUMNS = [
    *("factor", "level", "against", "at_factor", "at_level"),
    *(*_VALUE, *_DIRECTIONS, *_JUDGED),
]
INTERACTION_COLUMNS = ["factor", "level", "other", "other_level", *_VALUE, *_JUDGED]


class _Contrast(NamedTuple):
    """Means over some points that are added, and others that are subtracted.

    `names` go before the figures in a row. Rows of one `family` are judged together.
    """

    names: tuple[str, ...]
    family: str
    added: tuple[list[int], ...]
    subtracted: tuple[list[int], ...]


def effects(study: Study, totals: pd.DataFrame) -> pd.DataFrame:
    """Effects of each level against the first of its factor; columns EFFECT_COLUMNS.

    `at_factor` and `at_level` are empty for the mean over all points that are alike but for the
    factor: in a full design over all levels of the others, one at a time at their first levels.
    `reference` is empty for the effect on a split's own figure; else it is the effect on the
    difference from that split. P-values are adjusted over all levels, factors and splits of a key
    figure: own figures and differences apart, means and effects at a level apart. What would rest
    on a point where a split is not compared has no row.

    Parameters
    ----------
    totals
        Columns sweep.series.TOTAL_COLUMNS: all organisations together, by population.
    """
    return _table(study, totals, _effect_contrasts(study), EFFECT_COLUMNS)


def interactions(study: Study, totals: pd.DataFrame) -> pd.DataFrame:
    """How much a level's effect differs with another factor's level; columns INTERACTION_COLUMNS.

    It is the effect at the other's level less that at the other's first, mean over the rest. That
    is the same whichever of the two is called the other: each pair stands there once. It is zero
    where effects add up. P-values are adjusted over all of a key figure: own figures and
    differences apart. No row where factors are moved one at a time.
    """
    return _table(study, totals, _interaction_contrasts(study), INTERACTION_COLUMNS)


def _effect_contrasts(study: Study) -> Iterator[_Contrast]:
    """The effects of all levels: means, and in a full design at each level of another factor."""
    points = points_of(study)
    for factor in study.factors:
        first = factor.levels[0].name
        for level in factor.levels[1:]:
            names = (factor.name, level.name, first)
            yield _contrast(points, (*names, "", ""), "means", {factor.name: level.name}, first)
            for other in study.factors if study.design == FULL else ():
                for at in other.levels if other is not factor else ():
                    where = {factor.name: level.name, other.name: at.name}
                    yield _contrast(points, (*names, other.name, at.name), "at", where, first)


def _contrast(
    points: Sequence[Point],
    names: tuple[str, ...],
    family: str,
    where: dict[str, str],
    first: str,
) -> _Contrast:
    """The effect of a level at some levels of others; in one-at-a-time at the first of them."""
    factor = names[0]
    added = _at(points, where)
    partners = [{**points[it].levels, factor: first} for it in added]
    places = {tuple(it.levels.values()): it.index for it in points}
    return _Contrast(names, family, (added,), ([places[tuple(it.values())] for it in partners],))


def _interaction_contrasts(study: Study) -> Iterator[_Contrast]:
    """The interactions of all levels of each pair of factors but their first."""
    points = points_of(study)
    pairs = itertools.combinations(study.factors, 2) if study.design == FULL else ()
    for factor, other in pairs:
        for level, at in itertools.product(factor.levels[1:], other.levels[1:]):
            corners = [
                _at(points, {factor.name: one, other.name: two})
                for one, two in itertools.product(_ends(factor, level.name), _ends(other, at.name))
            ]
            yield _Contrast(
                (factor.name, level.name, other.name, at.name),
                "",
                (corners[0], corners[3]),
                (corners[1], corners[2]),
            )


def _ends(factor: FactorSection, level: str) -> tuple[str, str]:
    """A level and the first of its factor."""
    return level, factor.levels[0].name


def _at(points: Sequence[Point], where: dict[str, str]) -> list[int]:
    """The points that have some levels."""
    return [it.index for it in points if where.items() <= it.levels.items()]


def _table(
    study: Study, totals: pd.DataFrame, contrasts: Iterable[_Contrast], columns: list[str]
) -> pd.DataFrame:
    """Contrasts of all figures, with p-values adjusted over each family of a key figure."""
    import pandas as pd

    splits = [it.name for it in study.splits]
    series = list(all_series(totals, len(points_of(study)), splits))
    rows: list[list[object]] = []
    tests: list[tuple[float, float, bool]] = []
    families: dict[tuple[str, str, bool], list[int]] = defaultdict(list)
    with_directions = "populations_more" in columns
    for contrast in contrasts:
        for it in series:
            values = _values(it, contrast)
            if not values:
                continue
            reach = it.reach * len(contrast.added)
            found, p = _within(estimate(values), reach), p_value(values)
            counts = directions(values)
            families[contrast.family, it.kpi, bool(it.reference)].append(len(rows))
            tests.append((found.mean, p, sum(counts) == 0))
            row = [*contrast.names, it.split, it.reference, it.kpi, it.unit, *found]
            rows.append([*row, *(counts if with_directions else ()), p])
    adjusted = [math.nan] * len(rows)
    for places in families.values():
        for place, p in zip(places, holm([tests[it][1] for it in places]), strict=True):
            adjusted[place] = p
    for row, (mean, _, is_same), p in zip(rows, tests, adjusted, strict=True):
        row += [p, outcome(mean, is_same, p, math.nan)]
    return pd.DataFrame(rows, columns=columns)


def _values(it: Series, contrast: _Contrast) -> list[float]:
    """A contrast's value in each population that has the figure at all of its points.

    Nothing where none has, or a point lacks the split. What is the rounding of sums is zero.
    """
    points = sorted({place for part in (*contrast.added, *contrast.subtracted) for place in part})
    is_whole = it.is_there[points].all(axis=0)
    if not is_whole.any():
        return []
    value, size = it.value[:, is_whole], it.size[:, is_whole]
    found = sum(value[part].mean(axis=0) for part in contrast.added) - sum(
        value[part].mean(axis=0) for part in contrast.subtracted
    )
    values: list[float] = without_rounding(np.asarray(found), size[points].max(axis=0)).tolist()
    return values


def _within(found: Estimate, reach: float) -> Estimate:
    """An estimate whose interval ends where no two values can be farther apart."""
    return found._replace(low=max(found.low, -reach), high=min(found.high, reach))
