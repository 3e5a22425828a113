"""The section of one key figure of a sweep: the difference at each point, as figure and table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ruttsim.figures.dots import Dot, DotGroup, Dots, draw_dots
from ruttsim.figures.words import Words, capital, number, title, unit_scale
from ruttsim.report.blocks import (
    Block,
    Cell,
    Heading,
    Paragraph,
    Pictures,
    RowGroup,
    Section,
    Table,
)
from ruttsim.report.sweep_effects import depends
from ruttsim.report.sweep_view import NOT_THERE, START, shown_kpis
from ruttsim.statistics.verdicts import LESS, MORE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ruttsim.accounts.kpi import Kpi
    from ruttsim.figures.registry import Drawing
    from ruttsim.report.sweep_view import SweepView, Told


def sweep_drawings(view: SweepView) -> tuple[Drawing, ...]:
    """A figure of each key figure and each split beside the reference."""
    words = Words("ruttsim.figures", view.language)
    titles = view.titles
    drawings = []
    for kpi in shown_kpis(view.kpis):
        groups = view.groups(view.chosen(kpi.name))
        for split in (it.name for it in view.others):
            own = _dot(view, kpi, START, split, view.words("sweep.start"))
            found = tuple(
                DotGroup(heading, tuple(_dot(view, kpi, it, split, label) for it, label in points))
                for heading, points in groups
            )
            subject = words(
                "dots.subject", split=titles[split], reference=titles[view.reference.name]
            )
            unit = view.unit(kpi)
            shown = Dots(
                capital(title(kpi, view.language)), subject, unit, view.decimals(kpi), own, found
            )
            drawings.append(draw_dots(words, f"{kpi.name}_{split}", shown))
    return tuple(drawings)


def _dot(view: SweepView, kpi: Kpi, point: int, split: str, label: str) -> Dot:
    """One difference in the unit that it is read in."""
    it = view.changes.get((kpi.name, point, split), NOT_THERE)
    scale = unit_scale(kpi.unit)
    value, low, high = (end * scale for end in (it.mean, it.verdict.low, it.verdict.high))
    is_shown = it.verdict.outcome in {MORE, LESS} if it.verdict.outcome else None
    return Dot(label, value, low, high, is_shown)


def kpi_section(view: SweepView, kpi: Kpi, drawings: Sequence[Drawing]) -> Section:
    """Differences at each point, and whether they depend on the factors."""
    own = {f"{kpi.name}_{it.name}" for it in view.others}
    chosen = view.chosen(kpi.name)
    blocks: list[Block] = [Heading(view.words("sweep.differences"))]
    if len(chosen) < len(view.sweep.points) - 1:
        told = view.words("sweep.bounded", shown=len(chosen), all=len(view.sweep.points) - 1)
        blocks.append(Paragraph(told))
    blocks.append(Pictures(tuple(it for it in drawings if it.file in own), ""))
    blocks.append(_differences(view, kpi, chosen))
    blocks += depends(view, kpi)
    return Section(kpi.name, capital(title(kpi, view.language)), tuple(blocks))


def _differences(view: SweepView, kpi: Kpi, chosen: Sequence[int]) -> Table:
    """The reference's own figure and the differences from it, a row a point."""
    words, reference = view.words, title(view.reference, view.language)
    start = words("sweep.start_with", levels=view.point_title(START))
    groups = (
        RowGroup("", ((start, _cells(view, kpi, START)),)),
        *(
            RowGroup(heading, tuple((label, _cells(view, kpi, it)) for it, label in points))
            for heading, points in view.groups(chosen)
        ),
    )
    caption = "sweep.differences_caption" + "_one" * (not view.has_intervals)
    less = (
        words("sweep.less", split=view.titles[it.name], reference=reference) for it in view.others
    )
    return Table(
        words(caption, kpi=view.heading(kpi), reference=reference),
        (words("sweep.point"), reference, *less),
        groups,
    )


def _cells(view: SweepView, kpi: Kpi, point: int) -> tuple[Cell, ...]:
    """One point: the reference as it is, and each other split's difference from it."""
    own = view.own.get((kpi.name, point, view.reference.name), math.nan)
    text = number(own * unit_scale(kpi.unit), view.decimals(kpi), view.language)
    found: list[Told] = [
        view.changes.get((kpi.name, point, it.name), NOT_THERE) for it in view.others
    ]
    return (Cell((text,)), *(view.cell(kpi, it) for it in found))
