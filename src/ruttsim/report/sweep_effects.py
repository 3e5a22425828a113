"""Whether a difference depends on the factors of a sweep: in sentences, and as a table."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ruttsim.figures.words import number, title, unit_scale
from ruttsim.report.blocks import Block, Bullets, Cell, Heading, Paragraph, RowGroup, Table
from ruttsim.report.certainty import is_alone
from ruttsim.report.sweep_view import NAMED, NOT_THERE, START, furthest, furthest_first
from ruttsim.statistics.verdicts import LESS, MORE, NOT_TOLD_APART, SAME

if TYPE_CHECKING:
    from ruttsim.accounts.kpi import Kpi
    from ruttsim.report.sweep_view import SweepView, Told
    from ruttsim.study.split_model import SplitSection


class Move(NamedTuple):
    """A level of a factor in place of its first."""

    factor: str
    level: str
    first: str


def every_move(view: SweepView) -> list[Move]:
    """Every level of every factor but the first ones."""
    return [
        Move(it.name, level.name, it.levels[0].name)
        for it in view.study.factors
        for level in it.levels[1:]
    ]


def of_difference(view: SweepView, kpi: str, move: Move, split: str) -> Told:
    """What a level does to a difference."""
    key = (kpi, move.factor, move.level, split, view.reference.name)
    return view.moves.get(key, NOT_THERE)


def moving(view: SweepView, kpi: str, split: str) -> list[Move]:
    """The levels that are shown to change a difference, the largest change first."""
    found = [
        (move, told.mean)
        for move in every_move(view)
        if (told := of_difference(view, kpi, move, split)).verdict.outcome in {MORE, LESS}
    ]
    return [move for move, _ in sorted(found, key=lambda it: -abs(it[1]))]


def maybe_moving(view: SweepView, kpi: str, split: str) -> list[Move]:
    """The levels whose interval alone would show a change."""
    moves = every_move(view)
    return [it for it in moves if is_alone(of_difference(view, kpi, it, split).verdict)]


def move_title(view: SweepView, move: Move) -> str:
    """`Season: winter`."""
    factor = next(it for it in view.study.factors if it.name == move.factor)
    level = view.level_title(move.factor, move.level)
    return view.words("sweep.factor_level", factor=title(factor, view.language), level=level)


def sized_title(view: SweepView, kpi: Kpi, move: Move, split: str) -> str:
    """`Season: winter (+20)`."""
    size = view.signed(kpi, of_difference(view, kpi.name, move, split).mean)
    return view.words("sweep.changes", level=move_title(view, move), size=size)


def depends(view: SweepView, kpi: Kpi) -> list[Block]:
    """What levels do to the differences of one key figure, and factors together."""
    words = view.words
    blocks: list[Block] = [Heading(words("sweep.effects"))]
    if view.is_full and len(view.study.factors) > 1:
        blocks.append(Paragraph(words("sweep.effects_mean")))
    if view.has_intervals:
        blocks += _by_split(view, kpi, "sweep.the_difference", _sentences)
    blocks += _table(view, kpi)
    if len(view.study.factors) > 1 and view.is_full and view.has_intervals:
        told = [*_by_split(view, kpi, "sweep.less", _interactions)]
        blocks += [Heading(words("sweep.interactions")), *told] if told else []
    return blocks


def _by_split(
    view: SweepView,
    kpi: Kpi,
    key: str,
    told: Callable[[SweepView, Kpi, SplitSection], Iterator[str]],
) -> Iterator[Block]:
    """Sentences about the difference of each split, below what it is the difference of."""
    reference = title(view.reference, view.language)
    for split in view.others:
        if items := tuple(told(view, kpi, split)):
            name = title(split, view.language)
            yield Paragraph(f"{view.words(key, split=name, reference=reference)}:")
            yield Bullets(items)


def _sentences(view: SweepView, kpi: Kpi, split: SplitSection) -> Iterator[str]:
    """Each level that changes the difference, those that do not, and those that may or may not."""
    words = view.words
    found = moving(view, kpi.name, split.name)
    yield from (_moved(view, kpi, split, move) for move in found[:NAMED])
    if len(found) > NAMED:
        yield words("sweep.more_changed", count=len(found) - NAMED)
    moves, alone = every_move(view), maybe_moving(view, kpi.name, split.name)
    verdicts = {it: of_difference(view, kpi.name, it, split.name).verdict for it in moves}
    same = [it for it in moves if verdicts[it].outcome == SAME]
    unshown = [it for it in moves if verdicts[it].outcome == NOT_TOLD_APART and it not in alone]
    for key, names in (
        ("alone_with", [sized_title(view, kpi, it, split.name) for it in alone]),
        ("same_with", [move_title(view, it) for it in same]),
        ("unshown_with", [move_title(view, it) for it in unshown]),
    ):
        if names:
            yield words(f"sweep.{key}", names=view.named(names))


def _moved(view: SweepView, kpi: Kpi, split: SplitSection, move: Move) -> str:
    """`... the difference is 20 h/day larger (15 to 25), +107 in place of +87`.

    Larger or smaller is said of the size of a difference that keeps its sign.
    """
    told = of_difference(view, kpi.name, move, split.name)
    here, there = (
        _mean(view, kpi.name, move.factor, it, split.name) for it in (move.first, move.level)
    )
    scale, verdict = unit_scale(kpi.unit), told.verdict
    values = {"here": view.signed(kpi, here), "there": view.signed(kpi, there)}
    if here * there > 0:
        growth = math.copysign(1, here) * math.copysign(1, told.mean)
        key = "larger" if growth > 0 else "smaller"
        sign = math.copysign(1, told.mean)
        low, high = sorted((sign * verdict.low, sign * verdict.high))
        size = number(abs(told.mean) * scale, view.decimals(kpi), view.language)
        interval = view.interval(kpi, low, high, is_signed=False)
    else:
        key, size = "moves", view.signed(kpi, told.mean)
        interval = view.interval(kpi, verdict.low, verdict.high)
    agreeing = int(verdict.populations_more if told.mean > 0 else verdict.populations_less)
    count = "sweep.count_all" if agreeing == verdict.n else "sweep.count_some"
    factor = next(it for it in view.study.factors if it.name == move.factor)
    return view.words(
        f"sweep.{key}",
        factor=title(factor, view.language),
        level=view.level_title(move.factor, move.level),
        first=view.level_title(move.factor, move.first),
        size=size,
        unit=view.unit(kpi),
        interval=interval,
        count=view.words(count, count=agreeing, n=verdict.n),
        **values,
    )


def _mean(view: SweepView, kpi: str, factor: str, level: str, split: str) -> float:
    """The mean difference over the points with a level; one at a time, of its only point."""
    points = [it for it, levels in view.at.items() if levels[factor] == level]
    if not view.is_full and level == view.at[START][factor]:
        points = [START]
    found = [view.changes.get((kpi, it, split), NOT_THERE).mean for it in points]
    return math.fsum(found) / len(found)


def _table(view: SweepView, kpi: Kpi) -> Iterator[Block]:
    """What each level does to the reference's own figure and to the differences."""
    words, reference = view.words, title(view.reference, view.language)
    all_moves = every_move(view)

    def distance(move: Move) -> float:
        return furthest(of_difference(view, kpi.name, move, it.name).mean for it in view.others)

    shown = furthest_first(all_moves, distance)
    groups = tuple(
        RowGroup(
            title(factor, view.language),
            tuple(_row(view, kpi, it) for it in shown if it.factor == factor.name),
        )
        for factor in view.study.factors
    )
    caption = words(
        "sweep.effects_caption" + "_one" * (not view.has_intervals),
        kpi=view.heading(kpi),
        reference=reference,
    )
    if len(shown) < len(all_moves):
        yield Paragraph(words("sweep.effects_bounded", shown=len(shown), all=len(all_moves)))
    own = words("sweep.own_figure", reference=reference)
    others = (
        words("sweep.of_difference", split=title(it, view.language), reference=reference)
        for it in view.others
    )
    columns = (words("sweep.level"), own, *others)
    yield Table(caption, columns, tuple(it for it in groups if it.rows))


def _row(view: SweepView, kpi: Kpi, move: Move) -> tuple[str, tuple[Cell, ...]]:
    """One level against the first of its factor."""
    level, first = (view.level_title(move.factor, it) for it in (move.level, move.first))
    own = view.moves.get((kpi.name, move.factor, move.level, view.reference.name, ""), NOT_THERE)
    found = [own, *(of_difference(view, kpi.name, move, it.name) for it in view.others)]
    heading = view.words("sweep.against", level=level, first=first)
    return heading, tuple(view.cell(kpi, it) for it in found)


def _interactions(view: SweepView, kpi: Kpi, split: SplitSection) -> Iterator[str]:
    """Pairs of levels that are shown to act together on the difference of one split."""
    words, table = view.words, view.sweep.interactions
    rows = table[
        (table["kpi"] == kpi.name)
        & (table["split"] == split.name)
        & (table["reference"] == view.reference.name)
        & (table["outcome"] != "")
    ]
    factors = {it.name: it for it in view.study.factors}
    names = ("factor", "level", "other", "other_level", "mean", "low", "high", "outcome")
    pairs = list(zip(*(rows[name].tolist() for name in names), strict=True))
    found = [it for it in pairs if it[-1] in {MORE, LESS}]
    found.sort(key=lambda it: -abs(it[4]))
    for factor, level, other, other_level, mean, low, high, _ in found[:NAMED]:
        yield words(
            "sweep.interaction",
            factor=title(factors[factor], view.language),
            level=view.level_title(factor, level),
            other=title(factors[other], view.language),
            other_level=view.level_title(other, other_level),
            other_first=view.level_title(other, factors[other].levels[0].name),
            size=view.signed(kpi, mean),
            unit=view.unit(kpi),
            interval=view.interval(kpi, low, high),
        )
    if len(found) > NAMED:
        yield words("sweep.more_interactions", count=len(found) - NAMED)
    key = "other_interactions" if found else "no_interaction" + "_one" * (len(pairs) == 1)
    if len(found) < len(pairs):
        yield words(f"sweep.{key}", count=len(pairs))
