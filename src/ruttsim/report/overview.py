"""The first sections: the summary in words, how to read the report, and the maps of each split."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruttsim.accounts.kpis import KPIS
from ruttsim.figures.colours import letter
from ruttsim.figures.words import DASH, capital, percent, title
from ruttsim.parameters import is_unverified
from ruttsim.report.blocks import (
    Block,
    Bullets,
    Cell,
    Heading,
    Notice,
    Paragraph,
    Pictures,
    RowGroup,
    Section,
    Table,
)
from ruttsim.report.certainty import percent_words, verdict_words
from ruttsim.report.changes import changes

if TYPE_CHECKING:
    from ruttsim.report.page import Page
    from ruttsim.study.model import Study
    from ruttsim.study.split_model import SplitSection

SUMMARY_KPIS = (
    "travel_h",
    "distance_km",
    "cars",
    "vehicles",
    "co2e_kg",
    "co2e_manufacture_kg",
    "cost_sek",
    "result_sek",
    "direct_time_share",
)
"""Key figures that the summary states in words."""

HEADLINE_KPIS = ("travel_h", "distance_km", "cars", "co2e_kg", "cost_sek")
"""Key figures of the table that stands first."""

WITH_PATROL = ("distance_with_patrol_km", "co2e_with_patrol_kg", "cost_with_patrol_sek")
"""Key figures that the summary states besides where splits differ in who has alarms and nights."""

MAPS = ("area_split", "street_use", "choice")
"""Figures that are drawn once a split, side by side."""


def summary(page: Page) -> Section:
    """Each split against the first, in sentences with their intervals."""
    words = page.words
    blocks: list[Block] = []
    if page.result.manifest["quick"]:
        blocks.append(Notice(words("page.quick_title"), words("page.quick")))
    if not page.has_intervals:
        blocks.append(Notice(words("page.one_population_title"), words("page.one_population")))
    blocks += [
        Notice(
            words("page.not_compared_title"),
            words(
                "page.not_compared",
                split=title(split, page.language),
                share=percent(page.result.not_compared[split.name], 1.0, 2, page.language),
            ),
        )
        for split in page.splits
        if split.name in page.result.not_compared
    ]
    if has_own_rules(page.result.study):
        blocks.append(Notice(words("page.own_rules_title"), words("page.own_rules")))
    if len(page.splits) == 1:
        blocks.append(Paragraph(words("summary.single")))
    else:
        blocks.append(Paragraph(words("summary.intro", reference=page.reference)))
        blocks.append(_headline(page))
        blocks.append(Paragraph(_levels(page)))
    for split in page.splits[1:]:
        heading = title(split, page.language)
        blocks.append(Heading(words("summary.against", split=heading, reference=page.reference)))
        stated = SUMMARY_KPIS + WITH_PATROL * has_own_rules(page.result.study)
        blocks.append(Bullets(tuple(_sentence(page, kpi, split) for kpi in stated)))
    return Section("summary", words("summary.heading"), tuple(blocks))


def has_own_rules(study: Study) -> bool:
    """Whether splits differ in their rules for alarms or nights."""
    each = {(it.alarms or study.day.alarms, it.nights or study.day.nights) for it in study.splits}
    return len(each) > 1


def _headline(page: Page) -> Table:
    """A few key figures of every split: the first as it is, the others as differences from it."""
    words, kpis = page.words, [KPIS[name] for name in HEADLINE_KPIS]
    reference = page.splits[0]
    rows = []
    for split in page.splits:
        cells = []
        for kpi in kpis:
            first = page.figures.row(kpi.name, reference.name)
            decimals = page.decimals(kpi, [first])
            if split is reference:
                cells.append(Cell((page.value(kpi, first, decimals),)))
                continue
            change = page.differences.row(kpi.name, split.name)
            interval = page.interval(kpi, change, decimals, is_signed=True)
            bracketed = (f"({interval})",) if interval else ()
            cells.append(Cell((page.difference(kpi, change, decimals), *bracketed)))
        rows.append((title(split, page.language), tuple(cells)))
    headings = [page.heading(kpi) for kpi in kpis]
    caption = "summary.caption" if page.has_intervals else "summary.caption_one"
    return Table(
        words(caption, reference=page.reference),
        (words("summary.split"), *headings),
        (RowGroup("", tuple(rows)),),
    )


def _levels(page: Page) -> str:
    """What the levels of the figures rest on."""
    quantities = page.result.parameters.quantities
    unverified = sum(is_unverified(it.status) for it in quantities)
    return page.words("summary.levels", unverified=unverified, all=len(quantities))


def _sentence(page: Page, kpi_name: str, split: SplitSection) -> str:
    """One key figure of one split against the first."""
    kpi, words = KPIS[kpi_name], page.words
    row = page.figures.row(kpi_name, split.name)
    first = page.figures.row(kpi_name, page.splits[0].name)
    change = page.differences.row(kpi_name, split.name)
    decimals = page.decimals(kpi, [row, first])
    text = words(
        "summary.line",
        title=capital(title(kpi, page.language)),
        value=page.value(kpi, row, decimals),
        reference=page.value(kpi, first, decimals),
        unit=page.unit(kpi),
        difference=page.difference(kpi, change, decimals),
        difference_unit=page.difference_unit(kpi),
    )
    if not change.has_interval:
        return f"{text}."
    interval = page.interval(kpi, change, decimals, is_signed=True)
    notes = [words("summary.interval", interval=interval, n=change.n)]
    notes += [it for it in (percent_words(page, kpi, split), verdict_words(page, kpi, split)) if it]
    return f"{text} ({'; '.join(notes)})."


def reading(page: Page) -> Section:
    """What the figures, intervals, letters and dashes mean."""
    words = page.words
    letters = ", ".join(
        f"{letter(index)} = {title(organisation, page.language)}"
        for index, organisation in enumerate(page.result.study.organisations)
    )
    keys = ["reading.same_day", "reading.interval", "reading.dash", "reading.rounding"]
    items = [words(key) for key in keys if page.has_intervals or key != "reading.interval"]
    items.append(words("reading.first", reference=page.reference))
    items.append(words("reading.letters", letters=letters))
    return Section("reading", words("reading.heading"), (Bullets(tuple(items)),))


def splits(page: Page) -> Section:
    """Who serves where: three maps of each split, and the shares as a table."""
    words = page.words
    is_schematic = page.result.map.manifest.schematic
    note = words("page.schematic_short") if is_schematic else ""
    blocks: list[Block] = []
    if is_schematic:
        blocks.append(Notice(words("page.schematic_title"), words("page.schematic")))
    blocks.append(Paragraph(words("splits.intro")))
    for split in page.splits:
        blocks.append(Heading(title(split, page.language)))
        drawings = (d for d in page.drawings if d.figure in MAPS and d.split == split.name)
        blocks.append(Pictures(tuple(drawings), note))
    blocks.append(_shares(page))
    blocks += changes(page)
    return Section("splits", words("splits.heading"), tuple(blocks))


def _shares(page: Page) -> Table:
    """Share of granted time and number of areas of each organisation in each split."""
    rows = [
        (
            f"{letter(index)} {title(organisation, page.language)}",
            tuple(_share(page, split, organisation.name) for split in page.splits),
        )
        for index, organisation in enumerate(page.result.study.organisations)
    ]
    columns = (page.words("splits.organisation"), *page.split_titles)
    return Table(page.words("splits.table"), columns, (RowGroup("", tuple(rows)),))


def _share(page: Page, split: SplitSection, organisation: str) -> Cell:
    """One organisation's part of one split."""
    if organisation not in split.organisations:
        return Cell((DASH,))
    table = page.result.area_coverage
    is_here = (table["split"] == split.name) & (table["organisation"] == organisation)
    count = table["basic_area"][is_here & (table["coverage"] > 0)].nunique()
    own = page.figures.row("granted_h", split.name, organisation).mean
    whole = page.figures.row("granted_h", split.name).mean
    areas = page.words("splits.areas", count=count, all=len(page.result.map.areas))
    share = page.words("splits.share", share=percent(own, whole, 1, page.language))
    return Cell((share, areas))
