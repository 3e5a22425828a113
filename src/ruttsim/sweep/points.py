"""The points of a sweep: one level of each factor, and the study as it is there."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ruttsim.parameters import load_parameters
from ruttsim.pipeline.split_terms import with_types
from ruttsim.study.factors import TABLES, WHOLE
from ruttsim.study.model import quick as quick_study

if TYPE_CHECKING:
    from ruttsim.study.factors import LevelSection
    from ruttsim.study.model import Study


@dataclass(frozen=True)
class Point:
    """One comparison of a sweep: its place among all, and the level of each factor by name."""

    index: int
    levels: Mapping[str, str]

    def __str__(self) -> str:
        return ", ".join(f"{factor}={level}" for factor, level in self.levels.items())


def points_of(study: Study) -> tuple[Point, ...]:
    """All points of the study's design: of first levels, then the last factor moves first.

    One at a time it is the point of all first levels, then each other level in the order of the
    study.
    """
    names = [it.name for it in study.factors]
    levels = [[level.name for level in it.levels] for it in study.factors]
    if study.design == "full":
        rows = [*itertools.product(*levels)]
    else:
        first = tuple(own[0] for own in levels)
        rows = [first] + [
            (*first[:place], level, *first[place + 1 :])
            for place, own in enumerate(levels)
            for level in own[1:]
        ]
    return tuple(Point(index, dict(zip(names, row, strict=True))) for index, row in enumerate(rows))


def levels_at(study: Study, point: Point) -> tuple[LevelSection, ...]:
    """The levels of a point, one of each factor."""
    return tuple(
        next(level for level in factor.levels if level.name == point.levels[factor.name])
        for factor in study.factors
    )


def study_at(study: Study, point: Point) -> Study:
    """The study as it is at a point, without factors: as if it had been written so."""
    changed = study.as_it_stands
    for level in levels_at(study, point):
        update: dict[str, Any] = {
            key: own for key in WHOLE if (own := getattr(level, key)) is not None
        }
        if level.parameters:
            update["parameters"] = {**changed.parameters, **level.parameters}
        for key in TABLES:
            own = getattr(level, key)
            said = {name: getattr(own, name) for name in own.model_fields_set}
            if said:
                update[key] = getattr(changed, key).model_copy(update=said)
        changed = changed.model_copy(update=update)
        if level.vehicle_types:
            changed = with_types(changed, level.vehicle_types)
    return changed.at(study.file)


def figures_alone(study: Study) -> Study:
    """The study without what a run's report shows besides: one base each, and other searches."""
    alone = {"show_one_base": False, "searches": 1}
    planning = study.planning.model_copy(update=alone)
    return study.model_copy(update={"planning": planning}).at(study.file)


def levels_alike(study: Study, *, quick: bool) -> tuple[tuple[str, str, str], ...]:
    """Levels at which the same is computed as at an earlier one: factor, level, the earlier.

    So it is where a number is replaced by the study's own value, and with `quick` where levels
    differ in what the table `quick` says for all.
    """
    own = {it.name: it.value for it in load_parameters(study.parameters).quantities}
    found = []
    for factor in study.factors:
        before: dict[tuple[str, tuple[tuple[str, float], ...]], str] = {}
        for level in factor.levels:
            alone = factor.model_copy(update={"levels": (level,)})
            alone_there = study.model_copy(update={"factors": (alone,)}).at(study.file)
            changed = figures_alone(study_at(alone_there, Point(0, {factor.name: level.name})))
            changed = quick_study(changed) if quick else changed
            numbers = {**study.parameters, **level.parameters}
            other = tuple(sorted(it for it in numbers.items() if own.get(it[0]) != it[1]))
            told = (changed.model_copy(update={"parameters": {}}).content_hash, other)
            if told in before:
                found.append((factor.name, level.name, before[told]))
            before.setdefault(told, level.name)
    return tuple(found)
