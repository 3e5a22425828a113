"""The page of a sweep: what was varied, the differences, and whether they depend on the factors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ruttsim.figures.registry import write_figures
from ruttsim.figures.words import DASH, Words, title
from ruttsim.files import write_text
from ruttsim.parameters import is_unverified, load_parameters
from ruttsim.report.basis import made_again
from ruttsim.report.blocks import Block, Bullets, Cell, Notice, Paragraph, RowGroup, Section, Table
from ruttsim.report.html import FIGURES_FOLDER, page_html
from ruttsim.report.overview import HEADLINE_KPIS, WITH_PATROL, has_own_rules
from ruttsim.report.sweep_effects import (
    every_move,
    maybe_moving,
    moving,
    of_difference,
    sized_title,
)
from ruttsim.report.sweep_levels import varied
from ruttsim.report.sweep_tables import kpi_section, sweep_drawings
from ruttsim.report.sweep_view import NOT_THERE, START, SweepView, counted, shown_kpis
from ruttsim.statistics.verdicts import OUTCOMES
from ruttsim.sweep.points import levels_alike

if TYPE_CHECKING:
    from pathlib import Path

    from ruttsim.accounts.kpi import Kpi
    from ruttsim.figures.registry import Drawing
    from ruttsim.study.model import Study
    from ruttsim.study.split_model import SplitSection
    from ruttsim.sweep.result import Sweep

PAGE = "sweep.html"

SWEEP_KPIS = (*HEADLINE_KPIS, "result_sek", "paid_h")
"""Key figures of the page; the tables beside it have all."""

_LIMITS = ("people", "plans", "behaviour", "travel", "uncertainty")
_RULES = (("day", "alarms"), ("day", "nights"))


def kpis_of(study: Study) -> tuple[str, ...]:
    """Key figures of the page, those with the patrols too where levels or splits move these."""
    return SWEEP_KPIS + WITH_PATROL * (_moves_rules(study) or has_own_rules(study))


def write_sweep_page(found: Sweep, folder: Path, language: str) -> None:
    """Put sweep.html into a folder, and its figures into the folder `figures` there."""
    view = SweepView(Words("ruttsim.report", language), found, kpis_of(found.study))
    drawings = sweep_drawings(view)
    write_figures(drawings, folder / FIGURES_FOLDER)
    write_text(folder / PAGE, sweep_html(view, drawings))


def sweep_html(view: SweepView, drawings: Sequence[Drawing]) -> str:
    """The page as the text of one file that asks for nothing from outside."""
    words, study = view.words, view.study
    days = ", ".join(words(f"weekday.{day}") for day in study.time.planned_days)
    horizon = "page.planned_days" if study.planning.horizon == "day" else "page.planned_fortnight"
    n = study.time.disturbed_days
    facts = words(
        "sweep.facts",
        splits=len(study.splits),
        points=counted(words, "sweep.points", len(view.sweep.points)),
        populations=counted(words, "page.populations", view.populations),
        days=words(horizon, days=days),
        disturbed=counted(words, "page.disturbed", n),
    )
    return page_html(
        words,
        title=f"{words('sweep.title')}: {title(study, view.language)}",
        question=getattr(study, f"question_{view.language}"),
        facts=facts,
        is_schematic=all(view.maps.values()),
        sections=sweep_sections(view, drawings),
        drawings=drawings,
    )


def sweep_sections(view: SweepView, drawings: Sequence[Drawing]) -> list[Section]:
    """All sections in order."""
    words = view.words
    return [
        _summary(view),
        varied(view),
        _reading(view),
        *(kpi_section(view, kpi, drawings) for kpi in shown_kpis(view.kpis)),
        Section(
            "limits",
            words("limits.heading"),
            (Bullets(tuple(words(f"limits.{it}") for it in _LIMITS)),),
        ),
        made_again(words, view.sweep.manifest),
    ]


def _moves_rules(study: Study) -> bool:
    """Whether a level says who answers alarms or has the nights."""
    levels = (level for it in study.factors for level in it.levels)
    return any(path in _RULES for level in levels for path in level.replaced)


def _summary(view: SweepView) -> Section:
    """What has to be known first, and each difference at the start and over all points."""
    words = view.words
    reference = title(view.reference, view.language)
    blocks: list[Block] = list(_notices(view))
    if not view.others:
        blocks.append(Paragraph(words("summary.single")))
        return Section("summary", words("sweep.summary"), tuple(blocks))
    first = [view.levels[it.name, it.levels[0].name] for it in view.study.factors]
    is_own = not any(path for it in first for path in it.replaced)
    key = "sweep.start_own" if is_own else "sweep.start_levels"
    start = words(key, levels=view.point_title(START))
    intro = "sweep.summary_intro" + "_one" * (not view.has_intervals)
    blocks.append(Paragraph(words(intro, reference=reference, start=start)))
    columns = ["at_start", "over_points", *(["answer", "depends"] * view.has_intervals)]
    groups = tuple(
        RowGroup(
            view.heading(kpi),
            tuple(
                (title(split, view.language), tuple(_row(view, kpi, split)))
                for split in view.others
            ),
        )
        for kpi in shown_kpis(view.kpis)
    )
    headings = (words("sweep.split"), *(words(f"sweep.{it}") for it in columns))
    blocks.append(Table(words("sweep.summary_caption", reference=reference), headings, groups))
    quantities = load_parameters(view.study.parameters).quantities
    unverified = sum(is_unverified(it.status) for it in quantities)
    note = words("sweep.levels_note", unverified=unverified, all=len(quantities))
    blocks.append(Paragraph(note))
    return Section("summary", words("sweep.summary"), tuple(blocks))


def _notices(view: SweepView) -> Iterator[Notice]:
    """What must not be missed."""
    words = view.words
    if view.sweep.manifest["quick"]:
        yield Notice(words("page.quick_title"), words("page.quick"))
    if not view.has_intervals:
        yield Notice(words("page.one_population_title"), words("sweep.one_population"))
    missing = [
        words("sweep.not_compared_item", splits=_titles(view, names), point=view.point_title(point))
        for point, names in view.not_compared.items()
        if view.reference.name not in names
    ]
    empty = [
        f"({view.point_title(point)})"
        for point, names in view.not_compared.items()
        if view.reference.name in names
    ]
    if missing:
        told = words("sweep.not_compared", names=view.named(missing))
        yield Notice(words("page.not_compared_title"), told)
    if empty:
        reference = view.titles[view.reference.name]
        told = words("sweep.no_reference", reference=reference, points=view.named(empty))
        yield Notice(words("page.not_compared_title"), told)
    alike = [
        words(
            "sweep.alike_item",
            level=view.level_title(factor, level),
            first=view.level_title(factor, first),
        )
        for factor, level, first in levels_alike(view.study, quick=view.sweep.manifest["quick"])
    ]
    if alike:
        yield Notice(words("sweep.alike_title"), words("sweep.alike", names=view.named(alike)))
    if has_own_rules(view.study):
        yield Notice(words("page.own_rules_title"), words("page.own_rules"))
    if _moves_rules(view.study):
        yield Notice(words("sweep.rules_title"), words("sweep.rules"))
    drawn = [name for name, is_schematic in view.maps.items() if is_schematic]
    if 0 < len(drawn) < len(view.maps):
        told = words("sweep.schematic_some", names=view.named(drawn))
        yield Notice(words("page.schematic_title"), told)


def _titles(view: SweepView, names: Sequence[str]) -> str:
    """Splits by their titles."""
    return ", ".join(view.titles[it] for it in names)


def _row(view: SweepView, kpi: Kpi, split: SplitSection) -> Iterator[Cell]:
    """One difference: at the start, its reach over points, its outcomes, what changes it."""
    found = [view.changes.get((kpi.name, it, split.name), NOT_THERE) for it in view.at]
    yield view.cell(kpi, found[START])
    means = [it.mean for it in found if it.mean == it.mean]
    reach = view.interval(kpi, min(means), max(means)) if means else DASH
    yield Cell((reach,))
    if not view.has_intervals:
        return
    yield Cell((_outcomes(view, [it.verdict.outcome for it in found]) or DASH,), is_number=False)
    shown, maybe = (
        view.named(
            [sized_title(view, kpi, it, split.name) for it in found(view, kpi.name, split.name)]
        )
        for found in (moving, maybe_moving)
    )
    is_tested = any(
        of_difference(view, kpi.name, it, split.name).verdict.outcome for it in every_move(view)
    )
    lines = [shown or (view.words("sweep.no_level") if is_tested else DASH)]
    lines += [view.words("sweep.maybe", names=maybe)] if maybe else []
    yield Cell(tuple(lines), is_number=False)


def _outcomes(view: SweepView, outcomes: Sequence[str]) -> str:
    """`higher at 5, cannot be told apart at 2 of 7`."""
    words, counts = view.words, Counter(it for it in outcomes if it)
    n = counts.total()
    if len(counts) == 1:
        return words(f"sweep.all_{next(iter(counts))}", n=n)
    texts = [words(f"sweep.some_{it}", count=counts[it]) for it in OUTCOMES if counts[it]]
    return words("sweep.some_of", texts=", ".join(texts), n=n) if texts else ""


def _reading(view: SweepView) -> Section:
    """What points, words and intervals mean, and where the tables are."""
    words = view.words
    keys = ["same", "points", "effects", "absent", "interval", "star"] * view.has_intervals
    items = [words(f"sweep.reading_{it}") for it in (keys or ["same"])]
    items += [words("sweep.reading_forecast"), words("reading.dash"), words("reading.rounding")]
    if not view.is_full and len(view.study.factors) > 1:
        items.append(words("sweep.not_together"))
    items.append(words("sweep.files"))
    return Section("reading", words("sweep.reading"), (Bullets(tuple(items)),))
