"""What every section of a sweep's page draws from: figures looked up, points and levels named."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import TOTAL
from ruttsim.figures.words import (
    DASH,
    Words,
    capital,
    decimals_for,
    signed,
    span,
    title,
    unit_scale,
    unit_text,
    with_unit,
)
from ruttsim.report.blocks import Cell
from ruttsim.report.certainty import (
    NO_VERDICT,
    Verdict,
    interest_words,
    is_alone,
    is_too_wide,
    outcome_words,
    percent_text,
)
from ruttsim.report.page import difference_unit

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.accounts.kpi import Kpi
    from ruttsim.study.factors import LevelSection
    from ruttsim.study.model import Study
    from ruttsim.study.split_model import SplitSection
    from ruttsim.sweep.result import Sweep

SHOWN = 24
"""Points or levels in a table or figure, beside the starting point."""

NAMED = 12
"""Levels in a sentence, and sentences in a list."""

START = 0
"""The point of all first levels."""

_Item = TypeVar("_Item", bound=Hashable)


class Told(NamedTuple):
    """A mean difference, and what can be said of it."""

    mean: float
    verdict: Verdict


NOT_THERE = Told(math.nan, NO_VERDICT)


@dataclass(frozen=True, eq=False)
class SweepView:
    """A sweep in one language; `kpis` are the key figures that have a section each."""

    words: Words
    sweep: Sweep
    kpis: tuple[str, ...]

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.words.language

    @property
    def study(self) -> Study:
        """The study with its factors."""
        return self.sweep.study

    @property
    def reference(self) -> SplitSection:
        """The split that the others are compared with."""
        return self.study.splits[0]

    @property
    def others(self) -> tuple[SplitSection, ...]:
        """The splits that are compared with it."""
        return self.study.splits[1:]

    @property
    def titles(self) -> dict[str, str]:
        """Splits, as a sentence about a difference names them."""
        return {it.name: title(it, self.language) for it in self.study.splits}

    @property
    def has_intervals(self) -> bool:
        """Whether there are populations enough for intervals."""
        return self.populations > 1

    @property
    def populations(self) -> int:
        """The most populations of any point."""
        return int(self.sweep.points["populations"].max())

    @property
    def maps(self) -> dict[str, bool]:
        """Titles of the maps, and whether the streets of one with that title are drawn."""
        drawn = {it["title"] for it in self.sweep.maps if it["schematic"]}
        return {it["title"]: it["title"] in drawn for it in self.sweep.maps}

    @property
    def not_compared(self) -> dict[int, list[str]]:
        """Splits that have no figures at a point, by point, where there are such."""
        points = self.sweep.points
        pairs = zip(points["point"].tolist(), points["not_compared"].tolist(), strict=True)
        return {point: names.split() for point, names in pairs if names}

    @property
    def is_full(self) -> bool:
        """Whether all combinations of levels are computed."""
        return self.study.design == "full"

    @cached_property
    def own(self) -> dict[tuple[str, int, str], float]:
        """Means of splits, by key figure, point and split."""
        table = self.sweep.figures[self.sweep.figures["organisation"] == TOTAL]
        keys = zip(*(table[name].tolist() for name in ("kpi", "point", "split")), strict=True)
        return dict(zip(keys, table["mean"].tolist(), strict=True))

    @cached_property
    def changes(self) -> dict[tuple[str, int, str], Told]:
        """Differences from the reference, by key figure, point and split."""
        table = self.sweep.differences[self.sweep.differences["organisation"] == TOTAL]
        return _told(table, ("kpi", "point", "split"))

    @cached_property
    def moves(self) -> dict[tuple[str, str, str, str, str], Told]:
        """Effects over all levels of the other factors.

        By key figure, factor, level, split and reference; the last is empty for what a level does
        to a split's own figure.
        """
        table = self.sweep.effects[self.sweep.effects["at_factor"] == ""]
        return _told(
            table,
            ("kpi", "factor", "level", "split", "reference"),
        )

    @cached_property
    def levels(self) -> dict[tuple[str, str], LevelSection]:
        """Every level by factor and name."""
        return {(it.name, level.name): level for it in self.study.factors for level in it.levels}

    def level_title(self, factor: str, level: str) -> str:
        """What a level is called."""
        return title(self.levels[factor, level], self.language)

    @cached_property
    def at(self) -> dict[int, dict[str, str]]:
        """The level of every factor, by point."""
        names = [it.name for it in self.study.factors]
        columns = zip(*(self.sweep.points[name].tolist() for name in names), strict=True)
        return {
            int(point): dict(zip(names, levels, strict=True))
            for point, levels in zip(self.sweep.points["point"].tolist(), columns, strict=True)
        }

    def point_title(self, point: int, without: str = "") -> str:
        """The levels of a point, but for those of one factor."""
        found = self.at[point].items()
        return ", ".join(self.level_title(*pair) for pair in found if pair[0] != without)

    def groups(self, chosen: Sequence[int]) -> list[tuple[str, list[tuple[int, str]]]]:
        """Headings, and below each its points with what they are called; without the start.

        One level at a time: a heading a factor. All combinations: one a level of the first factor.
        """
        first, *more = self.study.factors
        found: dict[str, list[tuple[int, str]]] = {}
        for point in chosen:
            levels = self.at[point]
            if self.is_full and more:
                heading = self.words(
                    "sweep.factor_level",
                    factor=title(first, self.language),
                    level=self.level_title(first.name, levels[first.name]),
                )
                found.setdefault(heading, []).append((point, self.point_title(point, first.name)))
                continue
            moved = next(it for it in self.study.factors if levels[it.name] != it.levels[0].name)
            label = self.level_title(moved.name, levels[moved.name])
            found.setdefault(title(moved, self.language), []).append((point, label))
        return list(found.items())

    def chosen(self, kpi: str) -> list[int]:
        """Points beside the start: all, or those whose differences are furthest from its own."""
        splits = [it.name for it in self.others]

        def distance(point: int) -> float:
            pairs = (
                (self.changes.get((kpi, it, name), NOT_THERE).mean for it in (point, START))
                for name in splits
            )
            return furthest(there - _or_zero(here) for there, here in pairs)

        return furthest_first([it for it in self.at if it != START], distance)

    @cached_property
    def _largest(self) -> dict[str, float]:
        """The largest difference of each key figure, without its sign."""
        found = dict.fromkeys(self.kpis, 0.0)
        for (kpi, _, _), it in self.changes.items():
            if kpi in found and math.isfinite(it.mean):
                found[kpi] = max(found[kpi], abs(it.mean))
        return found

    def decimals(self, kpi: Kpi) -> int:
        """Decimals of all differences of a key figure."""
        return decimals_for([self._largest[kpi.name] * unit_scale(kpi.unit)])

    def heading(self, kpi: Kpi) -> str:
        """What a key figure is called, with its unit if that adds anything."""
        return with_unit(capital(title(kpi, self.language)), unit_text(kpi.unit, self.language))

    def unit(self, kpi: Kpi) -> str:
        """The unit of a difference."""
        return difference_unit(kpi, self.words)

    def signed(self, kpi: Kpi, value: float) -> str:
        """A difference with its sign."""
        return signed(value * unit_scale(kpi.unit), self.decimals(kpi), self.language)

    def interval(self, kpi: Kpi, low: float, high: float, *, is_signed: bool = True) -> str:
        """`+5 to +9`; nothing where there is no interval."""
        scale = unit_scale(kpi.unit)
        ends = low * scale, high * scale
        return span(*ends, self.decimals(kpi), self.language, is_signed=is_signed)

    def cell(self, kpi: Kpi, it: Told) -> Cell:
        """A difference, its interval, in per cent and its outcome, as far as they are there."""
        found = [self.signed(kpi, it.mean)]
        if found == [DASH]:
            return Cell((DASH,))
        interval = self.interval(kpi, it.verdict.low, it.verdict.high)
        star = " *" if is_alone(it.verdict) else ""
        interest = interest_words(self.study.interest, kpi, self.words)
        outcome = outcome_words(self.words, it.verdict, interest)
        found += [
            f"({interval}){star}" if interval else "",
            "" if is_too_wide(it.verdict) else percent_text(self.words, it.verdict),
            outcome,
        ]
        return Cell(tuple(text for text in found if text), is_number=not outcome)

    def named(self, names: Sequence[str]) -> str:
        """Names in a sentence, at most NAMED of them and how many more."""
        text = "; ".join(names[:NAMED])
        if len(names) <= NAMED:
            return text
        return self.words("sweep.and_more", names=text, count=len(names) - NAMED)


def furthest(values: Iterable[float]) -> float:
    """The largest of some values without their signs; below zero where there is none."""
    return max((abs(it) for it in values if math.isfinite(it)), default=-1.0)


def furthest_first(items: Sequence[_Item], distance: Callable[[_Item], float]) -> list[_Item]:
    """At most SHOWN of some items, those with the largest distance, in the order that they had."""
    kept = set(sorted(items, key=distance, reverse=True)[:SHOWN])
    return [it for it in items if it in kept]


def counted(words: Words, key: str, n: int) -> str:
    """`1 point` or `5 points`."""
    return words(f"{key}_one" if n == 1 else f"{key}_many", n=n)


def shown_kpis(names: Sequence[str]) -> list[Kpi]:
    """Key figures by their names."""
    return [KPIS[name] for name in names]


def _or_zero(value: float) -> float:
    return value if math.isfinite(value) else 0.0


def _told(table: pd.DataFrame, keys: tuple[str, ...]) -> dict[Any, Told]:
    """Rows of a table of differences, looked up."""
    known = table.columns
    names = ("mean", *Verdict._fields)
    columns = [table[name].tolist() if name in known else [math.nan] * len(table) for name in names]
    found = zip(*(table[name].tolist() for name in keys), strict=True)
    rows = zip(*columns, strict=True)
    return {
        key: Told(mean, Verdict(_text(first), *rest))
        for key, (mean, first, *rest) in zip(found, rows, strict=True)
    }


def _text(outcome: Any) -> str:
    """An outcome; nothing where the table has none."""
    return outcome if isinstance(outcome, str) else ""
