"""The sections of results, from charts and key figures to plausibility and bases."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ruttsim.accounts.kpi import VEHICLE_TYPE
from ruttsim.accounts.kpis import KPIS
from ruttsim.figures.colours import letter
from ruttsim.figures.registry import BARS, PAID_TIME_PARTS
from ruttsim.figures.tables import NO_ROW, Figures, Row
from ruttsim.figures.words import SHARE_UNIT, number, percent, span, title, unit_scale
from ruttsim.report.blocks import (
    Cell,
    Paragraph,
    Pictures,
    RowGroup,
    Section,
    Table,
)
from ruttsim.report.published import Published, published

if TYPE_CHECKING:
    from ruttsim.accounts.kpi import Kpi
    from ruttsim.report.page import Page
    from ruttsim.study.split_model import SplitSection

CHARTS = (*BARS, "distance_km_by_vehicle_type", "vehicles_by_vehicle_type")
"""Figures of the section of charts, beside the maps and paid time."""

ECONOMY_KPIS = (
    "revenue_sek",
    "cost_sek",
    "result_sek",
    "break_even_sek_per_granted_h",
    "direct_time_share",
    "break_even_direct_time_share",
)
ONE_BASE_KPIS = ("travel_h", "distance_km", "vehicles", "co2e_kg", "cost_sek", "direct_time_share")
VEHICLE_TYPE_KPIS = ("distance_km", "vehicles")

_CAR = "car"

SHOWN_DECIMALS = 3
"""A share is judged as it is shown: in per cent with one decimal."""


def charts(page: Page) -> Section:
    """Bars with intervals, and by vehicle type the figures behind them."""
    drawings = tuple(d for name in CHARTS for d in page.drawings if d.figure == name)
    blocks = (Paragraph(page.words("charts.intro")), Pictures(drawings, ""), _by_vehicle_type(page))
    return Section("charts", page.words("charts.heading"), blocks)


def _by_vehicle_type(page: Page) -> Table:
    """Distance and vehicles of each split by vehicle type."""
    vehicles, groups = page.result.parameters.vehicles, []
    for kpi in (KPIS[name] for name in VEHICLE_TYPE_KPIS):
        rows = []
        for name in page.figures.vehicle_types(kpi.name):
            group = f"{VEHICLE_TYPE}{name}"
            found = [page.figures.row(kpi.name, split.name, group=group) for split in page.splits]
            cells = tuple(Cell(page.with_interval(kpi, row, 1)) for row in found)
            rows.append((title(vehicles[name], page.language), cells))
        groups.append(RowGroup(page.heading(kpi), tuple(rows)))
    columns = (page.words("charts.vehicle_type"), *page.split_titles)
    return Table(page.words("charts.caption"), columns, tuple(groups))


def main(page: Page) -> Section:
    """Every key figure of every split, with the difference from the first and its interval."""
    words = page.words
    rows = []
    for kpi in page.kpis_shown():
        found = [page.figures.row(kpi.name, split.name) for split in page.splits]
        decimals = page.decimals(kpi, found)
        cells = [Cell((page.unit(kpi),), is_number=False)]
        for split, row in zip(page.splits, found, strict=True):
            lines = [page.value(kpi, row, decimals)]
            if split is not page.splits[0]:
                change = page.differences.row(kpi.name, split.name)
                lines += page.difference_lines(kpi, change, decimals)
            cells.append(Cell(tuple(lines)))
        rows.append((title(kpi, page.language), tuple(cells)))
    caption = "main.caption" if page.has_intervals else "main.caption_one"
    table = Table(
        words(caption, reference=page.reference),
        (words("main.kpi"), words("main.unit"), *page.split_titles),
        (RowGroup("", tuple(rows)),),
    )
    return Section("main", words("main.heading"), (table, Paragraph(words("main.points_note"))))


def paid_time(page: Page) -> Section:
    """Paid time as its exact parts."""
    words = page.words
    rows = []
    for name in (*PAID_TIME_PARTS, "paid_h"):
        kpi = KPIS[name]
        cells = []
        for split in page.splits:
            row, paid = (page.figures.row(key, split.name) for key in (name, "paid_h"))
            share = percent(row.mean, paid.mean, 1, page.language)
            cells.append(Cell((page.value(kpi, row, 1), f"{share} %")))
        rows.append((title(kpi, page.language), tuple(cells)))
    table = Table(
        words("paid_time.caption"),
        (words("paid_time.part"), *page.split_titles),
        (RowGroup("", tuple(rows)),),
    )
    drawings = tuple(d for d in page.drawings if d.figure == "paid_time")
    blocks = (Paragraph(words("paid_time.intro")), Pictures(drawings, ""), table)
    return Section("paid-time", words("paid_time.heading"), blocks)


def economy(page: Page) -> Section:
    """Result, break-even and direct-time share of each organisation in each split."""
    words, kpis = page.words, [KPIS[name] for name in ECONOMY_KPIS]
    groups = tuple(
        RowGroup(title(split, page.language), tuple(_economy_rows(page, split, kpis)))
        for split in page.splits
    )
    headings = [page.heading(kpi) for kpi in kpis]
    table = Table(
        words("economy.caption" if page.has_intervals else "economy.caption_one"),
        (words("splits.organisation"), *headings),
        groups,
    )
    blocks = (Paragraph(words("economy.intro")), table)
    return Section("economy", words("economy.heading"), blocks)


def _economy_rows(
    page: Page, split: SplitSection, kpis: list[Kpi]
) -> list[tuple[str, tuple[Cell, ...]]]:
    """One row an organisation of a split."""
    rows = []
    for index, organisation in enumerate(page.result.study.organisations):
        if organisation.name in split.organisations:
            found = [page.figures.row(kpi.name, split.name, organisation.name) for kpi in kpis]
            cells = tuple(
                Cell(page.with_interval(kpi, row, page.decimals(kpi, [row])))
                for kpi, row in zip(kpis, found, strict=True)
            )
            rows.append((f"{letter(index)} {title(organisation, page.language)}", cells))
    return rows


def believable(page: Page) -> Section:
    """The model's values beside published ranges."""
    words = page.words
    values = {
        "direct_time_share": [
            page.figures.row("direct_time_share", split.name).mean for split in page.splits
        ],
        "travel_share": [
            page.figures.row("travel_share", split.name).mean for split in page.splits
        ],
        "distance_km_per_car": [_km_per_car(page, split) for split in page.splits],
    }
    titles = {name: title(KPIS[name], page.language) for name in values if name in KPIS}
    rows = []
    for name, found in values.items():
        known = published(page.language)[name]
        scale = unit_scale(known.unit)
        range_text = span(known.low * scale, known.high * scale, 0, page.language)
        unit = " %" if known.unit == SHARE_UNIT else ""
        cells = [Cell((range_text + unit,)), Cell((known.source,), is_number=False)]
        cells += [_against(page, known, value) for value in found]
        rows.append((titles.get(name, words("believable.km_per_car")), tuple(cells)))
    table = Table(
        words("believable.caption"),
        (
            words("believable.measure"),
            words("believable.published"),
            words("believable.source"),
            *page.split_titles,
        ),
        (RowGroup("", tuple(rows)),),
    )
    blocks = (Paragraph(words("believable.intro")), table)
    return Section("believable", words("believable.heading"), blocks)


def _against(page: Page, known: Published, value: float) -> Cell:
    """A value, and whether it lies inside the published range where that is asked."""
    text = number(value * unit_scale(known.unit), 1, page.language)
    if not known.has_verdict or not math.isfinite(value):
        return Cell((text,))
    is_inside = known.low <= round(value, SHOWN_DECIMALS) <= known.high
    return Cell((text, page.words("believable.inside" if is_inside else "believable.outside")))


def _km_per_car(page: Page, split: SplitSection) -> float:
    """Kilometres of all cars over the number of cars in use at once, all organisations."""
    vehicles = page.result.parameters.vehicles

    def of_cars(kpi: str) -> float:
        rows = (
            page.figures.row(kpi, split.name, group=f"{VEHICLE_TYPE}{name}")
            for name in page.figures.vehicle_types(kpi)
            if vehicles[name].mode == _CAR
        )
        return math.fsum(row.mean for row in rows if row is not NO_ROW)

    in_use = of_cars("vehicles_in_use")
    return of_cars("distance_km") / in_use if in_use else math.nan


def one_base(page: Page) -> Section | None:
    """The same splits with one base an organisation beside the study's rule, if it was run."""
    if page.result.one_base.empty:
        return None
    words, alone = page.words, Figures(page.result.one_base)
    rule = words(f"bases_rule.{page.result.study.planning.bases}")
    rules = [(rule, Figures(page.result.own_bases)), (words("bases_rule.one"), alone)]
    groups = []
    for kpi in (KPIS[name] for name in ONE_BASE_KPIS):
        rows = []
        for rule_text, figures in rules:
            populations = page.populations(figures.populations)
            heading = words("one_base.with_n", rule=rule_text, populations=populations)
            rows.append((heading, _rule_cells(page, kpi, figures)))
        groups.append(RowGroup(page.heading(kpi), tuple(rows)))
    table = Table(
        words("one_base.caption", reference=page.reference),
        (words("one_base.rule"), *page.split_titles),
        tuple(groups),
    )
    blocks = (Paragraph(words("one_base.intro")), table)
    return Section("one-base", words("one_base.heading"), blocks)


def _rule_cells(page: Page, kpi: Kpi, figures: Figures) -> tuple[Cell, ...]:
    """One row of the table of bases: the first population's figures and differences."""
    found = [figures.row(kpi.name, split.name) for split in page.splits]
    decimals = page.decimals(kpi, found)
    cells = [Cell((page.value(kpi, found[0], decimals),))]
    for row in found[1:]:
        change = Row(row.mean - found[0].mean, math.nan, math.nan, row.n)
        lines = page.difference_lines(kpi, change, decimals)
        cells.append(Cell((page.value(kpi, row, decimals), *lines)))
    return tuple(cells)
